"""What a draft's author sees of the sample: columns, values, codes, rows as they would be read.

Whoever is sealed or sensitive, in the file or with us, is in none of it: not in a value, not in a
row, not in a count. Values of columns that are never stored are not shown at all.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cases.people.models import ProgramRecord, Restriction, unrestricted
from cases.records import words
from cases.records.models import ProfileDraft
from cases.records.profiles.drafts import Answers, answers_of, sample_of
from cases.records.profiles.heads import ROWS
from cases.records.profiles.words import code_label, label
from cases.records.reading import codes, ids
from cases.records.reading.fields import BY_NAME, FIELDS
from cases.records.reading.layouts import squeeze
from cases.records.reading.opening import open_source
from cases.records.reading.previewing import Preview, preview
from cases.records.reading.profile import Profile
from cases.records.reading.row import Accepted, Omitted, Options, Quarantined, Row
from cases.records.reading.withheld import kind_of_column
from cases.sharing.words import fact_value
from linkages.calendar import today
from linkages.templatetags.words import birth

VALUES_SHOWN = 3
VALUE_LENGTH = 40
ROWS_SHOWN = 50
TEXTS_SHOWN = 60  # different texts of one code; a column with more is hardly one of codes
LINES_SHOWN = 12
LINE_LENGTH = 400
CLOSED_WORDS = frozenset(text for text, code in codes.ACCESS.items() if code != "N" and text[1:])
NUMBER = re.compile(r"\b\d{3}-?\d{2}-?(\d{4})\b")
DIGITS = re.compile(r"\d{9,}|\d{3}-\d{2}-\d{4}")
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of the sample: its name, its first values, what we take it for and why.

    `never` says why its values are never read; then it has no values here.
    """

    name: str
    squeezed: str
    values: tuple[str, ...]
    guess: str
    why: str
    sure: bool
    never: str


@dataclass(frozen=True, slots=True)
class TextSeen:
    """A stated text of a code: how often (None where that is not told), and what it is known as."""

    text: str
    squeezed: str
    count: int | None
    code: str


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code of the sample: its stated texts, and what each can mean."""

    field: str
    label: str
    texts: tuple[TextSeen, ...]
    choices: tuple[tuple[str, str], ...]
    too_many: bool


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A row as it would be read: its cells, or why it is not taken."""

    number: int
    kind: str
    cells: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class Sample:
    """The sample of a draft, read once under what its author chose so far. Making one raises
    Unreadable and ProfileError."""

    def __init__(self, draft: ProfileDraft, *, described: bool) -> None:
        self.answers: Answers = answers_of(draft)
        self._county = draft.county
        self.profile: Profile = self.answers.profile() if described else self.answers.bare()
        options = Options(
            county=draft.county.code,
            regional=True,
            test_numbers=settings.DEMO or settings.TESTING,
            as_of=today(),
        )
        content = io.BytesIO(sample_of(draft))
        self.found: Preview = preview(content, options, self.profile, rows=ROWS)

    @cached_property
    def meanings(self) -> dict[str, str]:
        """Squeezed column name -> field: as chosen, else as guessed."""
        guessed = {squeeze(guess.column): guess.field for guess in self.found.guesses}
        return guessed | (self.answers.columns or {})

    @cached_property
    def _open(self) -> list[int]:
        """Places of the rows of which anything may be shown or counted."""
        access = [i for i, name in enumerate(self._fields) if name == "limited_access"]
        keys = [self._ids(place) for place in range(len(self.found.samples))]
        closed = restricted_ids(self._county.pk, {key for row in keys for key in row})
        return [
            place
            for place, row in enumerate(self.found.samples)
            if not closed & keys[place] and not self._says_restricted(place, row, access)
        ]

    @property
    def _fields(self) -> list[str]:
        return [self.meanings.get(squeeze(header), "") for header in self.found.headers]

    def _ids(self, place: int) -> set[str]:
        outcome = self.found.outcomes[place] if place < len(self.found.outcomes) else None
        keys = {outcome.row.key} if isinstance(outcome, Accepted) else set()
        return keys | {key for cell in self.found.samples[place] for key in ids_of(cell)}

    def _says_restricted(self, place: int, row: Sequence[str], access: list[int]) -> bool:
        outcome = self.found.outcomes[place] if place < len(self.found.outcomes) else None
        if isinstance(outcome, Accepted) and outcome.row.limited_access != Restriction.NONE:
            return True
        if not access:
            # Nobody has said yet which column it is: what says so by itself counts.
            return any(squeeze(cell) in CLOSED_WORDS for cell in row)
        own = self.profile.codes.get("limited_access", {})
        stated = (row[at].strip() for at in access if at < len(row))
        return any(
            text and own.get(squeeze(text), _known_access(text)) != Restriction.NONE
            for text in stated
        )

    @cached_property
    def columns(self) -> list[ColumnSeen]:
        """Every column that has a name, in the order of the file."""
        guesses = {guess.column: guess for guess in self.found.guesses}
        seen = []
        for at, header in enumerate(self.found.headers):
            name = squeeze(header)
            if not name:
                continue
            guess = guesses.get(header)
            why = kind_of_column(header)
            field = guess.field if guess else ""
            seen.append(
                ColumnSeen(
                    name=" ".join(header.split())[:60],
                    squeezed=name,
                    values=() if why else self._values(at, self.meanings.get(name, "")),
                    guess="" if why else field,
                    why=words.sentence(guess.why, guess.params) if guess and guess.why else "",
                    sure=bool(guess and guess.sure),
                    never=words.sentence(why) if why else "",
                )
            )
        return seen

    def _values(self, at: int, field: str) -> tuple[str, ...]:
        """The first different values of a column, as they stand; numbers of people are masked."""
        values = (self._cell(place, at) for place in self._open)
        different = dict.fromkeys(value for value in values if value)
        return tuple(masked(value, field)[:VALUE_LENGTH] for value in different)[:VALUES_SHOWN]

    def _cell(self, place: int, at: int) -> str:
        row = self.found.samples[place]
        return row[at].strip() if at < len(row) else ""

    @cached_property
    def codes(self) -> list[CodeSeen]:
        """Every code that the chosen columns hold, in the order of the field table."""
        allowed = codes.allowed(self.profile.program)
        at = {name: place for place, name in enumerate(self._fields) if name}
        return [
            self._code(field.name, at[field.name], allowed[field.name])
            for field in FIELDS
            if field.name in at and field.name in allowed
        ]

    def _code(self, field: str, at: int, allowed: Sequence[str]) -> CodeSeen:
        quiet = field == "limited_access"
        places = range(len(self.found.samples)) if quiet else self._open
        counted = Counter(text for place in places if (text := self._cell(place, at)))
        merged: dict[str, TextSeen] = {}
        for text, count in counted.most_common():
            name = squeeze(text)
            code = self.answers.codes.get(field, {}).get(name) or self._code_of(field, text)
            # Which known restrictions a file holds would say that somebody is restricted.
            if not name or (quiet and code):
                continue
            before = merged.get(name)
            total = None if quiet else count + ((before.count or 0) if before else 0)
            shown = before.text if before else text[:VALUE_LENGTH]
            merged[name] = TextSeen(shown, name, total, code)
        texts = tuple(merged.values())
        return CodeSeen(
            field,
            label(field),
            texts[:TEXTS_SHOWN],
            tuple((code, code_label(field, code)) for code in allowed),
            len(texts) > TEXTS_SHOWN,
        )

    def _code_of(self, field: str, text: str) -> str:
        return codes.tables(self.profile.program)[field].get(squeeze(text), "")

    @property
    def date_example(self) -> tuple[int, int, int] | None:
        """Two numbers and a year of a date in the sample that can be taken both ways."""
        dated = [at for at, name in enumerate(self._fields) if _is_date(name)]
        # A date of a case says less about somebody than a birth date.
        for at in sorted(dated, key=lambda at: self._fields[at] in ("born", "died")):
            for place in self._open:
                found = DAY.match(self._cell(place, at))
                if found and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]:
                    return int(found[1]), int(found[2]), int(found[3])
        return None

    @cached_property
    def outcomes(self) -> list[Any]:
        """What becomes of every row that may be counted."""
        open_now = {place for place in self._open if place < len(self.found.outcomes)}
        return [
            outcome
            for place, outcome in enumerate(self.found.outcomes)
            if place in open_now and outcome is not None
        ]

    def counts(self) -> dict[str, int]:
        """Rows of the sample that would be read, refused and left out."""
        kinds = Counter(type(outcome) for outcome in self.outcomes)
        return {
            "read": kinds[Accepted],
            "refused": kinds[Quarantined],
            "left_out": kinds[Omitted],
        }

    def flags(self) -> list[tuple[str, int]]:
        """Remarks about rows that would be read, most frequent first."""
        told = Counter(
            flag for each in self.outcomes if isinstance(each, Accepted) for flag in each.row.flags
        )
        return [(words.sentence(code), count) for code, count in told.most_common()]

    @property
    def shown_fields(self) -> list[str]:
        """The fields of the preview, in the order of the field table."""
        chosen = set(self.meanings.values())
        if self.profile.shape == "tanf":
            chosen = {"case_no", "person_no", "born", "ssn", "sex", "role", "program_status"}
        return [field.name for field in FIELDS if field.name in chosen]

    def rows(self) -> list[RowSeen]:
        """The first rows as they would be read."""
        fields = self.shown_fields
        seen = []
        for outcome in self.outcomes[:ROWS_SHOWN]:
            if isinstance(outcome, Accepted):
                cells = tuple(cell(outcome.row, name) for name in fields)
                seen.append(RowSeen(outcome.number, "read", cells))
            elif isinstance(outcome, Quarantined):
                reasons = tuple(words.sentence(r.code, r.params) for r in outcome.reasons)
                seen.append(RowSeen(outcome.number, "refused", reasons=reasons))
            else:
                told = words.sentence(outcome.reason.code, outcome.reason.params)
                seen.append(RowSeen(outcome.number, "left_out", reasons=(told,)))
        return seen


def _is_date(name: str) -> bool:
    return name in ("born", "died") or (name in BY_NAME and BY_NAME[name].form == "date")


def _known_access(text: str) -> str:
    return codes.ACCESS.get(squeeze(text), Restriction.SEALED)


def masked(value: str, field: str) -> str:
    """A value in which nobody's Social Security number can be read beyond its last four digits."""
    if field == "ssn":
        digits = [character for character in value if character.isdigit()]
        return "•••-••-" + "".join(digits[-4:]) if digits else value
    return NUMBER.sub(r"•••-••-\1", value)


def ids_of(cell: str) -> Iterable[str]:
    """The ids that a cell can be, in the forms in which records keep them."""
    text = cell.strip()
    for read in (ids.cin, lambda stated: ids.cws_id(stated).value):
        try:
            yield read(text)
        except ids.BadId:
            continue


def restricted_ids(county: str, among: set[str]) -> set[str]:
    """Those of some ids whose record is closed, by its source or by the county."""
    records = ProgramRecord.objects.filter(county=county, native_id__in=among)
    return set(records.exclude(unrestricted()).values_list("native_id", flat=True))


def cell(row: Row, name: str) -> str:
    """One field of a row as it was read, in words."""
    if name == "ssn":
        return f"•••-••-{row.ssn[-4:]}" if row.ssn else ""
    if name in ("cares_id", "old_id"):
        return _other_id(row, name)
    if name in _ELSEWHERE:
        value: Any = getattr(row, _ELSEWHERE[name])
    elif hasattr(row, name):
        value = getattr(row, name)
    else:
        value = next((part[name] for part in row.facts.values() if name in part), "")
    return _told(name, value)


_ELSEWHERE = {
    "client_id": "key",
    "case_id": "case",
    "case_no": "case",
}


def _other_id(row: Row, name: str) -> str:
    """The newer and the older id of a row that states two."""
    newer = row.other_id[1] if row.other_id else ""
    if name == "cares_id":
        return newer or (row.key if row.key_scheme == "cares" else "")
    return row.key if newer else ""


def _told(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return birth(value)
    field = BY_NAME[name]
    if field.form == "date":
        return birth(date.fromisoformat(value))
    return fact_value(name, value)


def ruled_lines(draft: ProfileDraft) -> list[str]:
    """The first lines of a file of fixed width. Long numbers are masked, and lines that name
    somebody who is closed are passed over."""
    texts = [
        text[:LINE_LENGTH]
        for lines in open_source(io.BytesIO(sample_of(draft))).lines()
        for text in lines.texts
        if text.strip()
    ]
    records = ProgramRecord.objects.filter(county=draft.county_id).exclude(unrestricted())
    closed = [form for key in records.values_list("native_id", flat=True) for form in _forms(key)]
    shown = (text for text in texts if not any(form in text for form in closed))
    return [
        DIGITS.sub(lambda found: re.sub(r"\d", "#", found[0]), text)
        for text, _place in zip(shown, range(LINES_SHOWN), strict=False)
    ]


def _forms(key: str) -> Iterable[str]:
    yield key
    try:
        number = ids.to_number(key)
    except ids.BadId:
        return
    yield number
    yield number.replace("-", "")


def guessed_places(lines: Sequence[str]) -> list[list[Any]]:
    """Columns where no line has anything but blanks between them."""
    width = max(map(len, lines), default=0)
    filled = [any(at < len(line) and line[at] != " " for line in lines) for at in range(width)]
    places: list[list[Any]] = []
    start = None
    for at, full in enumerate([*filled, False]):
        if full and start is None:
            start = at
        elif not full and start is not None:
            places.append([_("Column %(number)s") % {"number": len(places) + 1}, start + 1, 0])
            start = None
    for place, following in zip(places, [*places[1:], ["", width + 1, 0]], strict=True):
        place[2] = following[1] - place[1]
    return places
