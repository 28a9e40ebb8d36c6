"""One delivered file, row by row: typed, quarantined with a reason, or left out by rule.

Reading is streaming: memory does not grow with the file. A row is taken as a whole or not at
all; what is wrong with a quarantined row is said in codes, and nothing of the row is kept. Lines
that are no rows (titles, repeated headings, page numbers, totals) are left out and counted.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import IO

from cases.records.reading.assembly import RowReader
from cases.records.reading.layouts import LAYOUTS, TANF, Layout, squeeze
from cases.records.reading.opening import CONTROL, Unreadable
from cases.records.reading.profile import Profile
from cases.records.reading.reasons import Reason
from cases.records.reading.row import Accepted, Omitted, Options, Quarantined, Row
from cases.records.reading.shapes import open_table
from cases.records.reading.tables import Broken, Left, Table
from cases.records.reading.withheld import positions as withheld_positions

__all__ = [
    "Accepted",
    "Extract",
    "Omitted",
    "Options",
    "Outcome",
    "Quarantined",
    "Row",
    "Unreadable",
    "cells_of",
    "read",
]

Outcome = Accepted | Quarantined | Omitted

# What report tools print below the rows and between pages, at the beginning of a line.
FURNITURE = re.compile(
    r"(?:grand |sub ?|report )?totals?\b|pages?[ :]*\d+|end of (?:report|file|data)\b"
    r"|(?:record|row)s? ?(?:count|selected|returned|read|written|total)\b"
    r"|(?:number|count) of (?:records|rows|clients|cases|persons)\b"
    r"|\(?\d+ (?:records?|rows?)\b|(?:run|print|report|extract)(?:ed)? (?:on|date|time|at|id)\b"
    r"|(?:printed|generated|created|produced) (?:on|by|at)\b|confidential\b|\*{3}|-{5}|={5}",
    re.IGNORECASE,
)
PAGE = re.compile(r"\bpage \d+ of \d+\W*\Z", re.IGNORECASE)
FURNITURE_CELLS = 4  # at most, so that no row of somebody is taken for a total


def read(
    stream: IO[bytes],
    options: Options,
    expect: Collection[str] = (),
    profile: Profile | None = None,
) -> "Extract":
    """Open one delivered file for reading row by row.

    `stream` is binary and seekable: text, gzip of text, a workbook, or a federal data file.
    `expect` names the grains that are wanted here (see `layouts.Layout`); none means any. Without
    a `profile` columns, codes and dates are understood by themselves. Raises Unreadable when the
    file as a whole cannot be used; nothing of the file is in the message.
    """
    extract = Extract(open_table(stream, profile), options, profile)
    wanted_only(extract.layout, expect)
    return extract


def wanted_only(layout: Layout, expect: Collection[str]) -> None:
    """Raise Unreadable for a file of another kind than those expected."""
    if expect and layout.grain not in expect:
        wanted = [each.label for each in LAYOUTS if each.grain in expect]
        raise Unreadable("layout_unexpected", found=layout.label, wanted=" / ".join(wanted))


def cells_of(
    stream: IO[bytes], options: Options, profile: Profile | None, numbers: Iterable[int]
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Column names, and the cells of some rows as the file states them, in the order of the file.

    `numbers` are those of outcomes of the same file. Cells of columns that must not be stored are
    empty; of a row without readable cells there is one, or none.
    """
    extract = Extract(open_table(stream, profile), options, profile)
    return list(extract.headers), extract.cells(frozenset(numbers))


class Extract:
    """An opened file: what it is, and, iterated once, its rows."""

    def __init__(self, table: Table, options: Options, profile: Profile | None = None) -> None:
        self._table = table
        self.layout, self.columns = table.heading.known()
        self.headers: tuple[str, ...] = tuple(table.heading.headers)
        # The field of every column, or nothing; `columns` may show names otherwise than written.
        named = {at: name for name, at in self.columns.positions.items()}
        self.fields: tuple[str, ...] = tuple(named.get(at, "") for at in range(len(self.headers)))
        own, order = (profile.codes, profile.date_order) if profile else ({}, "mdy")
        self._reader = RowReader(self.layout, self.columns, options, own, order)
        self._lenient = options.lenient
        self._furniture = Furniture(self.headers, table.titles)
        self._absent = _absent(profile, self.headers)

    @property
    def delimiter(self) -> str:
        """The character between cells, or nothing where there is none."""
        return self._table.delimiter

    @property
    def encoding(self) -> str:
        """`utf-8`, `utf-8-sig`, `utf-16` or `cp1252`; `xlsx` for a workbook."""
        return self._table.encoding

    @property
    def sheet(self) -> str:
        """The sheet of a workbook that is read."""
        return self._table.sheet

    @property
    def size(self) -> int:
        """Bytes of the file when unpacked."""
        return self._table.size

    @property
    def done(self) -> float:
        """The share of the file that was read so far, 0 to 1."""
        return self._table.done

    @property
    def remarks(self) -> tuple[Reason, ...]:
        """What is to be said about the file; complete once every row was read."""
        return (*self._table.remarks, *self._absent, *self._furniture.remarks)

    def __iter__(self) -> Iterator[Outcome]:
        """Every row in order. Blank rows are passed over."""
        outcomes = (outcome for _, _, outcome in self.told())
        return _one_refusal_a_line(outcomes) if self.layout is TANF else outcomes

    def told(self) -> Iterator[tuple[int, list[str] | Broken | Left, Outcome]]:
        """Every row in order: its number, what stood there, and what becomes of it."""
        typed, holds = self._reader.read, self._furniture.holds
        # In a lenient reading the heading, standing again, could pass for a row.
        strict, heading = not self._lenient, self._table.heading.headers
        for number, row in self._table.rows():
            if isinstance(row, list):
                outcome = typed(number, row)
                taken = type(outcome) is Accepted and (strict or row != heading)
                if outcome is not None and (taken or not holds(row)):
                    yield number, row, outcome
            elif isinstance(row, Left):
                yield number, row, Omitted(number, row.reason)
            elif not holds(row):
                yield number, row, Quarantined(number, (row.reason,))

    def access(self, cells: list[str]) -> str:
        """The restriction (N, S or R) that a row's cells state, whatever else is wrong."""
        return self._reader.access(cells)

    def cells(self, numbers: Collection[int]) -> Iterator[tuple[int, list[str]]]:
        """The cells of some rows; see `cells_of`."""
        withheld = withheld_positions(self.headers)
        for number, row in self._table.rows():
            if number not in numbers or isinstance(row, Left):
                continue
            if self._is_refused(number, row):
                cells = row if isinstance(row, list) else row.cells
                # Of a row that fell apart, no cell is known to stand under its own heading.
                kept = [] if withheld and len(cells) != len(self.headers) else cells
                yield (
                    number,
                    [
                        "" if at in withheld else CONTROL.sub(" ", cell)
                        for at, cell in enumerate(kept)
                    ],
                )

    def _is_refused(self, number: int, row: list[str] | Broken) -> bool:
        """Of two people in one line, only one may be."""
        if isinstance(row, Broken):
            return True
        return not isinstance(self._reader.read(number, row), Accepted)


class Furniture:
    """Lines that are no rows: titles, repeated headings, page numbers and totals."""

    def __init__(self, headers: Collection[str], titles: Collection[str]) -> None:
        self._headers = [squeeze(header) for header in headers]
        self._titles = titles
        self._found: Counter[str] = Counter()

    @property
    def remarks(self) -> tuple[Reason, ...]:
        return tuple(
            Reason(code, {"count": str(count)}) for code, count in sorted(self._found.items())
        )

    def holds(self, row: list[str] | Broken) -> bool:
        """Whether a row that is not taken is such a line; it is then counted."""
        code = self._code(row if isinstance(row, list) else row.cells)
        if code:
            self._found[code] += 1
        return bool(code)

    def _code(self, cells: list[str]) -> str:
        stated = [text for cell in cells if (text := cell.strip())]
        if not stated:
            return ""
        if len(stated) > 2 and [squeeze(cell) for cell in cells] == self._headers:
            return "remark_header_repeated"
        if " ".join(stated) in self._titles:
            return "remark_titles_repeated"
        if len(stated) > FURNITURE_CELLS:
            return ""
        printed = FURNITURE.match(stated[0].strip('"')) or PAGE.search(stated[-1])
        return "remark_totals" if printed else ""


def _one_refusal_a_line(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Join what is wrong with two people whose record is one line."""
    held: Quarantined | None = None
    for outcome in outcomes:
        if held and isinstance(outcome, Quarantined) and outcome.number == held.number:
            known = [(reason.code, reason.params) for reason in held.reasons]
            more = [r for r in outcome.reasons if (r.code, r.params) not in known]
            held = Quarantined(held.number, (*held.reasons, *more))
            continue
        if held:
            yield held
        held = outcome if isinstance(outcome, Quarantined) else None
        if held is None:
            yield outcome
    if held:
        yield held


def _absent(profile: Profile | None, headers: Collection[str]) -> tuple[Reason, ...]:
    """The remark about columns that the profile knows and the file no longer has."""
    present = {squeeze(header) for header in headers}
    used = profile.columns.items() if profile else ()
    gone = [name for name, meant in used if meant and name not in present]
    return (Reason("remark_columns_absent", {"columns": ", ".join(gone)[:300]}),) if gone else ()
