"""Mails to people who are asked: that something waits, how much, and where. Nothing else.

The words are fixed, and the address names no assessment. Who has handed in meanwhile, or is not
asked any more, is not written to: that is asked when a mail leaves.
"""

import uuid
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from assessments.models import Respondent, Round
from counties.models import Membership
from counties.permissions import Permission, roles_with
from linkages import mail
from linkages.calendar import today
from linkages.mail import Mail

ASKED_CODE = "assessments.asked"
REMINDER_CODE = "assessments.reminder"
TITLE = _("Linkages: your answer is asked for")


def open_for(county: str, user: uuid.UUID | None = None) -> QuerySet[Respondent]:
    """Who of the county has not handed in, in rounds that people answer now."""
    rows = Respondent.objects.filter(
        county=county,
        round__state=Round.State.ANSWERING,
        user__isnull=False,
        withdrawn_at=None,
        finished_at=None,
    )
    return rows if user is None else rows.filter(user=user)


def of_the_day(user: uuid.UUID, day: date) -> uuid.UUID:
    """What one mail a person and day is about; it tells nothing to whoever reads it."""
    return uuid.uuid5(user, day.isoformat())


def _count(posted: Mail) -> int:
    works = Membership.objects.filter(county=posted.county_id, user=posted.recipient_id)
    works = works.in_force_on(today()).filter(role__in=roles_with(Permission.ANSWER_ROUND))
    if not works.exists():
        return 0
    return open_for(posted.county_id, posted.recipient_id).count()


def _path(posted: Mail) -> str:
    del posted
    return reverse("assessments:asked")


def _wanted(posted: Mail) -> bool:
    return bool(_count(posted))


ASKED = mail.Kind(
    TITLE,
    ngettext_lazy(
        "Your county asks you to answer %(count)s assessment. Open Linkages to see it:",
        "Your county asks you to answer %(count)s assessments. Open Linkages to see them:",
        "count",
    ),
    _path,
    _wanted,
    _count,
)
REMINDER = mail.Kind(
    TITLE,
    ngettext_lazy(
        "%(count)s assessment still waits for your answers. Open Linkages to see it:",
        "%(count)s assessments still wait for your answers. Open Linkages to see them:",
        "count",
    ),
    _path,
    _wanted,
    _count,
)
