"""Giving a role, changing it, ending it. What opens clients' facts needs a second administrator.

Every act locks what it changes, so that of two administrators at once the second is told what the
first one did. Nobody does any of it for themselves.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from counties.models import Membership, RoleProposal, Unit, User
from counties.permissions import SECOND_APPROVAL, Permission, Role, roles_with
from counties.signin import sessions
from counties.staff import worker_ids
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale
from linkages.scope import rls

State = RoleProposal.State


class NotForOneself(Exception):
    """Nobody gives themselves a role, changes it, or approves what is about them."""


class NotOnesOwn(Exception):
    """What somebody asked for is decided by another."""


@dataclass(frozen=True, slots=True)
class Terms:
    """As what somebody works, and from when to when."""

    role: str
    program: str
    unit: Unit | None
    worker_id: str
    since: date
    until: date | None


def needs_second(county: str, role: str) -> bool:
    """Whether this role waits for a second administrator.

    That of an administrator too, once there are two: whoever could make administrators alone could
    approve anything through them.
    """
    if Role(role) != Role.ADMIN:
        return Role(role) in SECOND_APPROVAL
    approvers = roles_with(Permission.APPROVE_ROLE)
    here = Membership.objects.filter(county=county, role__in=approvers).in_force_on(today())
    return here.values("user").distinct().count() > 1


@transaction.atomic
def ask(by: User, user: User, terms: Terms, reason: str) -> RoleProposal | Membership:
    """Give a role, or ask for it where it needs a second administrator."""
    _not_oneself(by, user)
    county = by.working_in.county_id
    if not needs_second(county, terms.role):
        return _begin(county, user, terms, by=by, reason=reason)
    worker_ids.refuse_taken(county, user, terms.program, terms.worker_id)
    try:
        with transaction.atomic():
            asked = RoleProposal.objects.create(
                county_id=county, user=user, asked_by=by, reason=reason, **_fields(terms)
            )
    except IntegrityError as error:
        raise Stale(_("This role waits for a second administrator already.")) from error
    audit.note({asked.pk, user.pk}, purpose="staff")
    return asked


@transaction.atomic
def decide(by: User, proposal: uuid.UUID, *, approve: bool, reason: str) -> RoleProposal:
    """A second administrator's word on a role that somebody asked for."""
    found = RoleProposal.objects.select_for_update(of=("self",)).select_related("user", "unit")
    row = found.get(pk=proposal, county=by.working_in.county_id)
    if row.state != State.WAITING:
        raise Stale(_("This was settled in the meantime."))
    _not_oneself(by, row.user)
    if row.asked_by_id == by.pk:
        raise NotOnesOwn
    row.state = State.APPROVED if approve else State.REFUSED
    row.decided_by, row.decided_at, row.decision_reason = by, timezone.now(), reason
    if approve:
        terms = Terms(
            row.role, row.program, row.unit, row.worker_id, max(row.since, today()), row.until
        )
        if terms.until is not None and terms.until < terms.since:
            raise Stale(_("The last day that was asked for has passed."))
        row.membership = _begin(row.county_id, row.user, terms, by=by, reason=row.reason)
    row.save()
    audit.note({row.pk, row.user_id}, purpose="staff")
    return row


@transaction.atomic
def withdraw(by: User, proposal: uuid.UUID) -> RoleProposal:
    """Take back what one asked for."""
    found = RoleProposal.objects.select_for_update(of=("self",))
    row = found.get(pk=proposal, county=by.working_in.county_id)
    if row.state != State.WAITING or row.asked_by_id != by.pk:
        raise Stale(_("This was settled in the meantime."))
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    audit.note({row.pk, row.user_id}, purpose="staff")
    return row


@transaction.atomic
def end(by: User, membership: uuid.UUID, last_day: date | None, reason: str) -> Membership:
    """End a role: at once where no last day is named, else after that day. Raises Stale where it
    ends sooner already: what was given until a day lasts longer by being given anew."""
    row = _locked(by, membership)
    if last_day is None:
        _stop(row, today())
    elif row.until is not None and last_day > row.until:
        raise Stale(_("This role ends sooner already. To prolong it, give it again from then on."))
    else:
        row.until = max(last_day, row.since)
    row.changed_by, row.change_reason = by, reason
    row.save()
    audit.note({row.pk, row.user_id}, purpose="staff")
    return row


@transaction.atomic
def transfer(
    by: User, membership: uuid.UUID, unit: Unit, worker_id: str, day: date, reason: str
) -> Membership:
    """Let somebody work in another unit of their program from a day on.

    The old role ends and a new one begins, so that every day says who sat where; a role that began
    on the very day changes its unit, since it never counted for a whole one.
    """
    row = _locked(by, membership)
    worker_ids.refuse_taken(row.county_id, row.user, row.program, worker_id)
    until = row.until
    if row.since >= day:
        row.unit, row.worker_id = unit, worker_id
        row.changed_by, row.change_reason = by, reason
        row.save()
        audit.note({row.pk, row.user_id}, purpose="staff")
        return row
    if day == today():
        _stop(row, day)
    else:
        row.until = day - timedelta(days=1)
    row.changed_by, row.change_reason = by, reason
    row.save()
    terms = Terms(row.role, row.program, unit, worker_id, day, until)
    return _begin(row.county_id, row.user, terms, by=by, reason=reason)


@transaction.atomic
def map_worker(by: User, membership: uuid.UUID, worker_id: str, reason: str) -> Membership:
    """Say under which id extracts name somebody; an empty one says under none."""
    row = _locked(by, membership)
    worker_ids.refuse_taken(row.county_id, row.user, row.program, worker_id)
    row.worker_id = worker_id
    row.changed_by, row.change_reason = by, reason
    row.save()
    audit.note({row.pk, row.user_id}, purpose="staff")
    return row


@transaction.atomic
def close_account(by: User, user: User, reason: str) -> int:
    """End every role here at once, and all sessions; how many roles. Who works nowhere else is
    closed altogether."""
    _not_oneself(by, user)
    county = by.working_in.county_id
    rows = Membership.objects.select_for_update(of=("self",)).filter(county=county, user=user)
    open_rows = [row for row in rows if not is_over(row)]
    for row in open_rows:
        _stop(row, today())
        row.changed_by, row.change_reason = by, reason
        row.save()
    waiting = RoleProposal.objects.filter(county=county, user=user, state=State.WAITING)
    waiting.exclude(asked_by=by).update(
        state=State.REFUSED, decided_by=by, decided_at=timezone.now(), decision_reason=reason
    )
    waiting.filter(asked_by=by).update(state=State.WITHDRAWN)
    if not _works_elsewhere(user, county):
        User.objects.filter(pk=user.pk).update(is_active=False)
    sessions.end_all(user.pk)
    audit.note({user.pk, *(row.pk for row in open_rows)}, purpose="staff")
    return len(open_rows)


def is_over(row: Membership) -> bool:
    """Whether a role counts no more, on no day to come."""
    return row.ended_at is not None or (row.until is not None and row.until < today())


def _works_elsewhere(user: User, county: str) -> bool:
    """Asked as that person: only they see their roles of other counties."""
    with rls(county=county, user=user.pk):
        others = Membership.objects.filter(user=user).exclude(county=county)
        return any(not is_over(row) for row in others)


def _stop(row: Membership, day: date) -> None:
    row.until, row.ended_at = max(day, row.since), timezone.now()


def _locked(by: User, membership: uuid.UUID) -> Membership:
    found = Membership.objects.select_for_update(of=("self",)).select_related("user")
    row = found.get(pk=membership, county=by.working_in.county_id)
    _not_oneself(by, row.user)
    if is_over(row):
        raise Stale(_("This role has ended in the meantime."))
    return row


def _not_oneself(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise NotForOneself


def _begin(county: str, user: User, terms: Terms, *, by: User, reason: str) -> Membership:
    worker_ids.refuse_taken(county, user, terms.program, terms.worker_id)
    fields: dict[str, Any] = _fields(terms)
    try:
        with transaction.atomic():
            made = Membership.objects.create(
                county_id=county, user=user, changed_by=by, change_reason=reason, **fields
            )
    except IntegrityError as error:
        raise Stale(_("This person has this role from that day on already.")) from error
    audit.note({made.pk, user.pk}, purpose="staff")
    return made


def _fields(terms: Terms) -> dict[str, Any]:
    return {
        "role": terms.role,
        "program": terms.program,
        "unit": terms.unit,
        "worker_id": terms.worker_id,
        "since": terms.since,
        "until": terms.until,
    }
