"""Business days: weekends, the state's days, and each county's own."""

from datetime import date

import pytest

from linkages.business_days import add_business_days, is_business_day, state_holidays, this_or_next

THANKSGIVING, DAY_AFTER = date(2026, 11, 26), date(2026, 11, 27)
CESAR_CHAVEZ = date(2026, 3, 31)
FURLOUGH = date(2026, 12, 24)
STATE = state_holidays(2026) | state_holidays(2027)


@pytest.mark.fault(16)
@pytest.mark.parametrize(
    ("told", "days", "own", "due"),
    [
        # Any week: the day itself is not counted.
        (date(2026, 12, 1), 0, STATE, date(2026, 12, 1)),
        (date(2026, 12, 1), 1, STATE, date(2026, 12, 2)),
        (date(2026, 12, 1), 3, STATE, date(2026, 12, 4)),
        # Over a weekend, and told on one.
        (date(2026, 12, 4), 1, STATE, date(2026, 12, 7)),
        (date(2026, 12, 5), 1, STATE, date(2026, 12, 7)),
        (date(2026, 12, 5), 0, STATE, date(2026, 12, 7)),
        # Cesar Chavez Day, and a county that works on it.
        (date(2026, 3, 30), 1, STATE, date(2026, 4, 1)),
        (date(2026, 3, 30), 1, STATE - {CESAR_CHAVEZ}, CESAR_CHAVEZ),
        # The day after Thanksgiving, and a county that works on it.
        (date(2026, 11, 25), 1, STATE, date(2026, 11, 30)),
        (date(2026, 11, 25), 1, STATE - {DAY_AFTER}, DAY_AFTER),
        # A county's furlough day before Christmas.
        (date(2026, 12, 23), 1, STATE | {FURLOUGH}, date(2026, 12, 28)),
        (date(2026, 12, 23), 1, STATE, FURLOUGH),
        # New Year's Day, in the next year's list.
        (date(2026, 12, 31), 1, STATE, date(2027, 1, 4)),
    ],
)
def test_due_days_skip_weekends_holidays_and_furlough_days(
    told: date, days: int, own: frozenset[date], due: date
) -> None:
    assert add_business_days(told, days, own) == due


def test_the_states_days_fall_where_the_law_puts_them() -> None:
    assert state_holidays(2027) == {
        date(2027, 1, 1),
        date(2027, 1, 18),
        date(2027, 2, 15),
        date(2027, 3, 31),
        date(2027, 5, 31),
        # The fourth of July is a Sunday.
        date(2027, 7, 5),
        date(2027, 9, 6),
        date(2027, 11, 11),
        date(2027, 11, 25),
        date(2027, 11, 26),
        date(2027, 12, 25),
    }


def test_days_are_counted_forward_and_a_wrong_list_ends() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_business_days(date(2026, 12, 1), -1, STATE)
    closed = {date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), 740500)}
    assert this_or_next(date(2026, 12, 1), closed) == date(2027, 1, 30)
    assert not is_business_day(date(2026, 12, 5), STATE)
