"""The closing letter: to one adult, about nobody else, in their language."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.families.agreement.acts import standings
from cases.families.closing.acts import RUNNING, NotAllowed
from cases.families.documents.languages import offers, wanted_by, written_for
from cases.families.documents.reading import Opened, check_still_open, open_for
from cases.families.documents.wording import closing_words, day_in
from cases.families.models import Closing, Episode, Letter
from cases.families.viewing import FamilyView
from cases.sharing import pages
from cases.sharing.families import FamilyReading, Member
from cases.sharing.pages import ADDRESS
from cases.sharing.summary import frame_of
from linkages import audit, documents
from linkages.calendar import today
from linkages.documents import Document, Kind, Page, Refused
from linkages.programs import Program

KIND_NAME = "families.closing"
IDENTITY = ("C1",)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which adult's letter, in which language ("" for what their record states), and whether it
    is mailed: then their address stands on it, and else nobody's does."""

    adult: uuid.UUID
    language: str = ""
    by_mail: bool = False


def readers(view: FamilyView) -> tuple[Member, ...]:
    """Adults to whom a letter about joint work may go: whom both programs know. To anybody else
    it would tell that the family is known to the other program."""
    return tuple(member for member in view.members if _is_reader(member))


def _is_reader(member: Member) -> bool:
    both = all(member.facts.of(program) for program in (Program.CWS, Program.CALWORKS))
    return both and not member.is_child and not member.facts.kin


def is_ending(episode: Episode | None) -> bool:
    """Whether joint work has ended or is about to."""
    if episode is None:
        return False
    ended = (Episode.State.CLOSING, Episode.State.CLOSED, Episode.State.TRANSFERRED)
    return episode.state in ended


def refuses(episode: Episode, adult: uuid.UUID) -> bool:
    """Whether the adult's last word about taking part is no: then nobody writes to them."""
    standing = standings([episode]).get(episode.pk, {}).get(adult)
    return standing is not None and standing.refuses


@transaction.atomic
def ask(user: Any, view: FamilyView, wish: Wish) -> Document:
    """Have a letter made for one adult; it is among the documents of who asked. NotAllowed."""
    episode = view.episode
    if episode is None or not is_ending(episode):
        raise NotAllowed(_("Joint work with this family goes on. There is nothing to write yet."))
    member = next((each for each in readers(view) if each.key == wish.adult), None)
    if member is None:
        raise NotAllowed(_("A letter about joint work goes to adults whom both programs know."))
    if refuses(episode, wish.adult):
        raise NotAllowed(_("They declined to take part. Nobody writes to them about it."))
    wanted, stated = wanted_by(member)
    letter = Letter.objects.create(
        county_id=episode.county_id,
        episode=episode,
        adult=wish.adult,
        language=wish.language or written_for(wanted),
        wanted_language=wanted or stated[:20],
        by_mail=wish.by_mail,
        made_by=user,
    )
    audit.note({view.family.pk, letter.pk}, purpose="family")
    return documents.request(KIND_NAME, subject=letter.pk, recipient=user, language=letter.language)


def compose(document: Document) -> Page:
    """Under the rights of who asked, about its reader alone. Raises Refused."""
    letter, opened, member = _read(document)
    frame = frame_of(document)
    told = {
        "name": member.facts.name,
        "day": day_in(document.language, _last_day(letter.episode)),
        "recipient": member.facts.name,
        "copy": frame["copy_number"],
        "by": frame["printed_by"],
        "at": frame["printed_at"],
    }
    words = closing_words(document.language, told)
    context = frame | {
        "recipient": member.facts.name,
        "confidentiality": words.confidential,
        "words": words,
        "name": member.facts.name,
        "address": _address(member) if letter.by_mail else (),
        "date": day_in(document.language, today()),
        "workers": [each for each in pages.workers(member.facts) if each[1]],
        "offers": [] if letter.wanted_language == letter.language else _offers(letter),
    }
    bases = tuple(b for b in opened.bases if b.startswith(f"{member.key}:"))
    return Page("families/documents/letter.html", context, bases, opened.reading.account)


def recheck(document: Document) -> None:
    """Refused when the adult or their identity is closed by now, or they declined since."""
    _letter, opened, _member = _read(document)
    check_still_open(document, opened)


KIND = Kind(
    title=gettext_lazy("Closing letter"),
    version="1",
    compose=compose,
    recheck=recheck,
    complete=True,
)


def _read(document: Document) -> tuple[Letter, Opened, Member]:
    rows = Letter.objects.filter(county=document.county_id, made_by=document.recipient)
    letter = rows.select_related("episode").filter(pk=document.subject).first()
    if letter is None:
        raise Refused(_("You may no longer open the family that this document is about."))
    opened = open_for(document, letter.episode.family_id, IDENTITY)
    member = next((each for each in readers(opened.view) if each.key == letter.adult), None)
    if member is None or not is_ending(letter.episode):
        raise Refused(_("A letter about joint work goes to adults whom both programs know."))
    if refuses(letter.episode, letter.adult):
        raise Refused(_("They declined to take part. Nobody writes to them about it."))
    alone = opened.reading.reading.only({member.key})
    return letter, Opened(opened.view, FamilyReading(opened.reading.members, alone)), member


def _offers(letter: Letter) -> list[dict[str, Any]]:
    wanted = letter.wanted_language
    return offers(wanted) if wanted else []


def _last_day(episode: Episode) -> Any:
    running = Closing.objects.filter(episode=episode, state__in=RUNNING).first()
    if episode.closed_on is None and running is not None:
        return running.last_day
    return episode.closed_on or episode.closing_on or today()


def _address(member: Member) -> tuple[str, ...]:
    """The reader's own, of the first record that states one which may be seen."""
    for record in member.facts.records:
        street, city, postal = (str(record.value(part)) for part in ADDRESS)
        if street:
            return (street, f"{city} {postal}".strip())
    return ()
