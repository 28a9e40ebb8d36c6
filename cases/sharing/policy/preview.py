"""Whom a change of the legal bases would touch, before anybody publishes it.

The answer comes from `decide`, asked for every linked person as they stand today, with the table
before and with the table after. People who stand alike get like answers, so that each way to
stand is asked about once; the number of queries does not depend on the people.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from cases.people.models import Person, ProgramRecord
from cases.sharing.decision import (
    Allowed,
    Chair,
    Ground,
    Purpose,
    Question,
    Release,
    Subject,
    Viewer,
    decide,
)
from cases.sharing.models import (
    Assignment,
    Audience,
    Consent,
    IndexStandard,
    Narrowing,
    Roster,
    RosterSubject,
)
from cases.sharing.policy.table import CELLS, Cell, Table, grounds
from cases.sharing.rosters import may_share
from cases.sharing.scope import known_by_report
from cases.sharing.standing import STATED, at_risk, release_of
from linkages.calendar import today
from linkages.programs import Program, other

ANYBODY = uuid.UUID(int=0)
BOTH = frozenset({Program.CWS, Program.CALWORKS})
TEAMS = frozenset({Audience.CFT, Audience.MDT, Audience.ER_TEAM})


@dataclass(frozen=True, slots=True)
class Stand:
    """How a person stands to everybody: on which sides somebody works with them, which kinds of
    complete teams are about them, what is released, and whether the index would hold them."""

    assigned: frozenset[Program] = frozenset()
    teams: frozenset[str] = frozenset()
    releases: tuple[Release, ...] = ()
    narrowed: bool = False
    indexed: bool = False
    born: date | None = None


# Somebody to whom every audience has something to do: shows what a change does at all.
EXPOSED = Stand(BOTH, frozenset(Audience.values), indexed=True)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an audience would gain or lose, on how many people."""

    cell: Cell
    gains: bool
    people: int


def preview(county: str, before: Table, after: Table) -> tuple[Effect, ...]:
    """What the change from one table to the other does today, in the order of pages.

    Which effects are listed depends on the tables alone, never on who is in the county.
    """
    now, day = timezone.now(), today()
    old, new = grounds(before, day), grounds(after, day)
    stands = Counter(stands_of(county))
    effects = []
    for cell in CELLS:
        gains = _opened(cell, EXPOSED, new, now, day)
        if gains == _opened(cell, EXPOSED, old, now, day):
            continue
        people = sum(
            count
            for stand, count in stands.items()
            if _opened(cell, stand, old, now, day) != _opened(cell, stand, new, now, day)
        )
        effects.append(Effect(cell, gains, people))
    return tuple(effects)


def _opened(cell: Cell, stand: Stand, opened: tuple[Ground, ...], at: datetime, day: date) -> bool:
    """Whether somebody of the audience, who has business with the person, would see the cell."""
    owner, audience = Program(cell.owner), Audience(cell.audience)
    asked = _asker(owner, audience, stand)
    if asked is None:
        return False
    viewer, subject, purpose = asked
    question = Question(viewer, subject, owner, cell.category, purpose, at, day, opened)
    return isinstance(decide(question), Allowed)


def _asker(
    owner: Program, audience: Audience, stand: Stand
) -> tuple[Viewer, Subject, Purpose] | None:
    """A member of the audience from the other side, and the person as they would meet them."""
    across = other(owner)
    reader = Viewer(ANYBODY, across, opens_people=True)
    subject = Subject(
        linked=True,
        releases=stand.releases,
        narrowed=stand.narrowed,
        indexed=stand.indexed,
        born=stand.born,
    )
    if audience == Audience.COORDINATOR:
        reader = replace(reader, program=Program.JOINT, coordinates=True)
        return reader, subject, Purpose.CASEWORK
    if audience == Audience.INDEX and stand.indexed:
        return replace(reader, designated=True), subject, Purpose.INDEX
    if audience == Audience.PAIR and across in stand.assigned:
        mine = frozenset({across})
        return reader, replace(subject, chain=mine, held=mine), Purpose.CASEWORK
    if audience in TEAMS and audience in stand.teams:
        chairs = frozenset({Chair(audience)})
        return reader, replace(subject, chairs=chairs), Purpose.CASEWORK
    return None


def stands_of(county: str) -> Iterator[Stand]:
    """Every linked person of a county as they stand today; not the restricted, not those whom CWS
    knows by a report alone, who never count."""
    assigned: dict[uuid.UUID, set[Program]] = defaultdict(set)
    for person, program in _assignments(county):
        assigned[person].add(Program(program))
    teams = _grouped(_teams(county))
    releases = _releases(county)
    born = dict(_births(list(releases)))
    narrowed = _people(Narrowing.objects.filter(county=county).in_force_on(today()))
    indexed = _indexed(county)
    for person in _counted(county):
        yield Stand(
            frozenset(assigned.get(person, ())),
            frozenset(teams.get(person, ())),
            tuple(releases.get(person, ())),
            person in narrowed,
            person in indexed,
            # A birth date decides nothing where nothing is released.
            born.get(person),
        )


def _counted(county: str) -> Any:
    records = ProgramRecord.objects.filter(county=county, person=OuterRef("pk"))
    people = Person.objects.filter(Exists(records.filter(current__isnull=False)), county=county)
    people = people.exclude(known_by_report()).exclude(Exists(records.closed()))
    return people.values_list("pk", flat=True)


def _assignments(county: str) -> Any:
    rows = Assignment.objects.filter(county=county, record__person__isnull=False)
    return rows.in_force_on(today()).values_list("record__person", "program").distinct()


def _teams(county: str) -> Any:
    open_teams = dict(
        may_share(Roster.objects.filter(county=county), county).values_list("pk", "kind")
    )
    rows = RosterSubject.objects.filter(roster__in=list(open_teams), record__person__isnull=False)
    return [(p, open_teams[roster]) for p, roster in rows.values_list("record__person", "roster")]


def _releases(county: str) -> dict[uuid.UUID, list[Release]]:
    rows = Consent.objects.filter(county=county, record__person__isnull=False)
    rows = rows.in_force_on(today()).order_by("pk").values_list("record__person", *STATED)
    return _grouped((person, release_of(*stated)) for person, *stated in rows)


def _births(people: list[uuid.UUID]) -> Any:
    rows = ProgramRecord.objects.filter(person__in=people).order_by()
    return rows.values("person").annotate(first=Min("current__born")).values_list("person", "first")


def _indexed(county: str) -> frozenset[uuid.UUID]:
    standard = IndexStandard.objects.filter(county=county).in_force_on(today()).first()
    if standard is None:
        return frozenset()
    return frozenset(at_risk(standard).values_list("person", flat=True))


def _people(rows: Any) -> frozenset[uuid.UUID]:
    found = rows.filter(record__person__isnull=False)
    return frozenset(found.values_list("record__person", flat=True))


def _grouped(rows: Any) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for person, value in rows:
        found[person].append(value)
    return found
