"""Where the rest of the house finds the program: the navigation, and the page of today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Commitment
from assessments.program.acts import program_of
from assessments.program.page import notice_days
from assessments.program.views import may_see
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.calendar import today
from linkages.registries import Section


def entries(user: Any) -> Iterator[Entry]:
    """One entry for assessments and plans together."""
    if may_see(user):
        yield Entry(
            40,
            _("Program"),
            reverse("assessments:program"),
            also=tuple(settings.PROGRAM_ADDRESSES),
        )


def to_confirm(user: Any) -> Iterator[Section]:
    """For the page of today: a sponsor's commitment that is to be given, or confirmed again."""
    program = program_of(user) if may(user, Permission.COMMIT) else None
    if program is None:
        return
    county = user.working_in.county_id
    standing = Commitment.objects.filter(county=county, program=program, withdrawn_on=None).first()
    if standing and standing.confirm_by > today() + timedelta(days=notice_days(county)):
        return
    context = {
        "given": standing,
        "is_own": bool(standing and standing.user_id == user.pk),
        "url": reverse("assessments:program"),
        "link": _("Program"),
    }
    yield Section(22, _("Your commitment"), "assessments/program/_today.html", context)
