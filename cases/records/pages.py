"""What the pages about a batch show: finished words and figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records import guard, words
from cases.records.models import ExtractBatch, ExtractFile, QuarantinedRow
from cases.records.refusals import keeping, listing
from linkages.templatetags.words import short_day
from linkages.uswds import Column

State = ExtractBatch.State
STATE_KINDS = {
    State.RECEIVED: "waiting",
    State.VALIDATED: "attention",
    State.ACCEPTING: "waiting",
    State.ACCEPTED: "good",
    State.REJECTED: "closed",
    State.ROLLING_BACK: "waiting",
    State.ROLLED_BACK: "neutral",
    State.FAILED: "stop",
    State.CHECKED: "closed",
}
LIST_COLUMNS = [
    Column(gettext_lazy("Extract")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Uploaded")),
    Column(gettext_lazy("Rows"), numeric=True),
    Column(gettext_lazy("Refused"), numeric=True),
    Column(gettext_lazy("New people"), numeric=True),
    Column(gettext_lazy("Changed"), numeric=True),
    Column(gettext_lazy("No longer named"), numeric=True),
]
FIGURE_COLUMNS = [
    Column(gettext_lazy("Count")),
    Column(gettext_lazy("This extract"), numeric=True),
    Column(gettext_lazy("Accepted before"), numeric=True),
]
REFUSED_COLUMNS = [
    Column(gettext_lazy("Row"), numeric=True),
    Column(gettext_lazy("File")),
    Column(gettext_lazy("Reason")),
    Column(gettext_lazy("What to do")),
]
REFUSED_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Figure:
    """One count of a batch beside that of the batch accepted before it."""

    label: str
    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """One refused row, in words."""

    part: str
    number: int
    reasons: tuple[words.Told, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a batch's history."""

    at: datetime
    state: str
    who: str
    reason: str


def crumbs(batch: ExtractBatch) -> list[dict[str, str]]:
    """Where a page below a batch is."""
    return [
        {"label": _("Extracts"), "url": reverse("records:list")},
        {"label": title(batch), "url": reverse("records:batch", args=[batch.pk])},
        {"label": _("Decision"), "url": ""},
    ]


def state_of(batch: ExtractBatch) -> tuple[str, str]:
    """How the state of a batch is marked, and in which words."""
    if batch.is_held:
        return "stop", _("Held")
    return STATE_KINDS[State(batch.state)], str(batch.get_state_display())


def title(batch: ExtractBatch) -> str:
    """How a batch is called on pages."""
    return _("%(program)s extract as of %(day)s") % {
        "program": batch.get_program_display(),
        "day": short_day(batch.as_of),
    }


def batch_context(user: Any, batch: ExtractBatch, page: str | None) -> dict[str, Any]:
    """Everything on a batch page but what may be done with it."""
    files = list(batch.files.select_related("profile"))
    parts = {file.pk: file.get_part_display() for file in files}
    found = Paginator(listing.rows_for(user, batch), REFUSED_A_PAGE).get_page(page)
    before = guard.baseline(batch)
    waiting = batch.state == State.VALIDATED
    holds = guard.again(batch) if waiting else batch.held_for
    counted = batch.state not in (State.RECEIVED, State.FAILED)
    return {
        "batch": batch,
        "title": title(batch),
        "state": state_of(batch),
        "figures": figures(batch, before) if counted else [],
        "figure_columns": FIGURE_COLUMNS if before else FIGURE_COLUMNS[:2],
        "refused_columns": REFUSED_COLUMNS,
        "before": before,
        "first": before is None and batch.state in (State.VALIDATED, State.CHECKED),
        "holds": guard.sentences(holds),
        "cautions": guard.cautions(batch) if waiting else [],
        "failure": words.told(batch.failure_code, batch.failure_params),
        "files": [_file(file) for file in files],
        "remarks": [
            (words.sentence(code), count)
            for code, count in sorted(batch.remarks.items(), key=lambda pair: -pair[1])
        ],
        "refused": found,
        "cells_kept": any(keeping.offered(file) for file in files),
        "kept_until": max((file.kept_until for file in files if file.kept_until), default=None),
        "refused_rows": [_refused(row, parts) for row in found],
        "history": history(batch),
        "has_changes": batch.state in (State.VALIDATED, State.ACCEPTED),
        "repeat": _repeat(batch, files) if batch.state == State.CHECKED else "",
    }


def figures(batch: ExtractBatch, before: ExtractBatch | None) -> list[Figure]:
    """Counts, beside those of the batch before."""
    labels = {
        "rows": _("Rows read"),
        "rows_accepted": _("Rows taken"),
        "rows_quarantined": _("Rows refused"),
        "rows_omitted": _("Rows left out by rule"),
        "people": _("People"),
        "people_new": _("New people"),
        "people_changed": _("Changed"),
        "people_unchanged": _("Unchanged"),
        "people_returned": _("Named again"),
        "people_gone": _("No longer named"),
        "households": _("Households"),
        "people_without_ssn": _("Without a Social Security number"),
    }
    return [
        Figure(label, getattr(batch, name), getattr(before, name) if before else None)
        for name, label in labels.items()
    ]


def _repeat(batch: ExtractBatch, files: Iterable[ExtractFile]) -> str:
    """The query with which the upload form begins as it was filled in for a checked batch."""
    said = {"program": batch.program, "as_of": batch.as_of.isoformat()}
    if batch.regional:
        said["regional"] = "on"
    if batch.restore_zeros:
        said["restore_zeros"] = "on"
    for file in files:
        if file.profile_id:
            name = "others_reads" if file.part == ExtractFile.Part.OTHERS else "reads"
            said[name] = str(file.profile_id)
    return urlencode(said)


def _file(file: ExtractFile) -> dict[str, Any]:
    dropped: dict[str, list[str]] = {}
    for header, why in file.dropped_columns:
        dropped.setdefault(words.sentence(why), []).append(header)
    return {
        "file": file,
        "dropped": [(why, ", ".join(headers)) for why, headers in dropped.items()],
        "remarks": [words.sentence(code, params) for code, params in file.remarks],
        "ignored": ", ".join(file.unknown_columns),
    }


def _refused(row: QuarantinedRow, parts: dict[Any, str]) -> Refused:
    reasons = tuple(words.told(code, params) for code, params in row.reasons)
    return Refused(parts[row.file_id], row.number, reasons)


def history(batch: ExtractBatch) -> list[Happening]:
    """What happened to a batch, oldest first, from the history that the database keeps."""
    events = apps.get_model("records", "ExtractBatchEvent").objects.filter(pgh_obj=batch)
    told: list[Happening] = []
    last = ""
    for event in events.select_related("uploaded_by", "decided_by").order_by("pgh_id"):
        if event.state == last:
            continue
        last = event.state
        decided = event.state in (State.ACCEPTING, State.REJECTED, State.ROLLING_BACK)
        person = event.decided_by if decided else None
        if event.state == State.RECEIVED:
            person = event.uploaded_by
        label = _("Uploaded") if event.state == State.RECEIVED else State(event.state).label
        reason = event.reason if decided else ""
        told.append(
            Happening(event.pgh_created_at, str(label), person.name if person else "", reason)
        )
    return told
