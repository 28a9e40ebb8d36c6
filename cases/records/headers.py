"""What current extracts say in short about who people are, without opening any number: for rules
about pairs and for how names are written. Identity only (C1); nothing of it is shown by who asks.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

# One look into an index for each record, whatever the planner believes: tables that were filled a
# moment ago have no statistics, and a join would read all of them for each.
RECORDS = """
select r.id, r.program, r.current_id from people_programrecord r
where r.county_id = %s and r.id = any(%s)
"""
VERSIONS = """
select v.id, v.given, v.surname, v.born, v.role, v.household from people_recordversion v
where v.county_id = %s and v.id = any(%s)
"""
BORN_ALIKE = """
select asked.household, asked.born, w.record_id, w.id
from unnest(%s::varchar[], %s::date[]) as asked(household, born)
cross join lateral (
    select v.id, v.record_id from people_recordversion v
    where v.county_id = %s and v.household = asked.household and v.born = asked.born
      and v.household <> '' and v.born is not null offset 0) w
"""
STANDING = """
select r.id, r.program, r.current_id from people_programrecord r
where r.county_id = %s and r.id = any(%s) and r.gone_on is null
"""

MANY = 100


@dataclass(frozen=True, slots=True)
class Header:
    """One record: its names, birth date and role as stated, and whether it has a twin at home."""

    given: str
    surname: str
    born: date | None
    role: str
    has_twin: bool


def headers(county: str, records: Collection[uuid.UUID]) -> dict[uuid.UUID, Header]:
    """What the current version of each of these records says. Inside a transaction."""
    if not records:
        return {}
    many = len(records) > MANY
    with connection.cursor() as cursor:
        if many:
            cursor.execute("set local enable_seqscan = off")
        found = _read(cursor, RECORDS, [county, list(records)])
        said = {row[0]: row[1:] for row in _read(cursor, VERSIONS, [county, [r[2] for r in found]])}
        homes = {(one[4], one[2]) for one in said.values() if one[4] and one[2]}
        alike = _born_alike(cursor, county, homes) if homes else {}
        if many:
            cursor.execute("set local enable_seqscan = on")
    told = {}
    for pk, program, current in found:
        if current in said:
            given, surname, born, role, household = said[current]
            twins = alike.get((household, born, program), frozenset()) - {pk}
            told[pk] = Header(given, surname, born, role, bool(twins))
    return told


def _born_alike(cursor: Any, county: str, homes: Collection[tuple[str, date]]) -> dict[Any, Any]:
    """Who of each household was born on a day, by program, as the extracts say now."""
    households, days = [home for home, _day in homes], [day for _home, day in homes]
    rows = _read(cursor, BORN_ALIKE, [households, days, county])
    standing = {
        pk: (program, current)
        for pk, program, current in _read(cursor, STANDING, [county, [row[2] for row in rows]])
    }
    found: dict[tuple[str, date, str], set[uuid.UUID]] = defaultdict(set)
    for household, born, record, version in rows:
        program, current = standing.get(record, ("", None))
        if current == version:
            found[household, born, program].add(record)
    return found


def _read(cursor: Any, statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(statement, values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
