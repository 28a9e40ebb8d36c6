"""Mails to staff about their own account. Fixed words; the invitation's link is its only secret."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.models import FactorReset, Invitation, Membership
from linkages import mail
from linkages.calendar import today
from linkages.scope import rls

INVITATION = "counties.invitation"
RESET_ASKED = "counties.reset_asked"
RESET_DONE = "counties.reset_done"
RESET_APPROVED = "counties.reset_approved"


def _link(posted: mail.Mail) -> str:
    from counties.staff import inviting

    found = Invitation.objects.get(pk=posted.subject)
    return reverse("accept_invitation", args=[inviting.token_of(found)])


def _still_open(posted: mail.Mail) -> bool:
    rows = Invitation.objects.filter(pk=posted.subject, user=posted.recipient_id)
    return rows.filter(state=Invitation.State.OPEN).exists()


def _own_factors(posted: mail.Mail) -> str:
    return reverse("mfa_index")


def _is_theirs(posted: mail.Mail) -> bool:
    return FactorReset.objects.filter(pk=posted.subject, user=posted.recipient_id).exists()


def _waiting_page(posted: mail.Mail) -> str:
    return reverse("counties:waiting")


def _asked_and_works_here(posted: mail.Mail) -> bool:
    asked = FactorReset.objects.filter(pk=posted.subject, asked_by=posted.recipient_id)
    with rls(county=posted.county_id, user=posted.recipient_id):
        mine = Membership.objects.filter(county=posted.county_id, user=posted.recipient_id)
        return asked.exists() and mine.in_force_on(today()).exists()


INVITE = mail.Kind(
    _("Linkages: you are invited"),
    _("Your county invites you to Linkages. Open this link once to choose a password:"),
    _link,
    _still_open,
)
ASKED = mail.Kind(
    _("Linkages: your second step"),
    _(
        "An administrator asked to take away your second step at sign-in. If you did not want "
        "that, call your county’s administrator now. Your second step:"
    ),
    _own_factors,
    _is_theirs,
)
DONE = mail.Kind(
    _("Linkages: your second step"),
    _(
        "Your second step at sign-in was taken away by two administrators. Sign in and set up a "
        "new one. If you did not want that, call your county’s administrator now:"
    ),
    _own_factors,
    _is_theirs,
)
APPROVED = mail.Kind(
    _("Linkages: a second step was taken away"),
    _("The reset that you asked for was approved by another administrator:"),
    _waiting_page,
    _asked_and_works_here,
)
