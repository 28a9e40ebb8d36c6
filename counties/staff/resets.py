"""Taking away somebody's second factor: one administrator asks, another approves, and both the
person and whoever asked are written to."""

import uuid

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from counties.models import FactorReset, User
from counties.signin import sessions
from counties.staff import mails
from counties.staff.roles import NotForOneself, NotOnesOwn
from linkages import audit, mail
from linkages.forms import Stale

State = FactorReset.State


@transaction.atomic
def ask(by: User, user: User, reason: str) -> FactorReset:
    """Ask a second administrator to take it away; the person is told at once."""
    if by.pk == user.pk:
        raise NotForOneself
    county = by.working_in.county_id
    try:
        with transaction.atomic():
            made = FactorReset.objects.create(
                county_id=county, user=user, asked_by=by, reason=reason
            )
    except IntegrityError as error:
        raise Stale(_("A reset waits for a second administrator already.")) from error
    mail.post(mails.RESET_ASKED, county=county, recipient=user.pk, subject=made.pk)
    audit.note({made.pk, user.pk}, purpose="staff")
    return made


@transaction.atomic
def decide(by: User, reset: uuid.UUID, *, approve: bool, reason: str) -> FactorReset:
    """A second administrator's word. Approved, the person is signed out and starts anew."""
    found = FactorReset.objects.select_for_update(of=("self",)).select_related("user")
    row = found.get(pk=reset, county=by.working_in.county_id)
    if row.state != State.WAITING:
        raise Stale(_("This was settled in the meantime."))
    if row.user_id == by.pk:
        raise NotForOneself
    if row.asked_by_id == by.pk:
        raise NotOnesOwn
    row.state = State.APPROVED if approve else State.REFUSED
    row.decided_by, row.decided_at, row.decision_reason = by, timezone.now(), reason
    row.save()
    if approve:
        Authenticator.objects.filter(user=row.user_id).delete()
        sessions.end_all(row.user_id)
        county = row.county_id
        mail.post(mails.RESET_DONE, county=county, recipient=row.user_id, subject=row.pk)
        mail.post(mails.RESET_APPROVED, county=county, recipient=row.asked_by_id, subject=row.pk)
    audit.note({row.pk, row.user_id}, purpose="staff")
    return row
