"""Files with a delimiter: CSV, tab, pipe and semicolon."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from cases.records.reading.heading import SEARCHED, Candidate, find
from cases.records.reading.layouts import KNOWN_NAMES, Own
from cases.records.reading.opening import (
    CONTROL,
    LINE_LIMIT,
    Source,
    Unreadable,
    sniff_delimiter,
)
from cases.records.reading.reasons import Reason
from cases.records.reading.tables import (
    CELL_LIMIT,
    Broken,
    RawRow,
    broken,
    measured,
    odd_characters,
)

JOINED_LINES = 20  # a quoted cell may hold line ends, but not half the file
HEADER_LINES = 10
HEADER_LIMIT = 50_000  # characters

BLANK = ' ;,\t|"'

Line = tuple[int, str, bool]  # its number, its text, whether it needs a look character by character


class Delimited:
    """A text file whose cells are told apart by a delimiter."""

    sheet = ""
    sheets: tuple[str, ...] = ()

    def __init__(self, source: Source, own: Own, delimiter: str = "") -> None:
        self._source = source
        self.encoding = source.encoding
        self._feed = Feed(source)
        first = _first_lines(self._feed)
        known = KNOWN_NAMES | own.columns.keys()
        looked = [_candidate(first, index, delimiter, known) for index in range(len(first))]
        self.heading = find((each.candidate for each in looked), own)
        at = self.heading.index
        self.delimiter: str = looked[at].delimiter
        titles = at - 1 if self.heading.merged else at
        self.titles = frozenset(_joined(text, self.delimiter) for _, text, _ in first[:at])
        self.remarks = _remarks(titles, merged=self.heading.merged)
        self._feed.put_back(first[looked[at].end :])
        if self.heading.columns is not None:
            _refuse_header_only(self._feed)

    @property
    def size(self) -> int:
        return self._source.size

    @property
    def done(self) -> float:
        return self._source.done

    def rows(self) -> Iterator[RawRow]:
        """Every row in order."""
        delimiter, width = self.delimiter, len(self.heading.headers)
        for line in self._feed:
            number, text, suspect = line
            if not suspect and '"' not in text and len(text) <= CELL_LIMIT:
                cells = text.split(delimiter)
                if len(cells) == width:
                    yield number, cells
                    continue
            row = self._carefully(line)
            if row is not None:
                yield number, row

    def _carefully(self, line: Line) -> list[str] | Broken | None:
        """One row whose text is not plain: quoted, long, odd, or of another width."""
        _, text, suspect = line
        if not text.strip(BLANK):
            return None
        if len(text) > LINE_LIMIT:
            return broken("row_too_long", limit=str(LINE_LIMIT))
        odd = odd_characters(text) if suspect else ""
        if odd:
            return broken(odd, text.split(self.delimiter))
        cells = self._cells(line) if '"' in text else text.split(self.delimiter)
        if isinstance(cells, str):
            return broken(cells, text.split(self.delimiter))
        return measured(cells, self.heading.headers)

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
        joined = "\n".join(text for _, text, _ in taken)
        cells = None if marks % 2 else split_quoted(joined, self.delimiter)
        if cells is not None and (len(taken) == 1 or self._is_one_row(cells)):
            return cells
        self._feed.put_back(taken[1:])
        return "row_unbalanced_quote" if line[1].count('"') % 2 else "row_malformed_quote"

    def _is_one_row(self, cells: list[str]) -> bool:
        """Whether several lines are one row, and no cell of it swallowed the cells of a row."""
        width = len(self.heading.headers)
        swallowed = any(cell.count(self.delimiter) >= width - 1 for cell in cells)
        return len(cells) == width and not swallowed


class Feed(Iterator[Line]):
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


def _first_lines(feed: Feed) -> list[Line]:
    """The first lines with anything in them. Raises Unreadable when there is none."""
    found: list[Line] = []
    for line in feed:
        text = line[1]
        if text.strip(BLANK) and not (not found and text.lower().startswith("sep=")):
            found.append(line)
        if len(found) == SEARCHED:
            break
    if not found:
        raise Unreadable("file_empty")
    return found


class _Looked(NamedTuple):
    """A line as a heading, the delimiter that suits it, and the index after it: a quoted name may
    run over several lines."""

    candidate: Candidate
    delimiter: str
    end: int


def _candidate(first: list[Line], index: int, delimiter: str, known: frozenset[str]) -> _Looked:
    text, end = first[index][1], index + 1
    while text.count('"') % 2 and end < min(len(first), index + HEADER_LINES):
        text, end = f"{text}\n{first[end][1]}", end + 1
    if text.count('"') % 2:
        text, end = first[index][1], index + 1
    delimiter = delimiter or sniff_delimiter(text, known)
    trouble = ""
    if len(text) > HEADER_LIMIT:
        trouble = "header_too_long"
    elif CONTROL.search(text):
        trouble = "header_unreadable"
    cells = split_quoted(text, delimiter)
    if cells is None:
        cells, trouble = text.split(delimiter), "header_unreadable"
    above = split_quoted(first[index - 1][1], delimiter) if index and not trouble else None
    return _Looked(Candidate(cells, above or [], trouble), delimiter, end)


def split_quoted(text: str, delimiter: str) -> list[str] | None:
    """The cells of one row, or None where its quotation marks make no sense."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        (cells,) = csv.reader([text], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return cells


def _joined(text: str, delimiter: str) -> str:
    cells = split_quoted(text, delimiter) or [text]
    return " ".join(filter(None, map(str.strip, cells)))


def _remarks(titles: int, *, merged: bool) -> tuple[Reason, ...]:
    return titles_passed(titles) + ((Reason("remark_header_merged"),) if merged else ())


def titles_passed(count: int) -> tuple[Reason, ...]:
    """The remark about lines above the heading."""
    return (Reason("remark_title_lines", {"count": str(count)}),) if count > 0 else ()


def _refuse_header_only(feed: Feed) -> None:
    for line in feed:
        if line[1].strip(BLANK):
            feed.put_back([line])
            return
    raise Unreadable("header_only")
