"""How many families a week are released by themselves, by population and office."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.models import Quota, Wave
from cases.families.tap.waiting import Part
from cases.families.telling.days import holidays_of
from linkages import audit
from linkages.business_days import is_business_day, this_or_next
from linkages.calendar import today
from linkages.forms import Stale

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quota as somebody sets it: of which part, how many a week, from when, why."""

    part: Part
    weekly: int
    since: date
    reason: str


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def in_force(county: str, on: date) -> QuerySet[Quota]:
    """Quotas that count on a day."""
    rows = Quota.objects.filter(county=county, since__lte=on)
    return rows.filter(Q(until=None) | Q(until__gte=on))


def in_baseline(county: str, on: date) -> bool:
    """Whether families are only found: no quota counts now, or will."""
    return not Quota.objects.filter(county=county).filter(Q(until=None) | Q(until__gte=on)).exists()


@transaction.atomic
def set_quota(user: Any, wanted: Wanted) -> Quota:
    """A quota from a day on, in place of the one of the same part. Raises Stale."""
    county, part = user.working_in.county_id, wanted.part
    same = Quota.objects.visible_to(user).filter(population=part.population, office=part.office)
    for row in same.select_for_update().filter(until=None):
        # One that never began counts for no day: it ends where it would have begun.
        row.until = max(wanted.since - timedelta(days=1), row.since - timedelta(days=1))
        row.save(update_fields=["until"])
    try:
        with transaction.atomic():
            quota = Quota.objects.create(
                county_id=county,
                population=part.population,
                office=part.office,
                weekly=wanted.weekly,
                since=wanted.since,
                reason=wanted.reason,
                set_by=user,
            )
    except IntegrityError as both:
        raise Stale(_("Somebody set a quota for these families at the same moment.")) from both
    audit.note({quota.pk}, purpose="release")
    return quota


@transaction.atomic
def stop(user: Any, quota_id: uuid.UUID, why: str) -> Quota:
    """No family is released by this quota from now on. What was released stays. Raises Stale."""
    quota = Quota.objects.visible_to(user).select_for_update().get(pk=quota_id)
    if quota.until is not None:
        raise Stale(_("This quota was stopped already."))
    quota.until = today() - timedelta(days=1)
    quota.stopped_by, quota.stopped_at, quota.stopped_why = user, timezone.now(), why
    quota.save(update_fields=["until", "stopped_by", "stopped_at", "stopped_why"])
    audit.note({quota.pk}, purpose="release")
    return quota


def used(county: str, week: date) -> dict[Part, int]:
    """How many families of each part were released in a week, by hand or by quota."""
    rows = Wave.objects.filter(county=county, week=week).order_by()
    found = rows.values_list("population", "office").annotate(total=Sum("families"))
    return {Part(population, office): total for population, office, total in found}


def left(quota: Quota, spent: dict[Part, int]) -> int:
    """How many more of its families a quota releases this week."""
    return max(0, quota.weekly - spent.get(Part(quota.population, quota.office), 0))


def next_day(county: str, quotas: Collection[Quota], on: date) -> date | None:
    """The next day on which a quota releases families; None in baseline."""
    days = [day for quota in quotas if (day := _next_of(county, quota, on)) is not None]
    return min(days, default=None)


def _next_of(county: str, quota: Quota, on: date) -> date | None:
    day = max(quota.since, on)
    if monday_of(day) == monday_of(on) and not left(quota, used(county, monday_of(on))):
        day = monday_of(on) + WEEK
    day = this_or_next(day, holidays_of(county, day))
    return None if quota.until is not None and quota.until < day else day


def is_open(county: str, on: date) -> bool:
    """Whether families are released on a day."""
    return is_business_day(on, holidays_of(county, on))
