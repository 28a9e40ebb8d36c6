"""The ranks, as a table: what is stated, and who comes first."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from cases.families.deriving import priority
from cases.families.deriving.ruling import order_of
from cases.families.deriving.stated import CHILD, PARENT, Rules, Stated
from linkages.programs import Program

ON = date(2026, 12, 1)
RULES = Rules(
    treatment=("mental health", "treatment"), lifts={"homeless": 1, "infant": 1, "stable": -1}
)


def adult(**stated: Any) -> Stated:
    """A parent on aid."""
    known = {"program": Program.CALWORKS, "parts": frozenset({PARENT}), "aid_status": "active"}
    return Stated(uuid.uuid4(), **{**known, **stated})


def child(**stated: Any) -> Stated:
    """A child of a CWS case."""
    known = {"program": Program.CWS, "parts": frozenset({CHILD}), "components": ("FR",)}
    return Stated(uuid.uuid4(), **{**known, **stated})


def codes(ranked: priority.Ranked) -> list[str]:
    return [each.code for each in ranked.why]


@pytest.mark.parametrize(
    ("people", "rank", "why"),
    [
        ([adult()], "4", ["4"]),
        ([adult(wtw_status="exempt")], "4", ["4", "stable"]),
        ([adult(wtw_status="good_cause")], "4", ["4"]),
        ([adult(wtw_status="pending")], "4", ["4"]),
        ([adult(wtw_status="active")], "3B", ["3B"]),
        ([adult(wtw_status="active", activity="Job search")], "3B", ["3B"]),
        ([adult(wtw_status="active", activity="Mental Health services")], "3A", ["3A"]),
        ([adult(wtw_status="exempt", activity="Mental health")], "4", ["4", "stable"]),
        ([adult(wtw_status="noncompliance")], "2", ["2"]),
        ([adult(wtw_status="sanction")], "1", ["1"]),
        ([adult(role="sanctioned")], "1", ["1"]),
        ([adult(role="sanctioned", wtw_status="active")], "3B", ["3B"]),
        # Two adults: the first in the order decides, the other stays among the reasons.
        ([adult(wtw_status="active"), adult(wtw_status="sanction")], "1", ["1", "3B"]),
        # Whose aid ended is sanctioned no more.
        ([adult(wtw_status="sanction", aid_status="discontinued")], "4", ["4"]),
        ([adult(wtw_status="sanction"), child(removed_on=ON - timedelta(9))], "0", ["0", "1"]),
        # Nobody is on aid any more: there is nothing left to decide.
        ([adult(aid_status="denied"), child(removed_on=ON - timedelta(9))], "4", ["4"]),
        # Home again, as far as the component says.
        ([adult(), child(removed_on=ON - timedelta(9), components=("FM",))], "4", ["4"]),
        ([adult(), child(removed_on=ON + timedelta(1))], "4", ["4"]),
    ],
)
def test_a_family_ranks_by_what_is_stated(people: list[Stated], rank: str, why: list[str]) -> None:
    ranked = priority.of_family(people, RULES, ON)
    assert (ranked.rank, codes(ranked)) == (rank, why)


@pytest.mark.parametrize(
    ("removed", "mode", "last"),
    [
        (date(2026, 10, 6), "full_calendar_month", date(2026, 11, 30)),
        (date(2026, 10, 6), "anniversary", date(2026, 11, 6)),
        (date(2026, 10, 6), "30_days", date(2026, 11, 5)),
        (date(2026, 12, 31), "full_calendar_month", date(2027, 1, 31)),
        (date(2027, 1, 31), "anniversary", date(2027, 2, 28)),
        (date(2026, 12, 15), "anniversary", date(2027, 1, 15)),
        # Nobody knows the mode: the county’s longest window holds.
        (date(2026, 10, 6), "typed wrongly", date(2026, 11, 30)),
    ],
)
def test_the_month_of_absence_ends(removed: date, mode: str, last: date) -> None:
    assert priority.absence_ends(removed, mode) == last
    rules = Rules(absence_month=mode)
    taken = child(removed_on=removed)
    assert priority.in_removal_window(taken, rules, last)
    assert not priority.in_removal_window(taken, rules, last + timedelta(days=1))
    assert not priority.in_removal_window(taken, rules, removed - timedelta(days=1))


def test_day_one_is_the_day_after_the_notice() -> None:
    counted = priority.notice_days(date(2026, 11, 20), 20, date(2026, 11, 21))
    assert (counted.day, counted.last, counted.running) == (1, date(2026, 12, 10), True)
    assert priority.notice_days(date(2026, 11, 20), 20, ON).day == 11
    assert priority.notice_days(date(2026, 11, 20), 20, date(2026, 12, 10)).running
    assert not priority.notice_days(date(2026, 11, 20), 20, date(2026, 12, 11)).running


def test_homelessness_and_an_infant_raise_within_the_rank() -> None:
    plain = [adult(wtw_status="sanction")]
    poor = [adult(wtw_status="sanction", homeless=True), child(born=ON - timedelta(days=200))]
    ranked, raised = (priority.of_family(each, RULES, ON) for each in (plain, poor))
    assert codes(raised) == ["1", "homeless", "infant"]
    assert (ranked.lift, raised.lift) == (0, 2)
    order = RULES.order
    first, second = (priority.place_of("1", each.lift, order) for each in (raised, ranked))
    assert first < second
    # Never before another rank.
    assert priority.place_of("0", -5, order) < priority.place_of("1", 500, order)


def test_a_first_birthday_ends_the_lift() -> None:
    people = [adult(wtw_status="active"), child(born=date(2025, 12, 1))]
    assert codes(priority.of_family(people, RULES, ON)) == ["3B"]
    assert codes(priority.of_family(people, RULES, ON - timedelta(1))) == ["3B", "infant"]


def test_exempt_and_stable_lowers_unless_something_raises() -> None:
    stable = [adult(wtw_status="exempt")]
    homeless = [adult(wtw_status="exempt", homeless=True)]
    assert priority.of_family(stable, RULES, ON).lift == -1
    assert priority.of_family(homeless, RULES, ON).lift == 1


def test_the_county_orders_the_ranks() -> None:
    order = order_of("2; 1, 3b")
    assert order == ("2", "1", "3B", "0", "3A", "4")
    rules = Rules(order=order)
    people = [adult(wtw_status="sanction"), adult(wtw_status="noncompliance")]
    assert priority.of_family(people, rules, ON).rank == "2"
    assert order_of("nothing that is a rank") == priority.RANKS
