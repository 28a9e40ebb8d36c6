"""What the person page and the match summary show: finished words, in the order people read."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cases.people.models import Link, Person
from cases.sharing import words
from cases.sharing.models import Category
from cases.sharing.reading import Fact, PersonFacts, RecordFacts, Withheld
from cases.sharing.withholding import NotShown, not_shown
from linkages import uswds
from linkages.programs import Program
from linkages.templatetags.words import short_day

# Every category that a program can hold, whether or not it holds anything about this person: what
# is withheld is the same list for everybody.
ORDER = {
    Program.CWS: tuple(c for c in Category.values if c not in ("C2", "C3")),
    Program.CALWORKS: tuple(c for c in Category.values if c not in ("C5", "C6")),
}
ADDRESS = ("street", "city", "postal")
NAME = ("given", "middle", "surname", "suffix")
HELPERS = frozenset({*ADDRESS, *NAME, "born_estimated"})


@dataclass(frozen=True, slots=True)
class Group:
    """One category of one program that may be seen, and why."""

    category: str
    title: str
    lines: tuple[uswds.Fact, ...]
    basis: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One program's half of the page: what is seen, and which categories are not."""

    program: Program
    source: str
    as_of: date
    gone_on: date | None
    groups: tuple[Group, ...]
    withheld: tuple[NotShown, ...]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link that holds the person together: what it joins, since when, by whom."""

    link: uuid.UUID
    numbers: tuple[str, ...]
    linked_at: datetime
    linked_by: str


def sides(person: PersonFacts) -> tuple[Side, ...]:
    """Both programs' records, CWS first."""
    return tuple(
        Side(
            record.program,
            str(words.SOURCES[record.program]),
            record.as_of,
            record.gone_on,
            tuple(_groups(record)),
            _withheld(record),
        )
        for program in (Program.CWS, Program.CALWORKS)
        for record in person.of(program)
    )


def _groups(record: RecordFacts) -> Iterator[Group]:
    for category in ORDER[record.program]:
        facts = [each for each in record.category(category) if isinstance(each, Fact)]
        if facts:
            title = str(Category(category).label)
            basis = words.basis_words(facts[0].basis)
            notice = words.notice(category, facts[0].basis)
            yield Group(category, title, tuple(_lines(facts)), basis, notice)


def _withheld(record: RecordFacts) -> tuple[NotShown, ...]:
    refused = {each.category for each in record.facts if isinstance(each, Withheld)}
    return not_shown(refused.intersection(ORDER[record.program]))


def _lines(facts: Sequence[Fact]) -> Iterator[uswds.Fact]:
    """One line a label: the parts of a name and of an address together, several workers too."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, parts in (("name", NAME), ("address", ADDRESS)):
        stated = [str(fact.value) for part in parts for fact in facts if fact.name == part]
        if stated:
            values[name].append((" " if name == "name" else ", ").join(stated))
    corrected = {
        "address" if fact.name in ADDRESS else fact.name: fact for fact in facts if fact.stated_by
    }
    estimated = any(fact.name == "born_estimated" for fact in facts)
    for fact in facts:
        if fact.name in HELPERS:
            continue
        value = words.fact_value(fact.name, fact.value)
        if fact.name == "born" and estimated:
            value = _("%(date)s (estimated)") % {"date": value}
        if value not in values[fact.name]:
            values[fact.name].append(value)
    order = list(words.FACTS)
    for name in sorted(values, key=lambda n: order.index(n) if n in order else len(order)):
        yield uswds.Fact(
            label=words.fact_label(name),
            value=" · ".join(values[name]) if name != "worker" else "; ".join(values[name]),
            private=facts[0].category == Category.C1,
            **_provenance(corrected.get(name)),
        )


def _provenance(corrected: Fact | None) -> dict[str, Any]:
    """Who stated a fact in place of the extract; nothing for what the extract says, whose
    provenance stands under all of its facts."""
    if corrected is None:
        return {}
    told = {"name": corrected.stated_by, "day": short_day(corrected.as_of)}
    return {"source": _("stated by %(name)s, as of %(day)s") % told}


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One line of the identity table: what each side says, in the order of the sides."""

    label: str
    values: tuple[str, ...]


def identity(shown: Sequence[Side]) -> tuple[IdentityRow, ...]:
    """The identity of all records side by side; empty words where a side says nothing."""
    stated = [
        {
            str(line.label): said(line)
            for group in side.groups
            if group.category == Category.C1
            for line in group.lines
        }
        for side in shown
    ]
    labels = [words.fact_label(name) for name in words.FACTS]
    used = {label for values in stated for label in values}
    rest = sorted(used.difference(labels))
    return tuple(
        IdentityRow(label, tuple(values.get(label, "") for values in stated))
        for label in dict.fromkeys([*labels, *rest])
        if label in used
    )


def said(line: uswds.Fact) -> str:
    """A value as one text, with who stated it where that is not the extract."""
    return f"{line.value} ({line.source})" if line.source else str(line.value)


def workers(person: PersonFacts) -> tuple[tuple[Program, str], ...]:
    """(program, worker with telephone) for the head of the page; empty words where unassigned."""
    found = []
    for program in (Program.CWS, Program.CALWORKS):
        names = dict.fromkeys(
            str(fact.value)
            for record in person.of(program)
            for fact in record.facts
            if isinstance(fact, Fact) and fact.name == "worker"
        )
        found.append((program, "; ".join(names)))
    return tuple(found)


def birth_date(person: PersonFacts) -> str:
    """The first birth date that may be seen."""
    for record in person.records:
        born = record.value("born", "")
        if born:
            return words.fact_value("born", born)
    return ""


def links(person: Person, seen: PersonFacts) -> tuple[LinkLine, ...]:
    """The links that hold a person together now. Numbers stand only where identity may be seen."""
    numbers = {record.record: number_of(record) for record in seen.records}
    rows = Link.objects.filter(cws__person=person, cut_at=None).order_by("linked_at")
    names = _names({row.linked_by_id for row in rows if row.linked_by_id})
    return tuple(
        LinkLine(
            row.pk,
            (numbers.get(row.cws_id, ""), numbers.get(row.calworks_id, "")),
            row.linked_at,
            names.get(row.linked_by_id) or _("the county’s rule"),
        )
        for row in rows
    )


def numbers(person: PersonFacts) -> tuple[str, str]:
    """The numbers by which each program's workers would look the person up, as far as seen."""
    cws, calworks = (
        next((number for record in person.of(program) if (number := number_of(record))), "")
        for program in (Program.CWS, Program.CALWORKS)
    )
    return cws, calworks


def number_of(record: RecordFacts) -> str:
    """As its own workers would look the record up: the CWS client number, or the CIN."""
    numbers = ("source_id",) if record.program == Program.CWS else ("cin", "source_id")
    return next((str(found) for name in numbers if (found := record.value(name))), "")


def _names(users: Iterable[Any]) -> dict[Any, str]:
    return dict(get_user_model().objects.filter(pk__in=list(users)).values_list("pk", "name"))
