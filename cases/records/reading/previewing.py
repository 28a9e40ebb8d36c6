"""The first rows of a file, what its columns seem to be, and what would become of the rows.

For a file whose columns nobody has described yet. Cells of columns that must not be stored and of
rows that the rules leave out are empty here too. Rows of people whose access is restricted are in
`samples` and `outcomes`, since only whoever shows them knows for whom: `profiles.looking` takes
them out. They are in no count of `codes_seen`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from cases.people.identity import Program
from cases.records.reading import codes
from cases.records.reading.guessing import Guess, guesses
from cases.records.reading.layouts import NOTHING_OWN, TANF, Own, known
from cases.records.reading.opening import CONTROL
from cases.records.reading.profile import Profile
from cases.records.reading.reasons import Reason
from cases.records.reading.row import Omitted, Options
from cases.records.reading.rows import Extract, Outcome, wanted_only
from cases.records.reading.shapes import open_table
from cases.records.reading.tables import Broken, Left, Table
from cases.records.reading.withheld import may_store, positions

__all__ = ["Guess", "Preview", "preview"]

SCANNED = 2_000  # rows in which values are looked at and codes are counted
TEXTS_LIMIT = 200  # different texts of one field; a column with more holds no codes

CodesSeen = Mapping[str, Mapping[str, tuple[int, str | None]]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file looks like. `samples` and `outcomes` are the same rows; there are no outcomes
    where the columns are not understood yet, and `trouble` then says what is missing.

    `codes_seen` counts, by field and stated text, how often it stands there, and gives the code
    that it is read as (None: not known). Texts of access are not counted (0), and those that
    restrict it are not named: that would say that somebody is restricted.
    """

    shape: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    headers: tuple[str, ...]
    guesses: tuple[Guess, ...]
    samples: list[list[str]]
    outcomes: list[Outcome]
    codes_seen: CodesSeen
    remarks: tuple[Reason, ...]
    numbers: tuple[int, ...] = ()
    trouble: Reason | None = None


@dataclass(slots=True)
class _Seen:
    """What was gathered of the first rows."""

    samples: list[list[str]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    restricted: list[bool] = field(default_factory=list)
    more: bool = False


def preview(
    stream: IO[bytes],
    options: Options,
    profile: Profile | None = None,
    expect: Collection[str] = (),
    rows: int = 50,
) -> Preview:
    """The first `rows` rows of a file, under a profile as far as there is one. Raises Unreadable
    where the file cannot be read in any shape, or is of another kind than `expect`."""
    table = open_table(stream, profile)
    headers = table.heading.headers
    seen = _Seen()
    extract = None
    if table.heading.layout is not None:
        extract = Extract(table, options, profile)
        wanted_only(extract.layout, expect)
        _typed(extract, seen, rows)
    else:
        _untyped(table, seen, rows)
    own = Own(profile.grain, profile.columns) if profile else NOTHING_OWN
    program = _program(extract, profile, headers)
    found: tuple[Guess, ...] = ()
    if table.heading.layout is not TANF:
        found = guesses(headers, seen.rows, program, own)
    stopped = (Reason("remark_counted_first", {"count": str(len(seen.rows))}),) if seen.more else ()
    return Preview(
        shape=_shape(table, profile),
        delimiter=table.delimiter,
        sheet=table.sheet,
        sheets=table.sheets,
        headers=tuple(headers),
        guesses=found,
        samples=seen.samples,
        outcomes=seen.outcomes,
        codes_seen=_codes_seen(seen, headers, found, program, profile),
        remarks=(extract.remarks if extract else table.remarks) + stopped,
        numbers=tuple(seen.numbers),
        trouble=table.heading.trouble.reason if table.heading.trouble else None,
    )


def _shape(table: Table, profile: Profile | None) -> str:
    if profile:
        return profile.shape
    if table.heading.layout is TANF:
        return "tanf"
    if table.encoding == "xlsx":
        return "workbook"
    return "delimited" if len(table.heading.headers) > 1 else "fixed"


def _typed(extract: Extract, seen: _Seen, rows: int) -> None:
    """Rows of a file whose columns are understood."""
    for number, row, outcome in extract.told():
        if len(seen.rows) == SCANNED:
            seen.more = True
            return
        cells = _shown(row, extract.headers, left_out=isinstance(outcome, Omitted))
        _keep(seen, number, cells, rows)
        if len(seen.outcomes) < rows:
            seen.outcomes.append(outcome)
        whole = len(cells) == len(extract.headers)
        seen.restricted.append(not whole or extract.access(cells) != "N")


def _untyped(table: Table, seen: _Seen, rows: int) -> None:
    """Rows of a file whose columns are not understood: cells only."""
    for number, row in table.rows():
        if len(seen.rows) == SCANNED:
            seen.more = True
            return
        cells = _shown(row, table.heading.headers, left_out=False)
        if any(cells):
            _keep(seen, number, cells, rows)
            seen.restricted.append(False)


def _keep(seen: _Seen, number: int, cells: list[str], rows: int) -> None:
    seen.rows.append(cells)
    if len(seen.samples) < rows:
        seen.samples.append(cells)
        seen.numbers.append(number)


def _shown(row: list[str] | Broken | Left, headers: Sequence[str], *, left_out: bool) -> list[str]:
    """The cells of a row as they may be shown."""
    if left_out or isinstance(row, Left):
        return [""] * len(headers)
    withheld = positions(headers)
    cells = row.cells if isinstance(row, Broken) else row
    if withheld and len(cells) != len(headers):
        return []
    return [
        "" if at in withheld or not may_store(cell) else CONTROL.sub(" ", cell).strip()
        for at, cell in enumerate(cells)
    ]


def _program(extract: Extract | None, profile: Profile | None, headers: Sequence[str]) -> Program:
    if extract:
        return extract.layout.program
    if profile:
        return profile.program
    return max(Program, key=lambda program: known(list(headers), program=program))


def _codes_seen(
    seen: _Seen,
    headers: Sequence[str],
    found: Sequence[Guess],
    program: Program,
    profile: Profile | None,
) -> CodesSeen:
    tables = codes.tables(program)
    at = {header: place for place, header in enumerate(headers)}
    own = profile.codes if profile else {}
    return {
        guess.field: _counted(seen, at[guess.column], guess.field, tables, own)
        for guess in found
        if guess.field in tables
    }


def _counted(
    seen: _Seen,
    at: int,
    name: str,
    tables: Mapping[str, Mapping[str, str]],
    own: Mapping[str, Mapping[str, str]],
) -> dict[str, tuple[int, str | None]]:
    read = codes.Codes(tables[name], own.get(name, codes.NO_SPELLINGS))
    quiet = name == "limited_access"
    counts: dict[str, int] = {}
    for cells, restricted in zip(seen.rows, seen.restricted, strict=True):
        text = cells[at] if at < len(cells) else ""
        if text and (quiet or not restricted) and (text in counts or len(counts) < TEXTS_LIMIT):
            counts[text] = 0 if quiet else counts.get(text, 0) + 1
    found = {text: (count, read(text)) for text, count in counts.items()}
    if quiet:
        return {text: seen for text, seen in found.items() if seen[1] in (None, "N")}
    return found
