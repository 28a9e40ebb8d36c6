"""Event notices: order raised, the other side told where it may know, and no further."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.families.deriving import happenings
from cases.families.doors import events
from cases.families.models import Episode, EventNotice, Task
from cases.people.models import ProgramRecord, RecordVersion
from linkages.events import Event
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.agreement.test_agreement import say
from tests.families.doors.test_suggestions import QUEUE, a_case
from tests.families.made import Home, make_home, restate
from tests.families.sending import move_to, send

pytestmark = pytest.mark.django_db

CWS, CALWORKS = "cws.worker@alder.example", "calworks.worker@alder.example"
COORDINATOR = "coordinator@alder.example"
YESTERDAY = TODAY - timedelta(days=1)


def enter(user: Any, record: ProgramRecord, kind: str, on: date = YESTERDAY) -> EventNotice:
    with working_as(user):
        found = ProgramRecord.objects.select_related("person").get(pk=record.pk)
        return events.enter(user, found, kind, on)[0]


def episode_of(home: Home) -> Episode:
    with rls(county="alder"), transaction.atomic():
        return Episode.objects.get(pk=home.episode.pk)


def tasks() -> list[Task]:
    with rls(county="alder"), transaction.atomic():
        return list(Task.objects.all())


@pytest.fixture
def aided(staff: Any, grounds: None) -> Home:
    """A family on aid whose workers were told."""
    home = make_home(aid={"program_status": "active", "wtw_status": "active"})
    move_to(home, "accepted")
    return home


def test_a_removal_comes_first_and_the_other_side_gets_a_task(staff: Any, aided: Home) -> None:
    assert episode_of(aided).priority != "0"
    enter(staff[CWS], aided.child, "removal")
    assert episode_of(aided).priority == "0"
    (task,) = tasks()
    assert (task.code, task.doer, task.category) == ("event_removal_cws", "calworks", "C5")


def test_a_return_home_takes_the_removal_window_away(staff: Any, aided: Home) -> None:
    enter(staff[CWS], aided.child, "removal", TODAY - timedelta(days=5))
    enter(staff[CWS], aided.child, "return")
    assert episode_of(aided).priority != "0"


def test_a_notice_before_a_sanction_raises_to_noncompliance(staff: Any, aided: Home) -> None:
    enter(staff[CALWORKS], aided.on_aid, "sanction")
    assert episode_of(aided).priority == "2"
    assert [task.doer for task in tasks()] == ["cws"]


@pytest.mark.parametrize(("days", "counts"), [(90, True), (91, False)])
def test_an_event_counts_for_the_county_s_days(
    staff: Any, aided: Home, days: int, counts: bool
) -> None:
    enter(staff[CALWORKS], aided.on_aid, "sanction", TODAY - timedelta(days=days))
    assert (episode_of(aided).priority == "2") is counts


def test_of_a_petition_the_other_side_learns_nothing(sign_in: Any, staff: Any, aided: Home) -> None:
    page = reverse("families:family", args=[aided.family.pk])
    enter(staff[CWS], aided.child, "petition")
    assert tasks() == []
    assert "Petition filed" not in sign_in(CALWORKS).get(page).content.decode()
    assert "Petition filed" in sign_in(CWS).get(page).content.decode()


def test_a_removal_stands_on_both_sides_pages(sign_in: Any, staff: Any, aided: Home) -> None:
    page = reverse("families:family", args=[aided.family.pk])
    enter(staff[CWS], aided.child, "removal")
    for who in (CWS, CALWORKS):
        assert "Removal from home" in sign_in(who).get(page).content.decode()


def test_without_the_ground_the_other_side_gets_no_task(staff: Any) -> None:
    home = make_home(aid={"program_status": "active"})
    move_to(home, "accepted")
    enter(staff[CWS], home.child, "removal")
    assert tasks() == []


@pytest.mark.parametrize(("state", "told"), [("identified", False), ("notified", True)])
def test_before_a_family_is_released_a_task_would_tell_of_it(
    staff: Any, aided: Home, state: str, told: bool
) -> None:
    move_to(aided, state)
    enter(staff[CWS], aided.child, "removal")
    assert bool(tasks()) is told


def test_a_family_that_declined_brings_no_task(staff: Any, aided: Home) -> None:
    say(staff[CWS], aided, "declined")
    enter(staff[CWS], aided.child, "removal")
    assert tasks() == []
    assert episode_of(aided).priority == "0"


def test_in_a_case_without_a_family_the_coordinator_looks_for_one(
    sign_in: Any, staff: Any, home: Home
) -> None:
    record = a_case()
    notice = enter(staff[CWS], record, "removal")
    assert notice.to_settle
    assert reverse("families:settle_event", args=[notice.pk]) in (
        sign_in(COORDINATOR).get(QUEUE).content.decode()
    )
    address = reverse("families:settle_event", args=[notice.pk])
    sent = send(sign_in(COORDINATOR), address, outcome="not_found")
    assert sent.status_code == 302
    with rls(county="alder"):
        assert EventNotice.objects.get().outcome == "not_found"


def test_around_a_mutual_family_there_is_nothing_to_settle(staff: Any, aided: Home) -> None:
    assert not enter(staff[CWS], aided.child, "removal").to_settle


def test_a_worker_enters_it_on_the_family_s_page(sign_in: Any, aided: Home) -> None:
    address = reverse("families:family_event", args=[aided.family.pk])
    sent = send(sign_in(CWS), address, about=str(aided.child.pk), kind="removal",
                on=YESTERDAY.isoformat())  # fmt: skip
    assert sent.status_code == 302
    assert len(tasks()) == 1


def test_nobody_enters_an_event_of_the_other_program(sign_in: Any, aided: Home) -> None:
    address = reverse("families:family_event", args=[aided.family.pk])
    sent = send(sign_in(CALWORKS), address, about=str(aided.on_aid.pk), kind="removal",
                on=YESTERDAY.isoformat())  # fmt: skip
    assert sent.status_code == 422
    with rls(county="alder"):
        assert not EventNotice.objects.exists()


def test_by_number_of_one_s_own_case_and_of_no_other(sign_in: Any, home: Home) -> None:
    address = reverse("families:own_event")
    mine, other = a_case(), a_case(worker="CW102")
    typed = {"kind": "removal", "on": YESTERDAY.isoformat()}
    refused = send(sign_in(CWS), address, case=other.native_id, **typed)
    assert refused.status_code == 422
    assert "None of your own cases fits" in refused.content.decode()
    assert send(sign_in(CWS), address, case=mine.native_id, **typed).status_code == 302


# --- What a batch tells
def batch_says(record: ProgramRecord, facts: dict[str, Any]) -> uuid.UUID:
    """A later version of a record, and the batch that brought it."""
    restate(record, facts)
    with rls(county="alder"), transaction.atomic():
        record.refresh_from_db()
        return RecordVersion.objects.get(pk=record.current_id).batch


def hear(batch: uuid.UUID) -> None:
    with rls(county="alder"), transaction.atomic():
        happenings.on_batch(Event(county_id="alder", kind="records.batch_accepted", subject=batch))


@pytest.mark.parametrize(
    ("who", "facts", "kind", "on"),
    [
        ("child", {"C5": {"service_component": "FM", "removal_on": "2026-11-30"}}, "removal",
         date(2026, 11, 30)),
        ("on_aid", {"C2": {"na840_on": "2026-11-20"}}, "sanction", date(2026, 11, 20)),
        ("on_aid", {"C3": {"homeless_assistance": "Temporary shelter"}}, "homeless", TODAY),
    ],
)  # fmt: skip
def test_what_a_batch_changes_is_noted_once(
    staff: Any, aided: Home, who: str, facts: dict[str, Any], kind: str, on: date
) -> None:
    batch = batch_says(getattr(aided, who), facts)
    hear(batch)
    hear(batch)
    with rls(county="alder"):
        (notice,) = EventNotice.objects.all()
        assert (notice.kind, notice.on, notice.source) == (kind, on, "extract")
    assert len(tasks()) == 1


def test_what_a_record_says_for_the_first_time_is_no_news(staff: Any, grounds: None) -> None:
    home = make_home(component="FR", removed_on=TODAY - timedelta(days=3))
    with rls(county="alder"), transaction.atomic():
        batch = RecordVersion.objects.get(pk=home.child.current_id).batch
    hear(batch)
    with rls(county="alder"):
        assert not EventNotice.objects.exists()


def test_outside_mutual_families_a_batch_tells_nobody(staff: Any, home: Home) -> None:
    record = a_case(facts={"C5": {"service_component": "FM"}})
    hear(batch_says(record, {"C5": {"service_component": "FR", "removal_on": "2026-11-30"}}))
    with rls(county="alder"):
        assert not EventNotice.objects.exists()
