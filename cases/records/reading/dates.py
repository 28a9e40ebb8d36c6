"""Dates as counties write them: read exactly or not at all, never shifted.

Read in every file: ISO and `YYYY/MM/DD` (with a time of midnight, as report tools append it),
`YYYYMMDD` and `14-MAR-1996`. Which of two numbers is the month (`03/04/1996`, `03041996`) is said
once for a whole file: month first unless its profile says day first; where a profile says year
first, such a date is not read. A date that does not exist in the file's order is never tried in
another one.

Not read: two-digit years, dates that do not exist, and Excel's day numbers, which mean different
days in workbooks from Windows and from old Macs.
"""

import re
from datetime import date
from typing import NamedTuple

_YEAR_FIRST = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})\Z")
_TWO_NUMBERS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\Z")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
_NAMED_MONTH = re.compile(r"([0-9]{1,2})([ -])([A-Za-z]{3})\2([0-9]{4})\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = ("17", "18", "19", "20", "21")  # what eight digits begin with when the year comes first
_TWO_DIGIT_YEAR = re.compile(
    r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}\Z|[0-9]{6}\Z|[0-9]{1,2}-[A-Za-z]{3}-[0-9]{2}\Z"
)
_SERIAL = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?\Z")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?Z?\Z|[T ]12:00(?::00)? ?AM\Z", re.IGNORECASE)
CACHE_LIMIT = 200_000


class Reading(NamedTuple):
    """A date, or the code of `reasons` that says why there is none (both empty: nothing said)."""

    value: date | None
    trouble: str


NOTHING = Reading(None, "")


def read_date(text: str, order: str = "mdy") -> Reading:
    """The date that a cell states. `order` is that of the file: mdy, dmy or ymd."""
    if not text:
        return NOTHING
    stated = _MIDNIGHT.sub("", text)
    found = _TWO_NUMBERS.match(stated)
    if found:
        first, _, second, year = found.groups()
        return _ordered(first, second, year, order)
    found = _YEAR_FIRST.match(stated)
    if found:
        year, _, month, day = found.groups()
        return _exact(year, month, day)
    found = _COMPACT.match(stated)
    if found:
        return _compact(stated, found, order)
    found = _NAMED_MONTH.match(stated)
    if found and found[3].lower() in _MONTHS:
        return _exact(found[4], str(_MONTHS.index(found[3].lower()) + 1), found[1])
    if _TWO_DIGIT_YEAR.match(stated):
        return Reading(None, "date_two_digit_year")
    if _SERIAL.match(stated):
        return Reading(None, "date_excel_serial")
    return Reading(None, "date_unreadable")


def _ordered(first: str, second: str, year: str, order: str) -> Reading:
    if order == "ymd":
        return Reading(None, "date_unreadable")
    return _exact(year, second, first) if order == "dmy" else _exact(year, first, second)


def _compact(stated: str, found: re.Match[str], order: str) -> Reading:
    """Eight digits. The year comes first where they begin like one: no month does, and where a
    day does (the 20th), the digits that would be the month are those of a year, above 12."""
    year_first = _exact(*found.groups())
    if order == "ymd" or stated.startswith(_YEARS):
        ended = _ordered(stated[:2], stated[2:4], stated[4:], order)
        if year_first.value is None and order == "dmy" and ended.value:
            return ended
        return year_first
    return _ordered(stated[:2], stated[2:4], stated[4:], order)


def _exact(year: str, month: str, day: str) -> Reading:
    try:
        return Reading(date(int(year), int(month), int(day)), "")
    except ValueError:
        return Reading(None, "date_impossible")


class DateReader:
    """`read_date` that remembers: an extract repeats its dates many times over."""

    def __init__(self, order: str = "mdy") -> None:
        self._order = order
        self._known: dict[str, Reading] = {"": NOTHING}

    def __call__(self, text: str) -> Reading:
        reading = self._known.get(text)
        if reading is None:
            if len(self._known) > CACHE_LIMIT:
                self._known = {"": NOTHING}
            reading = self._known[text] = read_date(text, self._order)
        return reading
