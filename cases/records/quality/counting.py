"""How many present records fail each check, and which. Restricted people, and everybody who is one
person with a restricted record, are in no figure and no list, nor do they make anybody else's
number count as given twice."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cases.records.quality.table import BY_CODE, VALUES, Check

PRESENT = """
with present as materialized (
  select r.id, r.program, r.scheme, r.person_id, v.born, v.born_estimated,
         upper(v.given) as given, upper(v.surname) as surname,
         v.ssn_quality, v.ssn_digest, v.cin, v.street, v.placed, v.language, v.worker_id
  from people_programrecord r
  join people_recordversion v on v.county_id = r.county_id and v.id = r.current_id
  where r.county_id = %(county)s and r.gone_on is null
    and r.restriction = 'N' and r.shield = 'N'
    and (r.person_id is null or r.person_id not in (
      select c.person_id from people_programrecord c
      where c.county_id = %(county)s and c.person_id is not null
        and (not c.restriction = 'N' or not c.shield = 'N')))
    and {narrowed}
)
"""
COUNTED = """
select r.program, r.scheme, count(*), {counted} from present r, lateral (select r.*) v
where {narrowed} group by r.program, r.scheme order by r.program desc, r.scheme
"""
FAILING = """
select r.id from present r, lateral (select r.*) v where {narrowed} order by r.id
"""
# Whoever compares clients with each other must look at all of them.
COMPARES = "from present"


@dataclass(frozen=True, slots=True)
class Figures:
    """One source's present records: how many there are, and how many fail each check."""

    program: str
    scheme: str
    total: int
    counts: dict[str, int]


def figures(
    county: str, *, program: str = "", records: Collection[uuid.UUID] | None = None
) -> list[Figures]:
    """Figures by program and numbering, of one program or both. `records` narrows what is
    counted, not what counts as given twice."""
    counted = ", ".join(
        f"count(*) filter (where {_condition(check)}) as {check.code}" for check in VALUES
    )
    statement = " ".join(
        (
            PRESENT.format(narrowed="true"),
            COUNTED.format(counted=counted, narrowed=_narrowed(program, records)),
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(county, program, records))
        rows = cursor.fetchall()
    codes = [check.code for check in VALUES]
    return [Figures(row[0], row[1], row[2], dict(zip(codes, row[3:], strict=True))) for row in rows]


def failing(
    county: str, code: str, *, program: str, records: Collection[uuid.UUID]
) -> list[uuid.UUID]:
    """Which of these records fail a check; KeyError for a check that there is not."""
    check = BY_CODE[code]
    narrowed = "true" if COMPARES in check.sql else _narrowed(program, records)
    chosen = f"{_narrowed(program, records)} and {_condition(check)}"
    statement = " ".join((PRESENT.format(narrowed=narrowed), FAILING.format(narrowed=chosen)))
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(county, program, records))
        return [pk for (pk,) in cursor.fetchall()]


def _condition(check: Check) -> str:
    programs = ", ".join(f"'{program}'" for program in check.programs)
    return f"r.program in ({programs}) and ({check.sql})"


def _narrowed(program: str, records: Collection[uuid.UUID] | None) -> str:
    told = ["true"]
    if program:
        told.append("r.program = %(program)s")
    if records is not None:
        told.append("r.id = any(%(records)s::uuid[])")
    return " and ".join(told)


def _values(county: str, program: str, records: Collection[uuid.UUID] | None) -> dict[str, Any]:
    return {"county": county, "program": program, "records": list(records or ())}
