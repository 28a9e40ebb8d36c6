"""The list of refused rows: made anew from the sealed bytes whenever somebody asks, never kept.

One line a reason. Its last columns say row, column, reason and remedy in words; before them stand
the row's own cells, identities masked, for whoever may upload extracts. Rows of restricted clients
are in nobody's list and in no count, as far as the row or its id says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.records import loading, uploads, words
from cases.records.models import ExtractBatch, ExtractFile, QuarantinedRow
from cases.records.reading.profile import ProfileError, from_json
from cases.records.reading.reasons import Unreadable
from cases.records.reading.rows import Extract, read
from cases.records.refusals import keeping
from cases.records.refusals.masking import masked
from counties.permissions import Permission, may

# More than anybody corrects line by line; the rest is counted.
ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One reason of one refused row. `cells` are as many as the list has column names."""

    cells: tuple[str, ...]
    number: int
    column: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The refused rows of one file."""

    part: str
    headers: tuple[str, ...]
    lines: tuple[Line, ...]


def rows_for(user: Any, batch: ExtractBatch) -> QuerySet[QuarantinedRow]:
    """The refused rows of a batch that this member of staff may know of."""
    rows = QuarantinedRow.objects.filter(batch=batch).order_by("file__part", "number")
    return rows if may(user, Permission.VIEW_RESTRICTED) else rows.filter(restricted=False)


def listings(user: Any, batch: ExtractBatch) -> list[Listing]:
    """One for each file of the batch that has refused rows."""
    with_cells = may(user, Permission.UPLOAD_EXTRACT)
    left, found = ROWS, []
    for file in batch.files.select_related("profile"):
        rows = list(rows_for(user, batch).filter(file=file)[:left])
        left -= len(rows)
        if rows:
            found.append(_listing(batch, file, rows, with_cells=with_cells))
    return found


def _listing(
    batch: ExtractBatch, file: ExtractFile, rows: Sequence[QuarantinedRow], *, with_cells: bool
) -> Listing:
    headers: tuple[str, ...] = ()
    cells: Mapping[int, list[str]] = {}
    if with_cells and keeping.offered(file):
        try:
            extract = read(
                uploads.stored(file),
                loading.options_for(batch),
                expect=loading.WANTED[ExtractFile.Part(file.part)],
                profile=from_json(file.profile.content) if file.profile else None,
            )
            headers, cells = extract.headers, dict(_cells(extract, rows))
        except (Unreadable, ProfileError):  # it was read once; the reasons remain
            headers, cells = (), {}
    blank = [""] * len(headers)
    lines = (line for row in rows for line in _lines(row, cells.get(row.number, blank)))
    return Listing(file.get_part_display(), headers, tuple(lines))


def _cells(extract: Extract, rows: Sequence[QuarantinedRow]) -> Iterator[tuple[int, list[str]]]:
    numbers = {row.number for row in rows}
    for number, cells in extract.cells(numbers):
        yield number, masked(cells, extract.fields)
        numbers.discard(number)
        if not numbers:
            return


def _lines(row: QuarantinedRow, cells: Sequence[str]) -> Iterator[Line]:
    for code, params in row.reasons:
        told = words.told(code, params)
        column = params.get("column", "")
        yield Line(tuple(cells), row.number, column, told.sentence, told.remedy)
