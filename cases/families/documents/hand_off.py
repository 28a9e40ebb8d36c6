"""The hand-off sheet: what one program asks of the other for a family, for the worker there."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.families import listing
from cases.families.agreement.acts import declined
from cases.families.closing.acts import NotAllowed
from cases.families.documents.reading import at_work, check_still_open, open_for
from cases.families.documents.summary import MOST_MEMBERS, grounds_of, line_of
from cases.families.models import Acceptance, HandOff
from cases.families.telling.colleagues import sees
from cases.families.telling.mailing import wants_mail
from cases.families.telling.responsible import responsible
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from cases.sharing.chain import programs_of, viewer_of
from cases.sharing.families import gather_members
from cases.sharing.summary import frame_of
from counties.models import User
from linkages import audit, documents, mail
from linkages.documents import Document, Kind, Page, Refused
from linkages.programs import Program

KIND_NAME = "families.hand_off"
OWNER = {"C1": Program.JOINT, "C2": Program.CALWORKS, "C3": Program.CALWORKS, "C5": Program.CWS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is handed over: what was asked, what is needed, and until when."""

    recipient: uuid.UUID
    about: str
    asked: str
    needed: str
    needed_by: date | None = None


def recipients(user: Any, view: FamilyView) -> dict[uuid.UUID, tuple[Program, User]]:
    """Workers of the other program who answer for the family: id -> (program, person). Joint staff
    may write to either side."""
    if view.episode is None:
        return {}
    mine = programs_of(viewer_of(user))
    wanted = {Program.CWS, Program.CALWORKS} - (mine if len(mine) == 1 else frozenset())
    sides = responsible([view.episode]).get(view.episode.pk, ())
    program_of = {
        key: side.program for side in sides if side.program in wanted for key in side.users
    }
    people = User.objects.filter(pk__in=program_of).order_by("name")
    return {person.pk: (program_of[person.pk], person) for person in people if person != user}


@transaction.atomic
def ask(user: Any, view: FamilyView, asked: Asked, *, language: str) -> Document:
    """Have the sheet made for a worker of the other program, who gets a mail. Raises NotAllowed."""
    episode = view.episode
    if episode is None or episode.closed_on is not None:
        raise NotAllowed(_("There is no joint work with this family now."))
    if declined(episode):
        raise NotAllowed(_("The family declined. Nothing is handed over for joint work."))
    found = recipients(user, view).get(asked.recipient)
    if found is None:
        raise NotAllowed(_("This person does not answer for the family any more."))
    program, recipient = found
    at_work(recipient, episode.county_id)
    if not _may_read(recipient, view, asked.about):
        raise NotAllowed(_("This is not open to the other side. Choose what it is about again."))
    sheet = HandOff(
        county_id=episode.county_id,
        episode=episode,
        program=program,
        recipient=recipient,
        about=asked.about,
        needed_by=asked.needed_by,
        made_by=user,
    )
    sheet.put(asked=asked.asked, needed=asked.needed)
    sheet.save(force_insert=True)
    audit.note({view.family.pk, sheet.pk}, purpose="family")
    mail.post(KIND_NAME, county=sheet.county_id, recipient=recipient.pk, subject=sheet.pk)
    return documents.request(KIND_NAME, subject=sheet.pk, recipient=recipient, language=language)


def _may_read(recipient: Any, view: FamilyView, about: str) -> bool:
    members = gather_members(recipient, [view.family], categories=[about]).members
    return bool(wordings.openings(members.get(view.family.pk, ()), OWNER[about], about))


def _sheet(document: Document) -> HandOff:
    rows = HandOff.objects.filter(county=document.county_id, recipient=document.recipient)
    sheet = rows.select_related("made_by", "episode").filter(pk=document.subject).first()
    if sheet is None:
        raise Refused(_("You may no longer open the family that this document is about."))
    if declined(sheet.episode):
        raise Refused(_("The family declined. Nothing is handed over for joint work."))
    return sheet


def compose(document: Document) -> Page:
    """Under the rights of the worker who gets it; refused where its words are not open to them."""
    sheet = _sheet(document)
    opened = open_for(document, sheet.episode.family_id)
    view = opened.view
    if not wordings.openings(view.members, OWNER[sheet.about], sheet.about):
        raise Refused(_("Something in this document may no longer be shown to you."))
    asked = Acceptance.objects.filter(episode=sheet.episode, state=Acceptance.State.ACCEPTED)
    context = frame_of(document) | {
        "sheet": sheet,
        "view": view,
        "state": listing.state_words(view.episode),
        "members": [line_of(member) for member in view.members[:MOST_MEMBERS]],
        "workers": listing.workers_of(view.members),
        "accepted": list(asked.select_related("answered_by").order_by("program")),
        "grounds": grounds_of(view.members),
    }
    return Page("families/documents/hand_off.html", context, opened.bases, opened.reading.account)


def recheck(document: Document) -> None:
    """Refused when the family, a member, or a category that it shows is closed by now, or the
    family declined since."""
    check_still_open(document, open_for(document, _sheet(document).episode.family_id))


KIND = Kind(title=gettext_lazy("Hand-off sheet"), version="1", compose=compose, recheck=recheck)


def _wanted(message: mail.Mail) -> bool:
    rows = HandOff.objects.filter(pk=message.subject, recipient=message.recipient)
    sheet = rows.select_related("episode__family").first()
    if sheet is None or not wants_mail(message.county_id, message.recipient_id):
        return False
    return sees(message.county_id, message.recipient_id, sheet.episode.family)


MAIL = mail.Kind(
    title=gettext_lazy("A hand-off sheet for you"),
    sentence=gettext_lazy("A hand-off sheet was made for you. It is among your documents."),
    path=lambda _mail: "/documents/",
    wanted=_wanted,
)
