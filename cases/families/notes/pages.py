"""What the pages of contacts, tasks and notes show: finished words."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.families.models import Wording
from cases.families.notes import acts, reading
from cases.families.notes.reading import Entry
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from cases.sharing.crossing import as_the_worker_of
from cases.sharing.families import Member
from linkages.programs import Program

NAMES: dict[str, Any] = {"contact": _("Contact"), "task": _("Task"), "note": _("Note")}
HEADINGS: dict[str, Any] = {
    "contact": _("Record a contact"),
    "task": _("Set a task"),
    "note": _("Write a note"),
}
VERBS: dict[str, Any] = {
    "contact": _("Record contact"),
    "task": _("Set task"),
    "note": _("Save note"),
}
SAVED: dict[str, Any] = {
    "contact": _("The contact is recorded."),
    "task": _("The task is set."),
    "note": _("The note is saved."),
}
COPIES: dict[Program, Any] = {
    Program.CALWORKS: _("Copy for CalSAWS Journal"),
    Program.CWS: _("Copy for CWS contact"),
}


def form_page(view: FamilyView, kind: str, form: Any, heading: Any) -> dict[str, Any]:
    """The context of a page on which something is written."""
    back = reverse("families:family", args=[view.family.pk])
    presets = form.choices.presets if kind == "contact" and "reason" not in form.fields else {}
    return {
        "view": view,
        "form": form,
        "heading": heading,
        "submit": VERBS[kind] if "reason" not in form.fields else _("Correct"),
        "cancel_url": f"{back}#written",
        "autosave_url": reverse("save_draft", args=[form.draft_name]),
        "saved_at": form.draft.saved_at if form.draft else None,
        "presets": json.dumps(presets) if presets else "",
        "breadcrumbs": crumbs(view, heading),
    }


def crumbs(view: FamilyView, here: Any) -> list[dict[str, Any]]:
    """Families, the family by its token, here."""
    return [
        {"label": _("Families"), "url": reverse("families:families")},
        {
            "label": view.family.token,
            "url": reverse("families:family", args=[view.family.pk]),
        },
        {"label": here},
    ]


@dataclass(frozen=True, slots=True)
class Version:
    """One wording that something had."""

    act: str
    by: str
    at: datetime
    text: str
    reason: str


def wordings_of(user: Any, view: FamilyView, entry: Entry) -> list[Version]:
    """Every wording of something that may be read, latest first. Accounted for."""
    opened = reading.open_versions(view.members, entry.row)
    wordings.account(user, (each for openings in opened.values() for each in openings))
    return [
        Version(
            str(Wording.Act(row.act).label),
            str(row.by),
            row.at,
            str(said.get("text", "")),
            str(said.get("reason", "")),
        )
        for row in acts.wordings_of(entry.row)
        if row.number in opened
        for said in (row.said,)
    ]


def reads_of(user: Any, view: FamilyView) -> Callable[[str, str, str, uuid.UUID | None], bool]:
    """`reads(program, owner, category, record)`: whether that program's own worker may read it."""
    seen: dict[str, Sequence[Member]] = {}

    def reads(program: str, owner: str, category: str, record: uuid.UUID | None) -> bool:
        if program not in seen:
            seen[program] = as_the_worker_of(Program(program), user, view.members)
        return bool(wordings.openings(seen[program], owner, category, record))

    return reads
