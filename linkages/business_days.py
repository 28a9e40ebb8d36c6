"""Business days: the one way in which days are counted that the county gives its staff.

The rule: the day on which something happens is not counted; the next business day is the first.
A business day is Monday to Friday and no holiday of the county. Zero business days is the day
itself, or the next business day where it is none. Which days are holidays is the county's own
list; `state_holidays` is what holds for a year of which a county has not written one.
"""

from collections.abc import Collection
from datetime import date, timedelta

ONE = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
# Beyond this a list of holidays must be wrong: no office is closed for so long.
LONGEST_CLOSURE = timedelta(days=60)


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """Whether the county's offices are open."""
    return day.weekday() < SATURDAY and day not in holidays


def this_or_next(day: date, holidays: Collection[date]) -> date:
    """The day itself where it is a business day, else the first after it."""
    until = day + LONGEST_CLOSURE
    while not is_business_day(day, holidays) and day < until:
        day += ONE
    return day


def add_business_days(day: date, number: int, holidays: Collection[date]) -> date:
    """The last of so many business days, the first of which is the one after `day`."""
    if number < 0:
        raise ValueError("business days are counted forward")
    for _each in range(number):
        day = this_or_next(day + ONE, holidays)
    return this_or_next(day, holidays)


def state_holidays(year: int) -> frozenset[date]:
    """The days on which the state's offices are closed (Gov. Code 6700, 19853): where one falls on
    a Sunday, the Monday after it (Gov. Code 6701)."""
    fixed = [(1, 1), (3, 31), (7, 4), (11, 11), (12, 25)]
    thanksgiving = _nth(year, 11, THURSDAY, 4)
    moving = {
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        _nth(year, 6, MONDAY, 1) - timedelta(days=7),
        _nth(year, 9, MONDAY, 1),
        thanksgiving,
        thanksgiving + ONE,
    }
    return frozenset(moving | {_observed(date(year, month, day)) for month, day in fixed})


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _observed(day: date) -> date:
    return day + ONE if day.weekday() == SUNDAY else day
