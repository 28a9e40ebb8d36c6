"""Read rows of a batch, waiting in the database until all rows of their client are there.

A temporary table of the job's own session: no other session sees it, it is in no backup and in no
log of changes, and it goes with the session; a worker that dies leaves nothing, and its successor
reads the file again. What the rows say is sealed under a key that is drawn for the occasion and
never leaves the memory of the process. In clear stand only the columns that are asked about, which
staged rows hold in clear as well.

Clients come in the order of their keys, so that the same files give the same numbers to the same
clients, whoever reads them and however often.
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Any, Self, get_type_hints

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from cases.people.identity import Program
from cases.records.reading.gathering import FAMILY_CASES, OPEN_ACCESS, joins, tells_of_case
from cases.records.reading.row import Row

ROWS_A_COPY = 2_000
ROWS_A_LOOK = 2_000

DROP = "drop table if exists pg_temp.records_pile"
CREATE = """
create temporary table records_pile (
  key text collate "C", number int, grain text collate "C", restricted bool, cws bool,
  case_key text collate "C", joins bool, report bool, household text collate "C", content bytea
)
"""
COPY = "copy pg_temp.records_pile from stdin"
SETTLE = "create index on pg_temp.records_pile (key, number)", "analyze pg_temp.records_pile"
SIZES = """
select count(*), coalesce(max(rows), 0)
from (select count(*) as rows from pg_temp.records_pile group by key) clients
"""
LOOK = """
select key, number, content from pg_temp.records_pile
where (key, number) > (%s, %s) order by key, number limit %s
"""
JOINED = """
select array_agg(distinct case_key order by case_key) from pg_temp.records_pile where joins
group by key having count(distinct case_key) between 2 and %s
"""
HOUSED = """
select distinct household, case_key from pg_temp.records_pile
where cws and household <> '' and case_key <> '' order by household, case_key
"""
HOUSEHOLDS = """
select household, min(case_key) from pg_temp.records_pile
where cws and household <> '' and case_key <> '' and household in (
  select household from pg_temp.records_pile where cws and household <> '' and case_key = '')
group by household
"""
REPORTS = """
select case_key from pg_temp.records_pile where report is not null
group by case_key having bool_and(report)
"""
RESTRICTED = """
select grain, count(*) from pg_temp.records_pile where key in (
  select key from pg_temp.records_pile where restricted union select unnest(%s::text[]))
group by grain
"""


class Pile:
    """Rows on a temporary table; see `gathering.Pile` for what it answers.

    Used as a context: the table is made at its beginning and goes at its end.
    """

    def __init__(self) -> None:
        self._cipher = AESGCM(os.urandom(32))
        self._waiting: list[tuple[Any, ...]] = []
        self._rows = 0
        self._sizes: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        _do(DROP, CREATE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # After an error the line may be of no use; the next pile, or the session's end, clears it.
        if kind is None:
            _do(DROP)

    def add(self, row: Row) -> None:
        self._rows += 1
        self._waiting.append(
            (
                row.key,
                self._rows,
                row.grain,
                row.limited_access != OPEN_ACCESS,
                row.program is Program.CWS,
                row.case,
                joins(row),
                row.emergency_response if tells_of_case(row) else None,
                row.household_id,
                self._cipher.encrypt(self._rows.to_bytes(12), pack(row), None),
            )
        )
        if len(self._waiting) == ROWS_A_COPY:
            self._store()

    def __len__(self) -> int:
        return self._settled()[0]

    def most_rows(self) -> int:
        return self._settled()[1]

    def clients(self) -> Iterator[Sequence[Row]]:
        self._settled()
        rows = ((key, self._opened(number, content)) for key, number, content in self._walk())
        for _, group in groupby(rows, key=itemgetter(0)):
            yield [row for _, row in group]

    def families(self) -> Iterator[Sequence[str]]:
        self._settled()
        for (cases,) in _stream(JOINED, FAMILY_CASES):
            yield cases
        before = ("", "")
        for household, case in _stream(HOUSED):
            if household == before[0]:
                yield before[1], case
            before = household, case

    def households(self) -> Mapping[str, str]:
        self._settled()
        return dict(_stream(HOUSEHOLDS))

    def reports(self) -> Container[str]:
        self._settled()
        return {case for (case,) in _stream(REPORTS)}

    def restricted_rows(self, shielded: Collection[str]) -> Counter[str]:
        self._settled()
        return Counter(dict(_stream(RESTRICTED, list(shielded))))

    def _store(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in self._waiting:
                copy.write_row(row)
        self._waiting.clear()
        self._sizes = None

    def _settled(self) -> tuple[int, int]:
        """How many clients there are and how many rows the largest has; everything is stored."""
        if self._waiting:
            self._store()
        if self._sizes is None:
            _do(*SETTLE)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(SIZES)
                self._sizes = cursor.fetchone()
        return self._sizes

    def _walk(self) -> Iterator[tuple[str, int, bytes]]:
        """All rows by key, in short looks between which the job may commit what it made of them."""
        at: tuple[str, int] = ("", 0)
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(LOOK, [*at, ROWS_A_LOOK])
                found = cursor.fetchall()
            yield from found
            if len(found) < ROWS_A_LOOK:
                return
            at = found[-1][:2]

    def _opened(self, number: int, content: bytes) -> Row:
        return unpack(self._cipher.decrypt(number.to_bytes(12), bytes(content), None))


def _do(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _stream(statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    """The answer to a question, fetched piece by piece: it may be as long as the file."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while found := cursor.fetchmany(ROWS_A_LOOK):
            yield from found


_NAMES = tuple(field.name for field in fields(Row))
_HINTS = get_type_hints(Row)
_DATES = tuple(at for at, name in enumerate(_NAMES) if _HINTS[name] == date | None)
_TUPLES = tuple(at for at, name in enumerate(_NAMES) if _HINTS[name] == tuple[str, ...])
_PROGRAM = _NAMES.index("program")
_values = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=date.isoformat)


def pack(row: Row) -> bytes:
    """A row as text: its values in the order of its fields."""
    return _values.encode([getattr(row, name) for name in _NAMES]).encode("utf-8", "surrogatepass")


def unpack(content: bytes) -> Row:
    """The row that `pack` packed, equal in every field."""
    values = json.loads(content)
    values[_PROGRAM] = Program(values[_PROGRAM])
    for at in _DATES:
        if values[at] is not None:
            values[at] = date.fromisoformat(values[at])
    for at in _TUPLES:
        values[at] = tuple(values[at])
    return Row(*values)
