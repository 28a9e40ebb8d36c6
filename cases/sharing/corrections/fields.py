"""Which fields can be corrected, which facts each is made of, and when two values are the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from cases.people.models import Correction, RecordVersion
from cases.sharing.decision import IDENTITY, PLACEMENT
from cases.sharing.stating import CAREGIVER, WHEREABOUTS, Stated
from linkages.programs import Program

Field = Correction.Field
Values = Mapping[str, str]

FACTS: dict[str, tuple[str, ...]] = {
    Field.PHONE: ("phone",),
    Field.ADDRESS: ("street", "city", "postal"),
    Field.LANGUAGE: ("language",),
    Field.LANGUAGE_WRITTEN: ("language_written",),
    Field.INTERPRETER: ("interpreter",),
    Field.WORKER_PHONE: ("worker_phone",),
}
_ALL = tuple(Field.values)
# What each program's workers learn from the family itself.
DECLARED: dict[str, tuple[str, ...]] = {Program.CWS: _ALL, Program.CALWORKS: _ALL}
# Facts that a version holds in a column of its own; the others stand among its facts.
COLUMNS = frozenset({*WHEREABOUTS, "language"})
ANSWERS = ("yes", "no")


def extract_says(version: RecordVersion | None, field: str) -> dict[str, str]:
    """What the extract states for a field, by fact; empty where it states nothing."""
    if version is None:
        return {}
    found = {}
    for name in FACTS[field]:
        value = getattr(version, name) if name in COLUMNS else _among_facts(version, name)
        if value:
            found[name] = str(value)
    return found


def _among_facts(version: RecordVersion, name: str) -> str:
    """Of the facts of identity, also where all of them belong to a report."""
    return next(
        (str(part[name]) for c in (IDENTITY, "C6") if (part := version.facts.get(c, {})).get(name)),
        "",
    )


def same(one: Values, other: Values) -> bool:
    """Whether two statements of a field mean the same: digits of a telephone, words of the rest."""
    names = {*one, *other}
    return all(_plain(name, one.get(name)) == _plain(name, other.get(name)) for name in names)


def _plain(name: str, value: Any) -> str:
    text = str(value or "")
    if name.endswith("phone"):
        digits = "".join(filter(str.isdigit, text))
        return digits[-10:] if len(digits) == 11 and digits[0] == "1" else digits
    return " ".join(text.casefold().replace(",", " ").replace(".", " ").split())


def in_place_of(
    stated: Iterable[Stated],
    corrections: Iterable[Correction],
    version: RecordVersion,
    *,
    placed: bool,
) -> list[Stated]:
    """What a version says, with each open correction in place of what it corrects, under the same
    category: an address of a placed child, or of who cares for one, is placement either way."""
    listed = list(stated)
    hidden = placed or version.role == CAREGIVER
    for correction in corrections:
        names = FACTS[correction.field]
        category = PLACEMENT if hidden and set(names) & set(WHEREABOUTS) else IDENTITY
        put = [
            (category, name, correction.value[name]) for name in names if name in correction.value
        ]
        places = [place for place, each in enumerate(listed) if each[1] in names]
        at = places[0] if places else len(listed)
        listed = [each for each in listed if each[1] not in names]
        listed[at:at] = put
    return listed
