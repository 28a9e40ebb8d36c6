"""Who is away, and who stands in: the same rows as on the review desk, with the families' access.

Whoever stands in answers in the place of who is away, and sees those families, because for these
days the families' records of their program are assigned to them too. It ends by itself on the last
day, and at once when the absence is ended. Nobody stands in across programs.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.families.models import Acceptance, GivenAccess, Notice
from cases.families.telling import access
from cases.families.telling.colleagues import Sight, Staff
from cases.families.telling.notices import note_for
from cases.matching.desk import deputies
from cases.matching.desk.deputies import NotPossible
from cases.matching.models import Deputy
from counties.models import Membership
from counties.permissions import Permission, Role, may, roles_with
from linkages import audit
from linkages.calendar import today

Key = uuid.UUID
State = Acceptance.State
LIVE = (State.WAITING, State.ACCEPTED)


def who_may_be_away(user: Any) -> list[Membership]:
    """Whose absence this member of staff may record: their own, and a supervisor their unit's."""
    working = user.working_in
    rows = Membership.objects.filter(
        county=working.county_id, role__in=roles_with(Permission.ANSWER_FAMILY)
    )
    rows = rows.in_force_on(today()).exclude(worker_id="")
    supervises = Role(working.role) == Role.SUPERVISOR and may(user, Permission.REASSIGN_FAMILY)
    if supervises and working.unit_id:
        rows = rows.filter(unit=working.unit_id, program=working.program)
    else:
        rows = rows.filter(pk=working.pk)
    return list(rows.select_related("user").order_by("user__name", "pk"))


def who_may_stand_in(user: Any) -> list[Membership]:
    """Workers of this member of staff's program."""
    working = user.working_in
    rows = Membership.objects.filter(
        county=working.county_id,
        program=working.program,
        role__in=roles_with(Permission.ANSWER_FAMILY),
    )
    rows = rows.in_force_on(today()).exclude(worker_id="")
    return list(rows.select_related("user").order_by("user__name", "pk"))


def known_to(user: Any) -> list[Deputy]:
    """Absences in force or to come that somebody recorded, may record, or stands in for."""
    theirs = {row.user_id for row in who_may_be_away(user)}
    return [
        row
        for row in deputies.in_force_or_coming(user)
        if user.pk in (row.absent_id, row.deputy_id) or row.absent_id in theirs
    ]


@transaction.atomic
def leave(user: Any, absent: Membership, deputy: Membership, since: date, until: date) -> Deputy:
    """Let `deputy` answer for `absent` on these days; raises NotPossible."""
    if absent.program != deputy.program:
        raise NotPossible(_("Only a worker of the same program can stand in."))
    row = deputies.appoint(user, absent.user, deputy.user, since, until)
    held = Acceptance.objects.select_related("episode").filter(
        county=absent.county_id,
        program=absent.program,
        worker_id=absent.worker_id,
        state__in=LIVE,
        episode__closed_on=None,
    )
    # Whoever hands one of them on at this moment is first, or comes after.
    rows = list(held.select_for_update(of=("self",)).order_by("pk"))
    for acceptance in rows:
        access.give(acceptance, deputy, GivenAccess.Why.STANDS_IN, since, until)
    audit.note({each.pk for each in rows}, purpose="acceptance")
    if since <= today():
        waiting = [each for each in rows if each.state == State.WAITING]
        _tell(absent.county_id, [(each, deputy.user_id) for each in waiting])
    return row


@transaction.atomic
def come_back(user: Any, row: Deputy) -> None:
    """End an absence before its last day, and what it gave. Raises Stale when it is over."""
    deputies.end(user, row)
    workers = Membership.objects.filter(county=row.county_id, user=row.absent_id)
    given = GivenAccess.objects.filter(
        county=row.county_id,
        user=row.deputy_id,
        why=GivenAccess.Why.STANDS_IN,
        ended_at=None,
        acceptance__worker_id__in=workers.exclude(worker_id="").values("worker_id"),
    )
    access.end_given(given)


def bring_in(told: Iterable[tuple[Acceptance, Key]]) -> int:
    """Give new families of who is away, or will be, to who stands in on those days, and tell who
    does so today; how many that are. (acceptance, whom it was meant for)."""
    pairs = list(told)
    if not pairs:
        return 0
    county = pairs[0][0].county_id
    rows = deputies.not_over(county).filter(absent__in={user for _row, user in pairs})
    away = list(rows.order_by("since"))
    if not away:
        return 0
    staff, day = Staff(county), today()
    found = []
    for acceptance, row in ((a, row) for a, user in pairs for row in away if row.absent_id == user):
        for person in staff.by_user[row.deputy_id]:
            working = person.working_in
            if working.worker_id and working.program == acceptance.program:
                why = GivenAccess.Why.STANDS_IN
                access.give(acceptance, working, why, max(row.since, day), row.until)
        if row.since <= day:
            found.append((acceptance, row.deputy_id))
    return _tell(county, found)


def _tell(county: str, found: Collection[tuple[Acceptance, Key]]) -> int:
    """Tell those who may see the family, now that they were given it."""
    staff = Staff(county)
    sight = Sight({acceptance.episode.family_id for acceptance, _user in found})
    return note_for(
        (acceptance, user, Notice.Kind.TOLD)
        for acceptance, user in found
        if sight.who_see(staff.by_user[user], acceptance.episode.family_id)
    )
