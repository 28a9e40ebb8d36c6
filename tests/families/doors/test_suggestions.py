"""A worker's “I think this family is mutual”: who reads it, what follows, what nobody learns."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from cases.families.doors import suggesting
from cases.families.models import Suggestion
from cases.people.models import ProgramRecord
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import working_as
from tests.families.made import Home
from tests.families.sending import hidden, send
from tests.sharing.conftest import assign, make_record, without_chance

pytestmark = pytest.mark.django_db

CWS, OTHER = "cws.worker@alder.example", "cws.worker2@alder.example"
COORDINATOR, RESTRICTED = "coordinator@alder.example", "restricted@alder.example"
NEW, MINE, QUEUE = (
    reverse(f"families:{name}") for name in ("suggest", "suggestions", "suggestion_queue")
)


def a_case(worker: str = "CW101", **stated: Any) -> ProgramRecord:
    """A record of one caseload that nobody has linked."""
    said = {"given": "ZQALMA", "surname": "ZQUESADA", **stated}
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        record = make_record("alder", Program.CWS, **said)
        assign(record, worker)
        return record


def suggested() -> Suggestion:
    with rls(county="alder"), transaction.atomic():
        return Suggestion.objects.select_related("record").get()


def settle(client: Any, made: Suggestion, outcome: str, **typed: Any) -> Any:
    return send(client, reverse("families:settle_suggestion", args=[made.pk]),
                outcome=outcome, **typed)  # fmt: skip


def test_a_worker_suggests_and_the_coordinator_reads_it(sign_in: Any, home: Home) -> None:
    record = a_case()
    sent = send(sign_in(CWS), NEW, words="Alma Zquesada: ZQALMA ZQUESADA has an EW")
    assert (sent.status_code, sent["Location"]) == (302, MINE)
    assert suggested().record_id == record.pk
    shown = sign_in(COORDINATOR).get(QUEUE).content.decode()
    assert "has an EW" in shown


@pytest.mark.parametrize("typed", ["number", "name"])
def test_a_number_or_a_whole_name_finds_the_worker_s_own_case(
    staff: Any, home: Home, typed: str
) -> None:
    record = a_case()
    words = record.native_id if typed == "number" else "Please look: Zqalma ZQUESADA"
    with working_as(staff[CWS]) as user:
        assert suggesting.suggest(user, words).record_id == record.pk


def test_somebody_else_s_case_is_not_found(staff: Any, home: Home) -> None:
    record = a_case(worker="CW102")
    with working_as(staff[CWS]) as user:
        assert suggesting.suggest(user, record.native_id).record is None


def test_half_a_name_finds_nobody(staff: Any, home: Home) -> None:
    a_case()
    with working_as(staff[CWS]) as user:
        assert suggesting.suggest(user, "ZQALMA has a worker there").record is None


def test_what_was_typed_lies_sealed(staff: Any, home: Home) -> None:
    with working_as(staff[CWS]) as user:
        made = suggesting.suggest(user, "ZQSECRET at the motel")
        assert suggesting.words_of(made) == "ZQSECRET at the motel"
        with connection.cursor() as cursor:
            cursor.execute("select encode(words, 'escape') from families_suggestion")
            assert "ZQSECRET" not in cursor.fetchone()[0]


# --- Closed people
def test_a_closed_client_s_suggestion_goes_to_nobody_but_the_restricted_coordinator(
    sign_in: Any, staff: Any, home: Home
) -> None:
    record = a_case(restriction="S")
    name_reader(staff[CWS], record)
    send(sign_in(CWS), NEW, words="ZQALMA ZQUESADA, I think")
    assert suggested().record_id == record.pk
    key = suggested().pk
    address = reverse("families:settle_suggestion", args=[key])
    assert "I think" not in sign_in(COORDINATOR).get(QUEUE).content.decode()
    assert sign_in(COORDINATOR).get(address).status_code == 404
    assert "I think" in sign_in(RESTRICTED).get(QUEUE).content.decode()
    assert sign_in(RESTRICTED).get(address).status_code == 200


def name_reader(user: Any, record: ProgramRecord) -> None:
    from django.contrib.auth.models import Permission

    from cases.sharing.models import NamedReader

    with rls(county="alder"), transaction.atomic():
        read = Permission.objects.get(codename="read_restricted")
        NamedReader.objects.create(
            county_id="alder", user=user, permission=read, content_object=record
        )


def test_the_restricted_coordinator_sees_no_other_suggestion(sign_in: Any, home: Home) -> None:
    a_case()
    send(sign_in(CWS), NEW, words="ZQALMA ZQUESADA, I think")
    assert "I think" in sign_in(COORDINATOR).get(QUEUE).content.decode()
    assert "I think" not in sign_in(RESTRICTED).get(QUEUE).content.decode()


# --- Settling
@pytest.mark.parametrize("outcome", ["not_found", "needs"])
def test_the_asker_learns_that_it_was_settled_and_never_how(
    sign_in: Any, staff: Any, home: Home, outcome: str
) -> None:
    a_case()
    client = sign_in(CWS)
    send(client, NEW, words="ZQALMA ZQUESADA, I think")
    before = client.get(MINE).content.decode()
    assert "Waiting" in before
    settle(sign_in(COORDINATOR), suggested(), outcome, note="ZQNOTE looked twice")
    after = client.get(MINE).content.decode()
    assert "Settled" in after and "ZQNOTE" not in after
    for word in ("Nobody found", "Needs information", "Already linked"):
        assert word not in after
    today = client.get("/").content.decode()
    assert "ZQNOTE" not in today and "Nobody found" not in today


def test_the_page_is_the_same_for_every_outcome(sign_in: Any, home: Home) -> None:
    pages = set()
    for outcome in ("not_found", "needs"):
        a_case()
        client = sign_in(CWS)
        with rls(county="alder"), transaction.atomic():
            earlier = set(Suggestion.objects.values_list("pk", flat=True))
        send(client, NEW, words="Somebody at the motel")
        with rls(county="alder"), transaction.atomic():
            made = Suggestion.objects.exclude(pk__in=earlier).get()
        settle(sign_in(COORDINATOR), made, outcome)
        page = re.sub(r"\d+:\d\d [ap]\.m\.|\d+ minutes? ago", "", client.get(MINE).content.decode())
        pages.add(without_chance(page).count("Settled"))
    assert len(pages) == 2  # one more row each time, and nothing else that tells them apart


def test_linked_is_said_only_of_what_somebody_linked(sign_in: Any, home: Home) -> None:
    a_case()
    send(sign_in(CWS), NEW, words="ZQALMA ZQUESADA")
    refused = settle(sign_in(COORDINATOR), suggested(), "linked")
    assert refused.status_code == 422
    assert "Nobody has linked this record" in refused.content.decode()
    assert suggested().settled_at is None


def test_a_mutual_family_of_one_s_own_is_named_whatever_was_settled(
    sign_in: Any, home: Home
) -> None:
    client = sign_in(CWS)
    address = f"{NEW}?person={home.mother.person_id}"
    assert home.family.token in client.get(address).content.decode()
    send(client, address, words="")
    assert home.family.token in client.get(MINE).content.decode()
    settle(sign_in(COORDINATOR), suggested(), "already")
    assert home.family.token in client.get(MINE).content.decode()


def test_two_who_settle_at_once_are_told_who_was_first(sign_in: Any, home: Home) -> None:
    send(sign_in(CWS), NEW, words="Somebody at the motel")
    address = reverse("families:settle_suggestion", args=[suggested().pk])
    first, second = sign_in(COORDINATOR), sign_in("liaison@alder.example")
    seen = hidden(second.get(address).context["form"])
    assert settle(first, suggested(), "not_found").status_code == 302
    second.post(address, seen | {"outcome": "needs"})
    assert suggested().outcome == "not_found"


def test_the_same_record_waits_once(sign_in: Any, home: Home) -> None:
    a_case()
    for _again in range(2):
        send(sign_in(CWS), NEW, words="ZQALMA ZQUESADA")
    assert suggested()


# --- Who gets there
@pytest.mark.parametrize(
    ("who", "new", "queue"),
    [
        (CWS, 200, 403),
        ("calworks.supervisor@alder.example", 200, 403),
        (COORDINATOR, 403, 200),
        ("liaison@alder.example", 403, 200),
        (RESTRICTED, 403, 200),
        ("analyst@alder.example", 403, 403),
        ("privacy@alder.example", 403, 403),
    ],
)
def test_who_suggests_and_who_settles(
    sign_in: Any, home: Home, who: str, new: int, queue: int
) -> None:
    client = sign_in(who)
    assert client.get(NEW).status_code == new
    assert client.get(MINE).status_code == new
    assert client.get(QUEUE).status_code == queue


def test_a_person_of_somebody_else_does_not_exist(sign_in: Any, home: Home) -> None:
    address = f"{NEW}?person={home.mother.person_id}"
    assert sign_in(OTHER).get(address).status_code == 404
    assert sign_in(CWS).get(address).status_code == 200


def test_another_county_sees_none_of_it(sign_in: Any, home: Home) -> None:
    send(sign_in(CWS), NEW, words="Somebody at the motel")
    address = reverse("families:settle_suggestion", args=[suggested().pk])
    assert sign_in("coordinator@birch.example").get(address).status_code == 404
    assert sign_in(COORDINATOR).get(address).status_code == 200
