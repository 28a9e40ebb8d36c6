"""What counts as out of pattern, as a table: rows in, findings out."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from cases.sharing.accounting import patterns
from cases.sharing.accounting.patterns import Account, Act, Finding, Opening, Pattern
from cases.sharing.models import Alert

NOON = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)
ANA, BEN = uuid.uuid4(), uuid.uuid4()
ROSA, LUZ = uuid.uuid4(), uuid.uuid4()


def act(minutes: float = 0, *, user: uuid.UUID = ANA, **told: object) -> Act:
    return Act(uuid.uuid4(), NOON + timedelta(minutes=minutes), user, **told)


def opening(minutes: float, person: uuid.UUID | None = None, **told: object) -> Opening:
    return Opening(NOON + timedelta(minutes=minutes), ANA, person, **told)


def day_of(moment: datetime) -> object:
    return moment.date()


def people(*findings: Finding) -> list[tuple[object, object, int]]:
    return [(each.user, each.person, each.count) for each in findings]


def test_the_patterns_are_the_kinds_of_alerts() -> None:
    told_elsewhere = {Alert.Kind.WRONG_LINK}
    assert {each.value for each in Pattern} == set(Alert.Kind) - told_elsewhere


@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("met", "found"),
    [
        ([opening(0, ROSA, alike=True)], [(ANA, ROSA, 1)]),
        ([opening(0, ROSA, close=True)], [(ANA, ROSA, 1)]),
        ([opening(0, ROSA)], []),
        ([opening(0, None, alike=True)], []),
        ([opening(0, ROSA, alike=True), opening(5, ROSA, alike=True)], [(ANA, ROSA, 2)]),
        ([opening(0, ROSA, alike=True), opening(5, LUZ, alike=True)],
         [(ANA, ROSA, 1), (ANA, LUZ, 1)]),
        ([act(close=frozenset({ROSA}), denied=True)], [(ANA, ROSA, 1)]),
        ([act(close=frozenset({ROSA}))], [(ANA, ROSA, 1)]),
        ([act(denied=True)], []),
    ],
)  # fmt: skip
def test_looked_up_themselves_or_somebody_close(met: list, found: list) -> None:
    acts = [each for each in met if isinstance(each, Act)]
    openings = [each for each in met if isinstance(each, Opening)]
    assert people(*patterns.relatives(acts, openings, day_of)) == found


@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("acts", "found"),
    [
        ([act(closed=frozenset({ROSA}), denied=True)], [(ANA, ROSA, 1)]),
        ([act(closed=frozenset({ROSA}))], []),
        ([act(denied=True)], []),
        ([act(closed=frozenset({ROSA}), denied=True),
          act(9, closed=frozenset({ROSA}), denied=True)],
         [(ANA, ROSA, 2)]),
        ([act(closed=frozenset({ROSA}), denied=True),
          act(1, user=BEN, closed=frozenset({ROSA}), denied=True)],
         [(ANA, ROSA, 1), (BEN, ROSA, 1)]),
    ],
)  # fmt: skip
def test_was_refused_somebody_restricted(acts: list[Act], found: list) -> None:
    assert people(*patterns.restricted(acts, day_of)) == found


def in_an_hour(count: int, *, apart: float = 1) -> list[Opening]:
    return [opening(number * apart, uuid.uuid4()) for number in range(count)]


@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("openings", "counts"),
    [
        (in_an_hour(9), []),
        (in_an_hour(10), [10]),
        (in_an_hour(14), [14]),
        # The same person again and again is one.
        ([opening(number, ROSA) for number in range(30)], []),
        # Questions that found nobody are counted.
        ([opening(number, None) for number in range(10)], [10]),
        # Spread over more than an hour: never ten within one.
        (in_an_hour(10, apart=6.7), []),
        # Across the turn of the clock's hour, where each half alone would be too few.
        ([opening(50 + number, uuid.uuid4()) for number in range(16)], [10, 16]),
    ],
)
def test_many_people_within_an_hour(openings: list[Opening], counts: list[int]) -> None:
    assert [each.count for each in patterns.many(openings, 10)] == counts


@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("acts", "counts"),
    [
        ([act(number * 0.5, denied=True) for number in range(9)], []),
        ([act(number * 0.5, denied=True) for number in range(10)], [10]),
        ([act(number * 0.5, denied=True) for number in range(11)], [10]),
        ([act(number * 0.2, denied=True) for number in range(20)], [20]),
        ([act(number * 0.6, denied=True) for number in range(10)], []),
        ([act(number * 0.5) for number in range(20)], []),
        ([act(number * 0.2, user=(ANA, BEN)[number % 2], denied=True) for number in range(18)], []),
    ],
)
def test_ten_refusals_in_five_minutes(acts: list[Act], counts: list[int]) -> None:
    assert [each.count for each in patterns.denials(acts)] == counts


@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"takes_out": True, "people": 101}, [101]),
        ({"takes_out": True, "people": 100}, []),
        ({"takes_out": False, "people": 500}, []),
        ({"takes_out": True, "people": 500, "denied": True}, []),
    ],
)
def test_a_large_file(told: dict, found: list[int]) -> None:
    assert [each.count for each in patterns.exports([act(**told)], 100)] == found


def sign_in(minutes: float, origin: str, *, user: uuid.UUID = ANA) -> Act:
    return act(minutes, user=user, signs_in=True, origin=origin)


@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("acts", "counts"),
    [
        ([sign_in(0, "10.0.0.1"), sign_in(29, "10.0.0.2")], [2]),
        ([sign_in(0, "10.0.0.1"), sign_in(30, "10.0.0.2")], []),
        ([sign_in(0, "10.0.0.1"), sign_in(5, "10.0.0.1")], []),
        ([sign_in(0, "10.0.0.1"), sign_in(5, "10.0.0.2", user=BEN)], []),
        ([sign_in(0, ""), sign_in(5, "10.0.0.2")], []),
        ([act(0, origin="10.0.0.1"), act(5, origin="10.0.0.2")], []),
        ([sign_in(0, "10.0.0.1"), sign_in(5, "10.0.0.2"), sign_in(9, "10.0.0.3")], [2, 3]),
    ],
)
def test_signed_in_from_two_places(acts: list[Act], counts: list[int]) -> None:
    assert [each.count for each in patterns.two_places(acts)] == counts


@pytest.mark.check(109)
@pytest.mark.parametrize(("days", "found"), [(44, []), (45, [45]), (400, [400])])
def test_an_account_that_nobody_used(days: int, found: list[int]) -> None:
    account = Account(ANA, NOON - timedelta(days=days))
    assert [each.count for each in patterns.dormant([account], 45, NOON)] == found


def test_rows_that_come_again_say_the_same_thing() -> None:
    """The watch reads rows that it has read; what it finds then has the key that it had."""
    openings, acts = in_an_hour(12), [act(n * 0.3, denied=True) for n in range(12)]
    first = {each.key for each in [*patterns.many(openings, 10), *patterns.denials(acts)]}
    again = {each.key for each in [*patterns.many(openings[:11], 10), *patterns.denials(acts[1:])]}
    assert first == again and len(first) == 2
