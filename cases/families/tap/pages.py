"""What the pages of releasing show: how many wait where, quotas, waves, the families of a wave."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.families.deriving.words import rank_label
from cases.families.listing import may_rank
from cases.families.models import Episode, EpisodeQuerySet, Quota, Wave
from cases.families.models.populations import Population
from cases.families.tap import quotas, waiting
from cases.families.tap.forms import offices_of
from cases.families.tap.waiting import Part
from cases.families.viewing import name_of
from cases.people.models import Family
from cases.sharing.families import (
    families_visible_to,
    know_by_statute,
    members_of,
    with_a_narrowed_member,
)
from counties.permissions import Permission, may
from linkages.programs import Program

# So many families of a preview or a wave stand on its page by name.
SHOWN = 50
WAVES = 20
STOPPED = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """How many families of a part wait; leads to them."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A population and how many of it wait, in all offices and in each."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One family of a preview or a wave, as this viewer may know it."""

    family: Family
    name: str
    found_on: date
    offices: str
    priority: str
    state: str


def rows_of(user: Any) -> list[Row]:
    """How many wait, by population and office: one pass over the families that wait."""
    county = user.working_in.county_id
    listed = waiting.in_target(county, waiting.seen_by(user))
    narrowed = set(with_a_narrowed_member(user).values_list("family", flat=True))
    populations = waiting.populations_for(user)
    counted: Counter[tuple[str, str]] = Counter()
    for family, codes, offices in listed.values_list("family", "populations", "offices"):
        known = [] if family in narrowed else [code for code in codes if code in populations]
        for code in (Population.ALL.value, *known):
            counted[code, ""] += 1
            counted.update((code, office) for office in offices)
    target = waiting.target_of(county)
    shown = [code for code in populations if counted[code, ""] or code in ("all", *target)]
    places = ["", *(code for code, _name in offices_of(user))]
    return [
        Row(
            str(Population(code).label),
            tuple(_cell(Part(code, office), counted[code, office]) for office in places),
        )
        for code in shown
    ]


def _cell(part: Part, count: int) -> Cell:
    asked = {"population": part.population, "office": part.office, "number": min(count, 10)}
    return Cell(count, f"{reverse('families:release_preview')}?{urlencode(asked)}")


def quota_lines(user: Any, on: date) -> list[dict[str, Any]]:
    """Quotas that count now or will, with what is left of them this week."""
    county = user.working_in.county_id
    rows = Quota.objects.visible_to(user).filter(until=None).select_related("set_by")
    spent = quotas.used(county, quotas.monday_of(on))
    names = dict(offices_of(user))
    return [
        {
            "quota": quota,
            "population": str(Population(quota.population).label),
            "office": names.get(quota.office, quota.office),
            "left": quotas.left(quota, spent),
            "next": quotas.next_day(county, [quota], on),
        }
        for quota in rows
    ]


def stopped_lines(user: Any) -> list[dict[str, Any]]:
    """The quotas that were stopped last, by whom and why."""
    rows = Quota.objects.visible_to(user).exclude(stopped_at=None).select_related("stopped_by")
    names = dict(offices_of(user))
    return [
        {
            "quota": quota,
            "population": str(Population(quota.population).label),
            "office": names.get(quota.office, quota.office),
        }
        for quota in rows.order_by("-stopped_at")[:STOPPED]
    ]


def wave_lines(user: Any, waves: Collection[Wave]) -> list[dict[str, Any]]:
    """Waves in words. Who opens families is told of those that are there for them; nobody else
    opens one, and is told the sum."""
    counts = _visible_counts(user, waves) if may(user, Permission.VIEW_FAMILY) else {}
    names = dict(offices_of(user))
    known = set(waiting.populations_for(user))
    return [
        {
            "wave": wave,
            "population": _population(wave, known, user),
            "office": names.get(wave.office, wave.office),
            "families": counts.get(wave.pk, 0)
            if may(user, Permission.VIEW_FAMILY)
            else wave.families,
        }
        for wave in waves
    ]


def _population(wave: Wave, known: Collection[str], user: Any) -> str:
    """Which population it was; not for who may open its families and not know that of them."""
    if may(user, Permission.VIEW_FAMILY) and wave.population not in known:
        return str(_("Part of the county’s target"))
    return str(Population(wave.population).label)


def _visible(user: Any, waves: Collection[Wave]) -> EpisodeQuerySet:
    """Families of waves that are there for this viewer. Those whose sharing is narrowed stand in
    no wave of a population: it would tell what their page does not."""
    rows = Episode.objects.visible_to(user).filter(wave__in=[wave.pk for wave in waves])
    rows = rows.filter(family__in=families_visible_to(user))
    whole = Q(wave__population=Population.ALL)
    return rows.filter(whole | ~Q(family__in=with_a_narrowed_member(user)))


def _visible_counts(user: Any, waves: Collection[Wave]) -> dict[uuid.UUID, int]:
    rows = _visible(user, waves).order_by()
    return dict(rows.values_list("wave").annotate(Count("pk")))


def episodes_of(user: Any, wave: Wave) -> EpisodeQuerySet:
    """A wave's families as far as they are there for this viewer."""
    return waiting.in_order_for(user, _visible(user, [wave]))


def lines(user: Any, episodes: Sequence[Episode]) -> list[Line]:
    """The first of these families by name. Accounted for."""
    listed = list(episodes[:SHOWN])
    rows = families_visible_to(user).filter(pk__in=[each.family_id for each in listed])
    families = {family.pk: family for family in rows}
    members = members_of(user, families.values(), categories=["C1"])
    names = dict(offices_of(user))
    ranked = may_rank(user)
    kinds = know_by_statute(user, [(Program.CALWORKS, "C3")])
    narrowed = set(with_a_narrowed_member(user).values_list("family", flat=True))
    return [
        Line(
            families[each.family_id],
            name_of(members[each.family_id]) or families[each.family_id].token,
            each.identified_on,
            ", ".join(names.get(code, code) for code in each.offices),
            rank_label(each.rank, activities=kinds)
            if ranked and each.family_id not in narrowed
            else "",
            str(each.get_state_display()),
        )
        for each in listed
        if each.family_id in members
    ]
