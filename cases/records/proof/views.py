"""Proof of submission: who sent which bytes when, and what became of them. To print and to file."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.records import guard, pages
from cases.records.models import ExtractBatch
from cases.records.views import batch_for
from counties.permissions import Permission
from linkages.uswds import Column

FILE_COLUMNS = [
    Column(gettext_lazy("File")),
    Column(gettext_lazy("Size"), numeric=True),
    Column(gettext_lazy("SHA-256 of its bytes")),
]
GROUP = 8  # digits of a digest that are read together


@require_GET
def proof(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The proof of one batch."""
    batch = batch_for(request, batch_id, Permission.VIEW_BATCH)
    counted = batch.state not in (ExtractBatch.State.RECEIVED, ExtractBatch.State.FAILED)
    context: dict[str, Any] = {
        "batch": batch,
        "reference": reference(batch),
        "state": pages.state_of(batch),
        "files": [(file, _grouped(bytes(file.sha256).hex())) for file in batch.files.all()],
        "file_columns": FILE_COLUMNS,
        "figures": pages.figures(batch, None) if counted else [],
        "figure_columns": pages.FIGURE_COLUMNS[:2],
        "holds": guard.sentences(batch.held_for),
        "history": pages.history(batch),
        "breadcrumbs": [*pages.crumbs(batch)[:2], {"label": _("Proof of submission"), "url": ""}],
    }
    return render(request, "records/proof/proof.html", context)


def reference(batch: ExtractBatch) -> str:
    """What people quote on the telephone; enough of the key to be alone in a county."""
    key = batch.pk.hex[:12].upper()
    return "-".join(key[at : at + 4] for at in range(0, len(key), 4))


def _grouped(digest: str) -> str:
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))
