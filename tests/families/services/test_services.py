"""The directory of services: what is published, in both languages, and what is never derived."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.families.directory import acts, importing
from cases.families.directory.parity import betrays_place, missing
from cases.families.models import ServiceEdition
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.made import Home
from tests.families.sending import hidden, send

pytestmark = pytest.mark.django_db

KEEPER, WORKER = "coordinator@alder.example", "cws.worker@alder.example"
LIST = reverse("families:services")
WORDS: dict[str, Any] = {
    "name": "Bus pass", "name_es": "Pase de autobús",
    "what": "A monthly pass", "what_es": "Un pase mensual",
    "who": "", "who_es": "", "reach": "", "reach_es": "", "web": "", "address": "",
    "phone": "555-0100", "paid_by": "both", "topics": ["transport"], "languages": ["en"],
    "offices": [], "valid_from": TODAY, "valid_until": None,
}  # fmt: skip


@pytest.fixture
def keeper(staff: Any) -> Any:
    return staff[KEEPER]


def offer(keeper: Any, code: str = "bus-pass", **changed: Any) -> ServiceEdition:
    """A published service of Alder."""
    with working_as(keeper) as user:
        draft = acts.write(user, code, WORDS | changed)
        acts.publish(user, draft, version=draft.version)
        return draft


# --- Parity of languages
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"name": "A", "name_es": "A"}, set()),
        ({"name": "A", "name_es": ""}, {"name_es"}),
        ({"name": "", "name_es": "A"}, {"name"}),
        ({"what": "Up to 6 months", "what_es": "Hasta 6 meses"}, set()),
        ({"what": "Up to 6 months", "what_es": "Hasta 9 meses"}, {"what_es"}),
    ],
)
def test_both_languages_say_the_same(words: dict[str, str], wrong: set[str]) -> None:
    assert set(missing(words)) == wrong


@pytest.mark.parametrize(
    ("topics", "words", "field"),
    [
        (["safety"], {"address": "12 Oak St"}, "address"),
        (["safety"], {"what": "Come to 1200 North Oak Avenue."}, "what"),
        (["safety"], {"reach_es": "Venga a la calle Roble 12"}, "reach_es"),
        (["safety"], {"reach": "Write to P.O. Box 12"}, "reach"),
        (["safety"], {"reach": "Call 555-0100, day and night"}, ""),
        (["housing"], {"address": "12 Oak St"}, ""),
    ],
)
def test_where_somebody_is_safe_is_in_no_list(
    topics: list[str], words: dict[str, str], field: str
) -> None:
    assert betrays_place(topics, words) == field


def test_the_database_refuses_an_address_of_safety(keeper: Any) -> None:
    with working_as(keeper) as user, pytest.raises(IntegrityError), transaction.atomic():
        acts.write(user, "safe", WORDS | {"topics": ["safety"], "address": "12 Oak St"})


# --- Draft, preview, publish
def edit(client: Any, **changed: Any) -> Any:
    typed = WORDS | {"code": "bus-pass", "valid_until": "", "valid_from": TODAY.isoformat()}
    return send(client, reverse("families:new_service"), **(typed | changed))


def test_a_draft_is_seen_by_nobody_else_until_it_is_published(sign_in: Any, home: Home) -> None:
    client = sign_in(KEEPER)
    preview = edit(client)["Location"]
    assert "Bus pass" not in sign_in(WORKER).get(LIST).content.decode()
    page = client.get(preview)
    assert "Pase de autobús" in page.content.decode()
    publish = preview + "/publish"
    assert client.post(publish, hidden(page.context["publish_form"])).status_code == 302
    assert "Bus pass" in sign_in(WORKER).get(LIST).content.decode()


def test_without_its_spanish_a_draft_is_kept_and_not_published(sign_in: Any, home: Home) -> None:
    client = sign_in(KEEPER)
    preview = edit(client, name_es="")["Location"]
    page = client.get(preview)
    assert "Say it in Spanish too" in page.content.decode()
    client.post(preview + "/publish", hidden(page.context["publish_form"]))
    with rls(county="alder"):
        assert ServiceEdition.objects.get().state == "draft"


def test_what_is_published_stays_until_the_next_takes_its_place(
    sign_in: Any, keeper: Any, home: Home
) -> None:
    first = offer(keeper)
    with working_as(keeper) as user:
        second = acts.write(user, "bus-pass", WORDS | {"name": "Ticket", "name_es": "Boleto"})
    shown = sign_in(WORKER).get(LIST).content.decode()
    assert "Bus pass" in shown and "Ticket" not in shown
    with working_as(keeper) as user:
        acts.publish(user, second, version=second.version)
        first.refresh_from_db()
        assert (first.state, first.name) == ("replaced", "Bus pass")
    shown = sign_in(WORKER).get(LIST).content.decode()
    assert "Ticket" in shown and "Bus pass" not in shown


def test_two_who_write_at_once(sign_in: Any, keeper: Any, home: Home) -> None:
    made = offer(keeper)
    address = reverse("families:edit_service", args=[made.service_id])
    one, two = sign_in(KEEPER), sign_in("admin@alder.example")
    seen = hidden(two.get(address).context["form"])
    typed = WORDS | {"valid_until": "", "valid_from": TODAY.isoformat()}
    assert send(one, address, **(typed | {"name": "First"})).status_code == 302
    late = two.post(address, seen | typed | {"name": "Second"})
    assert late.status_code == 422
    assert "Somebody changed this draft" in late.content.decode()


def test_withdrawn_and_past_services_are_not_offered(sign_in: Any, keeper: Any, home: Home) -> None:
    shown = offer(keeper, "shown", name="ZQSHOWN")
    offer(keeper, "past", name="ZQPAST", valid_from=date(2026, 1, 1),
          valid_until=TODAY - timedelta(days=1))  # fmt: skip
    offer(keeper, "last-day", name="ZQLAST", valid_until=TODAY)
    gone = offer(keeper, "gone", name="ZQGONE")
    with working_as(keeper) as user:
        acts.withdraw(user, gone.service)
    page = sign_in(WORKER).get(LIST).content.decode()
    assert shown.name in page and "ZQLAST" in page
    assert "ZQPAST" not in page and "ZQGONE" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?topic=transport", True),
        ("?topic=food", False),
        ("?paid_by=calworks", True),
        ("?paid_by=community", False),
        ("?q=pase+mensual", True),
        ("?q=monthly+pass", True),
        ("?q=car", False),
        ("?language=en", True),
        ("?language=vi", False),
        ("?topic=nothing", True),
    ],
)
def test_the_list_is_filtered(
    sign_in: Any, keeper: Any, home: Home, query: str, *, found: bool
) -> None:
    offer(keeper)
    assert ("Bus pass" in sign_in(WORKER).get(LIST + query).content.decode()) is found


# --- For a family
def ask(client: Any, home: Home, **typed: Any) -> Any:
    address = reverse("families:family_services", args=[home.family.pk])
    return client.post(address, typed)


def test_services_fit_a_family_by_the_topic_that_somebody_chose(
    sign_in: Any, keeper: Any, home: Home
) -> None:
    offer(keeper)
    client = sign_in(WORKER)
    address = reverse("families:family_services", args=[home.family.pk])
    assert "Bus pass" not in client.get(address).content.decode()
    assert "Bus pass" in ask(client, home, topics=["transport"], language="en").content.decode()
    assert "Bus pass" not in ask(client, home, topics=["food"], language="en").content.decode()


@pytest.mark.parametrize(("language", "word"), [("en", "Bus pass"), ("es", "Pase de autobús")])
def test_the_printed_list_speaks_the_family_s_language_and_names_nobody(
    sign_in: Any, keeper: Any, home: Home, language: str, word: str
) -> None:
    offer(keeper)
    page = ask(sign_in(WORKER), home, topics=["transport"], language=language, print="1")
    printed = page.content.decode()
    assert word in printed
    assert home.family.token not in printed and "DELGADO" not in printed


def test_safety_is_a_list_of_its_own_without_a_heading(
    sign_in: Any, keeper: Any, home: Home
) -> None:
    offer(keeper, topics=["safety"])
    client = sign_in(WORKER)
    both = ask(client, home, topics=["safety", "food"], language="en", print="1")
    assert both.status_code == 422
    alone = ask(client, home, topics=["safety"], language="en", print="1")
    printed = alone.content.decode()
    assert "Bus pass" in printed and "violence" not in printed


def test_a_family_that_declined_gets_its_services_all_the_same(
    sign_in: Any, staff: Any, keeper: Any, home: Home
) -> None:
    from tests.families.agreement.test_agreement import say

    offer(keeper)
    say(staff[WORKER], home, "declined")
    page = ask(sign_in(WORKER), home, topics=["transport"], language="en", print="1")
    assert "Bus pass" in page.content.decode()


def test_a_family_of_somebody_else_does_not_exist(sign_in: Any, home: Home) -> None:
    address = reverse("families:family_services", args=[home.family.pk])
    assert sign_in("cws.worker2@alder.example").get(address).status_code == 404
    assert sign_in(WORKER).get(address).status_code == 200


# --- A file
HEAD = "code,name,name_es,what,what_es,paid_by,topics,phone,valid_from,valid_until\n"
GOOD = "bus-pass,Bus pass,Pase,A pass,Un pase,both,transport;work,555-0100,2026-01-01,\n"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (GOOD.replace("transport;work", "flying"), "topics"),
        (GOOD.replace("both", "nobody"), "paid_by"),
        (GOOD.replace("2026-01-01", "1/1/26"), "valid_from"),
        (GOOD.replace("2026-01-01", "2026-02-31"), "valid_from"),
        (GOOD.replace(",Pase,", ",,"), "name_es"),
        (GOOD.replace("bus-pass,", ","), "code"),
        (GOOD.replace("2026-01-01,", "2026-01-01,2025-01-01"), "valid_until"),
    ],
)
def test_every_row_says_what_is_wrong_with_it(row: str, column: str) -> None:
    good, bad = importing.rows_of((HEAD + GOOD.replace("bus-pass", "ok") + row).encode(), set())
    assert good.errors == {}
    assert (bad.line, set(bad.errors)) == (3, {column})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "encoding"),
        (b"code,name\n", "lacks"),
        ((HEAD.strip() + ",color\n").encode(), "not known"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(content: bytes, words: str) -> None:
    with pytest.raises(importing.Unreadable, match=words):
        importing.rows_of(content, set())


def send_file(client: Any, text: str, **typed: Any) -> Any:
    address = reverse("families:import_services")
    file = SimpleUploadedFile("services.csv", text.encode())
    return client.post(
        address, hidden(client.get(address).context["form"]) | {"file": file} | typed
    )


def test_a_file_becomes_drafts_and_publishes_nothing(sign_in: Any, home: Home) -> None:
    assert send_file(sign_in(KEEPER), HEAD + GOOD).status_code == 302
    with rls(county="alder"):
        assert ServiceEdition.objects.get().state == "draft"


def test_one_wrong_row_stops_the_file_until_somebody_leaves_it_out(
    sign_in: Any, home: Home
) -> None:
    text = HEAD + GOOD + GOOD.replace("bus-pass", "other").replace("both", "nobody")
    client = sign_in(KEEPER)
    refused = send_file(client, text)
    assert refused.status_code == 422
    assert "paid_by" in refused.content.decode()
    with rls(county="alder"):
        assert not ServiceEdition.objects.exists()
    assert send_file(client, text, partly="on").status_code == 302
    with rls(county="alder"):
        assert ServiceEdition.objects.count() == 1


# --- Who gets there
@pytest.mark.parametrize(
    ("who", "reads", "keeps"),
    [
        (WORKER, 200, 403),
        (KEEPER, 200, 200),
        ("admin@alder.example", 200, 200),
        ("liaison@alder.example", 200, 403),
        ("privacy@alder.example", 403, 403),
    ],
)
def test_who_reads_and_who_keeps(
    sign_in: Any, home: Home, who: str, reads: int, keeps: int
) -> None:
    client = sign_in(who)
    assert client.get(LIST).status_code == reads
    for name in ("kept_services", "new_service", "import_services"):
        assert client.get(reverse(f"families:{name}")).status_code == keeps


def test_another_county_keeps_its_own(sign_in: Any, keeper: Any, home: Home) -> None:
    made = offer(keeper)
    address = reverse("families:service_preview", args=[made.service_id])
    assert sign_in("coordinator@birch.example").get(address).status_code == 404
    assert "Bus pass" not in sign_in("coordinator@birch.example").get(LIST).content.decode()
    assert sign_in(KEEPER).get(address).status_code == 200
