"""For the page of today: what one has to do for families, and what one waits for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.families.models import Task
from cases.families.notes import reading
from cases.families.notes.reading import Entry
from cases.families.viewing import name_of
from cases.people.models import Family, FamilyMember
from cases.sharing import wordings
from cases.sharing.chain import chain_of
from cases.sharing.families import families_visible_to, members_of
from cases.sharing.models import Assignment
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.programs import Program
from linkages.registries import Section

SHOWN = 12


@dataclass(frozen=True, slots=True)
class TaskOfToday:
    """A task, and the family for which it is to be done."""

    entry: Entry
    family: Family
    name: str
    overdue: bool


def to_do(user: Any) -> Iterator[Section]:
    """One's own open tasks, overdue first."""
    yield from _section(user, _mine(user), 6, _("To do for families"))


def waiting(user: Any) -> Iterator[Section]:
    """What one asked of the other program and has not got yet."""
    yield from _section(user, _asked(user), 8, _("Waiting on the other side"))


def _section(user: Any, rows: QuerySet[Task], order: int, title: Any) -> Iterator[Section]:
    if not may(user, Permission.WORK_FAMILY):
        return
    found = rows.filter(family__in=families_visible_to(user).values("pk"))
    people = ("written_by", "struck_by", "done_by", "user", "family")
    found = found.order_by(F("due_on").asc(nulls_last=True), "written_at", "pk")
    lines = _lines(user, list(found.select_related(*people)[:SHOWN]))
    if lines:
        url = reverse("families:families")
        context = {"lines": lines, "url": url, "link": _("All families")}
        yield Section(order, title, "families/notes/_today.html", context)


def _mine(user: Any) -> QuerySet[Task]:
    """Tasks of this member of staff: by name, by the number of extracts, or of their program's
    side of a family that is assigned to them."""
    working = user.working_in
    mine = Q(user=user.pk)
    if working.worker_id:
        held: QuerySet[Assignment] = chain_of(user).filter(worker_id=working.worker_id)
        places = FamilyMember.objects.visible_to(user).now()
        families = places.filter(record__in=held.values("record")).values("family")
        mine |= Q(worker_id=working.worker_id)
        mine |= Q(worker_id="", user=None, doer=working.program, family__in=families)
    return Task.objects.visible_to(user).open().filter(mine)


def _asked(user: Any) -> QuerySet[Task]:
    """What this member of staff wrote down for the other program to do."""
    theirs = Task.objects.visible_to(user).open().filter(written_by=user.pk, user=None)
    return theirs.exclude(doer__in=[user.working_in.program, Program.JOINT])


def _lines(user: Any, tasks: Sequence[Task]) -> list[TaskOfToday]:
    """The tasks that this reader may have, in finished words. Constant number of queries."""
    families = {task.family_id: task.family for task in tasks}
    wanted = {"C1", *(task.category for task in tasks)}
    members = members_of(user, families.values(), categories=wanted) if families else {}
    rows = tuple(
        (task, opened)
        for task in tasks
        if (
            opened := wordings.openings(
                members.get(task.family_id, ()), task.program, task.category, task.about_id
            )
        )
    )
    everybody = [member for theirs in members.values() for member in theirs]
    return [
        TaskOfToday(
            entry=entry,
            family=families[entry.row.family_id],
            name=name_of(members[entry.row.family_id]) or families[entry.row.family_id].token,
            overdue=bool(getattr(entry.row, "due_on", None)) and entry.row.due_on < today(),
        )
        for entry in reading.entries(user, everybody, reading.Found(rows))
    ]
