"""Families that wait to be released, in the county's order: for a member of staff, and for the
county's own quota.

Closed families are in no wave: the restricted-case coordinator has them told one by one.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from cases.families.agreement.acts import declined_of
from cases.families.deriving.populations import CATEGORY, chosen
from cases.families.listing import may_rank
from cases.families.models import Episode, EpisodeQuerySet
from cases.families.models.populations import Population
from cases.families.parameters import TARGET_POPULATIONS
from cases.families.telling.acts import responsible
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.sharing.families import families_visible_to, know_by_statute, with_a_narrowed_member
from linkages import parameters
from linkages.calendar import today
from linkages.programs import Program

ORDER = ("place", "identified_on", "pk")
# After every rank: of whom nothing may be told by where they stand.
UNRANKED = 32_000
SLICE = 100
OWNERS = {"C2": Program.CALWORKS, "C5": Program.CWS}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the county's families: a target population, in one office or in all (empty)."""

    population: str = Population.ALL
    office: str = ""

    @property
    def label(self) -> str:
        """The population in words."""
        return str(Population(self.population).label)


def target_of(county: str) -> tuple[str, ...]:
    """The county's target populations today; `all` for every family."""
    named = str(parameters.value(TARGET_POPULATIONS, county=county, on=today()))
    return chosen(named)


def identified(county: str) -> EpisodeQuerySet:
    """Open episodes of mutual families of which nobody was told, and that are in no wave."""
    return Episode.objects.open().filter(
        county=county,
        state=Episode.State.IDENTIFIED,
        wave=None,
        family__kind=Family.Kind.MUTUAL,
        family__ended_at=None,
    )


def in_target(county: str, rows: EpisodeQuerySet) -> EpisodeQuerySet:
    """Those that the county works with."""
    target = target_of(county)
    return rows if Population.ALL in target else rows.filter(populations__overlap=list(target))


def outside_target(county: str, rows: EpisodeQuerySet) -> EpisodeQuerySet:
    """Those that are counted and not released."""
    target = target_of(county)
    if Population.ALL in target:
        return rows.none()
    return rows.exclude(populations__overlap=list(target))


def in_part(rows: EpisodeQuerySet, part: Part) -> EpisodeQuerySet:
    """Those of one population and office."""
    if part.population != Population.ALL:
        rows = rows.filter(populations__contains=[part.population])
    return rows.filter(offices__contains=[part.office]) if part.office else rows


def seen_by(user: Any, part: Part | None = None) -> EpisodeQuerySet:
    """Those that wait and exist for this member of staff, outside the target too.

    In a part that tells a category, families whose sharing is narrowed do not stand: their being
    in it would tell what their page does not.
    """
    rows = identified(user.working_in.county_id).filter(family__in=families_visible_to(user))
    rows = rows.exclude(family__in=closed_families(user.working_in.county_id))
    if part is None:
        return rows
    if part.population != Population.ALL:
        rows = rows.exclude(family__in=with_a_narrowed_member(user))
    return in_part(rows, part)


def in_order_for(user: Any, rows: EpisodeQuerySet) -> EpisodeQuerySet:
    """In the county's order as far as this member of staff may know it: without the grounds for
    that, and for families whose sharing is narrowed, in the order of finding."""
    if not may_rank(user):
        return rows.order_by("identified_on", "pk")
    narrowed = When(family__in=with_a_narrowed_member(user), then=Value(UNRANKED))
    at = Case(narrowed, default=F("place"), output_field=IntegerField())
    return rows.annotate(at=at).order_by("at", "identified_on", "pk")


def by_quota(county: str, part: Part) -> EpisodeQuerySet:
    """Those that the county's quota may release."""
    rows = in_target(county, identified(county)).exclude(family__in=closed_families(county))
    return in_part(rows, part).order_by(*ORDER)


def closed_for(user: Any) -> EpisodeQuerySet:
    """Closed families of the target that wait and exist for this member of staff: no wave and no
    quota has them, and no count of anybody else."""
    county = user.working_in.county_id
    rows = in_target(county, identified(county)).filter(family__in=closed_families(county))
    return rows.filter(family__in=families_visible_to(user)).order_by(*ORDER)


def closed_families(county: str) -> QuerySet[FamilyMember]:
    """Ids of families with a member whom a source or the county closes, in either program."""
    closed = ProgramRecord.objects.filter(county=county).closed()
    people = closed.exclude(person=None).values("person")
    places = FamilyMember.objects.filter(county=county).now()
    # Two questions, which begin at the few that are closed: as one with "or" it reads the county.
    here, beside = places.filter(record__in=closed), places.filter(record__person__in=people)
    return here.values("family").union(beside.values("family"))


def populations_for(user: Any) -> tuple[str, ...]:
    """Populations by which this member of staff may release: all, and those that counsel lets
    them know of. Within each only families of the county's target are released."""
    return tuple(code for code in Population.values if code == Population.ALL or _known(user, code))


def _known(user: Any, code: str) -> bool:
    category = CATEGORY[Population(code)]
    if category == "C1":
        return True
    # A report is opened family by family, never as a population.
    owner = OWNERS.get(category)
    return owner is not None and know_by_statute(user, [(owner, category)])


def first_of(rows: EpisodeQuerySet, number: int) -> list[Episode]:
    """The first so many, in the order of the rows, of whose two sides somebody can be asked;
    without families who declined to take part."""
    found: list[Episode] = []
    for listed in _slices(rows, number):
        declined, sides = declined_of(listed), responsible(listed)
        found += [
            each
            for each in listed
            if each.pk not in declined and all(side.users for side in sides[each.pk])
        ]
        if len(found) >= number:
            break
    return found[:number]


def _slices(rows: EpisodeQuerySet, number: int) -> Iterator[list[Episode]]:
    step = max(number, SLICE)
    ids: list[uuid.UUID] = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), step):
        slice_ = ids[start : start + step]
        found = Episode.objects.in_bulk(slice_)
        yield [found[pk] for pk in slice_]
