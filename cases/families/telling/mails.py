"""Mails about families: why one writes, how many there are, and where. Nothing else.

Whether a mail still says something, and whether its reader may still see the family, is asked when
it leaves.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.families.models import Acceptance, Notice
from cases.families.telling import scope
from cases.families.telling.colleagues import roles_of
from linkages import mail
from linkages.mail import Mail

TITLE = _("Linkages: families")
State, Kind = Acceptance.State, Notice.Kind
# In which states of the answer a notice still says something.
TIMELY: dict[str, frozenset[str]] = {
    Kind.TOLD: frozenset({State.WAITING}),
    Kind.COPY: frozenset({State.WAITING, State.ACCEPTED}),
    Kind.ESCALATED: frozenset({State.WAITING}),
    Kind.ANSWERED: frozenset({State.DECLINED, State.HANDED_ON}),
}


def still(notices: Collection[Notice], county: str, user: uuid.UUID) -> list[Notice]:
    """Those of one person's notices that still say something and are theirs to know."""
    timely = [each for each in notices if each.acceptance.state in TIMELY[each.kind]]
    if not timely:
        return []
    wanted = [each.acceptance_id for each in timely]
    allowed: set[uuid.UUID] = set()
    for person in roles_of(county, user):
        rows = scope.concerning(person).filter(pk__in=wanted)
        allowed.update(rows.values_list("pk", flat=True))
    return [each for each in timely if each.acceptance_id in allowed]


def _of_mail(posted: Mail, **which: Any) -> list[Notice]:
    rows = Notice.objects.filter(county=posted.county_id, recipient=posted.recipient_id, **which)
    return still(rows.select_related("acceptance"), posted.county_id, posted.recipient_id)


def _path(posted: Mail) -> str:
    acceptance = Acceptance.objects.get(pk=posted.subject)
    return reverse("families:notice", args=[acceptance.token])


def _kind(kind: str, sentence: Any) -> mail.Kind:
    return mail.Kind(
        TITLE,
        sentence,
        _path,
        lambda posted: bool(_of_mail(posted, acceptance=posted.subject, kind=kind)),
    )


def _digest_path(posted: Mail) -> str:
    del posted
    return reverse("families:notices")


def _how_many(posted: Mail) -> int:
    return len({each.acceptance_id for each in _of_mail(posted, digest=posted.subject)})


TOLD = _kind(Kind.TOLD, _("A family waits for your answer. Open Linkages to see it:"))
ESCALATED = _kind(
    Kind.ESCALATED, _("Nobody has answered for a family in time. Open Linkages to see it:")
)
ANSWERED = _kind(Kind.ANSWERED, _("A family was declined or handed on. Open Linkages to see it:"))
DIGEST = mail.Kind(
    TITLE,
    ngettext_lazy(
        "There is news of %(count)s family for you. Open Linkages to see it:",
        "There is news of %(count)s families for you. Open Linkages to see it:",
        "count",
    ),
    _digest_path,
    lambda posted: bool(_how_many(posted)),
    _how_many,
)
CODES: dict[str, str] = {
    Kind.TOLD: "families.told",
    Kind.ESCALATED: "families.escalated",
    Kind.ANSWERED: "families.answered",
}
DIGEST_CODE = "families.digest"
