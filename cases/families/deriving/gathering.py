"""Reads what the rules need of every member of many families: a few questions, however many.

The only reader of facts beside the decision point, in bulk and for codes alone: what leaves this
folder are the codes that an episode keeps (see tests/house/test_raw_facts.py).
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from cases.families.deriving.entered import entered, with_entered
from cases.families.deriving.stated import CHILD, Stated
from linkages.programs import Program

# Of a case that is nothing but a report all facts are C6, which is not read here (Pen. C.
# 11167.5): a family known by a report alone is told by its kind.
MEMBERS = """
select e.id, f.kind, m.record_id, m.part, r.person_id, r.program, v.role, v.born,
  v.facts -> 'C5' ->> 'service_component', v.facts -> 'C5' ->> 'removal_on',
  case when jsonb_array_length(v.memberships) > 1 then v.memberships end,
  v.facts -> 'C2' ->> 'program_status', v.facts -> 'C2' ->> 'wtw_status',
  v.facts -> 'C2' ->> 'wtw_status_begin', v.facts -> 'C2' ->> 'na840_on',
  v.facts -> 'C3' ->> 'activity', v.facts -> 'C3' ->> 'homeless_assistance',
  v.worker_id, v.unit_code
from families_episode e
join people_family f on f.county_id = e.county_id and f.id = e.family_id
left join people_familymember m
  on m.county_id = e.county_id and m.family_id = e.family_id and m.until is null
left join people_programrecord r
  on r.county_id = e.county_id and r.id = m.record_id and r.gone_on is null
left join people_recordversion v on v.county_id = e.county_id and v.id = r.current_id
where e.county_id = %(county)s and e.closed_on is null
  and (%(families)s::uuid[] is null or e.family_id = any (%(families)s::uuid[]))
"""
# Workers as assignments name them; a worker of an extract sits where their membership says.
ASSIGNED = """
select distinct e.id, a.worker_id, u.code
from families_episode e
join people_familymember m
  on m.county_id = e.county_id and m.family_id = e.family_id and m.until is null
join sharing_assignment a on a.county_id = e.county_id and a.record_id = m.record_id
  and a.since <= %(today)s and (a.until is null or a.until >= %(today)s)
left join counties_unit u on u.county_id = a.county_id and u.id = a.unit_id
where e.county_id = %(county)s and e.closed_on is null
  and (%(families)s::uuid[] is null or e.family_id = any (%(families)s::uuid[]))
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One episode's members, the family's kind, and who works with them as (worker, unit)."""

    kind: str
    people: tuple[Stated, ...]
    workers: frozenset[tuple[str, str]]


def gather(
    county: str, families: Collection[uuid.UUID] | None, today: date
) -> dict[uuid.UUID, Gathered]:
    """Open episodes (of these families, or all) to what their members' records say."""
    asked = {
        "county": county,
        "families": None if families is None else list(families),
        "today": today,
    }
    with connection.cursor() as cursor:
        if families is None:
            # Half of these rows may be of this transaction, and the planner knows nothing of them.
            cursor.execute("set local enable_nestloop = off")
        cursor.execute(MEMBERS, asked)
        rows = cursor.fetchall()
        cursor.execute(ASSIGNED, asked)
        assigned = cursor.fetchall()
        if families is None:
            cursor.execute("set local enable_nestloop = on")
    return _by_episode(rows, assigned, entered(county, today))


def _by_episode(
    rows: list[Any], assigned: list[Any], happened: Mapping[uuid.UUID, Mapping[str, date]]
) -> dict[uuid.UUID, Gathered]:
    kinds: dict[uuid.UUID, str] = {}
    members: dict[uuid.UUID, dict[uuid.UUID, tuple[Any, set[str]]]] = defaultdict(dict)
    workers: dict[uuid.UUID, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        episode, kinds[row[0]], record = row[0], row[1], row[2]
        if record is None or row[5] is None:
            continue
        if row[17] or row[18]:
            workers[episode].add((row[17], row[18]))
        # Who is on aid and linked with nobody is nobody's business on the other side: what they
        # receive may not show in a rank that both sides see.
        if row[5] == Program.CALWORKS and row[4] is None:
            continue
        members[episode].setdefault(record, (row, set()))[1].add(row[3])
    named: dict[uuid.UUID, set[tuple[str, str]]] = defaultdict(set)
    for episode, worker, unit in assigned:
        named[episode].add((worker, unit or ""))
    return {
        episode: Gathered(
            kind,
            tuple(
                with_entered(_stated(row, parts), happened.get(row[2], {}))
                for row, parts in members[episode].values()
            ),
            # Until somebody is assigned, the extract's own word counts.
            frozenset(named[episode] or workers[episode]),
        )
        for episode, kind in kinds.items()
    }


def _stated(row: Any, parts: set[str]) -> Stated:
    program = Program(row[5])
    components, removed = [row[8]], [row[9]]
    if CHILD in parts and row[10]:
        for component, removal in _memberships(row[10]):
            components.append(component)
            removed.append(removal)
    return Stated(
        record=row[2],
        program=program,
        person=row[4],
        parts=frozenset(parts),
        role=row[6],
        born=row[7],
        components=tuple(dict.fromkeys(each for each in components if each)),
        removed_on=max((day for each in removed if (day := _day(each))), default=None),
        aid_status=row[11] or "",
        wtw_status=row[12] or "",
        status_since=_day(row[13]),
        na840_on=_day(row[14]),
        activity=row[15] or "",
        homeless=bool(row[16]),
    )


def _memberships(stated: str) -> Iterator[tuple[str, str]]:
    """(component, day of removal) of each case of a child that has several, out of JSON."""
    for membership in json.loads(stated):
        facts = (membership.get("facts") or {}).get("C5") or {}
        yield facts.get("service_component", ""), facts.get("removal_on", "")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
