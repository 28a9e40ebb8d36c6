"""Sample letters for administrators: whether this computer can write to everybody."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.families.documents.languages import RIGHT_TO_LEFT
from cases.families.documents.reading import at_work
from cases.families.documents.wording import TAGS, closing_words, day_in
from cases.sharing.summary import frame_of
from counties.permissions import Permission, may
from linkages import documents
from linkages.calendar import today
from linkages.documents import Document, Kind, Page, Refused
from linkages.programs import Program

KIND_NAME = "families.sample"
# (code, its own name, name of nobody). Names of people who do not exist.
LANGUAGES = (
    ("en", "English", "Jane Example"),
    ("es", "Español", "Juana Ejemplo"),
    ("ar", "العربية", "ليلى مثال"),
    ("zh", "中文", "样本 李"),
)
NAMES = {code: name for code, _label, name in LANGUAGES}
HAND_OFF = timedelta(days=10)


def ask(user: Any, language: str) -> Document:
    """Have a sample made in one of the languages."""
    return documents.request(KIND_NAME, subject=user.pk, recipient=user, language=language)


def compose(document: Document) -> Page:
    """The closing letter to nobody."""
    recheck(document)
    return Page("families/documents/letter.html", _context(document, today()), ())


def recheck(document: Document) -> None:
    """Refused without the right to keep letters."""
    recipient = at_work(document.recipient, document.county_id)
    if not may(recipient, Permission.KEEP_LETTERS):
        raise Refused(_("Sample letters are for who keeps letters."))


KIND = Kind(
    title=gettext_lazy("Sample letter"),
    version="1",
    compose=compose,
    recheck=recheck,
    complete=True,
)


def _context(document: Document, day: date) -> dict[str, Any]:
    language, name = document.language, NAMES.get(document.language, NAMES["en"])
    frame = frame_of(document)
    told = {
        "name": name,
        "day": day_in(language, day + HAND_OFF),
        "recipient": name,
        "copy": frame["copy_number"],
        "by": frame["printed_by"],
        "at": frame["printed_at"],
    }
    words = closing_words(language, told)
    return frame | {
        "language": TAGS.get(language, language),
        "direction": "rtl" if language in RIGHT_TO_LEFT else "",
        "recipient": name,
        "confidentiality": words.confidential,
        "words": words,
        "name": name,
        "address": ("1 Example Street", "Sacramento 95814"),
        "date": day_in(language, day),
        "workers": [
            (Program.CWS, "A. Example, 555-0100"),
            (Program.CALWORKS, "B. Example, 555-0101"),
        ],
        "offers": [],
        "sample": True,
    }
