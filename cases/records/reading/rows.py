"""One delivered file, row by row: typed, quarantined with a reason, or left out by rule.

Reading is streaming: memory does not grow with the file. A row is taken as a whole or not at
all; what is wrong with a quarantined row is said in codes, and nothing of the row is kept.
"""

import csv
from collections import deque
from collections.abc import Collection, Iterator
from typing import IO

from cases.records.reading.assembly import RowReader
from cases.records.reading.layouts import KNOWN_NAMES, LAYOUTS, Columns, Layout, recognize
from cases.records.reading.opening import (
    CONTROL,
    FORMULA,
    GARBLED,
    LINE_LIMIT,
    Source,
    Unreadable,
    open_source,
    sniff_delimiter,
)
from cases.records.reading.reasons import Reason
from cases.records.reading.row import Accepted, Omitted, Options, Quarantined, Row

__all__ = [
    "Accepted",
    "Extract",
    "Omitted",
    "Options",
    "Quarantined",
    "Row",
    "Unreadable",
    "read",
]

Outcome = Accepted | Quarantined | Omitted

CELL_LIMIT = 1_000  # characters
JOINED_LINES = 20  # a quoted cell may hold line ends, but not half the file
HEADER_LIMIT = 50_000  # characters

BLANK = ' ;,\t|"'

Line = tuple[int, str, bool]  # its number, its text, whether it needs a look character by character


def read(stream: IO[bytes], options: Options, expect: Collection[str] = ()) -> "Extract":
    """Open one delivered file for reading row by row.

    `stream` is binary and seekable, plain or gzip. `expect` names the grains that are wanted here
    (see `layouts.Layout`); none means any. Raises Unreadable when the file as a whole cannot be
    used; nothing of the file is in the message.
    """
    extract = Extract(open_source(stream), options)
    if expect and extract.layout.grain not in expect:
        wanted = [layout.label for layout in LAYOUTS if layout.grain in expect]
        raise Unreadable("layout_unexpected", found=extract.layout.label, wanted=" / ".join(wanted))
    return extract


class Extract:
    """An opened file: what it is, and, iterated once, its rows."""

    def __init__(self, source: Source, options: Options) -> None:
        self._source = source
        self._feed = _Feed(source)
        header = _header(self._feed)
        self.delimiter: str = sniff_delimiter(header, KNOWN_NAMES)
        self._headers = _split_header(header, self.delimiter)
        self.layout: Layout
        self.columns: Columns
        self.layout, self.columns = recognize(self._headers)
        self._reader = RowReader(self.layout, self.columns, options)
        _refuse_header_only(self._feed)

    @property
    def encoding(self) -> str:
        """`utf-8`, `utf-8-sig`, `utf-16` or `cp1252`."""
        return self._source.encoding

    @property
    def size(self) -> int:
        """Bytes of the file when unpacked."""
        return self._source.size

    @property
    def done(self) -> float:
        """The share of the file that was read so far, 0 to 1."""
        return self._source.done

    def __iter__(self) -> Iterator[Outcome]:
        """Every row in order. Blank rows are passed over."""
        delimiter, width, typed = self.delimiter, self.columns.width, self._reader.read
        for line in self._feed:
            number, text, suspect = line
            if not suspect and '"' not in text and len(text) <= CELL_LIMIT:
                cells = text.split(delimiter)
                if len(cells) == width:
                    outcome: Outcome | None = typed(number, cells)
                else:
                    outcome = self._carefully(line)
            else:
                outcome = self._carefully(line)
            if outcome is not None:
                yield outcome

    def _carefully(self, line: Line) -> Outcome | None:
        """One row whose text is not plain: quoted, long, odd, or of another width."""
        number, text, suspect = line
        if not text.strip(BLANK):
            return None
        if len(text) > LINE_LIMIT:
            return _quarantined(number, "row_too_long", limit=str(LINE_LIMIT))
        odd = _odd_characters(text) if suspect else ""
        if odd:
            return _quarantined(number, odd)
        cells = self._cells(line) if '"' in text else text.split(self.delimiter)
        if isinstance(cells, str):
            return _quarantined(number, cells)
        return self._checked(number, cells)

    def _checked(self, number: int, cells: list[str]) -> Outcome | None:
        width = self.columns.width
        if len(cells) > width and not "".join(cells[width:]).strip():
            cells = cells[:width]
        if len(cells) != width:
            return _quarantined(
                number, "row_cell_count", found=str(len(cells)), expected=str(width)
            )
        for header, cell in zip(self._headers, cells, strict=True):
            if len(cell) > CELL_LIMIT:
                return _quarantined(
                    number, "cell_too_long", column=header[:60], limit=str(CELL_LIMIT)
                )
        return self._reader.read(number, cells)

    def _cells(self, line: Line) -> list[str] | str:
        """The cells of a row with quotation marks, or the code of what is wrong with them.

        A quoted cell may run over several lines. Where it never ends, only the first line is
        given up, and the lines after it are read as rows again.
        """
        taken = [line]
        marks = line[1].count('"')
        length = len(line[1])
        while marks % 2 and len(taken) <= JOINED_LINES and length <= LINE_LIMIT:
            following = next(self._feed, None)
            if following is None:
                break
            taken.append(following)
            marks += following[1].count('"')
            length += len(following[1])
        cells = None if marks % 2 else self._split_quoted("\n".join(text for _, text, _ in taken))
        if cells is not None and (len(taken) == 1 or self._is_one_row(cells)):
            return cells
        self._feed.put_back(taken[1:])
        return "row_unbalanced_quote" if line[1].count('"') % 2 else "row_malformed_quote"

    def _is_one_row(self, cells: list[str]) -> bool:
        """Whether several lines are one row, and no cell of it swallowed the cells of a row."""
        width = self.columns.width
        swallowed = any(cell.count(self.delimiter) >= width - 1 for cell in cells)
        return len(cells) == width and not swallowed

    def _split_quoted(self, text: str) -> list[str] | None:
        try:
            (cells,) = csv.reader([text], delimiter=self.delimiter, strict=True)
        except (csv.Error, ValueError):
            return None
        return cells


class _Feed(Iterator[Line]):
    """The lines of a file, some of which may be put back."""

    def __init__(self, source: Source) -> None:
        self._lines = (
            (number, text, lines.suspect)
            for lines in source.lines()
            for number, text in enumerate(lines.texts, start=lines.first)
        )
        self._ahead: deque[Line] = deque()

    def __next__(self) -> Line:
        return self._ahead.popleft() if self._ahead else next(self._lines)

    def put_back(self, lines: list[Line]) -> None:
        self._ahead.extendleft(reversed(lines))


def _header(feed: _Feed) -> str:
    for _, text, _ in feed:
        if len(text) > HEADER_LIMIT:
            raise Unreadable("header_too_long")
        if CONTROL.search(text):
            raise Unreadable("header_unreadable")
        if text.strip(BLANK) and not text.lower().startswith("sep="):
            return text
    raise Unreadable("file_empty")


def _split_header(header: str, delimiter: str) -> list[str]:
    if '"' not in header:
        return header.split(delimiter)
    try:
        (cells,) = csv.reader([header], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as trouble:
        raise Unreadable("header_unreadable") from trouble
    return cells


def _refuse_header_only(feed: _Feed) -> None:
    for line in feed:
        if line[1].strip(BLANK):
            feed.put_back([line])
            return
    raise Unreadable("header_only")


def _odd_characters(text: str) -> str:
    """The code of what a line holds that no extract should, or an empty string."""
    if "\0" in text:
        return "row_null_character"
    if GARBLED.search(text):
        return "text_garbled"
    if CONTROL.search(text):
        return "row_control_character"
    return "text_formula" if FORMULA.search(text) else ""


def _quarantined(number: int, code: str, **params: str) -> Quarantined:
    return Quarantined(number, (Reason(code, params),))
