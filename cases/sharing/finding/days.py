"""Dates as people type them, and the days that somebody may have meant by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from linkages.calendar import today

MONTHS = (
    ("jan", "january", "ene", "enero"),
    ("feb", "february", "febrero"),
    ("mar", "march", "marzo"),
    ("apr", "april", "abr", "abril"),
    ("may", "mayo"),
    ("jun", "june", "junio"),
    ("jul", "july", "julio"),
    ("aug", "august", "ago", "agosto"),
    ("sep", "sept", "september", "septiembre", "setiembre"),
    ("oct", "october", "octubre"),
    ("nov", "november", "noviembre"),
    ("dec", "december", "dic", "diciembre"),
)
NUMBER_OF = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_NAMED = "|".join(sorted(NUMBER_OF, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|º|°)?"
_YEAR = r"(\d{4}|\d{2})"
_BETWEEN = r"(?:\s+|\s*[-/.,]\s*|\s+del?\s+|\s+of\s+)"
# Longest first: what one form takes, the next does not see.
FORMS = tuple(
    (name, re.compile(rf"(?<![\w/.-]){pattern}(?![\w/-])", re.IGNORECASE))
    for name, pattern in (
        ("month_first", rf"({_NAMED})\.?{_BETWEEN}(\d{{1,2}}){_ORDINAL}{_BETWEEN}{_YEAR}"),
        ("day_first", rf"(\d{{1,2}}){_ORDINAL}{_BETWEEN}({_NAMED})\.?{_BETWEEN}{_YEAR}"),
        ("run_together", rf"(\d{{1,2}})({_NAMED})(\d{{4}}|\d{{2}})"),
        ("year_first", r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})"),
        ("figures", rf"(\d{{1,2}})\s?([-/. ])\s?(\d{{1,2}})\s?\2\s?{_YEAR}"),
    )
)
EIGHT = re.compile(r"\d{8}\Z")
OLDEST = 1900


@dataclass(frozen=True, slots=True)
class Written:
    """A date as somebody wrote it: the days it may mean, best first; year, month, day as digits."""

    days: tuple[date, ...]
    digits: str

    def slips(self) -> Iterator[date]:
        """The days whose eight digits differ from these in one."""
        for place in range(len(self.digits)):
            for digit in "0123456789":
                text = self.digits[:place] + digit + self.digits[place + 1 :]
                day = _day(int(text[:4]), int(text[4:6]), int(text[6:]))
                if day is not None and day not in self.days:
                    yield day


def take_days(typed: str) -> tuple[list[Written], str]:
    """The dates in a line, and the rest of the line."""
    found: list[Written] = []

    def taken(written: Written | None, whole: str) -> str:
        if written is None:
            return whole
        found.append(written)
        return " "

    for name, form in FORMS:
        typed = form.sub(lambda match, name=name: taken(_read(name, match), match[0]), typed)  # type: ignore[misc]
    return found, typed


def _read(name: str, match: re.Match[str]) -> Written | None:
    match name:
        case "month_first":
            return _named(match[3], NUMBER_OF[match[1].lower()], int(match[2]))
        case "day_first" | "run_together":
            return _named(match[3], NUMBER_OF[match[2].lower()], int(match[1]))
        case "year_first":
            return meant(match[1], match[3], match[4])
        case _:
            return meant(match[4], match[1], match[3])


def _named(year: str, month: int, day: int) -> Written | None:
    found = _day(full_year(year), month, day)
    return None if found is None else Written((found,), found.strftime("%Y%m%d"))


def meant(year: str, first: str, second: str) -> Written | None:
    """Month and day as this country writes them; then the other way round; then with two
    neighboring digits of one part exchanged. None where it cannot be read as a date at all."""
    whole, month, day = full_year(year), int(first), int(second)
    tried = [(whole, month, day), (whole, day, month)]
    tried += [(whole, int(turned), day) for turned in _turned(first)]
    tried += [(whole, month, int(turned)) for turned in _turned(second)]
    tried += [(int(turned), month, day) for turned in _turned(f"{whole:04}")]
    days = (_day(*parts) for parts in tried)
    found = Written(
        tuple(dict.fromkeys(day for day in days if day is not None)),
        f"{whole:04}{month:02}{day:02}",
    )
    return found if found.days or any(found.slips()) else None


def eight_digits(text: str) -> tuple[date, ...]:
    """What eight digits without anything between them may mean as a date."""
    if not EIGHT.match(text):
        return ()
    read = (meant(text[4:], text[:2], text[2:4]), meant(text[:4], text[4:6], text[6:]))
    return tuple(dict.fromkeys(day for written in read if written for day in written.days))


def full_year(text: str) -> int:
    """Two figures mean the last such year: nobody is born in the future."""
    if len(text) != 2:
        return int(text)
    this = today().year
    year = this - this % 100 + int(text)
    return year if year <= this else year - 100


def _turned(text: str) -> Iterator[str]:
    padded = text.zfill(2)
    for place in range(len(padded) - 1):
        yield padded[:place] + padded[place + 1] + padded[place] + padded[place + 2 :]


def _day(year: int, month: int, day: int) -> date | None:
    if not OLDEST <= year <= today().year + 1:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
