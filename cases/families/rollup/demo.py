"""The demonstration's families, rolled up from its extracts and links, and a few ruled by hand."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Min

from cases.families.rollup.running import refresh_statistics
from cases.families.rollup.shaping import acts
from cases.families.rollup.shaping.planning import to_join, to_split, units_of, version_of
from cases.families.rollup.writing import roll_up_county
from cases.matching.demo import at_work
from cases.people.models import Family, FamilyRuling
from cases.sharing.families import families_visible_to
from cases.sharing.models import Assignment
from counties.models import Membership
from counties.personas import COUNTIES

HALF = "Half brothers: the two mothers raise the children together."
MOVED = "The father moved in with a new family that has nothing to do with the case."
MISTAKEN = "The household seemed to be another one."


def seed(today: date) -> None:
    """Put the families of both counties together; safe to run again."""
    del today  # places carry the days that extracts state
    for county in COUNTIES:
        with at_work(f"coordinator@{county}.example", county) as coordinator:
            with transaction.atomic():
                roll_up_county(county)
            with transaction.atomic():
                refresh_statistics()
            with transaction.atomic():
                if not FamilyRuling.objects.filter(county=county).exists():
                    _rule(coordinator, county)


def _rule(user: Any, county: str) -> None:
    """Alder joins, splits, and has undone a split; Birch has joined two families."""
    families = _to_shape(user)
    one = families.pop()
    other = next((f for f in families if acts.would_join(to_join(one, f), one, f)), None)
    if other is not None:
        families.remove(other)
        seen = version_of([one.pk, other.pk])
        acts.join(user, one, other, reason=HALF, version=seen)
    if county != next(iter(COUNTIES)):
        return
    for family, reason in zip(families, (MOVED, MISTAKEN), strict=False):
        household = units_of([family.pk])[family.pk][-1]
        if to_split(family, household).pairs:
            version = version_of([family.pk])
            acts.split(user, family, household, reason=reason, version=version)
    mistaken = FamilyRuling.objects.filter(county=county, reason=MISTAKEN, undone_at=None).first()
    if mistaken is not None:
        acts.undo(user, mistaken)


def _to_shape(user: Any) -> list[Family]:
    """Families of workers whom nobody can be, the same ones every time."""
    held = Membership.objects.filter(county=user.working_in.county_id).exclude(worker_id="")
    shown = Assignment.objects.filter(worker_id__in=held.values("worker_id"), until=None)
    found = families_visible_to(user).exclude(members__record__in=shown.values("record"))
    first = found.annotate(first=Min("members__record__native_id")).order_by("-first")
    return list(first[:12])
