"""Steps and clocks of an incident, as pure rules."""

from datetime import date, timedelta

import pytest

from cases.sharing.incidents.states import FOLLOWING, Clock, Told, after, clocks
from cases.sharing.models import Incident

DAY = date(2026, 12, 1)
DAYS = {Clock.FIRST_REPORT: 1, Clock.UPDATE: 3, Clock.NOTICE: 30, Clock.CLOSE: 14}
ORDER = ["suspected", "triaged", "confirmed", "contained", "reported", "notified", "closed"]


def test_every_state_says_what_follows_and_nothing_goes_back() -> None:
    assert set(FOLLOWING) == set(Incident.State.values)
    for state, acts in FOLLOWING.items():
        for act in acts:
            if state in ORDER and act in ORDER:
                assert ORDER.index(after(state, act)) >= ORDER.index(state)
    assert FOLLOWING["closed"] == ()
    with pytest.raises(ValueError, match="does not follow"):
        after("confirmed", "suspected")


def test_a_second_report_does_not_take_back_that_people_were_told() -> None:
    assert after("notified", "reported") == "notified"
    assert after("reported", "notified") == "notified"


def test_clocks_count_from_discovery() -> None:
    found = {each.clock: each for each in clocks(DAY, DAYS, [])}
    assert found[Clock.FIRST_REPORT].due_on == date(2026, 12, 2)
    assert found[Clock.CLOSE].due_on == date(2026, 12, 15)
    first = found[Clock.FIRST_REPORT]
    assert not first.is_overdue(first.due_on)
    assert first.is_overdue(first.due_on + timedelta(days=1))


def test_a_clock_is_met_in_time_or_late() -> None:
    steps = [Told("reported", date(2026, 12, 2)), Told("reported", date(2026, 12, 9))]
    found = {each.clock: each for each in clocks(DAY, DAYS, steps)}
    assert (found[Clock.FIRST_REPORT].met_on, found[Clock.FIRST_REPORT].is_late) == (
        date(2026, 12, 2),
        False,
    )
    assert found[Clock.UPDATE].is_late
    assert found[Clock.NOTICE].is_overdue(date(2027, 1, 1))


def test_what_was_dismissed_has_nothing_due_but_its_closing() -> None:
    found = {each.clock: each for each in clocks(DAY, DAYS, [Told("dismissed", DAY)])}
    later = DAY + timedelta(days=90)
    assert [c for c, each in found.items() if each.is_overdue(later)] == [Clock.CLOSE]
