"""Mails to whoever sent an extract: it was read, it was decided. No word of what is in it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.records.models import ExtractBatch
from counties.models import Membership
from counties.permissions import Permission, roles_with
from linkages import mail
from linkages.calendar import today

TITLE = _("Linkages: your extract")


def _path(posted: mail.Mail) -> str:
    return reverse("records:proof", args=[posted.subject])


def _still_sees_batches(posted: mail.Mail) -> bool:
    """Whether the recipient still works where, and as what, they may open it."""
    roles = roles_with(Permission.VIEW_BATCH)
    mine = Membership.objects.filter(county=posted.county_id, user=posted.recipient_id)
    return mine.in_force_on(today()).filter(role__in=roles).exists()


def _kind(sentence: Any) -> mail.Kind:
    return mail.Kind(TITLE, sentence, _path, _still_sees_batches)


READ = _kind(_("Your extract was read. Open Linkages to see the result:"))
HELD = _kind(_("Your extract was read and is held. Open Linkages to see why:"))
UNREADABLE = _kind(_("Your extract could not be read. Open Linkages to see why:"))
ACCEPTED = _kind(_("Your extract was accepted. Open Linkages to see it:"))
REJECTED = _kind(_("Your extract was rejected. Open Linkages to see why:"))

State = ExtractBatch.State
CODES = {
    State.VALIDATED: "records.read",
    State.CHECKED: "records.read",
    State.FAILED: "records.unreadable",
    State.ACCEPTED: "records.accepted",
    State.REJECTED: "records.rejected",
}


def tell(batch: ExtractBatch) -> None:
    """Write to whoever sent the batch what became of it, in the transaction in which it did."""
    code = "records.held" if batch.is_held else CODES[State(batch.state)]
    mail.post(code, county=batch.county_id, recipient=batch.uploaded_by_id, subject=batch.pk)
