"""Days as people write them into a plan."""

import calendar
import re
from datetime import date, datetime

from workplans.running.importing.words import plain

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            ("january", "jan", "enero", "ene"),
            ("february", "feb", "febrero"),
            ("march", "mar", "marzo"),
            ("april", "apr", "abril", "abr"),
            ("may", "mayo"),
            ("june", "jun", "junio"),
            ("july", "jul", "julio"),
            ("august", "aug", "agosto", "ago"),
            ("september", "sep", "sept", "septiembre", "setiembre"),
            ("october", "oct", "octubre"),
            ("november", "nov", "noviembre"),
            ("december", "dec", "diciembre", "dic"),
        ),
        start=1,
    )
    for name in names
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?\Z")
# Month first, as California writes.
US = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\Z")
ENGLISH = re.compile(rf"({MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\Z")
SPANISH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: de)? ({MONTH})\.?,?(?: de)? (\d{{4}})\Z")
WHOLE_MONTH = re.compile(rf"({MONTH})\.?,?(?: de)? (\d{{4}})\Z")
MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{4})\Z")
PARTS = re.compile(r"\s*(?:–|—|\bto\b|\bthrough\b|\bhasta\b|\s-\s| a )\s*")
FIRST_YEAR, LAST_YEAR = 1990, 2100


def day_of(value: object, *, end: bool) -> date | None:
    """The day that a cell names; None where it names none. A month alone is its first day, or
    with `end` its last."""
    if isinstance(value, datetime):
        return _sound(value.date())
    if isinstance(value, date):
        return _sound(value)
    text = plain(str(value))
    for pattern, order in ((ISO, "ymd"), (US, "mdy"), (ENGLISH, "mdy"), (SPANISH, "dmy")):
        if found := pattern.match(text):
            return _day(dict(zip(order, found.groups(), strict=False)))
    for pattern in (WHOLE_MONTH, MONTH_YEAR):
        if found := pattern.match(text):
            return _month(found[1], found[2], end=end)
    return None


def span_of(value: object) -> tuple[date, date] | None:
    """First and last day of "March 2015 – May 2015" and its like; None for anything else."""
    if not isinstance(value, str):
        return None
    parts = [part for part in PARTS.split(value.strip()) if part]
    if len(parts) != 2:
        return None
    first, last = day_of(parts[0], end=False), day_of(parts[1], end=True)
    return (first, last) if first and last and first <= last else None


def _day(parts: dict[str, str]) -> date | None:
    month = MONTHS.get(parts["m"]) or int(parts["m"])
    year = int(parts["y"])
    try:
        return _sound(date(year + 2000 if year < 100 else year, month, int(parts["d"])))
    except ValueError:
        return None


def _month(word: str, year: str, *, end: bool) -> date | None:
    month = MONTHS.get(word) or int(word)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(int(year), month)[1]
    return _sound(date(int(year), month, last if end else 1))


def _sound(day: date) -> date | None:
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
