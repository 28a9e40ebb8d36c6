"""The page of one family: who opens it, what stands at its head, what is new, in which order."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.families.models import PageLayout
from cases.people.models import FamilyMember
from cases.sharing.models import Disclosure
from linkages import audit
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.families.notes.written import a_home, here, send, shown
from tests.sharing.test_families import CASE, Home, make_record, place

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def cws(sign_in: Any) -> Client:
    return sign_in("cws.worker@alder.example")


@pytest.mark.parametrize("who", ["cws.worker", "calworks.worker", "coordinator", "liaison"])
def test_who_works_with_a_family_opens_it(sign_in: Any, grounds: None, who: str) -> None:
    home = a_home()
    client = sign_in(f"{who}@alder.example")
    assert client.get(here(home)).status_code == 200
    assert home.family.token in client.get("/families/").content.decode()


@pytest.mark.check(13)
@pytest.mark.parametrize(
    "who", ["cws.worker2@alder.example", "cws.worker@birch.example", "privacy@alder.example"]
)
def test_for_others_there_is_no_such_family(sign_in: Any, grounds: None, who: str) -> None:
    home = a_home()
    client = sign_in(who)
    assert client.get(here(home)).status_code == 404
    assert client.get(f"/families/{uuid.uuid4()}/").status_code == 404
    assert client.post(f"{here(home)}arrange", {"act": "up:x", "shown": "x"}).status_code == 404


def test_the_head_says_who_works_with_them_and_what_comes_next(cws: Client, grounds: None) -> None:
    home = a_home()
    send(cws, home, "task", code="call_family", text="", due_on="2026-12-09")
    head = cws.get(here(home)).context["head"]
    assert head.members[0].name.startswith("ZQMOTHER")
    assert len(head.members) == 3
    assert all("CW101" in str(head.workers) or "Dana" in str(head.workers) for _x in head.workers)
    assert [(str(d.on), d.what) for d in head.dates] == [
        ("2026-12-09", "Call the family"),
        ("2027-01-15", "Next hearing: ZQALONE, ZQLINKED"),
    ]
    page = shown(cws, home)
    assert "Wed, Dec 9 (8 days)" in page
    assert "Accepted by both sides" in page


def test_both_programs_stand_side_by_side_with_where_each_fact_comes_from(
    cws: Client, grounds: None
) -> None:
    page = shown(cws, a_home())
    assert "Two programs side by side" in page
    assert "CWS extract" in page
    assert "CalWORKs extract" in page
    assert "Seen because" in page
    assert "Not shown" in page


@pytest.mark.check(105)
def test_one_look_is_one_event_and_one_disclosure_a_person_and_owner(
    sign_in: Any, grounds: None
) -> None:
    home = a_home()
    send(sign_in("cws.worker@alder.example"), home, "note", category="C5")
    client = sign_in("calworks.worker@alder.example")
    with rls(county="alder"):
        events = set(AuditEvent.objects.values_list("pk", flat=True))
    shown(client, home)
    with rls(county="alder"):
        (event,) = AuditEvent.objects.exclude(pk__in=events)
        told = list(Disclosure.objects.filter(event=event.pk).values_list("person", "owner"))
    assert home.family.pk in event.subjects
    assert told
    assert len(told) == len(set(told))


def test_what_changed_since_the_last_visit_is_new_and_then_it_is_not(
    sign_in: Any, grounds: None
) -> None:
    home = a_home()

    def news() -> str:
        page = shown(sign_in("cws.worker@alder.example"), home)
        return page.partition("Since you last looked")[2].partition("</ul>")[0]

    with time_machine.travel(NOW, tick=True):
        news()
    with time_machine.travel(NOW + timedelta(hours=2), tick=True):
        supervisor = sign_in("cws.supervisor@alder.example")
        send(supervisor, home, "contact", kind="court", category="C5")
    with time_machine.travel(NOW + timedelta(hours=3), tick=True):
        assert "Court" in news()
        assert "Court" in news(), "reloading hides nothing"
    with time_machine.travel(NOW + timedelta(hours=5), tick=True):
        assert "Court" not in news()


@pytest.mark.usability(12)
def test_the_parts_are_moved_and_folded_by_buttons_for_oneself_alone(
    sign_in: Any, cws: Client, grounds: None
) -> None:
    home = a_home()
    other = sign_in("cws.supervisor@alder.example")

    def keys(client: Client) -> list[str]:
        return [part.key for part in client.get(here(home)).context["parts"]]

    def arrange(act: str) -> Any:
        form = {"act": act, "shown": ",".join(keys(cws)), "key": uuid.uuid4()}
        return cws.post(f"{here(home)}arrange", form)

    before = keys(cws)
    last = before[-1]
    assert arrange(f"up:{last}").status_code == 302
    assert keys(cws) == [*before[:-2], last, before[-2]]
    assert keys(other) == before
    arrange(f"down:{last}")
    assert keys(cws) == before
    arrange(f"fold:{before[0]}")
    parts = cws.get(here(home)).context["parts"]
    assert parts[0].folded
    assert not next(part for part in parts if part.key == "rollup-people").folded
    assert f'id="part-{before[0]}" data-part="{before[0]}">' in shown(cws, home)
    arrange(f"unfold:{before[0]}")
    assert not cws.get(here(home)).context["parts"][0].folded


def test_what_is_seldom_needed_comes_folded_and_stays_as_it_was_left(
    sign_in: Any, cws: Client, grounds: None
) -> None:
    home = a_home()

    def folded(client: Client) -> set[str]:
        return {part.key for part in client.get(here(home)).context["parts"] if part.folded}

    def arrange(act: str) -> None:
        form = {"act": act, "shown": "page-history", "key": uuid.uuid4()}
        assert cws.post(f"{here(home)}arrange", form).status_code == 302

    first = folded(cws)
    assert "page-history" in first
    assert not first & {"page-happening", "page-programs", "page-written", "rollup-people"}
    arrange("unfold:page-history")
    assert folded(cws) == first - {"page-history"}
    assert folded(sign_in("cws.supervisor@alder.example")) == first
    arrange("fold:page-history")
    assert folded(cws) == first


@pytest.mark.parametrize("act", ["up:<script>", "throw:page-history", "up:nothing-here", ""])
def test_what_cannot_be_arranged_changes_nothing(
    cws: Client, staff: Any, grounds: None, act: str
) -> None:
    home = a_home()
    form = {"act": act, "shown": "a,b,<c>", "key": uuid.uuid4()}
    assert cws.post(f"{here(home)}arrange", form).status_code == 302
    with rls(county="alder", user=staff["cws.worker@alder.example"].pk):
        assert not PageLayout.objects.exclude(order=[]).exists()


def test_the_page_asks_the_same_questions_of_a_small_family_and_of_a_large_one(
    cws: Client, grounds: None
) -> None:
    small, large = a_home(), a_home()
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        from tests.sharing.conftest import assign

        for _number in range(9):
            child = make_record("alder", "cws", given="ZQMORE", role="child")
            place(large.family, child, CASE, FamilyMember.Part.CHILD)
            assign(child, "CW101")
    for home in (small, large, small, large):
        cws.get(here(home))
    with CaptureQueriesContext(connection) as few:
        cws.get(here(small))
    with CaptureQueriesContext(connection) as many:
        page = cws.get(here(large)).content.decode()
    assert page.count("ZQMORE") >= 9
    assert len(many) <= len(few)


def test_the_page_asks_no_more_of_a_family_about_whom_much_is_written(
    cws: Client, grounds: None
) -> None:
    home = a_home()

    def write(count: int) -> None:
        for number in range(count):
            send(cws, home, "contact", text=f"{number}")
            send(cws, home, "task", code="call_family", text="", due_on=f"2026-12-{number + 9:02}")

    write(1)
    cws.get(here(home))
    with CaptureQueriesContext(connection) as few:
        cws.get(here(home))
    write(6)
    with CaptureQueriesContext(connection) as many:
        cws.get(here(home))
    assert len(many) <= len(few)


def test_the_history_names_what_a_reader_may_have(sign_in: Any, grounds: None) -> None:
    home = a_home()
    cws, calworks = (sign_in(f"{w}.worker@alder.example") for w in ("cws", "calworks"))
    send(cws, home, "contact", kind="court", category="C5")

    def history(client: Client) -> str:
        return shown(client, home).rpartition("<h2>History</h2>")[2].partition("</ol>")[0]

    assert "Court: written" in history(cws)
    assert "Court: written" in history(calworks)
    with rls(county="alder"), transaction.atomic():
        from cases.sharing.models import LegalBasis

        LegalBasis.objects.filter(owner="cws", category="C5").delete()
    assert "Court: written" in history(cws)
    assert "Court: written" not in history(calworks)


def test_the_log_has_what_the_page_leaves_out(cws: Client, grounds: None) -> None:
    home: Home = a_home()
    for number in range(21):
        send(cws, home, "note", text=f"ZQ{number:03}", category="C5")
    assert "ZQ000" not in shown(cws, home)
    assert "All contacts and notes" in shown(cws, home)
    assert "ZQ000" in cws.get(f"{here(home)}log").content.decode()
