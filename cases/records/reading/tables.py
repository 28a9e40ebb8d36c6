"""What every shape of file is to the typing of its rows: a heading, and cells row by row."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from cases.records.reading.heading import Heading
from cases.records.reading.opening import CONTROL, FORMULA, GARBLED
from cases.records.reading.reasons import Reason

CELL_LIMIT = 1_000  # characters


class Broken(NamedTuple):
    """A row whose cells cannot be taken, why, and what can be shown of them."""

    reason: Reason
    cells: list[str]


class Left(NamedTuple):
    """A row that the rules of its shape leave out, and why."""

    reason: Reason


# Its number is the one that the county sees: line of a text, row of a sheet.
RawRow = tuple[int, list[str] | Broken | Left]


class Table(Protocol):
    """An opened file of any shape; `rows` streams it once."""

    heading: Heading
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    titles: frozenset[str]  # what stands above the heading, its cells joined by a space

    @property
    def size(self) -> int:
        """Bytes of the file when unpacked."""

    @property
    def done(self) -> float:
        """The share of the file that was read so far, 0 to 1."""

    @property
    def remarks(self) -> tuple[Reason, ...]:
        """What is to be said about the file, as far as it was read."""

    def rows(self) -> Iterator[RawRow]:
        """Every row after the heading; as many cells as the heading has, or why not."""


def odd_characters(text: str) -> str:
    """The code of what a line holds that no extract should, or an empty string."""
    if "\0" in text:
        return "row_null_character"
    if GARBLED.search(text):
        return "text_garbled"
    if CONTROL.search(text):
        return "row_control_character"
    return "text_formula" if FORMULA.search(text) else ""


def broken(code: str, cells: Sequence[str] = (), **params: str) -> Broken:
    return Broken(Reason(code, params), list(cells))


def measured(cells: list[str], headers: Sequence[str]) -> list[str] | Broken:
    """The cells if there are as many as headings and none is endless; else why not."""
    width = len(headers)
    if len(cells) > width and not "".join(cells[width:]).strip():
        cells = cells[:width]
    if len(cells) != width:
        return broken("row_cell_count", cells, found=str(len(cells)), expected=str(width))
    for header, cell in zip(headers, cells, strict=True):
        if len(cell) > CELL_LIMIT:
            return broken("cell_too_long", (), column=header[:60], limit=str(CELL_LIMIT))
    return cells
