"""The parts of a family's page that belong to the page itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.families.models import Contact, Note, Task
from cases.families.notes import pages as notes_pages
from cases.families.notes import reading
from cases.families.notes.reading import Entry
from cases.families.page import happening, history, visits
from cases.families.viewing import FamilyView
from cases.sharing import pages
from counties.permissions import Permission, may
from linkages.forms import HouseForm
from linkages.registries import Section

# As many as one reads without looking for something; the rest have a page of their own.
SHOWN = 8
QUICK = ("phone", "home_visit", "joint_visit", "office", "text", "cft", "court")


def of_page(user: Any, view: FamilyView) -> Iterator[Section]:
    """What is happening, both programs side by side, what was written down, the history."""
    found = reading.find(user, view)
    tasks = reading.entries(user, view.members, open_tasks(found))
    words = found.of(Contact, Note)
    log = reading.entries(user, view.members, words.first(SHOWN))
    may_work = may(user, Permission.WORK_FAMILY)
    yield Section(
        10,
        _("What is happening"),
        "families/page/_happening.html",
        {
            "changes": happening.since(view, visits.since(user, view.family.pk), words),
            "waiting": happening.unanswered(view),
            "tasks": [task_line(user, each) for each in tasks],
            "view": view,
        },
    )
    yield Section(
        30,
        _("Two programs side by side"),
        "families/page/_programs.html",
        {"members": [(member.facts, pages.sides(member.facts)) for member in view.members]},
    )
    yield Section(
        50,
        _("Contacts and notes"),
        "families/page/_written.html",
        {
            "view": view,
            "entries": log,
            "more": len(words.rows) > SHOWN,
            "may_work": may_work,
            "quick": [(k, Contact.Kind(k).label) for k in QUICK] if may_work else [],
            "copies": notes_pages.COPIES if may_work else {},
        },
    )
    yield Section(
        90,
        _("History"),
        "families/page/_history.html",
        {"lines": history.of(user, view, found)},
        folded=True,
    )


def open_tasks(found: reading.Found) -> reading.Found:
    """What is still to be done, what is due first in front."""
    rows = [each for each in found.of(Task).rows if _is_open(each[0])]
    return reading.Found(tuple(sorted(rows, key=_due)))


def _is_open(row: Any) -> bool:
    return row.done_at is None and not row.is_struck


def _due(found: tuple[Any, Any]) -> tuple[bool, Any, Any]:
    row = found[0]
    return row.due_on is None, row.due_on or row.written_at.date(), row.written_at


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An open task, and the button with which this reader marks it as done."""

    entry: Entry
    form: HouseForm | None
    doer: str


def task_line(user: Any, entry: Entry) -> TaskLine:
    """A task with who does it in words."""
    row = entry.row
    finishes = isinstance(row, Task) and reading.may_finish(user, row)
    allowed = finishes and may(user, Permission.WORK_FAMILY)
    who = str(row.user) if isinstance(row, Task) and row.user else ""
    return TaskLine(entry, HouseForm() if allowed else None, who)
