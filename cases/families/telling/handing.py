"""Giving a family to another worker of the same program: handed on, reassigned, inherited.

The old acceptance says to which new one it went. The new worker answers anew, with days of their
own, and gets the family's records of their program. Who may not take a family is not told why:
the sentence is the same whatever the cause.
"""

import uuid
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.agreement.acts import declined_of
from cases.families.models import Acceptance, Episode, GivenAccess, Notice
from cases.families.telling import access, scope
from cases.families.telling.acts import LIVE, new_token
from cases.families.telling.answering import held, settle, tell_coordinators
from cases.families.telling.away import bring_in
from cases.families.telling.colleagues import at_work, visible
from cases.families.telling.days import due_after
from cases.families.telling.notices import note_for
from cases.families.telling.parameters import ANSWER_DAYS, HANDED_ON_DAYS, UNDO_SECONDS
from counties.models import Membership
from counties.permissions import Permission, roles_with
from counties.staff.worker_ids import left_by
from linkages import audit, parameters
from linkages.calendar import today
from linkages.forms import Stale

Key = uuid.UUID
State = Acceptance.State


class NotPossible(Exception):
    """This family cannot go to this worker. str(error) is the sentence for the screen."""


def takers(county: str, program: str, but: str = "") -> list[Membership]:
    """Workers of a program to whom a family can be given, by name."""
    rows = Membership.objects.filter(
        county=county, program=program, role__in=roles_with(Permission.ANSWER_FAMILY)
    )
    rows = rows.in_force_on(today()).exclude(worker_id__in=["", but])
    return list(rows.select_related("user", "unit").order_by("user__name", "pk"))


@transaction.atomic
def hand_on(user: Any, acceptance: Key, to: Membership, reason: str) -> Acceptance:
    """Give a waiting or accepted family to another worker of the program; the new acceptance.

    Raises Stale where it is neither any more, NotPossible where that worker cannot take it.
    """
    row = held(user, acceptance, scope.to_answer(user) | scope.to_reassign(user))
    if not _is_free(row, declined_of([row.episode])):
        raise Stale(_("This family was answered or handed on in the meantime."))
    new = _hand(row, to, by=user, reason=reason, at=timezone.now())
    if new is None:
        raise NotPossible(
            _("%(name)s cannot take this family. Choose somebody else, or ask your supervisor.")
            % {"name": to.user.name}
        )
    tell_coordinators(row, Notice.Kind.ANSWERED, but=user.pk)
    return new


@transaction.atomic
def assign_many(user: Any, acceptances: Collection[Key], to: Membership, reason: str) -> int:
    """Give families that wait, were accepted or declined to a worker at once; how many went.

    Those that the worker may not see stay where they are, and nobody is told which.
    """
    rows = scope.to_reassign(user).filter(pk__in=list(acceptances), program=to.program)
    return _hand_all(rows, to, by=user, reason=reason)


@transaction.atomic
def hand_over(user_from: Any, user_to: Any, by: Any, reason: str) -> int:
    """Give all that a leaver holds in the county where `by` works to somebody else; how many."""
    county = by.working_in.county_id
    taking = Membership.objects.filter(county=county, user=user_to).in_force_on(today())
    moved = 0
    for program, worker_id in sorted(left_by(county, user_from)):
        to = taking.filter(program=program).exclude(worker_id="").first()
        if to is None or to.worker_id == worker_id:
            continue
        rows = Acceptance.objects.filter(
            county=county, worker_id=worker_id, program=program, state__in=LIVE
        )
        moved += _hand_all(rows.filter(episode__closed_on=None), to, by=by, reason=reason)
    return moved


def _hand_all(rows: Any, to: Membership, *, by: Any, reason: str) -> int:
    at, moved = timezone.now(), 0
    wanted = list(rows.values_list("pk", "episode").order_by("episode"))
    locked = Episode.objects.select_for_update().filter(pk__in=[pk for _row, pk in wanted])
    list(locked.order_by("pk").values_list("pk"))
    audit.note({pk for pk, _episode in wanted}, purpose="acceptance")
    mine = Acceptance.objects.select_for_update(of=("self",)).select_related("episode")
    found = list(mine.filter(pk__in=[pk for pk, _e in wanted]).order_by("pk"))
    refused = declined_of({row.episode for row in found})
    for row in found:
        moved += _is_free(row, refused) and _hand(row, to, by=by, reason=reason, at=at) is not None
    return moved


def _is_free(row: Acceptance, refused: Collection[Key]) -> bool:
    """Whether it can go to somebody else: it is its side's answer, or its side has none, and the
    family did not decline (`refused`: episodes) meanwhile."""
    if row.state in LIVE:
        return True
    if row.episode_id in refused:
        return False
    side = Acceptance.objects.filter(episode=row.episode_id, program=row.program)
    return row.state != State.HANDED_ON and not side.filter(state__in=LIVE).exists()


def _hand(row: Acceptance, to: Membership, *, by: Any, reason: str, at: Any) -> Acceptance | None:
    """The writing of it, the rows being locked; None, and nothing written, where the worker
    cannot take the family."""
    if to.program != row.program or to.worker_id in ("", row.worker_id):
        return None
    savepoint = transaction.savepoint()
    day, county = today(), row.county_id
    access.end([row])
    row.state, row.answered_at, row.answered_by, row.note = State.HANDED_ON, at, by, reason
    row.save(update_fields=["state", "answered_at", "answered_by", "note"])
    new = Acceptance.objects.create(
        county_id=county,
        episode=row.episode,
        program=row.program,
        token=new_token(),
        worker_id=to.worker_id,
        unit_id=to.unit_id,
        told_at=at,
        due_on=due_after(ANSWER_DAYS, county, day),
    )
    row.handed_to = new
    row.save(update_fields=["handed_to"])
    access.give(new, to, GivenAccess.Why.HANDED_ON, day, _last_day(county))
    (person,) = at_work([to])
    if not visible(person, [row.episode.family_id]):
        transaction.savepoint_rollback(savepoint)
        row.refresh_from_db()
        return None
    transaction.savepoint_commit(savepoint)
    settle(row.episode_id)
    note_for([(new, to.user_id, Notice.Kind.TOLD)])
    bring_in([(new, to.user_id)])
    return new


def _last_day(county: str) -> date:
    """Until when what is handed on today stays with its new worker."""
    day = today()
    return day + timedelta(days=parameters.value(HANDED_ON_DAYS, county=county, on=day))


def last_handing(user: Any) -> list[Acceptance]:
    """What somebody gave to another worker at once and can still take back, oldest first."""
    county = user.working_in.county_id
    seconds = parameters.value(UNDO_SECONDS, county=county, on=today())
    since = timezone.now() - timedelta(seconds=seconds)
    mine = Acceptance.objects.filter(county=county, answered_by=user, state=State.HANDED_ON)
    last = mine.filter(answered_at__gte=since).order_by("-answered_at").first()
    if last is None:
        return []
    batch = mine.filter(answered_at=last.answered_at, handed_to__state=State.WAITING)
    return list(batch.select_related("handed_to").order_by("pk"))


@transaction.atomic
def undo_handing(user: Any) -> int:
    """Take back what was given last, where nobody answered in the meantime; how many.

    Raises Stale where there is nothing to take back any more.
    """
    found = [(row.pk, row.episode_id) for row in last_handing(user)]
    locked = Episode.objects.select_for_update().filter(pk__in=[episode for _pk, episode in found])
    list(locked.order_by("pk").values_list("pk"))
    rows = last_handing(user)
    if not rows:
        raise Stale(_("It is too late to undo this. Give the families back instead."))
    audit.note({row.pk for row in rows}, purpose="acceptance")
    for row in rows:
        _take_back(row)
    return len(rows)


def _take_back(row: Acceptance) -> None:
    new = row.handed_to
    access.end([new])
    # Who held it by hand before holds it again.
    ended = GivenAccess.objects.filter(acceptance=row, ended_at__gte=row.answered_at)
    if ended.filter(why=GivenAccess.Why.HANDED_ON).exists():
        for to in takers(row.county_id, row.program):
            if to.worker_id == row.worker_id:
                access.give(row, to, GivenAccess.Why.HANDED_ON, today(), _last_day(row.county_id))
    new.state = State.WITHDRAWN
    new.save(update_fields=["state"])
    history = apps.get_model("families", "AcceptanceEvent").objects.filter(pgh_obj_id=row.pk)
    before = history.exclude(state=State.HANDED_ON).order_by("-pgh_id").first()
    for name in ("state", "answered_at", "answered_by_id", "note"):
        setattr(row, name, getattr(before, name))
    row.handed_to = None
    row.save(update_fields=["state", "answered_at", "answered_by", "note", "handed_to"])
    holders = Membership.objects.filter(county=row.county_id, program=row.program)
    holders = holders.in_force_on(today()).filter(worker_id=row.worker_id).exclude(worker_id="")
    bring_in([(row, user) for user in holders.values_list("user", flat=True)])
    settle(row.episode_id)
