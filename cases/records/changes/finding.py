"""Whom a batch changed, as far as one member of staff may know.

Only people who exist for the viewer are looked at, what was said before and after is read through
`cases.sharing` under the rights of today, and somebody of whom nothing that this viewer may see
moved is not listed: that something else did would be told by the list. Who is new, gone or named
again is told to whoever may see the program's status, which it gives away.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cases.people.models import Person, ProgramRecord, RecordVersion
from cases.records.models import ExtractBatch, RecordChange, StagedRow, Standing
from cases.records.staging import SHARED
from cases.sharing import words
from cases.sharing.reading import STATUS, Fact, PersonFacts, Purpose, Reading, RecordFacts, gather
from cases.sharing.scope import people_visible_to
from linkages.programs import Program

# People of one batch who are looked at. A page that takes longer serves nobody.
MOST = 2_000
GROUPS = {
    **dict.fromkeys(("given", "middle", "surname", "suffix"), "name"),
    **dict.fromkeys(("street", "city", "postal"), "address"),
}
ORDER = {kind: place for place, kind in enumerate(("changed", "new", "returned", "gone"))}


@dataclass(frozen=True, slots=True)
class Move:
    """One field of somebody that says something else than before; empty: nothing."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One person whom the batch changed."""

    person: uuid.UUID
    token: str
    name: str
    kind: str
    moves: tuple[Move, ...]

    @property
    def kind_words(self) -> str:
        return str(Standing(self.kind).label)


@dataclass(frozen=True, slots=True)
class Found:
    """Everybody of one batch whom the viewer may know about; `readings` are not yet accounted."""

    entries: tuple[Entry, ...]
    readings: tuple[Reading, ...]
    cut: bool

    def account(self, shown: Iterable[Entry]) -> None:
        """Write down what was shown of whom."""
        people = {entry.person for entry in shown}
        for reading in self.readings:
            reading.only(people).account()


@dataclass(frozen=True, slots=True)
class _Change:
    """What a batch does to one record, and what it said before and says after."""

    record: uuid.UUID
    person: Person
    kind: str
    before: RecordVersion | None
    after: RecordVersion | None


def find(user: Any, batch: ExtractBatch) -> Found:
    """The entries of a batch for one member of staff, in a constant number of queries."""
    people = people_visible_to(user)
    waiting = batch.state == ExtractBatch.State.VALIDATED
    changes = _waiting(batch, people) if waiting else _accepted(batch, people)
    cut, changes = len(changes) > MOST, changes[:MOST]
    persons = list({change.person.pk: change.person for change in changes}.values())
    readings = tuple(
        gather(user, Purpose.CASEWORK, persons, versions=versions)
        for versions in (
            {c.record: c.before for c in changes if c.before},
            {c.record: c.after for c in changes if c.after},
        )
    )
    before, after = (_by_record(reading.people) for reading in readings)
    entries = [
        entry
        for change in changes
        if (entry := _entry(change, before.get(change.record), after.get(change.record)))
    ]
    entries.sort(key=lambda entry: (ORDER[entry.kind], entry.name, entry.token))
    return Found(tuple(entries), readings, cut)


def _accepted(batch: ExtractBatch, people: Any) -> list[_Change]:
    rows = RecordChange.objects.filter(batch=batch, record__person__in=people)
    rows = rows.select_related("before_current", "record__person").order_by("kind", "record")
    listed = list(rows[: MOST + 1])
    said = RecordVersion.objects.filter(batch=batch.pk, record__in=[r.record_id for r in listed])
    after = {version.record_id: version for version in said}
    return [
        _Change(
            row.record_id, row.record.person, row.kind, row.before_current, after.get(row.record_id)
        )
        for row in listed
    ]


def _waiting(batch: ExtractBatch, people: Any) -> list[_Change]:
    records = ProgramRecord.objects.filter(program=batch.program, person__in=people)
    known = {r.pk: r for r in records.select_related("current", "person").order_by("pk")}
    staged = {
        row.record: row for row in StagedRow.objects.filter(batch=batch, record__in=list(known))
    }
    found = []
    for pk, record in known.items():
        row = staged.get(pk)
        if row is not None and row.standing != Standing.UNCHANGED:
            said = _version(batch, row)
            found.append(_Change(pk, record.person, row.standing, record.current, said))
        elif row is None and record.current is not None and record.gone_on is None:
            found.append(_Change(pk, record.person, Standing.GONE, record.current, None))
    return found


def _version(batch: ExtractBatch, row: StagedRow) -> RecordVersion:
    """What a staged row will be once it is accepted. Never saved."""
    fields = {RecordVersion._meta.get_field(name).attname: getattr(row, name) for name in SHARED}
    version = RecordVersion(record_id=row.record, batch=batch.pk, as_of=batch.as_of, **fields)
    # The database computes it when a version is stored.
    version.__dict__["from_report"] = "C6" in row.facts and "C5" not in row.facts
    return version


def _by_record(people: Collection[PersonFacts]) -> dict[uuid.UUID, tuple[PersonFacts, RecordFacts]]:
    return {record.record: (person, record) for person in people for record in person.records}


_Seen = tuple[PersonFacts, RecordFacts] | None


def _entry(change: _Change, before: _Seen, after: _Seen) -> Entry | None:
    """How the change looks to this viewer; None where there is nothing for them to see."""
    latest = after or before
    if latest is None:
        return None
    person, record = latest
    if change.kind == Standing.CHANGED:
        moves = tuple(_moves(before, after))
        if not moves:
            return None
    else:
        opened = {category for category, _basis in record.opened}
        if STATUS[Program(record.program)] not in opened:
            return None
        moves = tuple(_moves(before, after)) if before and after else ()
    name = "" if person.name == person.token else person.name
    return Entry(change.person.pk, change.person.token, name, str(change.kind), moves)


def _moves(before: _Seen, after: _Seen) -> Iterator[Move]:
    if before is None or after is None:
        return
    old, new = _said(before[1]), _said(after[1])
    for field in dict.fromkeys([*new, *old]):
        if old.get(field, "") != new.get(field, ""):
            label = words.fact_label(field)
            yield Move(field, label, old.get(field, ""), new.get(field, ""))


def _said(record: RecordFacts) -> dict[str, str]:
    """Field -> all that is said under it, in words."""
    found: dict[str, list[str]] = {}
    for fact in record.facts:
        if isinstance(fact, Fact):
            text = words.fact_value(fact.name, fact.value)
            found.setdefault(GROUPS.get(fact.name, fact.name), []).append(str(text))
    return {field: " ".join(texts) for field, texts in found.items()}
