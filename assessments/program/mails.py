"""Reminding sponsors that their program's commitment is to be confirmed: one mail for each day by
which it is. Fixed words; nothing of the commitment stands in it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Commitment
from assessments.program.page import notice_days
from counties.models import Membership
from counties.permissions import Permission, roles_with
from linkages import mail
from linkages.calendar import today
from linkages.mail import Mail

CODE = "assessments.confirm"


def due_in(county: str) -> QuerySet[Commitment]:
    """Commitments of a county that are to be confirmed soon, or are late."""
    until = today() + timedelta(days=notice_days(county))
    return Commitment.objects.filter(county=county, withdrawn_on=None, confirm_by__lte=until)


def sponsors_of(county: str) -> QuerySet[Membership]:
    """Whoever speaks for a program of the county today; sponsors change."""
    return Membership.objects.filter(
        county=county, role__in=roles_with(Permission.COMMIT)
    ).in_force_on(today())


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: remind each program's sponsors, once for each day by which they confirm."""
    del since, until
    if not settings.MAIL_ON:
        return
    waiting = list(due_in(county))
    if not waiting:
        return
    for seat in sponsors_of(county):
        for each in waiting:
            if each.program == seat.program:
                mail.post(CODE, county=county, recipient=seat.user_id, subject=_subject(each))


def _subject(given: Commitment) -> uuid.UUID:
    """Another day to confirm by is another mail."""
    return uuid.uuid5(given.pk, given.confirm_by.isoformat())


def _path(posted: Mail) -> str:
    del posted
    return reverse("assessments:program")


def _wanted(posted: Mail) -> bool:
    """While they still speak for the program, and nobody has confirmed."""
    seats = sponsors_of(posted.county_id).filter(user=posted.recipient_id)
    programs = set(seats.values_list("program", flat=True))
    return any(
        each.program in programs and _subject(each) == posted.subject
        for each in due_in(posted.county_id)
    )


KIND = mail.Kind(
    _("Linkages: a commitment to confirm"),
    _("Your program’s commitment is to be confirmed again. Open Linkages to do it:"),
    _path,
    _wanted,
)
