"""Contacts, tasks and notes of a family as one reader may have them: what is not open to them is
not there, and nothing says that it is not."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet

from cases.families.models import Contact, Note, Task, Wording
from cases.families.notes import titles
from cases.families.viewing import FamilyView
from cases.people.models import Family
from cases.sharing import wordings
from cases.sharing.families import Member
from linkages.programs import Program

Row = Contact | Task | Note


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact, task or note that may be read, and on what grounds."""

    row: Row
    kind: str
    text: str
    # Why its wording was last changed; empty for the first.
    reason: str
    about: str
    taking_part: tuple[str, ...]
    openings: tuple[wordings.Opening, ...]
    may_change: bool

    @property
    def at(self) -> datetime:
        """When it happened, or was written down."""
        return self.row.at if isinstance(self.row, Contact) else self.row.written_at

    @property
    def title(self) -> str:
        """The sentence of a task; what kind of contact it was; empty for a note."""
        if isinstance(self.row, Task):
            return titles.sentence(self.row.code, self.row.params) if self.row.code else self.text
        return str(self.row.get_kind_display()) if isinstance(self.row, Contact) else ""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one family that the reader may have, latest first; not yet unsealed."""

    rows: tuple[tuple[Row, tuple[wordings.Opening, ...]], ...]

    def of(self, *models: type[Row]) -> "Found":
        """Those of some kinds."""
        return Found(tuple(each for each in self.rows if isinstance(each[0], models)))

    def first(self, count: int) -> "Found":
        return Found(self.rows[:count])


KINDS: Mapping[str, type[Row]] = {"contact": Contact, "task": Task, "note": Note}


def kind_of(row: Row) -> str:
    """The word by which addresses and wordings know what a row is."""
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))


def find(user: Any, view: FamilyView, kinds: Collection[str] = tuple(KINDS)) -> Found:
    """What of a family this reader may have, a query for each kind. Unseals nothing."""
    rows: list[tuple[Row, tuple[wordings.Opening, ...]]] = []
    families = _with_joined(view.family)
    for kind in kinds:
        for row in _rows(user, KINDS[kind]).filter(family__in=families):
            opened = wordings.openings(view.members, row.program, row.category, row.about_id)
            if opened:
                rows.append((row, opened))
    rows.sort(key=_latest, reverse=True)
    return Found(tuple(rows))


def _with_joined(family: Family) -> set[uuid.UUID]:
    """The family and those that went into it, over however many steps; never a caregiver's."""
    found = edge = {family.pk}
    households = Family.objects.exclude(kind=Family.Kind.CAREGIVER)
    while edge:
        met = households.filter(county=family.county_id, joined_into__in=edge)
        edge = set(met.values_list("pk", flat=True)) - found
        found = found | edge
    return found


def _latest(found: tuple[Row, Any]) -> datetime:
    row = found[0]
    return row.at if isinstance(row, Contact) else row.written_at


def _rows(user: Any, model: type[Row]) -> QuerySet[Any]:
    people = ["written_by", "struck_by", *(["done_by", "user"] if model is Task else [])]
    return model.objects.visible_to(user).select_related(*people)


def one(user: Any, view: FamilyView, kind: str, pk: uuid.UUID) -> Entry | None:
    """A single row; None where it does not exist for this reader. Accounted for."""
    found = find(user, view, [kind])
    chosen = Found(tuple(each for each in found.rows if each[0].pk == pk))
    return next(iter(entries(user, view.members, chosen)), None)


def entries(user: Any, members: Sequence[Member], found: Found) -> list[Entry]:
    """The rows with their words, which are accounted for as shown. `members` are those of their
    families. A constant number of queries."""
    said = _said([row for row, _opened in found.rows])
    shown = [
        Entry(
            row=row,
            kind=kind_of(row),
            text=str(said.get(row.pk, {}).get("text", "")),
            reason=str(said.get(row.pk, {}).get("reason", "")),
            about=_name(members, row.about_id),
            taking_part=tuple(_taking_part(members, row)),
            openings=opened,
            may_change=may_change(user, row),
        )
        for row, opened in found.rows
    ]
    wordings.account(user, (opening for entry in shown for opening in entry.openings))
    return shown


def _said(rows: Sequence[Row]) -> dict[uuid.UUID, dict[str, Any]]:
    """Row to the wording of it that holds."""
    if not rows:
        return {}
    wanted = Q(pk__in=[])
    for kind, model in KINDS.items():
        ids = [row.pk for row in rows if isinstance(row, model)]
        if ids:
            wanted |= Q(**{f"{kind}__in": ids, "number": F(f"{kind}__version")})
    found = Wording.objects.filter(wanted)
    return {(w.contact_id or w.task_id or w.note_id): w.said for w in found}


def open_versions(members: Sequence[Member], row: Row) -> dict[int, tuple[wordings.Opening, ...]]:
    """Versions of a row whose words may be read, and on what grounds: each by the category, the
    owner and the member under which it was filed then. A correction opens nothing older."""
    events = apps.get_model("families", f"{type(row).__name__}Event").objects
    filed = events.filter(county=row.county_id, pgh_obj=row.pk).order_by("pgh_id")
    found: dict[int, tuple[wordings.Opening, ...]] = {}
    for version, *placed in filed.values_list("version", "program", "category", "about"):
        found.setdefault(version, wordings.openings(members, *placed))
    return {version: opened for version, opened in found.items() if opened}


def _name(members: Iterable[Member], record: uuid.UUID | None) -> str:
    for member in members:
        if record is not None and any(r.record == record for r in member.facts.records):
            return member.facts.name
    return ""


def _taking_part(members: Sequence[Member], row: Row) -> Iterable[str]:
    """Members who took part, as far as they exist for the reader."""
    if isinstance(row, Contact):
        named = (_name(members, uuid.UUID(record)) for record in row.with_records)
        yield from dict.fromkeys(name for name in named if name)


def may_change(user: Any, row: Row) -> bool:
    """Whether it is this reader's to correct: their own, or their own program's. What a rule set
    nobody words anew."""
    if row.written_by_id == user.pk:
        return True
    return row.program in (user.working_in.program, Program.JOINT) and bool(row.written_by_id)


def may_finish(user: Any, task: Task) -> bool:
    """Whether a task is this reader's to mark as done: it is their side's, or they set it."""
    program = user.working_in.program
    mine = Program.JOINT in (program, task.doer) or task.doer == program
    return mine or task.written_by_id == user.pk
