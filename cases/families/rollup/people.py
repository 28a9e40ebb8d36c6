"""Who belongs to a family, as one viewer may know it: lines of a table, and the map beside it.

Everything comes from what `members_of` returned: whoever is not in it is on no line, in no count
and on no map.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.families.rollup.drawing import FamilyMap, Figure, Frame, Line
from cases.families.viewing import FamilyView
from cases.people.models import Family, FamilyMember
from cases.sharing.families import Member, Place, gather_members
from cases.sharing.models import Category
from cases.sharing.reading import STATUS, RecordFacts
from linkages.programs import Program

Part = FamilyMember.Part
AWAY = frozenset({"FR", "PP", "ST"})
PAST = (Category.C1, Category.C2, Category.C5)


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in a unit, in words; the days only for who may know the program's status."""

    program: Program
    unit: str
    part: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the family. `both`: linked, and known to be of both programs."""

    name: str
    url: str
    part: str
    standing: tuple[Standing, ...]
    both: bool


@dataclass(frozen=True, slots=True)
class People:
    """The people of a family now, those places that ended, and the map."""

    lines: tuple[PersonLine, ...]
    past: tuple[PersonLine, ...]
    map: FamilyMap
    elsewhere: bool


def people_of(user: Any, view: FamilyView) -> People:
    """Lines and map of a family that was opened. What else is read for the past is accounted."""
    homes = unit_words(view.members)
    lines = tuple(_line(member, member.places, homes) for member in view.members)
    drawn = map_of(view.members, homes)
    return People(
        lines, tuple(_past(user, view)), drawn, any(line.elsewhere for line in drawn.lines)
    )


def unit_words(members: Iterable[Member]) -> dict[tuple[Program, str], str]:
    """Units in words. Of several households each gets a number; their own numbers are facts."""
    units = sorted({(place.program, place.unit) for m in members for place in m.places})
    count: dict[Program, int] = defaultdict(int)
    of_program = {program: [u for p, u in units if p == program] for program, _unit in units}
    named: dict[tuple[Program, str], str] = {}
    for program, unit in units:
        count[program] += 1
        several = len(of_program[program]) > 1
        words = _("CWS family") if program == Program.CWS else _("Household on aid")
        named[program, unit] = f"{words} {count[program]}" if several else words
    return named


def _line(
    member: Member, places: Sequence[Place], labels: dict[tuple[Program, str], str]
) -> PersonLine:
    facts = member.facts
    records = {record.record: record for record in facts.records}
    standing = tuple(
        Standing(
            place.program,
            labels.get((place.program, place.unit), ""),
            str(Part(place.part).label),
            place.since if _knows_status(records[place.record]) else None,
            place.until if _knows_status(records[place.record]) else None,
        )
        for place in sorted(places, key=lambda p: (p.program != Program.CWS, p.since, p.unit))
        if place.record in records
    )
    linked = facts.person is not None and not facts.kin
    return PersonLine(
        facts.name or _("Name not shown"),
        reverse("sharing:person", args=[facts.person]) if linked else "",
        part_of(places),
        standing,
        len({record.program for record in facts.records}) > 1,
    )


def part_of(places: Iterable[Place]) -> str:
    """What somebody is in the family, in words: a teen parent is both."""
    parts = {place.part for place in places}
    if {Part.CHILD, Part.PARENT} <= parts:
        return _("Teen parent")
    for part in (Part.PARENT, Part.CAREGIVER, Part.CHILD):
        if part in parts:
            return str(part.label)
    return str(Part.OTHER.label)


def _knows_status(record: RecordFacts) -> bool:
    return any(category == STATUS[record.program] for category, _basis in record.opened)


def _past(user: Any, view: FamilyView) -> Iterable[PersonLine]:
    """Places that ended, of whoever may be seen; the days of a place are the program's status."""
    rows = FamilyMember.objects.visible_to(user).filter(family=view.family)
    if not rows.exclude(until=None).exists():
        return
    found = gather_members(user, [view.family], categories=PAST, past=True)
    members = found.members.get(view.family.pk, ())
    known = {member.key for member in view.members}
    found.reading.only({member.key for member in members} - known).account()
    hidden = _with_caregivers(user, members)
    labels = unit_words(members)
    for member in members:
        records = {record.record: record for record in member.facts.records}
        ended = [
            place
            for place in member.places
            if place.until and place.record not in hidden and _knows_status(records[place.record])
        ]
        if ended:
            yield _line(member, ended, labels)


def _with_caregivers(user: Any, members: Iterable[Member]) -> set[uuid.UUID]:
    """Records that stand in a caregiver's household now: where they once stood would tell it."""
    records = [place.record for member in members for place in member.places]
    now = FamilyMember.objects.visible_to(user).now()
    cared = now.filter(record__in=records, family__kind=Family.Kind.CAREGIVER)
    return set(cared.exclude(unit__in=_cws_units(members)).values_list("record", flat=True))


def _cws_units(members: Iterable[Member]) -> set[str]:
    return {p.unit for member in members for p in member.places if p.program == Program.CWS}


def map_of(members: Sequence[Member], labels: dict[tuple[Program, str], str]) -> FamilyMap:
    """Each person once, in the first household on aid in which they stand."""
    homes: dict[str, list[Figure]] = defaultdict(list)
    for member in members:
        aided = sorted(place.unit for place in member.places if place.program != Program.CWS)
        homes[labels[Program.CALWORKS, aided[0]] if aided else ""].append(_figure(member))
    ordered = sorted(homes, key=lambda label: (not label, label))
    frames = tuple(Frame(label, tuple(homes[label])) for label in ordered)
    return FamilyMap(frames, tuple(_lines(members)))


def _figure(member: Member) -> Figure:
    programs = {place.program for place in member.places}
    tags = [
        str(program.label) for program in (Program.CWS, Program.CALWORKS) if program in programs
    ]
    name = member.facts.name or _("Name not shown")
    return Figure(str(member.key), name, part_of(member.places), tuple(tags), member.is_child)


def _lines(members: Sequence[Member]) -> Iterable[Line]:
    """A line from each parent to each child of one unit."""
    for parent in members:
        heads = {place.unit for place in parent.places if place.part == Part.PARENT}
        for child in members:
            stands = {place.unit for place in child.places if place.part == Part.CHILD}
            if child.is_child and parent.key != child.key and heads & stands:
                elsewhere = _is_away(child) or _apart(parent, child)
                yield Line(str(parent.key), str(child.key), elsewhere)


def _is_away(child: Member) -> bool:
    """Whether CWS says to this viewer that the child is in out-of-home care; never where."""
    return any(
        str(record.value("service_component")) in AWAY for record in child.facts.of(Program.CWS)
    )


def _apart(one: Member, other: Member) -> bool:
    """Whether both stand in households on aid, and in no common one."""
    homes = [
        {place.unit for place in member.places if place.program == Program.CALWORKS}
        for member in (one, other)
    ]
    return all(homes) and not homes[0] & homes[1]
