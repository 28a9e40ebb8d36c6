"""Nobody answers: the supervisor hears of it, then the coordinator, once each."""

import threading
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from cases.families.agreement import acts as agreement
from cases.families.agreement.acts import Said
from cases.families.models import Acceptance, Notice
from cases.families.telling import days
from cases.families.telling.days import due_after
from cases.families.telling.escalating import level_of
from cases.families.telling.parameters import ANSWER_DAYS
from counties.models import Holiday
from linkages import watches
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.telling.world import answers, make_mutual, tell

WATCH = "cases.families.telling.escalating.look"
pytestmark = [pytest.mark.usefixtures("grounds")]


def look_on(day: date, hour: int = 17) -> None:
    """What the watch does in Alder at nine in the morning of a day, or at another hour (UTC)."""
    with time_machine.travel(f"{day}T{hour}:00:00+00:00", tick=False):
        watches.look("alder", WATCH)


def told() -> set[str]:
    with rls(county="alder"), transaction.atomic():
        rows = Notice.objects.filter(kind=Notice.Kind.ESCALATED)
        return {each.split("@")[0] for each in rows.values_list("recipient__email", flat=True)}


def count() -> int:
    with rls(county="alder"), transaction.atomic():
        return Notice.objects.filter(kind=Notice.Kind.ESCALATED).count()


@pytest.mark.django_db
def test_silence_goes_to_the_supervisor_and_a_day_later_to_the_coordinator(
    staff: dict[str, Any],
) -> None:
    home = make_mutual()
    tell(home)  # on Tuesday, December 1: due on Wednesday
    look_on(date(2026, 12, 2))
    assert told() == set()
    look_on(date(2026, 12, 3))
    assert told() == {"cws.supervisor", "calworks.supervisor"}
    look_on(date(2026, 12, 3), hour=20)
    assert {row.escalated_at.hour for row in answers(home).values()} == {17}
    look_on(date(2026, 12, 4))
    assert told() == {"cws.supervisor", "calworks.supervisor", "coordinator"}
    assert {row.escalation for row in answers(home).values()} == {2}
    before = count()
    for later in (4, 5, 7, 8):
        look_on(date(2026, 12, later))
    assert count() == before


@pytest.mark.django_db
def test_who_answers_in_time_is_not_reported_and_who_is_late_is(staff: dict[str, Any]) -> None:
    quick, slow = make_mutual(), make_mutual()
    tell(quick, slow)
    with rls(county="alder"), transaction.atomic():
        for row in answers(quick).values():
            row.state, row.answered_at, row.answered_by = "accepted", row.told_at, user(staff)
            row.save(update_fields=["state", "answered_at", "answered_by"])
    look_on(date(2026, 12, 3))
    with rls(county="alder"), transaction.atomic():
        late = Acceptance.objects.filter(escalation=1)
        assert {row.episode_id for row in late} == {slow.episode.pk}


def user(staff: dict[str, Any]) -> Any:
    return staff["cws.worker@alder.example"]


@pytest.mark.django_db
@pytest.mark.check(95)
def test_a_sealed_family_is_reported_only_to_who_may_see_it(staff: dict[str, Any]) -> None:
    tell(make_mutual(restriction="S"))
    look_on(date(2026, 12, 3))
    assert told() == {"restricted"}


@pytest.mark.django_db
@pytest.mark.fault(16)
def test_offices_that_are_closed_push_the_due_day_and_nobody_is_late_on_a_holiday(
    staff: dict[str, Any],
) -> None:
    with rls(county="alder"), transaction.atomic():
        Holiday.objects.filter(county="alder").delete()
        for day in (2, 3):
            Holiday.objects.create(
                county_id="alder", day=date(2026, 12, day), name="County furlough day"
            )
        assert due_after(ANSWER_DAYS, "alder", TODAY) == date(2026, 12, 4)
    home = make_mutual()
    tell(home)
    look_on(date(2026, 12, 5))
    assert told() == set()
    look_on(date(2026, 12, 7))
    assert told() == {"cws.supervisor", "calworks.supervisor"}


@pytest.mark.django_db
@pytest.mark.fault(16)
def test_a_year_without_a_list_of_the_county_has_the_states_days(staff: dict[str, Any]) -> None:
    with rls(county="alder"), transaction.atomic():
        Holiday.objects.filter(county="alder", day__year=2027).delete()
        found = days.holidays_of("alder", TODAY)
        assert date(2027, 3, 31) in found
        own = date(2027, 5, 3)
        Holiday.objects.create(county_id="alder", day=own, name="County furlough day")
        found = days.holidays_of("alder", TODAY)
        assert own in found
        assert date(2027, 3, 31) not in found


@pytest.mark.django_db
@pytest.mark.fault(17)
def test_a_watch_that_was_off_for_three_days_catches_up_once(staff: dict[str, Any]) -> None:
    homes = [make_mutual() for _each in range(3)]
    tell(*homes)
    look_on(date(2026, 12, 7))
    # For each of six answers the supervisor and the coordinator, not both twice.
    assert count() == 12
    with rls(county="alder"), transaction.atomic():
        assert {str(row.due_on) for row in Acceptance.objects.all()} == {"2026-12-02"}
    look_on(date(2026, 12, 7))
    look_on(date(2026, 12, 8))
    assert count() == 12


@pytest.mark.fault(18)
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_tell_once(staff: dict[str, Any], grounds: None) -> None:
    tell(make_mutual())
    gate = threading.Barrier(2)

    def look() -> None:
        gate.wait()
        watches.look("alder", WATCH)
        connection.close()

    with time_machine.travel("2026-12-03T17:00:00+00:00", tick=False):
        threads = [threading.Thread(target=look) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "level"), [("2026-12-02", 0), ("2026-12-03", 1), ("2026-12-04", 2), ("2026-12-05", 2)]
)
def test_levels_follow_the_days_of_the_county(staff: dict[str, Any], day: str, level: int) -> None:
    with rls(county="alder"), transaction.atomic():
        assert level_of(date(2026, 12, 2), "alder", date.fromisoformat(day)) == level


@pytest.mark.django_db
def test_what_was_missed_on_friday_waits_for_monday(staff: dict[str, Any]) -> None:
    home = make_mutual()
    tell(home)
    for day in (5, 6):
        look_on(date(2026, 12, day))
        assert told() == set()
    look_on(date(2026, 12, 7))
    assert told() == {"cws.supervisor", "calworks.supervisor", "coordinator"}


@pytest.mark.django_db
def test_silence_about_a_family_that_declined_is_no_silence(staff: dict[str, Any]) -> None:
    home, other = make_mutual(), make_mutual()
    tell(home, other)
    with working_as(staff["cws.worker@alder.example"]) as user:
        said = Said("declined", TODAY, "person", "en", "none")
        agreement.record(user, home.episode, home.mother, said)
    look_on(date(2026, 12, 3))
    with rls(county="alder"), transaction.atomic():
        rows = Notice.objects.filter(kind=Notice.Kind.ESCALATED)
        assert {each.acceptance.episode_id for each in rows} == {other.episode.pk}
