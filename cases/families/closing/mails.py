"""Both sides are told when a hand-off begins: by a mail that says so and where, nothing else."""

from django.utils.translation import gettext_lazy as _

from cases.families.models import Closing, Episode
from cases.families.telling.colleagues import sees
from cases.families.telling.mailing import wants_mail
from cases.families.telling.responsible import responsible
from counties.models import User
from linkages import mail

HAND_OFF = "families.closing"


def tell_both(closing: Closing, episode: Episode, *, by: User) -> int:
    """Write to whoever answers for the family on either side, save who began it. How many."""
    sides = responsible([episode]).get(episode.pk, ())
    told = {user for side in sides for user in side.users} - {by.pk}
    for user in sorted(told):
        mail.post(HAND_OFF, county=episode.county_id, recipient=user, subject=closing.pk)
    return len(told)


def _path(message: mail.Mail) -> str:
    closing = Closing.objects.select_related("episode").get(pk=message.subject)
    return f"/families/{closing.episode.family_id}/closing/"


def _wanted(message: mail.Mail) -> bool:
    closing = Closing.objects.select_related("episode__family").filter(pk=message.subject).first()
    if closing is None or closing.state != Closing.State.CONFIRMED:
        return False
    if not wants_mail(message.county_id, message.recipient_id):
        return False
    return sees(message.county_id, message.recipient_id, closing.episode.family)


MAIL = mail.Kind(
    title=_("Joint work with a family ends"),
    sentence=_("Joint work with a family of yours is about to end. See by when it is handed over."),
    path=_path,
    wanted=_wanted,
)
