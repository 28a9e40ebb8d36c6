"""From consolidated clients to staged rows, in bulk, compared with what holds while they go in.

COPY is refused on tables under row-level security, so each chunk is copied to a temporary table
and inserted from there. SSNs are sealed before they leave this module.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from cases.people.models import RecordVersion, Restriction
from cases.records.models import ExtractBatch, StagedRow
from cases.records.reading.consolidation import Client, Membership
from cases.records.reading.identity import fingerprint
from linkages.sealing import blind, seal

# What a staged row and a record version have in common, column for column.
SHARED = (
    "fingerprint", "source_id", "given", "middle", "surname", "suffix", "born", "born_estimated",
    "died", "cin", "ssn_digest", "ssn_last4", "ssn_quality", "sex", "street", "city", "postal",
    "phone", "household", "role", "placed", "race_ethnicity", "race_source", "language",
    "memberships", "facts", "worker_id", "unit_code",
)  # fmt: skip
COPIED = (
    "id", "number", "scheme", "native_id", "restriction", "ssn_sealed", "newer_scheme", "newer_id",
    *SHARED,
)  # fmt: skip
LIMITS = {
    field.name: field.max_length
    for field in RecordVersion._meta.local_concrete_fields
    if field.get_internal_type() == "CharField"
}
SHORTENED = "text_shortened"
ROWS_A_COPY = 2_000

PREPARE = "create temporary table {table} ({columns}) on commit drop"
INSERT = """
insert into records_stagedrow (county_id, batch_id, record, standing, differs, {columns})
select %(county)s, %(batch)s, coalesce(r.id, gen_random_uuid()),
       case when r.current_id is null then 'new' when r.gone_on is not null then 'returned'
            when v.fingerprint = c.fingerprint then 'unchanged' else 'changed' end,
       v.fingerprint is distinct from c.fingerprint, {copied}
from staging_copy c
left join people_programrecord r on r.county_id = %(county)s and r.program = %(program)s
     and r.scheme = c.scheme and r.native_id = c.native_id
left join people_recordversion v on v.county_id = %(county)s and v.id = r.current_id
"""


def expect_many_rows(cursor: Any) -> None:
    """Until the transaction ends, join in bulk: freshly written tables have no statistics yet, and
    the planner would take a hundred thousand rows for one."""
    cursor.execute("set local enable_nestloop = off")


def column_types(model: Any, names: Iterable[str]) -> str:
    """Column definitions of a temporary table that takes these columns of a model."""
    return ", ".join(
        f"{name} {model._meta.get_field(name).db_type(connection)}"
        + (' collate "C"' if name in ("native_id", "newer_id") else "")
        for name in names
    )


def copy_rows(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
    """Fill a new temporary table, which goes with the transaction; returns how many rows it has.

    The rows may be made as they are asked for, from the database as well: they are taken in
    portions, and no copying goes on while the next one is made.
    """
    with connection.cursor() as cursor:
        cursor.execute(PREPARE.format(table=table, columns=columns))
    copied, rest = 0, iter(rows)
    while portion := list(islice(rest, ROWS_A_COPY)):
        with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as copy:
            for row in portion:
                copy.write_row(row)
        copied += len(portion)
    return copied


def write(batch: ExtractBatch, rows: Iterable[Sequence[Any]]) -> int:
    """Stage one chunk of `COPIED` rows within the caller's transaction; returns how many."""
    copied = copy_rows("staging_copy", column_types(StagedRow, COPIED), rows)
    statement = INSERT.format(
        columns=", ".join(COPIED), copied=", ".join(f"c.{name}" for name in COPIED)
    )
    values = {"county": batch.county_id, "batch": batch.pk, "program": batch.program}
    with connection.cursor() as cursor:
        expect_many_rows(cursor)
        cursor.execute(statement, values)
        cursor.execute("drop table staging_copy")
    return copied


def rows_of(
    clients: Iterable[Client], remarks: Counter[str], after: int
) -> Iterator[tuple[Any, ...]]:
    """`COPIED` values of each client; those up to number `after` were staged before.

    `remarks` counts what was remarked about all of them, by code; restricted clients are in no
    count.
    """
    for number, client in enumerate(clients, start=1):
        told = remarks if client.limited_access == Restriction.NONE else Counter()
        told.update(client.row.flags)
        values = _values(client, told)
        if number > after:
            yield _row(number, client, values)


def _row(number: int, client: Client, values: dict[str, Any]) -> tuple[Any, ...]:
    ssn, pk = client.row.ssn, uuid.uuid4()
    sealed = None
    if ssn:
        sealed = seal(ssn.encode(), model="sealedssn", field="sealed", row=pk)
        values["ssn_digest"] = blind(ssn, what="ssn")
    newer = client.row.other_id or ("", "")
    header = (pk, number, client.key_scheme, client.key, client.limited_access, sealed, *newer)
    return header + tuple(values[name] for name in SHARED)


def _values(client: Client, remarks: Counter[str]) -> dict[str, Any]:
    """Column values of a client by name; texts that do not fit are shortened, and counted."""
    row, facts = client.row, _facts(client)
    stated = {name: text for part in facts.values() for name, text in part.items()}
    values = {
        "fingerprint": fingerprint(client),
        "source_id": client.source_id,
        "given": row.given,
        "middle": row.middle,
        "surname": row.surname,
        "suffix": row.suffix,
        "born": row.born,
        "born_estimated": row.born_estimated,
        "died": row.died,
        "cin": row.cin,
        "ssn_digest": None,
        "ssn_last4": row.ssn[-4:],
        "ssn_quality": row.ssn_quality,
        "sex": row.sex,
        "street": row.street,
        "city": row.city,
        "postal": row.postal,
        "phone": row.phone,
        "household": client.household,
        "role": row.role,
        "placed": client.placed,
        "race_ethnicity": [text[:60] for text in row.race_ethnicity],
        "race_source": row.race_source,
        "language": row.language_spoken,
        "memberships": json.dumps([_membership(part) for part in client.memberships]),
        "facts": json.dumps(facts),
        "worker_id": stated.get("worker_id") or stated.get("employment_worker_id", ""),
        "unit_code": stated.get("unit", ""),
    }
    for name, limit in LIMITS.items():
        if len(values[name]) > limit:
            values[name] = values[name][:limit]
            remarks[SHORTENED] += 1
    return values


def _facts(client: Client) -> dict[str, dict[str, str]]:
    """What the program says about the person, by category, from the case it was read of last.

    Facts of a case that is nothing but a report are C6 (see `consolidation`).
    """
    row = client.row
    part = next((m for m in client.memberships if m.case == row.case), None)
    facts = {name: dict(values) for name, values in (part.facts if part else row.facts).items()}
    stated = {
        "tribe": row.tribe,
        "tribal_inquiry": row.tribal_inquiry,
        "language_written": row.language_written,
        "relationship": row.relationship,
    }
    told = {name: text for name, text in stated.items() if text}
    if told:
        facts.setdefault("C6" if client.emergency_response else "C1", {}).update(told)
    return facts


def _membership(part: Membership) -> dict[str, Any]:
    return {
        "case": part.case,
        "case_source": part.case_source,
        "county": part.county,
        "role": part.role,
        "relationship": part.relationship,
        "in_home": part.in_home,
        "person_no": part.person_no,
        "category": part.category,
        "facts": part.facts,
    }


RECOMPARE = """
update records_stagedrow s
set record = f.record, standing = f.standing, differs = f.differs
from (
  select s.id, coalesce(r.id, s.record) as record,
         case when r.current_id is null then 'new' when r.gone_on is not null then 'returned'
              when v.fingerprint = s.fingerprint then 'unchanged' else 'changed' end as standing,
         v.fingerprint is distinct from s.fingerprint as differs
  from records_stagedrow s
  left join people_programrecord r on r.county_id = %(county)s and r.program = %(program)s
       and r.scheme = s.scheme and r.native_id = s.native_id
  left join people_recordversion v on v.county_id = %(county)s and v.id = r.current_id
  where s.county_id = %(county)s and s.batch_id = %(batch)s
) f
where s.id = f.id and s.county_id = %(county)s and s.batch_id = %(batch)s
  and (s.record, s.standing, s.differs) is distinct from (f.record, f.standing, f.differs)
"""
# Restricted people are in none of these figures. Who becomes restricted counts as no longer named,
# and who no longer is as new: otherwise the figures of two extracts would give them away.
COUNTS = """
select count(*) filter (where open_now),
       count(*) filter (where open_now and (standing = 'new' or stays and not open_before)),
       count(*) filter (where open_now and open_before and standing = 'changed'),
       count(*) filter (where open_now and open_before and standing = 'unchanged'),
       count(*) filter (where open_now and standing = 'returned'),
       (select count(*) from people_programrecord r
        where r.county_id = %(county)s and r.program = %(program)s
          and r.current_id is not null and r.gone_on is null
          and r.restriction = 'N' and r.shield = 'N')
       - count(*) filter (where open_now and open_before and stays),
       count(distinct nullif(household, '')) filter (where open_now),
       count(*) filter (where open_now and ssn_digest is null)
from (
  select s.household, s.ssn_digest, s.standing, s.standing in ('changed', 'unchanged') as stays,
         s.restriction = 'N' and coalesce(r.shield, 'N') = 'N' as open_now,
         coalesce(r.restriction, 'N') = 'N' and coalesce(r.shield, 'N') = 'N' as open_before
  from records_stagedrow s
  left join people_programrecord r on r.county_id = s.county_id and r.id = s.record
  where s.county_id = %(county)s and s.batch_id = %(batch)s
) named
"""
COUNTED = (
    "people", "people_new", "people_changed", "people_unchanged", "people_returned", "people_gone",
    "households", "people_without_ssn",
)  # fmt: skip


def compare_again(batch: ExtractBatch) -> None:
    """Bring the standing of staged rows up to what holds now; another batch may have come first."""
    values = {"county": batch.county_id, "batch": batch.pk, "program": batch.program}
    with connection.cursor() as cursor:
        expect_many_rows(cursor)
        cursor.execute(RECOMPARE, values)


def count(batch: ExtractBatch) -> None:
    """Set the batch's numbers of people, unsaved."""
    values = {"county": batch.county_id, "batch": batch.pk, "program": batch.program}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        for name, figure in zip(COUNTED, cursor.fetchone(), strict=True):
            setattr(batch, name, figure)
