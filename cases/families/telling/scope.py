"""Which acceptances somebody may see, and which they may answer.

Nobody sees one of a family that is not there for them: that is asked of the family first, here
and again whenever a mail leaves.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.families.agreement.acts import declined_of
from cases.families.models import Acceptance, Episode, Notice
from cases.matching.desk.deputies import absent_for
from cases.sharing.chain import viewer_of
from cases.sharing.families import families_visible_to
from counties.models import Membership
from counties.permissions import Permission, Role, may
from linkages.calendar import today

State = Acceptance.State
LIVE = (State.WAITING, State.ACCEPTED)


def in_view(user: Any) -> QuerySet[Acceptance]:
    """Acceptances of open episodes of families that are there for somebody."""
    if not may(user, Permission.VIEW_FAMILY):
        return Acceptance.objects.none()
    rows = Acceptance.objects.filter(county=user.working_in.county_id, episode__closed_on=None)
    return rows.filter(episode__family__in=families_visible_to(user).values("pk"))


def own(user: Any) -> QuerySet[Acceptance]:
    """Those that somebody answers in person: under their worker id, as who stands in for such a
    worker today, or as who was asked where no worker is."""
    working = user.working_in
    if working is None:
        return Acceptance.objects.none()
    asked = Notice.objects.filter(
        county=working.county_id, recipient=user.pk, kind=Notice.Kind.TOLD
    )
    mine = Q(worker_id="", pk__in=asked.values("acceptance"))
    if workers := worker_ids(user):
        mine |= Q(program=working.program, worker_id__in=workers)
    return in_view(user).filter(mine)


def worker_ids(user: Any) -> frozenset[str]:
    """One's own worker id, and those of one's program for whom one stands in today."""
    working = user.working_in
    absent = absent_for(user)
    rows = Membership.objects.filter(
        county=working.county_id, user__in=list(absent), program=working.program
    )
    theirs = rows.in_force_on(today()).exclude(worker_id="").values_list("worker_id", flat=True)
    return frozenset({working.worker_id} - {""}) | frozenset(theirs if absent else ())


def of_unit(user: Any) -> QuerySet[Acceptance]:
    """For a supervisor, those of their unit and of the workers who sit in it."""
    working = user.working_in
    if working is None or Role(working.role) != Role.SUPERVISOR or working.unit_id is None:
        return Acceptance.objects.none()
    sitting = Membership.objects.filter(county=working.county_id, unit=working.unit_id)
    workers = sitting.in_force_on(today()).exclude(worker_id="").values("worker_id")
    theirs = Q(unit=working.unit_id) | Q(worker_id__in=workers)
    return in_view(user).filter(theirs, program=working.program)


def to_answer(user: Any) -> QuerySet[Acceptance]:
    """Those that somebody may accept, decline or hand on."""
    if not may(user, Permission.ANSWER_FAMILY):
        return Acceptance.objects.none()
    return in_view(user).filter(
        Q(pk__in=own(user).values("pk")) | Q(pk__in=of_unit(user).values("pk"))
    )


def to_reassign(user: Any) -> QuerySet[Acceptance]:
    """Those that somebody may give to another worker: a supervisor's unit, a coordinator's
    county."""
    if not may(user, Permission.REASSIGN_FAMILY):
        return Acceptance.objects.none()
    return in_view(user) if viewer_of(user).coordinates else of_unit(user)


def unheld(rows: QuerySet[Acceptance]) -> QuerySet[Acceptance]:
    """Of some acceptances, the last of each side that nobody holds any more: declined, or needed
    no longer. Not of families that take no part: nobody is looked for."""
    side = Acceptance.objects.filter(
        episode=OuterRef("episode"), program=OuterRef("program")
    ).exclude(pk=OuterRef("pk"))
    later = side.filter(Q(state__in=LIVE) | Q(told_at__gt=OuterRef("told_at")))
    left = rows.filter(state__in=[State.DECLINED, State.WITHDRAWN]).exclude(Exists(later))
    refused = declined_of(Episode.objects.filter(pk__in=left.values("episode")))
    return left.exclude(episode__in=refused) if refused else left


def may_open(user: Any, token: str) -> QuerySet[Acceptance]:
    """The one with this token, for whoever has to do with it."""
    return concerning(user).filter(token=token)


def concerning(user: Any) -> QuerySet[Acceptance]:
    """What somebody has to do with: answers it, gives it away, or was told of it."""
    if not may(user, Permission.VIEW_FAMILY):
        return Acceptance.objects.none()
    told = Notice.objects.filter(county=user.working_in.county_id, recipient=user.pk)
    return in_view(user).filter(
        Q(pk__in=to_answer(user).values("pk"))
        | Q(pk__in=to_reassign(user).values("pk"))
        | Q(pk__in=told.values("acceptance"))
    )


def waiting_for(user: Any) -> QuerySet[Acceptance]:
    """What somebody is asked in person and has not answered."""
    if not may(user, Permission.ANSWER_FAMILY) and not may(user, Permission.REASSIGN_FAMILY):
        return Acceptance.objects.none()
    return own(user).filter(state=State.WAITING)
