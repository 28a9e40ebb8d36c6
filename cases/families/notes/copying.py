"""Text for the other systems: what a worker would type again into CalSAWS or CWS, and no more.

Dates, kinds of contact and agreed next steps go over where the receiving program may have them;
words only where they are its own. Health, treatment, safety, minor consent and education never do.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.models import FAMILY_WIDE, Contact, Task
from cases.families.notes import reading
from cases.families.notes.reading import Entry
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from cases.sharing.crossing import as_the_worker_of
from cases.sharing.families import Member
from cases.sharing.models import Disclosure
from linkages.programs import Program
from linkages.templatetags.words import clock_time, short_day

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Copy:
    """The text for one system, and what goes over with it."""

    text: str
    openings: tuple[wordings.Opening, ...]


def compose(user: Any, view: FamilyView, target: Program, contact: uuid.UUID | None) -> Copy:
    """The text of one contact, or of the family's last thirty days, for the target's system.

    Only what the reader may see and the target's own worker too. Accounted for as shown and as
    handed over.
    """
    theirs = as_the_worker_of(target, user, view.members)
    found = reading.find(user, view, ["contact", "task"])
    chosen = reading.Found(
        tuple(each for each in found.rows if _goes_over(each[0], theirs, contact))
    )
    shown = reading.entries(user, view.members, chosen)
    names = _names(view.members, theirs)
    made = Copy("\n\n".join(_lines(shown, target, names)), tuple(_openings(shown, theirs, names)))
    wordings.account(user, made.openings, channel=Disclosure.Channel.COPY, recipient=target.value)
    return made


def _goes_over(row: reading.Row, theirs: Sequence[Member], contact: uuid.UUID | None) -> bool:
    if row.is_struck or row.category not in FAMILY_WIDE:
        return False
    if isinstance(row, Contact):
        wanted = row.pk == contact if contact else row.at >= timezone.now() - RECENT
    else:
        wanted = row.contact_id == contact if contact else row.done_at is None
    return wanted and bool(wordings.openings(theirs, row.program, row.category, row.about_id))


@dataclass(frozen=True, slots=True)
class Named:
    """What the receiving program may call somebody, and on what ground."""

    name: str
    opening: wordings.Opening


def _names(members: Sequence[Member], theirs: Sequence[Member]) -> Mapping[uuid.UUID, Named]:
    """Record to what the target may call whoever it is about."""
    opened = {
        record.record: dict(record.opened) for member in theirs for record in member.facts.records
    }
    found: dict[uuid.UUID, Named] = {}
    for member in members:
        records = member.facts.records
        known = next((r for r in records if r.name and "C1" in opened.get(r.record, {})), None)
        if known is not None:
            basis = opened[known.record]["C1"]
            opening = wordings.Opening(member.key, known.program, "C1", basis)
            found |= {r.record: Named(known.name, opening) for r in records}
    return found


def _present(entry: Entry, names: Mapping[uuid.UUID, Named]) -> Iterator[Named]:
    if isinstance(entry.row, Contact):
        records = (uuid.UUID(record) for record in entry.row.with_records)
        yield from {names[r].name: names[r] for r in records if r in names}.values()


def _lines(
    shown: Sequence[Entry], target: Program, names: Mapping[uuid.UUID, Named]
) -> Iterator[str]:
    steps = [entry for entry in shown if isinstance(entry.row, Task)]
    for entry in shown:
        if isinstance(entry.row, Contact):
            yield "\n".join(_contact(entry, entry.row, target, names))
    if steps:
        yield "\n".join([_("Agreed next steps:"), *(_step(e, target) for e in steps)])


def _contact(
    entry: Entry, row: Contact, target: Program, names: Mapping[uuid.UUID, Named]
) -> Iterator[str]:
    day, clock = short_day(row.at), clock_time(row.at)
    yield f"{day} {clock} · {entry.title} · {row.get_outcome_display()}"
    if present := ", ".join(named.name for named in _present(entry, names)):
        yield _("With: %(names)s") % {"names": present}
    if row.with_programs:
        staff = ", ".join(str(Program(code).label) for code in row.with_programs)
        yield _("Staff: %(programs)s") % {"programs": staff}
    if entry.text and row.program in (target, Program.JOINT):
        yield entry.text


def _step(entry: Entry, target: Program) -> str:
    row = entry.row
    # Words of one program stay with it; the other learns that and when something is due.
    own = row.code or row.program in (target, Program.JOINT)
    said = entry.title if own else _("A task of %(program)s") % {"program": row.get_doer_display()}
    if row.due_on is None:
        return f"- {said}"
    told = {"what": said, "day": short_day(row.due_on)}
    return "- " + _("%(what)s, by %(day)s") % told


def _openings(
    shown: Sequence[Entry], theirs: Sequence[Member], names: Mapping[uuid.UUID, Named]
) -> Iterator[wordings.Opening]:
    for entry in shown:
        row = entry.row
        yield from wordings.openings(theirs, row.program, row.category, row.about_id)
        yield from (named.opening for named in _present(entry, names))
