"""What changed about a family since somebody last looked, and who has not answered yet."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.families.models import Acceptance, Contact
from cases.families.models.changes import FamilyChange
from cases.families.notes.reading import Found
from cases.families.viewing import FamilyView

MOST = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed, in words."""

    at: datetime
    what: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A side that has been told and has not said whether it takes the family."""

    program: str
    due_on: date


def since(view: FamilyView, last: datetime | None, written: Found) -> list[Change]:
    """What is new since the last visit, latest first; on a first visit, how the family came to
    be. `written` are the contacts and notes that this reader may have."""
    rows = view.family.changes.all()
    rows = rows.filter(at__gt=last) if last else rows
    found = [*_of_people(view, rows.order_by("-at")[:MOST])]
    if last:
        found += (_of_words(row) for row, _o in written.rows if row.written_at > last)
    return sorted(found, key=lambda change: change.at, reverse=True)[:MOST]


def _of_people(view: FamilyView, rows: Any) -> Iterator[Change]:
    """Changes of the family, and of members who exist for the reader; of nobody else."""
    names = {r.record: m.facts.name for m in view.members for r in m.facts.records}
    for row in rows:
        told = _in_words(row, names)
        if told:
            yield Change(row.at, told)


def _in_words(row: FamilyChange, names: dict[uuid.UUID, str]) -> str:
    if row.record is None:
        return str(FamilyChange.Kind(row.kind).label)
    if row.record not in names:
        return ""
    said = {
        FamilyChange.Kind.CAME: _("%(name)s came to the family"),
        FamilyChange.Kind.LEFT: _("%(name)s left the family"),
    }.get(FamilyChange.Kind(row.kind))
    return said % {"name": names[row.record]} if said else ""


def _of_words(row: Any) -> Change:
    what = str(row.get_kind_display()) if isinstance(row, Contact) else _("Note")
    return Change(row.written_at, what, str(row.written_by))


def unanswered(view: FamilyView) -> list[Unanswered]:
    """The sides that have not answered."""
    if view.episode is None:
        return []
    rows = view.episode.acceptances.filter(state=Acceptance.State.WAITING).order_by("due_on")
    return [Unanswered(row.program, row.due_on) for row in rows]
