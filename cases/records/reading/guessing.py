"""What a column probably is: by its name, else by what stands in it, and why we think so.

A column that must not be stored is not looked at, neither its name as a name nor its values.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence

from cases.people.identity import Program
from cases.records.reading import codes, ids
from cases.records.reading.dates import read_date
from cases.records.reading.fields import BY_NAME
from cases.records.reading.layouts import Own, names_of, squeeze
from cases.records.reading.withheld import kind_of_column

ENOUGH = 0.8  # share of the values that has to look alike
FEW = 3  # values from which nothing is concluded
OLDEST, NEWEST = 1900, 2100
LIFETIMES = 25  # years that birth dates of families span at least

SSN = re.compile(r"[0-9]{9}\Z|[0-9]{3}-[0-9]{2}-[0-9]{4}\Z|[0-9]{3} [0-9]{2} [0-9]{4}\Z")
POSTAL = re.compile(r"[0-9]{5}(?:-[0-9]{4})?\Z")
NUMBER = re.compile(r"[0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{7}\Z")

# Parts of names, squeezed, in the order of trial.
PARTS: tuple[tuple[str, str], ...] = (
    ("ssn|socialsec|socsec", "ssn"),
    ("zip|postal", "postal"),
    ("birth|dob|bday", "born"),
    ("death|deceased", "died"),
    ("last|surn|lname|lnm", "surname"),
    ("first|given|fname|fnm", "given"),
    ("middle|midnm", "middle"),
    ("gender|sex", "sex"),
    ("addr|street", "street"),
    ("city", "city"),
    ("phone", "phone"),
    ("language|lang", "language_spoken"),
    ("relation", "relationship"),
    ("ethnic|race", "race_ethnicity"),
    ("sensitiv|limitedacc|sealed|confidentialind", "limited_access"),
    ("component", "service_component"),
    ("county|cnty", "county"),
    ("cares", "cares_id"),
    ("legacy|oldid|previousid", "old_id"),
    ("personno|personnum|persno", "person_no"),
    ("casenum|caseno|serial", "case_no"),
    ("caseid|caseident", "case_id"),
    ("clientid|clientident|clientno|clientnum", "client_id"),
)
# Fields whose codes say by themselves what a column is.
TELLING = ("sex", "service_component", "program_status", "wtw_status", "relationship")


@dataclasses.dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for; `why` is a code of `reasons.GUESS` with its parameters.

    Who is not `sure` asks.
    """

    column: str
    field: str
    why: str
    sure: bool
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


def guesses(
    headers: Sequence[str], rows: Sequence[Sequence[str]], program: Program, own: Own
) -> tuple[Guess, ...]:
    """A guess for every column that looks like something, each field once; the surest first said
    keeps it. In the order of the columns."""
    columns = [
        (at, header)
        for at, header in enumerate(headers)
        if not kind_of_column(header) and own.columns.get(squeeze(header)) != ""
    ]
    values = {at: _values(rows, at) for at, _ in columns}
    found: dict[int, Guess] = {}
    taken: set[str] = set()
    for tried in (_by_profile, _by_name, _by_values, _by_part):
        for at, header in columns:
            if at in found or (tried is not _by_profile and squeeze(header) in own.columns):
                continue
            guess = tried(header, values[at], program, own)
            if guess is not None and guess.field not in taken:
                found[at] = guess
                taken.add(guess.field)
    return tuple(found[at] for at in sorted(found))


def _values(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [text for row in rows if at < len(row) and (text := row[at].strip())]


def _by_profile(header: str, _values: list[str], _program: Program, own: Own) -> Guess | None:
    name = own.columns.get(squeeze(header), "")
    return Guess(header, name, "guess_profile", sure=True) if name else None


def _by_name(header: str, _values: list[str], program: Program, _own: Own) -> Guess | None:
    known = names_of(program).get(squeeze(header))
    return Guess(header, known.name, "guess_name", sure=True) if known else None


def _by_part(header: str, _values: list[str], program: Program, _own: Own) -> Guess | None:
    name = squeeze(header)
    for parts, meant in PARTS:
        if program in BY_NAME[meant].programs and re.search(parts, name):
            return Guess(header, meant, "guess_name_part", sure=False)
    return None


def _by_values(header: str, values: list[str], program: Program, _own: Own) -> Guess | None:
    if len(values) < FEW:
        return None
    for meant, why, looks in _LOOKS:
        share = sum(1 for text in values if looks(text)) / len(values)
        if share >= ENOUGH and program in BY_NAME[meant].programs:
            return Guess(header, _which(meant, header, values), why, False, _told(share))
    return _by_dates(header, values) or _by_codes(header, values, program)


def _told(share: float) -> dict[str, str]:
    return {"share": str(round(share * 100))}


def _which(meant: str, header: str, values: list[str]) -> str:
    """An id that comes again and again is that of a case: several people have one."""
    of_case = "case" in squeeze(header) or len(set(values)) < ENOUGH * len(values)
    return "case_id" if meant == "client_id" and of_case else meant


def _is(read: Callable[[str], object]) -> Callable[[str], bool]:
    def looks(text: str) -> bool:
        try:
            read(text)
        except ids.BadId:
            return False
        return True

    return looks


def _is_key(text: str) -> bool:
    """Ten characters of upper and lower case and digits, which no word is."""
    return (
        ids.KEY.match(text) is not None
        and any(c.isdigit() for c in text)
        and any(c.islower() for c in text)
        and any(c.isupper() for c in text)
    ) or NUMBER.match(text) is not None


def _is_cares(text: str) -> bool:
    return ids.CARES.match(text) is not None and any(map(str.isdigit, text)) and not text.isdigit()


_LOOKS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("ssn", "guess_ssn", lambda text: SSN.match(text) is not None),
    ("cin", "guess_cin", _is(ids.cin)),
    ("client_id", "guess_cws_id", _is_key),
    ("cares_id", "guess_cares_id", _is_cares),
    ("postal", "guess_postal", lambda text: POSTAL.match(text) is not None),
)


def _by_dates(header: str, values: list[str]) -> Guess | None:
    """Dates over more than a generation are those of births."""
    years = []
    for text in values:
        value = read_date(text).value or read_date(text, "dmy").value
        if value is not None and OLDEST <= value.year <= NEWEST:
            years.append(value.year)
    if len(years) < ENOUGH * len(values) or max(years) - min(years) < LIFETIMES:
        return None
    told = {"first": str(min(years)), "last": str(max(years))}
    return Guess(header, "born", "guess_dates", sure=False, params=told)


def _by_codes(header: str, values: list[str], program: Program) -> Guess | None:
    tables = codes.tables(program)
    for name in TELLING:
        table = tables.get(name, {})
        share = sum(1 for text in values if squeeze(text) in table) / len(values)
        if share >= ENOUGH:
            return Guess(header, name, "guess_codes", False, _told(share))
    return None
