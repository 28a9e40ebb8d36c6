"""The one mail that a refusal brings: both sides learn that there is something to read."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.families.agreement.acts import declined
from cases.families.models import AgreementStep, Episode
from cases.families.telling.colleagues import roles_of, visible
from cases.families.telling.mailing import wants_mail
from cases.families.telling.responsible import responsible
from linkages import mail
from linkages.events import Event
from linkages.mail import Kind, Mail

CODE = "families.declined"


def _path(sent: Mail) -> str:
    return reverse("families:family", args=[_step(sent).episode.family_id])


def _wanted(sent: Mail) -> bool:
    """While the family is still declining, and there for the reader: who agrees in the meantime
    is told nothing late, nor is who has nothing to do with them any more."""
    step = AgreementStep.objects.select_related("episode").filter(pk=sent.subject).first()
    if step is None or step.episode.closed_on is not None or not declined(step.episode):
        return False
    if not wants_mail(sent.county_id, sent.recipient_id):
        return False
    readers = roles_of(sent.county_id, sent.recipient_id)
    return any(visible(reader, [step.episode.family_id]) for reader in readers)


def _step(sent: Mail) -> AgreementStep:
    return AgreementStep.objects.select_related("episode").get(pk=sent.subject)


KIND = Kind(
    title=_("Linkages: an entry about a family"),
    sentence=_("Somebody entered whether a family takes part. Sign in to read it."),
    path=_path,
    wanted=_wanted,
)


def on_declined(event: Event) -> None:
    """Event handler: tell the staff responsible on both sides, but not who wrote it down."""
    episode = Episode.objects.filter(pk=event.subject).open().first()
    if episode is None:
        return
    last = AgreementStep.objects.filter(episode=episode).latest("at")
    told = {user for side in responsible([episode]).get(episode.pk, ()) for user in side.users}
    for user in sorted(told - {event.by}):
        mail.post(CODE, county=episode.county_id, recipient=user, subject=last.pk)
