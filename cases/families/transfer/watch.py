"""What crosses between counties is seen to at either end by its own county's watch."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.families.models import Episode, ReceivedFamily, Transfer
from cases.families.transfer import acts, receiving
from counties.models import Membership
from counties.permissions import Permission, roles_with
from linkages import mail
from linkages.calendar import today

OFFERED, ANSWERED = "families.transfer_offered", "families.transfer_answered"


def look(county: str, since: datetime, until: datetime) -> None:
    """Tell coordinators of what was offered, freeze what was taken, tell the sender of an answer,
    and look for the people of copies whom nobody has met."""
    del until
    coming = Transfer.objects.filter(
        to_county=county, state=Transfer.State.OFFERED, offered_at__gte=since
    )
    for transfer in coming.only("pk"):
        for recipient in _coordinators(county):
            mail.post(OFFERED, county=county, recipient=recipient, subject=transfer.pk)
    going = Transfer.objects.filter(from_county=county).exclude(answered_at=None)
    here = Episode.objects.filter(county=county, closed_on=None).values("pk")
    for transfer in going.filter(state=Transfer.State.ACCEPTED, episode__in=here):
        acts.leave(transfer)
    for transfer in going.filter(answered_at__gte=since):
        recipient = transfer.offered_by_id
        mail.post(ANSWERED, county=county, recipient=recipient, subject=transfer.pk)
    for received in ReceivedFamily.objects.filter(county=county).unmet():
        receiving.meet(received)


def _coordinators(county: str) -> list[object]:
    roles = roles_with(Permission.TRANSFER_FAMILY)
    members = Membership.objects.filter(county=county, role__in=roles)
    return list(members.in_force_on(today()).values_list("user", flat=True))


def _path(message: mail.Mail) -> str:
    return f"/families/transfers/{message.subject}/"


def _is_offered(message: mail.Mail) -> bool:
    rows = Transfer.objects.filter(pk=message.subject, state=Transfer.State.OFFERED)
    return rows.exists() and message.recipient_id in _coordinators(message.county_id)


def _is_answered(message: mail.Mail) -> bool:
    return Transfer.objects.filter(pk=message.subject).exclude(answered_at=None).exists()


OFFERED_MAIL = mail.Kind(
    title=_("A family from another county"),
    sentence=_("Another county offers your county a copy of its work with a family that moved."),
    path=_path,
    wanted=_is_offered,
)
ANSWERED_MAIL = mail.Kind(
    title=_("A transfer was answered"),
    sentence=_("The other county has answered a transfer that you offered."),
    path=_path,
    wanted=_is_answered,
)
