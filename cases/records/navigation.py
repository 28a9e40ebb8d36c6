"""What this app adds to the navigation and to Today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.records import pages
from cases.records.models import ExtractBatch
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.calendar import today
from linkages.programs import Program
from linkages.registries import Section
from linkages.templatetags.words import number


def entries(user: Any) -> Iterator[Entry]:
    """Extracts, for those who may see batches."""
    if may(user, Permission.VIEW_BATCH):
        yield Entry(30, _("Extracts"), reverse("records:list"))


def to_decide(user: Any) -> Iterator[Section]:
    """Batches that wait for a decision or could not be read, for analysts and coordinators."""
    if not may(user, Permission.VIEW_BATCH):
        return
    states = [ExtractBatch.State.VALIDATED, ExtractBatch.State.RECEIVED]
    if may(user, Permission.UPLOAD_EXTRACT):
        states.append(ExtractBatch.State.FAILED)
    found = ExtractBatch.objects.visible_to(user).filter(state__in=states)
    batches = list(found.select_related("uploaded_by")[:10])
    if batches:
        rows = [(batch, *pages.state_of(batch)) for batch in batches]
        context = {"rows": rows, "url": reverse("records:list"), "link": _("All extracts")}
        yield Section(20, _("Extracts to decide"), "records/_today.html", context)


def last_extracts(user: Any) -> Iterator[Section]:
    """For the page of today of analysts: what holds now of each program, how old it is, and the
    way to what is wrong with it."""
    if not may(user, Permission.UPLOAD_EXTRACT):
        return
    accepted = ExtractBatch.objects.visible_to(user).filter(state=ExtractBatch.State.ACCEPTED)
    lines = []
    for program in (Program.CWS, Program.CALWORKS):
        batch = accepted.filter(program=program).order_by("-as_of", "-published_at").first()
        if batch is not None:
            lines.append(_line(batch))
    if lines:
        context = {"lines": lines, "url": reverse("records:quality"), "link": _("Quality")}
        yield Section(21, _("What holds now"), "shell/_lines.html", context)


def _line(batch: ExtractBatch) -> dict[str, Any]:
    days = (today() - batch.as_of).days
    old = ngettext("%(count)s day old", "%(count)s days old", days) % {"count": number(days)}
    refused = ngettext(
        "%(count)s row refused", "%(count)s rows refused", batch.rows_quarantined
    ) % {"count": number(batch.rows_quarantined)}
    return {
        "label": pages.title(batch),
        "url": reverse("records:batch", args=[batch.pk]),
        "note": f"{old} · {refused}",
        "at": batch.published_at,
    }
