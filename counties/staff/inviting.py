"""Inviting somebody by e-mail: one link, good once and for some days.

The link carries whose it is and a keyed hash over the invitation's id. Nothing of it is stored, so
that no copy of the database opens an account.
"""

import base64
import binascii
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from counties.models import Invitation, User
from counties.parameters import INVITATION_DAYS
from counties.staff import mails
from linkages import audit, mail, parameters
from linkages.calendar import today
from linkages.forms import Stale
from linkages.scope import rls

State = Invitation.State


def account_for(email: str, language: str) -> User:
    """The account of an address, made where there is none. Nobody can sign in to it yet."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, name="", language=language)
        user.set_unusable_password()
        user.save()
    elif not user.is_active:  # came back: the old password does not
        user.is_active = True
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    return user


@transaction.atomic
def invite(by: User, user: User) -> Invitation:
    """Write the invitation and ask for its mail; an open one is withdrawn first."""
    county = by.working_in.county_id
    withdraw(county, user)
    days = parameters.value(INVITATION_DAYS, county=county, on=today())
    made = Invitation.objects.create(
        county_id=county,
        user=user,
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    mail.post(mails.INVITATION, county=county, recipient=user.pk, subject=made.pk)
    audit.note({made.pk, user.pk}, purpose="staff")
    return made


def withdraw(county: str, user: User) -> int:
    """The open link opens nothing any more."""
    rows = Invitation.objects.filter(county=county, user=user, state=State.OPEN)
    return rows.update(state=State.WITHDRAWN, settled_at=timezone.now())


def token_of(invitation: Invitation) -> str:
    """What the link ends in: whose it is, then the hash."""
    whole = invitation.user_id.bytes + bytes.fromhex(_hash(invitation.pk))
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def find(token: str) -> Invitation | None:
    """The open invitation behind a link; None for anything else, whatever is wrong with it."""
    try:
        whole = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        user = uuid.UUID(bytes=whole[:16])
    except (binascii.Error, ValueError):
        return None
    with rls(user=user), transaction.atomic():
        rows = Invitation.objects.filter(
            user=user, state=State.OPEN, expires_at__gt=timezone.now()
        ).select_related("user", "county")
        for row in rows:
            if constant_time_compare(whole[16:].hex(), _hash(row.pk)):
                return row
    return None


def accept(token: str, *, name: str, password: str) -> User:
    """Set name and password, and use the link up. Raises Stale for one that opens nothing.

    Whoever has a password already, from another county, keeps it.
    """
    found = find(token)
    if found is None:
        raise Stale(_("This link has been used, or its time is over."))
    with rls(county=found.county_id, user=found.user_id), transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if row.state != State.OPEN:
            raise Stale(_("This link has been used, or its time is over."))
        row.state, row.settled_at = State.ACCEPTED, timezone.now()
        row.save(update_fields=["state", "settled_at"])
        user: Any = User.objects.select_for_update().get(pk=row.user_id)
        if not user.has_usable_password():
            user.name = name
            user.set_password(password)
            user.save(update_fields=["name", "password"])
        with audit.trail(row.county_id, user.pk, "accept invitation") as trail:
            trail.note({row.pk})
            trail.write()
    return user


def _hash(invitation: uuid.UUID) -> str:
    return salted_hmac("counties.invitation", str(invitation), algorithm="sha256").hexdigest()
