"""Keys and marks of program records, kept in step with what the extracts say now.

Keys depend on their record alone, so they follow a record's version: whoever's keys were made
from an older version, or from none, is keyed anew and noted as unsettled. Each chunk commits by
itself and can be repeated, so an interrupted run loses nothing.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection

from cases.matching import bulk
from cases.matching.engine import Prepared, prepare
from cases.matching.engine.prepared import Longs
from cases.matching.marks import Marker
from cases.people.identity import Identity
from cases.records.identities import current
from linkages.jobs import Run

PROGRAMS = ("cws", "calworks")
# Three million keys or so: each chunk walks through the whole index once, in its order.
CHUNK = 100_000

STALE = """
select r.id, r.current_id from people_programrecord r
left join matching_keyedrecord k on k.county_id = r.county_id and k.id = r.id
where r.county_id = %s and r.program = %s and r.gone_on is null and r.current_id is not null
  and k.version is distinct from r.current_id
"""
GONE = """
select k.id, k.program from matching_keyedrecord k
left join people_programrecord r on r.county_id = k.county_id and r.id = k.id
  and r.gone_on is null and r.current_id is not null
where k.county_id = %s and r.id is null
"""


@dataclass(slots=True)
class Side:
    """Records of one program in memory: ids in row order, and the engine's columns of them."""

    program: str
    ids: list[uuid.UUID]
    ready: Prepared
    rows: Mapping[uuid.UUID, int]
    households: list[str] = field(default_factory=list)
    marks: dict[uuid.UUID, bytes] = field(default_factory=dict)

    @property
    def key_column(self) -> bulk.Ids:
        """The ids as an array, in row order."""
        return bulk.ids_of(pk.bytes for pk in self.ids)


def load(
    county: str,
    program: str,
    records: Iterable[uuid.UUID] | None,
    *,
    test_numbers: bool,
    marked: Callable[[uuid.UUID], bool] = lambda _pk: False,
) -> Side:
    """Identities of these records, or of all that the latest extract names, as columns."""
    ids: list[uuid.UUID] = []
    households: list[str] = []
    marks: dict[uuid.UUID, bytes] = {}
    marker = Marker()

    def identities() -> Iterator[Identity]:
        for pk, who in current(county, program, None if records is None else set(records)):
            ids.append(pk)
            households.append(who.household)
            if marked(pk):
                marks[pk] = marker.marks(who)
            yield who

    ready = prepare(identities(), test_numbers=test_numbers)
    rows = {pk: row for row, pk in enumerate(ids)}
    return Side(program, ids, ready, rows, households, marks)


def stale(county: str, program: str) -> dict[uuid.UUID, uuid.UUID]:
    """Records whose stored keys are not those of their current version, with that version."""
    return dict(_compared(STALE, [county, program]))


def _compared(statement: str, values: list[str]) -> list[tuple[uuid.UUID, Any]]:
    """Rows of a comparison of all records with all keys, which has to be one pass over both.

    Tables that were filled a moment ago have no statistics, and the planner would look for each
    record in all keys. Only for this statement: later ones in the transaction touch few rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")
        cursor.execute(statement, values)
        rows = cursor.fetchall()
        cursor.execute("set local enable_nestloop = on")
    return rows


def store(
    run: Run, side: Side, keys: tuple[Longs, Longs], due: Mapping[uuid.UUID, uuid.UUID]
) -> None:
    """Replace the stored keys of the records that are due, chunk by chunk."""
    rows, values = keys
    present = [pk for pk in side.ids if pk in due]
    for start in range(0, len(present), CHUNK):
        chosen = present[start : start + CHUNK]
        with run.chunk():
            _take_out(run.county, chosen)
            _put_in(run.county, side, rows, values, {pk: due[pk] for pk in chosen})
        run.progress(start + len(chosen), len(present), "keys")


def _put_in(
    county: str, side: Side, rows: Longs, values: Longs, chosen: Mapping[uuid.UUID, uuid.UUID]
) -> None:
    places = np.array([side.rows[pk] for pk in chosen], np.int64)
    first, last = np.searchsorted(rows, places, "left"), np.searchsorted(rows, places, "right")
    span = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)] or [rows[:0]])
    ids = side.key_column[rows[span]]
    order = np.argsort(values[span], kind="stable")
    bulk.begin("matching_keys_in", "key bigint, record uuid")
    bulk.fill("matching_keys_in", [values[span][order], ids[order]])
    bulk.begin("matching_keyed_in", "id uuid, version uuid, keys bytea, marks bytea")
    described = (
        (pk, version, values[a:b].tobytes(), side.marks[pk])
        for (pk, version), a, b in zip(chosen.items(), first, last, strict=True)
    )
    bulk.fill_rows("matching_keyed_in", ["uuid", "uuid", "bytea", "bytea"], described)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into matching_matchkey (county_id, key, program, record) "
            "select %s, key, %s, record from matching_keys_in",
            [county, side.program],
        )
        cursor.execute(
            "insert into matching_keyedrecord (id, county_id, program, version, keys, marks) "
            "select id, %s, %s, version, keys, marks from matching_keyed_in "
            "on conflict (id) do update set version = excluded.version, keys = excluded.keys, "
            "marks = excluded.marks",
            [county, side.program],
        )
        cursor.execute(
            "insert into matching_unsettledrecord (id, county_id, program, version) "
            "select id, %s, %s, version from matching_keyed_in "
            "on conflict (id) do update set version = excluded.version",
            [county, side.program],
        )


def _take_out(county: str, records: list[uuid.UUID]) -> None:
    """Remove the stored keys of these records, by the keys that are remembered with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, program, keys from matching_keyedrecord "
            "where county_id = %s and id = any(%s)",
            [county, records],
        )
        found = cursor.fetchall()
    for program in PROGRAMS:
        of_program = [(pk, bytes(keys)) for pk, owner, keys in found if owner == program]
        if not of_program:
            continue
        counts = np.array([len(keys) // 8 for _pk, keys in of_program])
        values = np.frombuffer(b"".join(keys for _pk, keys in of_program), np.int64)
        ids = np.repeat(bulk.ids_of(pk.bytes for pk, _keys in of_program), counts)
        bulk.begin("matching_keys_out", "key bigint, record uuid")
        bulk.fill("matching_keys_out", [values, ids])
        with connection.cursor() as cursor:
            cursor.execute("analyze matching_keys_out")
            cursor.execute(
                "delete from matching_matchkey k using matching_keys_out o "
                "where k.county_id = %s and k.key = o.key and k.program = %s "
                "and k.record = o.record",
                [county, program],
            )


def retire(run: Run) -> int:
    """Forget the keys of records that their extract no longer names; how many."""
    with run.chunk():
        gone = _compared(GONE, [run.county])
        for start in range(0, len(gone), CHUNK):
            part = [pk for pk, _program in gone[start : start + CHUNK]]
            _take_out(run.county, part)
            with connection.cursor() as cursor:
                cursor.execute(
                    "insert into matching_unsettledrecord (id, county_id, program, version) "
                    "select id, county_id, program, null from matching_keyedrecord "
                    "where county_id = %s and id = any(%s) "
                    "on conflict (id) do update set version = null",
                    [run.county, part],
                )
                cursor.execute(
                    "delete from matching_keyedrecord where county_id = %s and id = any(%s)",
                    [run.county, part],
                )
    return len(gone)
