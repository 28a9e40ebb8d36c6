"""Which teams are complete today, and who sits on them."""

import uuid
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.sharing.models import Roster, Seat
from linkages import parameters
from linkages.calendar import today

CFT, MDT, ER_TEAM = Roster.Kind.CFT, Roster.Kind.MDT, Roster.Kind.ER_TEAM


def complete_with(user: Any) -> dict[uuid.UUID, str]:
    """Team to its kind, for the teams that may share and in which this person sits today."""
    working = user.working_in
    if working is None:
        return {}
    mine = Seat.objects.visible_to(user).filter(user=user.pk, identity_verified=True)
    seated = list(mine.in_force_on(today()).values_list("roster", flat=True))
    if not seated:
        return {}
    found = Roster.objects.visible_to(user).filter(pk__in=seated)
    return dict(may_share(found, working.county_id).values_list("pk", "kind"))


def may_share(found: QuerySet[Roster], county: str) -> QuerySet[Roster]:
    """Those of the teams that are open today, with as many members as the statute wants; a child
    and family team from the day of its authorization."""
    day = today()
    in_force = Q(seats__since__lte=day, seats__identity_verified=True)
    in_force &= Q(seats__until=None) | Q(seats__until__gte=day)
    seated = Count("seats__user", filter=in_force, distinct=True)
    complete = Q(kind=CFT, authorized_on__lte=day)
    for kind, name in ((MDT, "sharing.mdt_members"), (ER_TEAM, "sharing.er_team_members")):
        complete |= Q(kind=kind, seated__gte=parameters.value(name, county=county, on=day))
    return found.in_force_on(day).annotate(seated=seated).filter(complete)
