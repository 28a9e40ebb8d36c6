"""The county's table of legal bases as a value: what it opens, and how two tables differ."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from cases.sharing.decision import CALWORKS, CEILING, CWS, Ground
from cases.sharing.models import Audience, Category, LegalBasis
from cases.sharing.policy import statutes
from linkages.programs import Program

OWNERS = (CWS, CALWORKS)


class Cell(NamedTuple):
    """One category of one owner's facts, to one audience."""

    owner: str
    category: str
    audience: str


class Row(NamedTuple):
    """A statute that opens one cell; written in an edition in this order."""

    code: str
    owner: str
    category: str
    audience: str

    @property
    def cell(self) -> Cell:
        return Cell(self.owner, self.category, self.audience)


Table = frozenset[Row]


class Change(NamedTuple):
    """A cell in which two tables differ, and the statutes before and after."""

    cell: Cell
    before: tuple[str, ...]
    after: tuple[str, ...]


def can_open(cell: Cell) -> bool:
    """Whether any statute can open it, whatever counsel decides."""
    return (cell.owner, cell.category) in CEILING[cell.audience]


# Every cell that a statute can open, in the order of pages.
CELLS = tuple(
    cell
    for owner in OWNERS
    for category in Category.values
    for audience in Audience.values
    if can_open(cell := Cell(owner, category, audience))
)
# Every row that an edition may hold.
POSSIBLE = tuple(
    Row(statute.code, *cell)
    for cell in CELLS
    for statute in statutes.carriers(cell.audience, cell.category)
)


def table_of(rows: Iterable[Iterable[str]]) -> Table:
    """The table that an edition keeps as lists."""
    return frozenset(Row(*row) for row in rows)


def as_lists(table: Table) -> list[list[str]]:
    """How an edition keeps a table: sorted, so that equal tables are kept equal."""
    return [list(row) for row in sorted(table)]


def in_force(county: str, day: date) -> Table:
    """What holds in a county on a day."""
    bases = LegalBasis.objects.filter(county=county).in_force_on(day)
    return table_of(bases.values_list(*Row._fields))


def beyond(table: Table) -> Table:
    """Rows that no statute carries."""
    return table - frozenset(POSSIBLE)


def grounds(table: Table, day: date) -> tuple[Ground, ...]:
    """The table as the decision takes it, in force on that day."""
    return tuple(
        Ground(row.code, Program(row.owner), row.category, row.audience, day)
        for row in sorted(table)
    )


def differences(before: Table, after: Table) -> list[Change]:
    """The cells that differ, in the order of pages."""
    changed = {row.cell for row in before ^ after}
    old, new = _by_cell(before), _by_cell(after)
    return [
        Change(cell, old.get(cell, ()), new.get(cell, ())) for cell in sorted(changed, key=_place)
    ]


def _by_cell(table: Table) -> dict[Cell, tuple[str, ...]]:
    ordered = sorted(table, key=lambda row: (row.cell, row.code))
    return {
        cell: tuple(row.code for row in rows)
        for cell, rows in groupby(ordered, key=lambda row: row.cell)
    }


def _place(cell: Cell) -> Any:
    return CELLS.index(cell) if cell in CELLS else len(CELLS)
