"""Dates as counties write them: read exactly or not at all, never shifted.

Read: `MM/DD/YYYY`, ISO (with a time of midnight, as report tools append it) and `YYYYMMDD`.
Not read: two-digit years, dates that do not exist, and Excel's day numbers, which mean different
days in workbooks from Windows and from old Macs.
"""

import re
from datetime import date
from typing import NamedTuple

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_AMERICAN = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\Z")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}\Z|[0-9]{6}\Z")
_SERIAL = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?\Z")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?Z?\Z|[T ]12:00(?::00)? ?AM\Z", re.IGNORECASE)
CACHE_LIMIT = 200_000


class Reading(NamedTuple):
    """A date, or the code of `reasons` that says why there is none (both empty: nothing said)."""

    value: date | None
    trouble: str


NOTHING = Reading(None, "")


def read_date(text: str) -> Reading:
    """The date that a cell states."""
    if not text:
        return NOTHING
    stated = _MIDNIGHT.sub("", text)
    found = _AMERICAN.match(stated)
    if found:
        month, _, day, year = found.groups()
        return _exact(year, month, day)
    found = _ISO.match(stated) or _COMPACT.match(stated)
    if found:
        return _exact(*found.groups())
    if _TWO_DIGIT_YEAR.match(stated):
        return Reading(None, "date_two_digit_year")
    if _SERIAL.match(stated):
        return Reading(None, "date_excel_serial")
    return Reading(None, "date_unreadable")


def _exact(year: str, month: str, day: str) -> Reading:
    try:
        return Reading(date(int(year), int(month), int(day)), "")
    except ValueError:
        return Reading(None, "date_impossible")


class DateReader:
    """`read_date` that remembers: an extract repeats its dates many times over."""

    def __init__(self) -> None:
        self._known: dict[str, Reading] = {"": NOTHING}

    def __call__(self, text: str) -> Reading:
        reading = self._known.get(text)
        if reading is None:
            if len(self._known) > CACHE_LIMIT:
                self._known = {"": NOTHING}
            reading = self._known[text] = read_date(text)
        return reading
