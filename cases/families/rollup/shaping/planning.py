"""What a ruling would do: families as they would be, without writing anything."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from django.db.models import Q

from cases.families.rollup.drafting import put_together
from cases.families.rollup.entries import Draft, Ruling
from cases.families.rollup.gathering import gather, neighborhood
from cases.people.models import Family, FamilyMember, FamilyRuling
from linkages.calendar import today
from linkages.programs import Program

Kind = FamilyRuling.Kind
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """Rulings to write, all of one kind, those that they replace, and the families that follow."""

    kind: str
    pairs: tuple[Pair, ...]
    replaced: tuple[uuid.UUID, ...]
    drafts: tuple[Draft, ...]


def in_order(one: str, other: str) -> Pair:
    """A pair of units as rulings name it."""
    return (one, other) if one < other else (other, one)


def units_of(families: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Units of each family, CWS families before households."""
    rows = FamilyMember.objects.now().filter(family__in=families)
    found: dict[uuid.UUID, list[str]] = {pk: [] for pk in families}
    ordered = rows.order_by("-record__program", "unit").values_list("family", "unit")
    for family, unit in ordered.distinct():
        if unit not in found[family]:
            found[family].append(unit)
    return found


def standing_rulings(county: str, units: Collection[str]) -> list[FamilyRuling]:
    """Rulings that stand and name one of these units, the latest first."""
    named = Q(one_unit__in=units) | Q(other_unit__in=units)
    rows = FamilyRuling.objects.filter(named, county=county, undone_at=None)
    return list(rows.select_related("ruled_by").order_by("-ruled_at", "one_unit", "other_unit"))


def to_split(family: Family, unit: str) -> Plan:
    """Hold one unit of a family apart from the rest. A CWS family among several takes along the
    households whose links lead to it."""
    units = units_of([family.pk])[family.pk]
    cases = _cws_units(family)
    others = [each for each in units if each != unit]
    if unit in cases and len(cases) > 1:
        others = [each for each in others if each in cases]
    pairs = tuple(in_order(unit, other) for other in others)
    return _plan(family.county_id, Kind.APART, pairs, {*others, unit}, [family.pk])


def _cws_units(family: Family) -> set[str]:
    rows = FamilyMember.objects.now().filter(family=family, record__program=Program.CWS)
    return set(rows.values_list("unit", flat=True))


def to_join(one: Family, other: Family) -> Plan:
    """Make one family of two: their first units are one from now on."""
    units = units_of([one.pk, other.pk])
    mine, theirs = units[one.pk], units[other.pk]
    pairs = (in_order(mine[0], theirs[0]),) if mine and theirs and mine[0] != theirs[0] else ()
    return _plan(one.county_id, Kind.TOGETHER, pairs, {*mine, *theirs}, [one.pk, other.pk])


def _plan(
    county: str,
    kind: str,
    pairs: tuple[Pair, ...],
    units: Collection[str],
    families: Sequence[uuid.UUID],
) -> Plan:
    against = [
        ruling
        for ruling in standing_rulings(county, units)
        if ruling.kind != kind and _contradicts(ruling, pairs, units, kind)
    ]
    gone = tuple(ruling.pk for ruling in against)
    return Plan(kind, pairs, gone, _drafts(county, families, kind, pairs, against))


def _contradicts(
    ruling: FamilyRuling, pairs: Iterable[Pair], units: Collection[str], kind: str
) -> bool:
    """To split undoes what joined the same units; to join undoes all that holds the families'
    units apart."""
    named = (ruling.one_unit, ruling.other_unit)
    return named in pairs if kind == Kind.APART else set(named) <= set(units)


def _drafts(
    county: str,
    families: Sequence[uuid.UUID],
    kind: str,
    pairs: Iterable[Pair],
    against: Iterable[FamilyRuling],
) -> tuple[Draft, ...]:
    places = FamilyMember.objects.now().filter(family__in=families)
    near = neighborhood(county, set(places.values_list("record", flat=True)))
    gathered = gather(county, today(), near)
    undone = {(ruling.one_unit, ruling.other_unit) for ruling in against}
    kept = [ruling for ruling in gathered.rulings if (ruling.one, ruling.other) not in undone]
    latest = len(gathered.rulings)
    added = [Ruling(kind == Kind.TOGETHER, *pair, latest) for pair in pairs]
    return put_together(gathered.entries, [*kept, *added])


def version_of(families: Collection[uuid.UUID]) -> str:
    """What changes when somebody else shapes these families, or a roll-up does."""
    rows = FamilyMember.objects.now().filter(family__in=families).order_by("pk")
    seen = [str(pk) for pk in rows.values_list("pk", flat=True)]
    units = {unit for found in units_of(list(families)).values() for unit in found}
    county = Family.objects.filter(pk__in=families).values_list("county", flat=True).first()
    if county:
        seen += [str(ruling.pk) for ruling in standing_rulings(county, units)]
    return blake2b(" ".join(seen).encode(), digest_size=8).hexdigest()
