"""What pages show of corrections: finished words. Values come from here only for who reads the
field of the record through `sharing.read`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.people.models import Correction, Person
from cases.sharing import words
from cases.sharing.corrections import conflicts
from cases.sharing.corrections.conflicts import Conflict
from cases.sharing.corrections.fields import FACTS, Values
from cases.sharing.models import Category
from cases.sharing.reading import PersonFacts, Purpose, read
from linkages.templatetags.words import short_day

# Where correctable facts can stand: identity, a report's, or placement.
CATEGORIES = (Category.C1, Category.C6, Category.C7)


@dataclass(frozen=True, slots=True)
class Line:
    """One correction with its history."""

    correction: Correction
    label: str
    value: str
    before: str
    before_as_of: date | None
    stated_by: str
    ended: str
    ended_by: str
    answers: tuple[tuple[str, str, str, date], ...]
    conflict: Conflict | None
    extract_value: str = ""


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A conflict that waits: whose, what the worker stated and what the extract says."""

    person: Person
    name: str
    line: Line


def in_words(field: str, value: Values) -> str:
    """A statement of a field as one text."""
    return ", ".join(words.fact_value(name, value[name]) for name in FACTS[field] if name in value)


def line_of(correction: Correction, conflict: Conflict | None) -> Line:
    """A correction in words; it comes from `with_versions`."""
    return Line(
        correction,
        str(correction.get_field_display()),
        in_words(correction.field, correction.value),
        in_words(correction.field, correction.before),
        correction.before_as_of,
        str(correction.stated_by),
        str(correction.get_ended_display()) if correction.ended else "",
        str(correction.ended_by) if correction.ended_by else "",
        tuple(
            (str(each.get_answer_display()), str(each.answered_by), each.why, each.answered_at)
            for each in correction.answers.all()
        ),
        conflict,
        in_words(correction.field, conflict.extract_value) if conflict else "",
    )


def lines_of(corrections: Sequence[Correction]) -> list[Line]:
    """Corrections in words, in a constant number of queries."""
    found = {each.correction.pk: each for each in conflicts.conflicts_among(corrections)}
    return [line_of(each, found.get(each.pk)) for each in corrections]


def waiting(user: Any) -> list[ConflictLine]:
    """Conflicts about one's own people that wait, oldest statement first; those alone whose field
    the decision lets one read."""
    found = conflicts.conflicts_among(conflicts.open_corrections(user))
    if not found:
        return []
    people = conflicts.people_of([each.correction.record for each in found])
    seen = {
        p.person: p
        for p in read(user, Purpose.CASEWORK, list(people.values()), categories=CATEGORIES)
    }
    listed = []
    for each in found:
        record = each.correction.record
        person = seen.get(record.person_id)
        if person is not None and may_read(person, record.pk, each.correction.field):
            line = line_of(each.correction, each)
            listed.append(ConflictLine(people[record.person_id], person.name, line))
    return listed


def may_read(person: PersonFacts, record: uuid.UUID, field: str) -> bool:
    """Whether a field of the record came out of the one door."""
    shown = next((each for each in person.records if each.record == record), None)
    return shown is not None and any(shown.fact(name) is not None for name in FACTS[field])


def day(value: date | None) -> str:
    """A day in words; empty for none."""
    return short_day(value)
