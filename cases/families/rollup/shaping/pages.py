"""What the pages of joining and splitting show, of whoever may be seen."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.families.rollup.people import unit_words
from cases.families.rollup.shaping import acts
from cases.families.rollup.shaping.planning import Plan, standing_rulings
from cases.families.viewing import FamilyView
from cases.people.models import FamilyRuling
from cases.sharing.families import Member
from linkages.programs import Program


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A case family or household of a family: its number on the page, and who stands in it."""

    number: int
    unit: str
    words: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A family as it would be: its parts, each in words with names. `alone`: parts that would
    stand in none."""

    parts: tuple[tuple[str, str], ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class RulingLine:
    """Something ruled by hand about a family, and whether it may be undone here."""

    ruling: FamilyRuling
    may_undo: bool


def units(view: FamilyView) -> list[UnitLine]:
    """Units of whoever may be seen, in a fixed order."""
    words = unit_words(view.members)
    names: dict[tuple[Program, str], list[str]] = defaultdict(list)
    for member in view.members:
        for key in {(place.program, place.unit) for place in member.places}:
            names[key].append(_name(member))
    return [
        UnitLine(number, unit, words[program, unit], tuple(names[program, unit]))
        for number, (program, unit) in enumerate(sorted(names, key=_cws_first), start=1)
    ]


def _cws_first(key: tuple[Program, str]) -> tuple[bool, str]:
    return key[0] != Program.CWS, key[1]


def _name(member: Member) -> str:
    return member.facts.name or _("Name not shown")


def outcome(plan: Plan, views: Sequence[FamilyView]) -> list[GroupLine]:
    """Who would stand in which family, part by part, as far as they may be seen."""
    members = [member for view in views for member in view.members]
    words = unit_words(members)
    seen: dict[tuple[uuid.UUID, str], tuple[str, str]] = {
        (place.record, place.unit): (words[place.program, place.unit], _name(member))
        for member in members
        for place in member.places
    }
    found = [{(p.record, p.unit) for p in draft.places} & set(seen) for draft in plan.drafts]
    lines = [GroupLine(_parts(group, seen), alone=False) for group in found if group]
    left = set(seen) - {key for group in found for key in group}
    lines.sort(key=lambda line: -sum(len(names) for _words, names in line.parts))
    return [*lines, GroupLine(_parts(left, seen), alone=True)] if left else lines


def _parts(
    keys: Iterable[tuple[uuid.UUID, str]], seen: dict[tuple[uuid.UUID, str], tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    found: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        words, name = seen[key]
        found[words].add(name)
    return tuple((words, ", ".join(sorted(found[words]))) for words in sorted(found))


def rulings(user: Any, view: FamilyView) -> list[RulingLine]:
    """What was ruled about this family, as far as the other family may be seen too."""
    lines: list[RulingLine] = []
    shown: set[tuple[Any, Any]] = set()
    for ruling in _about(view.family.county_id, [line.unit for line in units(view)]):
        act = (ruling.ruled_by_id, ruling.ruled_at)
        if act not in shown and acts.may_undo(user, ruling):
            shown.add(act)
            lines.append(RulingLine(ruling, ruling.undone_at is None))
    return lines


def _about(county: str, named: Collection[str]) -> Iterable[FamilyRuling]:
    yield from standing_rulings(county, named)
    past = FamilyRuling.objects.filter(county=county).exclude(undone_at=None)
    ended = past.filter(one_unit__in=named) | past.filter(other_unit__in=named)
    yield from ended.select_related("ruled_by", "undone_by").order_by("-ruled_at")
