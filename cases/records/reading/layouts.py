"""Layouts: which sets of columns are known, and which one a header line is.

Column names are compared squeezed (`Client ID 19`, `client_id_19` and `CLIENTID19` are one). A
layout fits when every column it requires is there; any other known column is read too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cases.people.identity import Program
from cases.records.reading.fields import BY_NAME, FIELDS, Field
from cases.records.reading.reasons import Unreadable
from cases.records.reading.withheld import kind_of_column

COLUMN_LIMIT = 500
SHOWN_LENGTH = 60  # of a column name that a county invented
_SQUEEZE = re.compile(r"[^0-9a-z]")


@dataclass(frozen=True, slots=True)
class Layout:
    """One set of columns that counties deliver.

    `grain` is what one row is: `cws_children` (child × case), `cws_others` (parents and others ×
    case), `cws_clients` (any client) or `calworks_persons`. `identified_by` lists the sets of
    fields of which one has to be complete. A file that is not `nameless` states a name in every
    row.
    """

    code: str
    label: str
    program: Program
    grain: str
    required: frozenset[str]
    identified_by: tuple[frozenset[str], ...]
    absent: frozenset[str] = frozenset()
    nameless: bool = False

    def missing(self, names: Iterable[str]) -> list[str]:
        """The required fields that are not among `names`, in the order of the field table."""
        present = set(names)
        wanted = set(self.required)
        if not any(identifiers <= present for identifiers in self.identified_by):
            wanted |= self.identified_by[0]
        return [field.name for field in FIELDS if field.name in wanted - present]

    def fits(self, names: Iterable[str]) -> bool:
        """Whether a file with these fields is of this layout."""
        present = set(names)
        return not self.absent & present and not self.missing(present)


_PERSON = frozenset({"surname", "given", "born"})
_CLIENT = (frozenset({"client_id"}), frozenset({"cares_id"}))

# In the order of trial: the most particular first.
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "cws-others",
        "the CWS file of parents and others",
        Program.CWS,
        "cws_others",
        _PERSON | {"case_id", "relationship"},
        _CLIENT,
        frozenset({"service_component", "role"}),
    ),
    Layout(
        "cws-children",
        "the CWS file of children",
        Program.CWS,
        "cws_children",
        _PERSON | {"case_id", "service_component", "case_start"},
        _CLIENT,
        frozenset({"role"}),
    ),
    Layout(
        "cws-clients",
        "the CWS file of clients",
        Program.CWS,
        "cws_clients",
        _PERSON,
        _CLIENT,
    ),
    Layout(
        "calworks-persons",
        "the CalWORKs file of persons",
        Program.CALWORKS,
        "calworks_persons",
        _PERSON,
        (frozenset({"cin"}), frozenset({"case_no", "person_no"})),
    ),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What a header line says.

    `mapped` pairs a column name with its field, `positions` a field name with its column number.
    `unknown` columns are ignored. `dropped` pairs a column name with the reason (a code of
    `reasons.DROPPED`) for which its values are never read.
    """

    mapped: Mapping[str, Field]
    positions: Mapping[str, int]
    unknown: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    width: int


def squeeze(header: str) -> str:
    """A column name without case, spaces and punctuation."""
    return _SQUEEZE.sub("", header.lower())


TANF = Layout(
    "calworks-tanf",
    "the federal TANF data file",
    Program.CALWORKS,
    "calworks_persons",
    frozenset(),
    (frozenset({"case_no"}),),
    nameless=True,
)


@dataclass(frozen=True, slots=True)
class Own:
    """What a county has said about the columns of one report: see `profile.Profile`."""

    grain: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


NOTHING_OWN = Own()


def _names_of(program: Program) -> dict[str, Field]:
    return {
        name: field
        for field in FIELDS
        if program in field.programs
        for name in {*field.names, squeeze(field.name)}
    }


_NAMES = {program: _names_of(program) for program in Program}
KNOWN_NAMES = frozenset(name for names in _NAMES.values() for name in names)


def recognize(headers: list[str], own: Own = NOTHING_OWN) -> tuple[Layout, Columns]:
    """The layout of a header line and what each column means. Raises Unreadable.

    What the county said (`own`) comes first; where it named the kind of file, no other is tried.
    """
    _refuse_odd_header(headers)
    layouts = [layout for layout in LAYOUTS if own.grain in ("", layout.grain)]
    for layout in layouts:
        present = _present(headers, layout.program, own)
        if layout.fits(present) or (own.grain and not layout.missing(present)):
            return layout, columns_of(headers, layout.program, own)
    nearest = min(layouts, key=lambda layout: _distance(headers, layout, own))
    missing = nearest.missing(_present(headers, nearest.program, own))
    raise Unreadable(
        "columns_missing",
        layout=nearest.label,
        columns=", ".join(BY_NAME[name].header for name in missing),
    )


def known(headers: list[str], own: Own = NOTHING_OWN, program: Program | None = None) -> int:
    """How many of some cells are names of columns (of a program's files)."""
    names = _NAMES[program].keys() if program else KNOWN_NAMES
    return sum(squeeze(header) in names or squeeze(header) in own.columns for header in headers)


def names_of(program: Program) -> Mapping[str, Field]:
    """Every known spelling (squeezed) of a column in a program's files."""
    return _NAMES[program]


def _distance(headers: list[str], layout: Layout, own: Own) -> tuple[int, int]:
    """How far a header line is from a layout: columns to add or take away, then columns known."""
    found = _present(headers, layout.program, own)
    return len(layout.missing(found)) + len(layout.absent & found), -len(found)


def _refuse_odd_header(headers: list[str]) -> None:
    if len(headers) > COLUMN_LIMIT:
        raise Unreadable("too_many_columns", count=str(len(headers)), limit=str(COLUMN_LIMIT))
    seen: set[str] = set()
    for header in headers:
        name = squeeze(header)
        if name and name in seen:
            raise Unreadable("header_repeated", columns=_shown(header))
        seen.add(name)


def _meanings(headers: list[str], program: Program, own: Own) -> list[Field | None]:
    """The field of every column: as the county said, else by its name, unless the county gave
    that field to another column of the file."""
    squeezed = [squeeze(header) for header in headers]
    claimed = {own.columns[name] for name in squeezed if name in own.columns}
    found: list[Field | None] = []
    for name in squeezed:
        if name in own.columns:
            found.append(BY_NAME.get(own.columns[name]))
        else:
            meant = _NAMES[program].get(name)
            found.append(None if meant is None or meant.name in claimed else meant)
    return found


def _present(headers: list[str], program: Program, own: Own) -> set[str]:
    return {
        meant.name
        for header, meant in zip(headers, _meanings(headers, program, own), strict=True)
        if meant is not None and not kind_of_column(header)
    }


def columns_of(headers: list[str], program: Program, own: Own = NOTHING_OWN) -> Columns:
    """What each column means in a file of a program. Raises Unreadable when two mean the same."""
    mapped: dict[str, Field] = {}
    positions: dict[str, int] = {}
    unknown: list[str] = []
    dropped: list[tuple[str, str]] = []
    meanings = _meanings(headers, program, own)
    for position, (header, meant) in enumerate(zip(headers, meanings, strict=True)):
        shown = _shown(header)
        why = kind_of_column(header)
        if why:
            dropped.append((shown, why))
        elif meant is None:
            unknown.append(shown or f"({position + 1})")
        elif meant.name in positions:
            other = _shown(headers[positions[meant.name]])
            raise Unreadable("header_ambiguous", columns=f"{other}, {shown}")
        else:
            mapped[shown] = meant
            positions[meant.name] = position
    return Columns(mapped, positions, tuple(unknown), tuple(dropped), len(headers))


def _shown(header: str) -> str:
    """A column name as it may be shown: on one line, of bounded length."""
    return " ".join(header.split())[:SHOWN_LENGTH]
