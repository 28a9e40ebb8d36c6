"""A notice on paper: that a family is in both programs, what is asked by when, and of whom."""

from django.utils.translation import gettext_lazy

from cases.families import listing
from cases.families.documents.reading import check_still_open, open_for
from cases.families.documents.summary import MOST_MEMBERS, grounds_of, line_of
from cases.families.models import Acceptance
from cases.sharing.chain import programs_of, viewer_of
from cases.sharing.summary import frame_of
from linkages.documents import Document, Kind, Page

IDENTITY = ("C1",)


def compose(document: Document) -> Page:
    """The family's token, whom of it the recipient may see, and what is asked of their side."""
    opened = open_for(document, document.subject, IDENTITY)
    view, recipient = opened.view, document.recipient
    mine = [program.value for program in programs_of(viewer_of(recipient))]
    asked = Acceptance.objects.none()
    if view.episode is not None:
        asked = view.episode.acceptances.filter(program__in=mine).order_by("program", "-told_at")
    context = frame_of(document) | {
        "view": view,
        "state": listing.state_words(view.episode),
        "members": [line_of(member) for member in view.members[:MOST_MEMBERS]],
        "workers": listing.workers_of(view.members),
        "asked": [row for row in asked if row.state != Acceptance.State.HANDED_ON],
        "grounds": grounds_of(view.members),
    }
    return Page(
        "families/documents/notification.html", context, opened.bases, opened.reading.account
    )


def recheck(document: Document) -> None:
    """Refused when the family, a member, or their identity is closed by now."""
    check_still_open(document, open_for(document, document.subject, IDENTITY))


KIND = Kind(
    title=gettext_lazy("Notice of a shared family"), version="1", compose=compose, recheck=recheck
)
