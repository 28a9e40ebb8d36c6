"""What current extracts say in short about who people are, without opening any number: for rules
about pairs and for how names are written. Identity only (C1); nothing of it is shown by who asks.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

# Somebody else of the same program and household, born on the same day.
HEADERS = """
select r.id, v.given, v.surname, v.born, v.role, exists (
    select from people_recordversion w
    join people_programrecord o on o.county_id = w.county_id and o.current_id = w.id
    where w.county_id = v.county_id and w.household = v.household and w.born = v.born
      and w.household <> '' and o.program = r.program and o.id <> r.id and o.gone_on is null)
from people_programrecord r
join people_recordversion v on v.county_id = r.county_id and v.id = r.current_id
where r.county_id = %s and r.id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class Header:
    """One record: its names, birth date and role as stated, and whether it has a twin at home."""

    given: str
    surname: str
    born: date | None
    role: str
    has_twin: bool


def headers(county: str, records: Collection[uuid.UUID]) -> dict[uuid.UUID, Header]:
    """What the current version of each of these records says."""
    if not records:
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        # One look into an index for each record, whatever the planner believes: tables that were
        # filled a moment ago have no statistics, and it would read all of them for each.
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(HEADERS, [county, list(records)])
        rows = cursor.fetchall()
        cursor.execute("set local enable_seqscan = on")
    return {pk: Header(*said) for pk, *said in rows}
