"""Who stands in for a reviewer, from a day to a day."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from cases.matching.models import Deputy
from counties.models import User
from linkages.calendar import today
from linkages.forms import Stale
from linkages.once import once


class NotPossible(Exception):
    """Nobody can stand in like that. str(error) is the sentence for the screen."""


def absent_for(user: Any, day: date | None = None) -> dict[uuid.UUID, str]:
    """Reviewers for whom this one stands in on a day, with their names."""
    day = day or today()
    return once(("absent", user.pk, day), lambda: _absent(user, day))


def _absent(user: Any, day: date) -> dict[uuid.UUID, str]:
    rows = Deputy.objects.visible_to(user).filter(deputy=user.pk).in_force_on(day)
    return dict(rows.values_list("absent", "absent__name"))


def not_over(county: str) -> Any:
    """What stands or comes. What was ended before it began is neither."""
    return Deputy.objects.filter(county=county, until__gte=today(), since__lte=F("until"))


def in_force_or_coming(user: Any) -> list[Deputy]:
    """What stands or comes, the earliest first."""
    rows = not_over(user.working_in.county_id)
    return list(rows.select_related("absent", "deputy", "made_by").order_by("since", "pk"))


@transaction.atomic
def appoint(user: Any, absent: User, deputy: User, since: date, until: date) -> Deputy:
    """Let `deputy` work the pairs of `absent` on these days; raises NotPossible."""
    county = user.working_in.county_id
    if absent.pk == deputy.pk:
        raise NotPossible(_("Nobody stands in for themselves."))
    # Two people at once: the database refuses the second row of one absence by a constraint,
    # and this lock makes the sentence below come first.
    User.objects.select_for_update().filter(pk__in=[absent.pk, deputy.pk]).order_by("pk").first()
    days = not_over(county).filter(since__lte=until, until__gte=since)
    if days.filter(absent=absent).exists():
        raise NotPossible(_("Somebody stands in for %(name)s on some of these days already.")
                          % {"name": absent.name})  # fmt: skip
    if days.filter(Q(absent=deputy) | Q(deputy=absent)).exists():
        raise NotPossible(_("Whoever is away cannot stand in for somebody on the same days."))
    return Deputy.objects.create(
        county_id=county, absent=absent, deputy=deputy, since=since, until=until, made_by=user
    )


@transaction.atomic
def end(user: Any, found: Deputy) -> None:
    """End it: yesterday was the last day. Raises Stale when it is over already."""
    row = Deputy.objects.visible_to(user).select_for_update().get(pk=found.pk)
    if row.until < today():
        raise Stale(_("This is over already."))
    row.until = max(today(), row.since) - timedelta(days=1)
    row.save(update_fields=["until"])
