"""The business day of a county. No business date comes from the database or the system clock."""

from calendar import monthrange
from datetime import date

from django.utils import timezone


def today() -> date:
    """The calendar day in California, where every county lives in one zone."""
    return timezone.localdate()


def years_before(day: date, years: int) -> date:
    """The same day that many years earlier; 28 February for a 29th that the year does not have.

    Who was born on or before `years_before(today, 18)` is of age today; who was born on a
    29 February comes of age on 1 March.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the last one of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
