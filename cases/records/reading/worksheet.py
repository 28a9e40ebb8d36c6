"""A sheet of a workbook as a table."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

from cases.records.reading.delimited import titles_passed
from cases.records.reading.heading import SEARCHED, Candidate, Heading, find
from cases.records.reading.layouts import Own
from cases.records.reading.reasons import Reason, Unreadable
from cases.records.reading.tables import Broken, RawRow, broken, measured, odd_characters
from cases.records.reading.workbook import Workbook, open_workbook


class Worksheet:
    """The sheet that the profile names, or the first with the columns of a known layout."""

    encoding = "xlsx"
    delimiter = ""

    def __init__(self, stream: IO[bytes], own: Own, sheet: str = "") -> None:
        self._workbook: Workbook = open_workbook(stream)
        self.sheets = self._workbook.sheets
        if sheet and sheet not in self.sheets:
            raise Unreadable("workbook_sheet_missing")
        self.heading: Heading
        self.sheet = ""
        for name in (sheet,) if sheet else self.sheets:
            self._consider(name, own)
            if self.sheet and self.heading.layout is not None:
                break
        if not self.sheet:
            raise Unreadable("file_empty")

    @property
    def size(self) -> int:
        return self._workbook.size

    @property
    def done(self) -> float:
        return self._workbook.done

    @property
    def remarks(self) -> tuple[Reason, ...]:
        others = len(self.sheets) - 1
        unread = (Reason("remark_sheets_unread", {"count": str(others)}),) if others else ()
        return self._workbook.remarks + unread + self._about

    def _consider(self, name: str, own: Own) -> None:
        """Take a sheet unless an earlier one is likelier."""
        rows = iter(self._workbook.rows(name))
        first = list(islice(rows, SEARCHED))
        if not first:
            return
        above: list[list[str]] = [[], *(cells for _, cells in first)]
        candidates = [
            Candidate(cells, above[index], odd_characters("\t".join(cells)) and "header_unreadable")
            for index, (_, cells) in enumerate(first)
        ]
        heading = find(candidates, own)
        if self.sheet and heading.layout is None:
            return
        at = heading.index
        if heading.columns is not None and at + 1 == len(first):
            raise Unreadable("header_only")
        self.sheet, self.heading = name, heading
        self._rows = chain(first[at + 1 :], rows)
        self.titles = frozenset(" ".join(filter(None, cells)) for _, cells in first[:at])
        merged = (Reason("remark_header_merged"),) if heading.merged else ()
        self._about = titles_passed(at - 1 if heading.merged else at) + merged

    def rows(self) -> Iterator[RawRow]:
        """Every row of the sheet after its heading, by its number in Excel."""
        for number, cells in self._rows:
            yield number, self._row(cells)

    def _row(self, cells: list[str]) -> list[str] | Broken:
        odd = odd_characters("\t".join(cells))
        if odd:
            return broken(odd, cells)
        missing = len(self.heading.headers) - len(cells)
        return measured(cells + [""] * missing if missing > 0 else cells, self.heading.headers)
