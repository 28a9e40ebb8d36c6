"""How the files of one report read: its shape, what its columns mean, its codes, its dates.

A profile is what a county has said about a report beyond what its column names say by
themselves. It holds no value of any row. `from_json` takes nothing on trust: what it returns can
be used without looking again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from cases.people.identity import Program
from cases.records.reading import codes
from cases.records.reading.fields import BY_NAME
from cases.records.reading.layouts import COLUMN_LIMIT, LAYOUTS, squeeze
from cases.records.reading.reasons import PROFILE
from cases.records.reading.withheld import kind_of_column

SHAPES = ("delimited", "fixed", "workbook", "tanf")
DATE_ORDERS = ("mdy", "dmy", "ymd")
DELIMITERS = (",", ";", "\t", "|")
GRAINS: Mapping[str, Program] = MappingProxyType(
    {layout.grain: layout.program for layout in LAYOUTS}
)
NAME_LENGTH = 100  # characters of a column, place or sheet name
CODE_LIMIT = 2_000  # stated texts of one field
POSITION_LIMIT = 100_000  # characters in a line


class ProfileError(ValueError):
    """A profile that cannot be used; `code` is one of `reasons.PROFILE`, with its parameters."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str] = params

    def __str__(self) -> str:
        return PROFILE[self.code].format(**self.params)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands in a line of fixed width; `start` counts from 1."""

    name: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What a county has said about one report.

    `grain` is what a row is (see `layouts.Layout`). `shape` is one of SHAPES. An empty `delimiter`
    is found out; an empty `sheet` means the first with a header line. `columns` pairs a squeezed
    column name with a field of `fields`, or with nothing where the column is not used; a column
    that is not listed is recognized by its name. `codes` pairs, by field, the squeezed text that
    the county writes with one of `codes.allowed`. `places` are the columns of a file of fixed
    width, which has no header line. `date_order` says which of two numbers is the month.
    """

    program: Program
    grain: str
    shape: str = "delimited"
    delimiter: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    date_order: str = "mdy"


def to_json(profile: Profile) -> dict[str, Any]:
    """A profile as plain JSON; `from_json` gives an equal one back."""
    return {
        "program": profile.program.value,
        "grain": profile.grain,
        "shape": profile.shape,
        "delimiter": profile.delimiter,
        "sheet": profile.sheet,
        "columns": dict(profile.columns),
        "codes": {name: dict(texts) for name, texts in profile.codes.items()},
        "places": [[place.name, place.start, place.length] for place in profile.places],
        "date_order": profile.date_order,
    }


_REQUIRED = frozenset({"program", "grain"})
_OPTIONAL = frozenset(
    {"shape", "delimiter", "sheet", "columns", "codes", "places", "date_order"},
)


def from_json(stated: object) -> Profile:
    """The profile that JSON states. Raises ProfileError when any part of it cannot hold."""
    if not isinstance(stated, Mapping):
        raise ProfileError("profile_not_object")
    _refuse_keys(stated)
    program = _program(stated["program"])
    profile = Profile(
        program=program,
        grain=_one_of(stated, "grain", tuple(GRAINS)),
        shape=_one_of(stated, "shape", SHAPES, "delimited"),
        delimiter=_one_of(stated, "delimiter", ("", *DELIMITERS), ""),
        sheet=_sheet(stated.get("sheet", "")),
        columns=_columns(stated.get("columns", {}), program),
        codes=_codes(stated.get("codes", {}), program),
        places=_places(stated.get("places", [])),
        date_order=_one_of(stated, "date_order", DATE_ORDERS, "mdy"),
    )
    _refuse_contradiction(profile)
    return profile


def _refuse_keys(stated: Mapping[object, object]) -> None:
    names = {str(name) for name in stated}
    for name in sorted(names - _REQUIRED - _OPTIONAL):
        raise ProfileError("profile_key_unknown", key=name[:NAME_LENGTH])
    for name in sorted(_REQUIRED - names):
        raise ProfileError("profile_key_missing", key=name)


def _program(stated: object) -> Program:
    for program in Program:
        if stated == program.value:
            return program
    raise ProfileError("profile_value_unknown", key="program")


def _one_of(
    stated: Mapping[Any, Any], key: str, allowed: tuple[str, ...], default: str = ""
) -> str:
    value = stated.get(key, default)
    if not isinstance(value, str) or value not in allowed:
        raise ProfileError("profile_value_unknown", key=key)
    return value


def _text(stated: object, key: str) -> str:
    if not isinstance(stated, str) or len(stated) > NAME_LENGTH or not stated.isprintable():
        raise ProfileError("profile_value_malformed", key=key)
    return stated


def _sheet(stated: object) -> str:
    return _text(stated, "sheet")


def _mapping(stated: object, key: str, limit: int) -> Mapping[Any, Any]:
    if not isinstance(stated, Mapping):
        raise ProfileError("profile_value_malformed", key=key)
    if len(stated) > limit:
        raise ProfileError("profile_too_long", key=key, limit=str(limit))
    return stated


def _columns(stated: object, program: Program) -> dict[str, str]:
    columns = {}
    for column, name in _mapping(stated, "columns", COLUMN_LIMIT).items():
        _refuse_unsqueezed(column, "columns")
        if not isinstance(name, str):
            raise ProfileError("profile_value_malformed", key="columns")
        if name:
            _refuse_field(name, program)
            if kind_of_column(column):
                raise ProfileError("profile_column_withheld", column=column)
        columns[column] = name
    return columns


def _refuse_unsqueezed(text: object, key: str) -> None:
    """Names and texts are compared squeezed: one that is not would never be found."""
    if not text or text != squeeze(_text(text, key)):
        raise ProfileError("profile_value_malformed", key=key)


def _refuse_field(name: str, program: Program) -> None:
    known = BY_NAME.get(name)
    if known is None or program not in known.programs:
        raise ProfileError("profile_field_unknown", field=name[:NAME_LENGTH])


def _codes(stated: object, program: Program) -> dict[str, dict[str, str]]:
    allowed = codes.allowed(program)
    found: dict[str, dict[str, str]] = {}
    for name, texts in _mapping(stated, "codes", len(BY_NAME)).items():
        if name not in allowed:
            raise ProfileError("profile_field_without_codes", field=str(name)[:NAME_LENGTH])
        found[name] = {}
        for text, code in _mapping(texts, "codes", CODE_LIMIT).items():
            _refuse_unsqueezed(text, "codes")
            if code not in allowed[name]:
                raise ProfileError("profile_code_unknown", field=name)
            if codes.contradicts(name, text, code):
                raise ProfileError("profile_code_contradicts", field=name)
            found[name][text] = code
    return found


def _places(stated: object) -> tuple[Place, ...]:
    if not isinstance(stated, list | tuple):
        raise ProfileError("profile_value_malformed", key="places")
    if len(stated) > COLUMN_LIMIT:
        raise ProfileError("profile_too_long", key="places", limit=str(COLUMN_LIMIT))
    places = tuple(_place(part) for part in stated)
    _refuse_overlap(places)
    return places


def _place(stated: object) -> Place:
    if not isinstance(stated, list | tuple) or len(stated) != 3:
        raise ProfileError("profile_value_malformed", key="places")
    name, start, length = stated
    name = _text(name, "places")
    numbers = all(type(number) is int and number >= 1 for number in (start, length))
    if not (squeeze(name) and numbers and start + length - 1 <= POSITION_LIMIT):
        raise ProfileError("profile_place_malformed", column=name)
    return Place(name, start, length)


def _refuse_overlap(places: Iterable[Place]) -> None:
    names: set[str] = set()
    end, before = 0, ""
    for place in sorted(places, key=lambda place: place.start):
        if place.start <= end:
            raise ProfileError("profile_places_overlap", columns=f"{before}, {place.name}")
        if squeeze(place.name) in names:
            raise ProfileError("profile_place_repeated", column=place.name)
        names.add(squeeze(place.name))
        end, before = place.start + place.length - 1, place.name


def _refuse_contradiction(profile: Profile) -> None:
    if GRAINS[profile.grain] is not profile.program:
        raise ProfileError("profile_grain_of_other_program")
    if profile.shape == "fixed" and not profile.places:
        raise ProfileError("profile_places_missing")
    if profile.shape != "fixed" and profile.places:
        raise ProfileError("profile_part_needless", key="places")
    if profile.shape != "delimited" and profile.delimiter:
        raise ProfileError("profile_part_needless", key="delimiter")
    if profile.shape != "workbook" and profile.sheet:
        raise ProfileError("profile_part_needless", key="sheet")
    if profile.shape == "tanf":
        if profile.program is not Program.CALWORKS:
            raise ProfileError("profile_grain_of_other_program")
        if profile.columns or profile.codes:
            raise ProfileError("profile_part_needless", key="columns")
