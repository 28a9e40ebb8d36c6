"""Results on paper: the brief for sponsors, and the sheet that the team agreed on."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Round
from assessments.results import deciding
from assessments.results.page import SIDES, Results
from counties import papers
from counties.permissions import Permission, may
from linkages.charts import Share, share_bars
from linkages.documents import Document, Kind, Page, Refused

PUBLIC = gettext_lazy(
    "Results of an assessment may be a public record. No client and nobody’s own answer is in it."
)


def _read(document: Document) -> Round:
    """The round, while its recipient may see results. Raises Refused."""
    recipient = papers.at_work(document)
    if may(recipient, Permission.VIEW_ASSESSMENTS):
        rows = Round.objects.visible_to(recipient).filter(state=Round.State.CLOSED)
        found = rows.select_related("site").filter(pk=document.subject).first()
        if found is not None:
            return found
    raise Refused(_("You may no longer open the assessment that this document is about."))


def _context(document: Document) -> dict[str, Any]:
    asked = _read(document)
    found = Results(asked)
    return papers.frame(document, str(PUBLIC)) | {
        "asked": asked,
        "found": found,
        "place": asked.site.name if asked.site else _("The whole county"),
    }


def compose_brief(document: Document) -> Page:
    """Overall result, bars, gates, decision, and lines to sign on."""
    context = _context(document)
    found, held = context["found"], deciding.signatures(context["asked"])
    context |= {
        "decision": deciding.decision_of(context["asked"]),
        "signatures": [(program, held.get(program)) for program in deciding.BOTH],
        "chart": share_bars(
            "sections",
            _("Results by section"),
            [
                Share(f"{line.code} {line.title}", part.percent, line.percent)
                for line, part in zip(found.sections, found.result.sections, strict=True)
            ],
        ),
    }
    return Page("documents/assessments/brief.html", context, ())


def compose_filled(document: Document) -> Page:
    """Every item with what was agreed and why; medians by side as the team saw them."""
    context = _context(document) | {"sides": [side.label for side in SIDES]}
    return Page("documents/assessments/filled.html", context, ())


def recheck(document: Document) -> None:
    """Refused once its recipient may not see results of the county any more."""
    _read(document)


BRIEF = Kind(
    title=gettext_lazy("Results of an assessment"),
    version="1",
    compose=compose_brief,
    recheck=recheck,
)
FILLED = Kind(
    title=gettext_lazy("What the team agreed on"),
    version="1",
    compose=compose_filled,
    recheck=recheck,
)
