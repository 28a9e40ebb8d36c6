"""Bulk rows between NumPy and PostgreSQL: binary COPY in, binary COPY out, by temporary tables.

COPY FROM is refused on tables with row-level security, so rows go through a temporary table of
the session. Needs an open transaction for reading, since the scope is set at its start.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

# PostgreSQL's binary COPY: signature, flags, header extension; then per row a count of fields and
# each field with its length, all big-endian; then a trailer.
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
BATCH = 200_000

Ids = npt.NDArray[np.void]


def ids_of(records: Iterable[bytes]) -> Ids:
    """Record ids of 16 bytes each as an array that sorts and searches."""
    return np.frombuffer(b"".join(records), "S16")


def begin(table: str, columns: str) -> None:
    """An empty temporary table of this session, whether or not it was there before."""
    with connection.cursor() as cursor:
        cursor.execute(f'create temp table if not exists "{table}" ({columns})')
        cursor.execute(f'truncate "{table}"')


def fill(table: str, columns: Sequence[npt.NDArray[Any]]) -> None:
    """Append rows of 64-bit integers and ids (S16) to a temporary table; no nulls."""
    kinds = [(">i8" if column.dtype.kind == "i" else "S16") for column in columns]
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for place, kind in enumerate(kinds):
        fields += [(f"length{place}", ">i4"), (f"value{place}", kind)]
    with (
        connection.cursor() as cursor,
        cursor.copy(f'copy "{table}" from stdin (format binary)') as copy,
    ):
        copy.write(HEADER)
        for start in range(0, len(columns[0]), BATCH):
            part = [column[start : start + BATCH] for column in columns]
            rows = np.zeros(len(part[0]), fields)
            rows["count"] = len(columns)
            for place, kind in enumerate(kinds):
                rows[f"length{place}"] = np.dtype(kind).itemsize
                rows[f"value{place}"] = part[place]
            copy.write(rows.tobytes())
        copy.write(TRAILER)


def fill_rows(table: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows of Python values to a temporary table."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f'copy "{table}" from stdin (format binary)') as copy,
    ):
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def read(select: str, kinds: Sequence[str]) -> npt.NDArray[np.void]:
    """The rows of a select as a structured array with fields c0, c1, …; kinds "S16" or ">i8"."""
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for place, kind in enumerate(kinds):
        fields += [(f"l{place}", ">i4"), (f"c{place}", kind)]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy ({select}) to stdout (format binary)") as copy,
    ):
        content = b"".join(bytes(block) for block in copy)
    body = content[len(HEADER) : len(content) - len(TRAILER)]
    return np.frombuffer(body, fields)


def analyze(table: str) -> None:
    """Let the planner know a temporary table's size."""
    with connection.cursor() as cursor:
        cursor.execute(f'analyze "{table}"')
