"""An instrument on paper, blank: for who answers without a computer. Typed in later by the team."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.instruments import choosing, pages
from assessments.instruments.choosing import Known, State
from assessments.instruments.reading import Scoring
from assessments.models import Side, Trend
from counties import papers
from counties.permissions import Permission, may
from linkages.documents import Document, Kind, Page, Refused

KIND_NAME = "assessments.blank"
PUBLIC = gettext_lazy(
    "Confidential, not anonymous. No client’s name or case. Assessments may be public records."
)


def compose(document: Document) -> Page:
    """The blank form, in the document's language."""
    known = _read(document)
    context = papers.frame(document, str(PUBLIC)) | sheet(known, document.language)
    return Page("documents/assessments/blank.html", context, ())


def recheck(document: Document) -> None:
    """Refused without the right to see instruments, and for an edition that is gone."""
    _read(document)


KIND = Kind(
    title=gettext_lazy("Blank assessment form"), version="1", compose=compose, recheck=recheck
)


def sheet(known: Known, language: str) -> dict[str, Any]:
    """What stands on the form. Weights and gates do not: they would lead the answer."""
    instrument = known.instrument
    scored = instrument.scoring != Scoring.CHECKLIST
    return pages.questions(instrument, language) | {
        "instrument": instrument,
        "name": pages.title(instrument),
        "edition_name": pages.edition_name(known),
        "purpose": instrument.purpose[language],
        "scored": scored,
        "sides": Side.labels,
        "trends": Trend.labels if instrument.asks_trend else [],
        "importance": [1, 2, 3] if instrument.asks_importance else [],
    }


def _read(document: Document) -> Known:
    recipient = papers.at_work(document)
    if may(recipient, Permission.VIEW_INSTRUMENTS) and may(recipient, Permission.REQUEST_DOCUMENT):
        for editions in choosing.editions_for(recipient).values():
            for known in editions:
                if known.key == document.subject and known.state != State.DRAFT:
                    return known
    raise Refused(_("You may no longer open the instrument that this document is about."))
