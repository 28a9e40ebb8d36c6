"""What a batch changed: counts for whoever sees batches, people for whoever may know them."""

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.records import guard, pages
from cases.records.changes import counting, finding
from cases.records.changes.finding import Entry, Found
from cases.records.models import ExtractBatch, Standing
from cases.records.views import batch_for
from counties.permissions import Permission, may
from counties.signin.step_up import step_up
from linkages import exports
from linkages.uswds import Column

PEOPLE_A_PAGE = 25
KINDS = (Standing.NEW, Standing.CHANGED, Standing.RETURNED, Standing.GONE)
COUNT_COLUMNS = [Column(gettext_lazy("Kind")), Column(gettext_lazy("People"), numeric=True)]
FIELD_COLUMNS = [Column(gettext_lazy("Field")), Column(gettext_lazy("People"), numeric=True)]
PEOPLE_COLUMNS = [
    Column(gettext_lazy("Person")),
    Column(gettext_lazy("Kind")),
    Column(gettext_lazy("Field")),
    Column(gettext_lazy("Before")),
    Column(gettext_lazy("After")),
]
STATES = (ExtractBatch.State.VALIDATED, ExtractBatch.State.ACCEPTED)


@require_GET
def changes(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """New, changed, gone, named again, by field; people where the viewer may know them."""
    batch = _batch(request, batch_id)
    return _page(request, batch)


def _batch(request: HttpRequest, batch_id: uuid.UUID) -> ExtractBatch:
    """A batch that says, or would say, what holds; 404 for every other."""
    batch = batch_for(request, batch_id, Permission.VIEW_BATCH)
    if batch.state not in STATES:
        raise Http404
    return batch


def _page(
    request: HttpRequest, batch: ExtractBatch, refusal: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "batch": batch,
        "refusal": refusal,
        "before": guard.baseline(batch),
        "kinds": _kinds(batch),
        "fields": counting.moved_fields(batch),
        "count_columns": COUNT_COLUMNS,
        "field_columns": FIELD_COLUMNS,
        "breadcrumbs": [*pages.crumbs(batch)[:2], {"label": _("What changed"), "url": ""}],
    }
    if may(request.user, Permission.VIEW_PERSON):
        found = finding.find(request.user, batch)
        context |= _people(request, found)
        found.account(context["page"].object_list)
    return render(request, "records/changes/changes.html", context, status=status)


def _kinds(batch: ExtractBatch) -> list[tuple[str, int]]:
    return [(str(kind.label), getattr(batch, f"people_{kind.value}")) for kind in KINDS]


def _people(request: HttpRequest, found: Found) -> dict[str, Any]:
    chosen = _filtered(request, found)
    fields = {m.field: m.label for entry in found.entries for m in entry.moves}
    return {
        "sees_people": True,
        "people_columns": PEOPLE_COLUMNS,
        "page": Paginator(chosen, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "kind_choices": [(kind.value, kind.label) for kind in KINDS],
        "field_choices": sorted(fields.items(), key=lambda pair: pair[1]),
        "kind": request.GET.get("kind", ""),
        "field": request.GET.get("field", ""),
        "query": urlencode({name: request.GET.get(name, "") for name in ("kind", "field")}),
        "cut": found.cut,
        "most": finding.MOST,
    }


def _filtered(request: HttpRequest, found: Found) -> list[Entry]:
    kind, field = request.GET.get("kind", ""), request.GET.get("field", "")
    return [
        entry
        for entry in found.entries
        if (not kind or entry.kind == kind)
        and (not field or any(move.field == field for move in entry.moves))
    ]


@require_GET
@step_up
def as_csv(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The same as a file: people for whoever may know them, otherwise the counts."""
    batch = _batch(request, batch_id)
    if not may(request.user, Permission.VIEW_PERSON):
        rows = [(kind, "", str(count)) for kind, count in _kinds(batch)]
        rows += [(_("Changed"), field, str(n)) for field, n in counting.moved_fields(batch)]
        heads = [_("Kind"), _("Field"), _("People")]
        return exports.csv_file("changes", heads, rows, subjects={batch.pk})
    found = finding.find(request.user, batch)
    chosen = _filtered(request, found)
    heads = [_("Person"), _("Name"), _("Kind"), _("Field"), _("Before"), _("After")]
    subjects = {batch.pk, *(entry.person for entry in chosen)}
    try:
        file = exports.csv_file("changes", heads, _lines(chosen), subjects=subjects)
    except exports.TooManyRows:
        sentence = _("A file takes at most %(count)s lines. Choose a kind or a field first.")
        return _page(request, batch, sentence % {"count": exports.MOST_ROWS}, 409)
    found.account(chosen)
    return file


def _lines(entries: list[Entry]) -> Iterator[list[str]]:
    for entry in entries:
        first = [entry.token, entry.name, entry.kind_words]
        for move in entry.moves:
            yield [*first, move.label, move.before, move.after]
        if not entry.moves:
            yield [*first, "", "", ""]
