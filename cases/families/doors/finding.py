"""Which record of one's own caseload somebody means by a name or a number that they typed."""

import re
from collections.abc import Iterator
from typing import Any

from cases.families.doors.scope import own_records
from cases.people.models import ProgramRecord
from cases.sharing.models import Category
from cases.sharing.reading import Fact, Purpose, RecordFacts, gather
from cases.sharing.search import spellings

# A supervisor's unit may hold thousands; beyond this a number is needed.
MOST = 2000
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"(?=[0-9A-Za-z-]*\d)[0-9A-Za-z][0-9A-Za-z-]{4,}")
CHILD = "child"
NUMBERS = frozenset({"case", "cin", "source_id"})


def meant(user: Any, typed: str) -> list[ProgramRecord]:
    """The records of the user's own caseload that fit what was typed: by a client's or a case's
    number in any form, else by a whole name. Several where a name is not enough; of a case one, a
    closed or a grown member first."""
    records = {record.pk: record for record in own_records(user).order_by("pk")[:MOST]}
    if not records:
        return []
    numbers, said = set(_numbers(typed)), _words(typed)
    listed = list(records.values())
    seen = gather(user, Purpose.FAMILY, listed, categories=[Category.C1])
    facts = [each for person in seen.people for each in person.records if each.record in records]
    if numbers:
        own = {record.pk for record in listed if record.native_id in numbers}
        fitting = [each for each in facts if each.record in own or _has_number(each, numbers)]
        if fitting:
            fitting.sort(key=lambda each: _last(each, records[each.record]))
            return [records[fitting[0].record]]
    return [records[each.record] for each in facts if _is_named(each, said)]


def _last(record: RecordFacts, row: ProgramRecord) -> tuple[bool, bool]:
    return not row.is_restricted, CHILD in str(record.value("role"))


def _has_number(record: RecordFacts, numbers: set[str]) -> bool:
    stated = (fact for fact in record.facts if isinstance(fact, Fact) and fact.name in NUMBERS)
    return any(str(fact.value) in numbers for fact in stated)


def _is_named(record: RecordFacts, said: set[str]) -> bool:
    """Whether given name and surname, whole, are among the words."""
    name = _words(f"{record.value('given')} {record.value('surname')}")
    return len(name) >= 2 and name <= said


def _words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def _numbers(typed: str) -> Iterator[str]:
    """Every number that was typed, as it was and in the form in which it is kept."""
    for part in NUMBER.findall(typed):
        yield from (part, part.upper(), *spellings(part))
