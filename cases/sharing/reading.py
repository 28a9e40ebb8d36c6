"""The one door to facts: decided, accounted for, and handed out as values that cannot change.

`read` answers for any number of people in a constant number of queries. It notes the reading in
the audit trail and writes one disclosure per person and owning program whose facts crossed, in
the transaction of whatever shows them.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from cases.people.models import Person, ProgramRecord, RecordVersion, Restriction
from cases.sharing.decision import (
    Allowed,
    Ground,
    Purpose,
    Question,
    Subject,
    Viewer,
    decide,
    may_open,
)
from cases.sharing.models import Assignment, Category, Disclosure, LegalBasis
from cases.sharing.scope import chain_of, known_by_report, viewer_of
from cases.sharing.stating import REPORT, stated_by
from counties.models import Membership
from linkages import audit
from linkages.calendar import today
from linkages.programs import Program

__all__ = ["Fact", "PersonFacts", "Purpose", "Reading", "RecordFacts", "Withheld", "gather", "read"]

STATUS = {Program.CWS: Category.C5.value, Program.CALWORKS: Category.C2.value}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a program said, which this viewer may see, and why they may."""

    category: str
    name: str
    value: str | date
    source: Program
    as_of: date
    basis: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A category that this viewer may not see. The same whether anything is there or not."""

    category: str


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What one program record says, as far as this viewer may know."""

    record: uuid.UUID
    program: Program
    as_of: date
    gone_on: date | None
    facts: tuple[Fact | Withheld, ...]
    # The categories that are open to this viewer, and why, whether or not anything is in them.
    opened: tuple[tuple[str, str], ...] = ()

    def category(self, category: str) -> tuple[Fact | Withheld, ...]:
        """The facts of one category, or its one `Withheld`."""
        return tuple(each for each in self.facts if each.category == category)

    def fact(self, name: str) -> Fact | None:
        """The fact of this name, where there is one to be seen."""
        for each in self.facts:
            if isinstance(each, Fact) and each.name == name:
                return each
        return None

    def value(self, name: str, default: str | date = "") -> str | date:
        """The value of this name, or `default`."""
        found = self.fact(name)
        return default if found is None else found.value

    @property
    def name(self) -> str:
        """Given name, middle name, surname and suffix as stated; empty where withheld."""
        parts = (str(self.value(part)) for part in ("given", "middle", "surname", "suffix"))
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person, or one unlinked record (`person` is then None), as this viewer may know them."""

    person: uuid.UUID | None
    token: str
    records: tuple[RecordFacts, ...]

    def of(self, program: str) -> tuple[RecordFacts, ...]:
        """The records of one program."""
        return tuple(record for record in self.records if record.program == program)

    @property
    def name(self) -> str:
        """The first name that may be seen, else the token."""
        return next((record.name for record in self.records if record.name), self.token)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found and what must be written down before anybody sees it."""

    people: tuple[PersonFacts, ...]
    subjects: frozenset[uuid.UUID]
    bases: frozenset[str]
    purpose: str
    disclosures: tuple[Disclosure, ...]

    def account(self) -> None:
        """Write it down in the open transaction, as part of the trail of the moment."""
        if not self.people:
            return
        trail = audit.current()
        trail.note(set(self.subjects), bases=set(self.bases), purpose=self.purpose)
        for disclosure in self.disclosures:
            disclosure.event = trail.id
        Disclosure.objects.bulk_create(self.disclosures)


def read(
    viewer: Any,
    purpose: Purpose,
    subjects: Iterable[Person] | Iterable[ProgramRecord],
    *,
    categories: Iterable[str] | None = None,
    channel: str = Disclosure.Channel.SCREEN,
    sheltered: Collection[uuid.UUID] = (),
) -> tuple[PersonFacts, ...]:
    """Facts about people, or about single records under review, in the order asked for.

    `viewer` is a user at work in the county. Subjects whom they may not see are left out.
    `sheltered` names records that stand opposite a placed child in a match candidate: their
    address would be the placement.
    """
    found = gather(
        viewer, purpose, subjects, categories=categories, channel=channel, sheltered=sheltered
    )
    found.account()
    return found.people


def gather(
    viewer: Any,
    purpose: Purpose,
    subjects: Iterable[Person] | Iterable[ProgramRecord],
    *,
    categories: Iterable[str] | None = None,
    channel: str = Disclosure.Channel.SCREEN,
    sheltered: Collection[uuid.UUID] = (),
) -> Reading:
    """The same without writing it down: a document is accounted for when it is sealed."""
    asked = list(subjects)
    wanted = frozenset(categories or Category.values)
    world = _World(viewer, purpose, _records_of(asked), frozenset(sheltered))
    found: list[PersonFacts] = []
    disclosures: list[Disclosure] = []
    for subject in asked:
        seen = world.see(subject, wanted)
        if seen is not None:
            found.append(seen)
            disclosures += world.crossings(seen, channel)
    shown = {f for p in found for r in p.records for f in r.facts if isinstance(f, Fact)}
    return Reading(
        people=tuple(found),
        subjects=frozenset(_key(person) for person in found),
        bases=frozenset(fact.basis for fact in shown),
        purpose=purpose,
        disclosures=tuple(disclosures),
    )


def _records_of(asked: Sequence[Person | ProgramRecord]) -> list[ProgramRecord]:
    """All records of the people, or the single records, each with its current version."""
    people = [subject.pk for subject in asked if isinstance(subject, Person)]
    single = [subject.pk for subject in asked if isinstance(subject, ProgramRecord)]
    wanted = Q(pk__in=single) | Q(person__in=people)
    rows = ProgramRecord.objects.filter(wanted).select_related("current")
    return list(rows.order_by("-program", "first_seen_on", "pk"))


def _key(person: PersonFacts) -> uuid.UUID:
    """Whom an account names: the person, or the record where nobody has linked it yet."""
    return person.person or person.records[0].record


class _World:
    """Everything the decision needs about some records and one viewer, fetched once."""

    def __init__(
        self,
        user: Any,
        purpose: Purpose,
        records: list[ProgramRecord],
        sheltered: frozenset[uuid.UUID],
    ) -> None:
        self.user = user
        self.sheltered = sheltered
        self.viewer: Viewer = viewer_of(user)
        self.purpose = purpose
        self.day = today()
        self.records = {record.pk: record for record in records}
        self.by_person: dict[uuid.UUID, list[ProgramRecord]] = defaultdict(list)
        for record in records:
            if record.person_id:
                self.by_person[record.person_id].append(record)
        self.closed = self._closed_people()
        self.reported = self._reported_people()
        self.chain = self._chain()
        self.grounds = tuple(
            Ground(*row)
            for row in LegalBasis.objects.visible_to(user)
            .in_force_on(self.day)
            .values_list("code", "owner", "category", "audience", "since", "until")
        )
        self.workers = self._workers()

    def _closed_people(self) -> frozenset[uuid.UUID]:
        """People of whom some record, asked for or not, is sealed or sensitive."""
        restricted = ProgramRecord.objects.filter(person__in=list(self.by_person))
        restricted = restricted.exclude(restriction=Restriction.NONE)
        return frozenset(restricted.values_list("person", flat=True))

    def _reported_people(self) -> frozenset[uuid.UUID]:
        """People of whom CWS has reports and nothing else."""
        people = Person.objects.filter(pk__in=list(self.by_person))
        return frozenset(people.filter(known_by_report()).values_list("pk", flat=True))

    def _chain(self) -> dict[uuid.UUID, frozenset[Program]]:
        """Person, or unlinked record, to the programs on whose side they are the viewer's."""
        mine = chain_of(self.user).filter(
            Q(record__in=list(self.records)) | Q(record__person__in=list(self.by_person))
        )
        chain: dict[uuid.UUID, set[Program]] = defaultdict(set)
        for record, person, program in mine.values_list("record", "record__person", "program"):
            chain[person or record].add(Program(program))
        return {key: frozenset(programs) for key, programs in chain.items()}

    def _workers(self) -> dict[uuid.UUID, tuple[str, ...]]:
        """Record to its assigned workers, by name where they work here, else as extracts say."""
        rows = Assignment.objects.filter(record__in=list(self.records)).in_force_on(self.day)
        assigned = list(rows.exclude(worker_id="").values_list("record", "worker_id", "program"))
        members = Membership.objects.visible_to(self.user).in_force_on(self.day)
        members = members.filter(worker_id__in={worker for _record, worker, _program in assigned})
        names = {
            (worker, program): " · ".join(filter(None, (name, phone)))
            for worker, program, name, phone in members.values_list(
                "worker_id", "program", "user__name", "user__phone"
            )
        }
        found: dict[uuid.UUID, list[str]] = defaultdict(list)
        for record, worker, program in sorted(assigned, key=lambda row: row[1]):
            found[record].append(names.get((worker, program), worker))
        return {record: tuple(workers) for record, workers in found.items()}

    def see(self, asked: Person | ProgramRecord, wanted: frozenset[str]) -> PersonFacts | None:
        """One subject through this viewer's eyes; None when it does not exist for them."""
        if isinstance(asked, Person):
            records, person, token = self.by_person[asked.pk], asked.pk, asked.token
        else:
            found = self.records.get(asked.pk)
            records = [] if found is None else [found]
            person = found.person_id if found is not None else None
            token = ""
        if not records:
            return None
        subject = self._subject(records, person)
        if not self._exists(subject):
            return None
        placed = any(
            record.pk in self.sheltered or (record.current is not None and record.current.placed)
            for record in records
        )
        seen = tuple(
            self._record(record, record.current, subject, wanted, placed=placed)
            for record in records
            if record.current is not None
        )
        return PersonFacts(person, token, seen) if seen else None

    def _subject(self, records: Sequence[ProgramRecord], person: uuid.UUID | None) -> Subject:
        return Subject(
            linked=person is not None,
            restricted=person in self.closed
            or any(record.restriction != Restriction.NONE for record in records),
            report_only=person in self.reported,
            chain=self.chain.get(person or records[0].pk, frozenset()),
        )

    def _exists(self, subject: Subject) -> bool:
        if self.purpose == Purpose.MATCH_REVIEW and self.viewer.reviews:
            return not subject.restricted or self.viewer.sees_restricted
        return may_open(self.viewer, subject)

    def _record(
        self,
        record: ProgramRecord,
        version: RecordVersion,
        subject: Subject,
        wanted: frozenset[str],
        *,
        placed: bool,
    ) -> RecordFacts:
        program = Program(record.program)
        stated = list(stated_by(version, self.workers.get(record.pk, ()), placed=placed))
        if self.purpose != Purpose.MATCH_REVIEW and version.from_report:
            stated = [(REPORT, name, value) for _category, name, value in stated]
        facts: list[Fact | Withheld] = []
        opened: list[tuple[str, str]] = []
        for category in Category.values:
            if category not in wanted:
                continue
            answer = decide(
                Question(
                    self.viewer, subject, program, category, self.purpose, self.day, self.grounds
                )
            )
            if not isinstance(answer, Allowed):
                facts.append(Withheld(category))
                continue
            opened.append((category, answer.basis))
            facts += (
                Fact(category, name, value, program, version.as_of, answer.basis)
                for kind, name, value in stated
                if kind == category
            )
        # That a program's file no longer names somebody says that their case there was closed.
        knows_status = any(f.category == STATUS[program] for f in facts if isinstance(f, Fact))
        gone_on = record.gone_on if knows_status else None
        return RecordFacts(record.pk, program, version.as_of, gone_on, tuple(facts), tuple(opened))

    def crossings(self, seen: PersonFacts, channel: str) -> Iterator[Disclosure]:
        """The account of what crossed: one row an owner other than the viewer's own program."""
        for owner in (Program.CWS, Program.CALWORKS):
            shown = [
                fact for record in seen.of(owner) for fact in record.facts if isinstance(fact, Fact)
            ]
            if not shown or self.viewer.program == owner:
                continue
            yield Disclosure(
                county_id=self.user.working_in.county_id,
                recipient=self.user.pk,
                recipient_program=self.viewer.program,
                person=_key(seen),
                owner=owner,
                categories=sorted({fact.category for fact in shown}),
                bases=sorted({fact.basis for fact in shown}),
                purpose=self.purpose,
                channel=channel,
            )
