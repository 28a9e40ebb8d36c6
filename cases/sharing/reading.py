"""The one door to facts: decided, accounted for, and handed out as values that cannot change.

`read` answers for any number of people in a constant number of queries. It notes the reading in
the audit trail and writes one disclosure per person and owning program whose facts crossed, in
the transaction of whatever shows them.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from cases.people.models import Correction, Person, ProgramRecord, RecordVersion
from cases.sharing.corrections.fields import FACTS, in_place_of
from cases.sharing.decision import STORED, Allowed, Purpose, Subject, decide
from cases.sharing.models import Category, Disclosure
from cases.sharing.standing import Standing
from cases.sharing.stating import (
    IN_THE_INDEX,
    REPORT,
    as_placement,
    cares_for_the_placed,
    stated_by,
)
from linkages import audit
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
    # Who of the program stated it in place of the extract; empty for what the extract says.
    stated_by: str = ""


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
    # Seen as a child of somebody the viewer works with: there is no page of them to open.
    kin: bool = False

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

    def only(self, chosen: Collection[uuid.UUID]) -> "Reading":
        """What was found about some of the people: for a page that shows no others."""
        people = tuple(person for person in self.people if _key(person) in chosen)
        shown = {f for p in people for r in p.records for f in r.facts if isinstance(f, Fact)}
        return Reading(
            people=people,
            subjects=frozenset(_key(person) for person in people),
            bases=frozenset(fact.basis for fact in shown),
            purpose=self.purpose,
            disclosures=tuple(each for each in self.disclosures if each.person in chosen),
        )

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
    versions: Mapping[uuid.UUID, RecordVersion] | None = None,
) -> Reading:
    """The same without writing it down: a document is accounted for when it is sealed.

    `versions` (record -> what it said) reads these in place of what holds now, and no other
    record: under the rights of today, as all that is read.
    """
    asked = list(subjects)
    wanted = frozenset(categories or Category.values)
    if not asked:
        return Reading((), frozenset(), frozenset(), purpose, ())
    whole = all(isinstance(each, Person) or each.person_id is None for each in asked)
    standing = Standing(viewer, purpose, _records_of(asked), complete=whole, wanted=wanted)
    eyes = _Eyes(standing, frozenset(sheltered), versions)
    found: list[PersonFacts] = []
    disclosures: list[Disclosure] = []
    for subject in asked:
        seen = eyes.see(subject, wanted)
        if seen is not None:
            found.append(seen)
            disclosures += eyes.crossings(seen, channel)
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


def _removal(record: ProgramRecord) -> str:
    """When CWS took the child from home, as ISO date; empty where it does not say."""
    current = record.current
    return str(current.facts.get("C5", {}).get("removal_on", "")) if current else ""


def _corrected(
    correction: Correction,
    category: str,
    name: str,
    value: str | date,
    program: Program,
    basis: str,
) -> Fact:
    """A fact that a worker of the program stated, as of their day and in their name."""
    who = str(correction.stated_by)
    return Fact(category, name, value, program, correction.as_of, basis, stated_by=who)


class _Eyes:
    """The records of some people through one viewer's eyes."""

    def __init__(
        self,
        standing: Standing,
        sheltered: frozenset[uuid.UUID],
        versions: Mapping[uuid.UUID, RecordVersion] | None = None,
    ) -> None:
        self.standing = standing
        self.sheltered = sheltered
        self.versions = versions
        self.removed_on = ""

    def _said(self, record: ProgramRecord) -> RecordVersion | None:
        return record.current if self.versions is None else self.versions.get(record.pk)

    def see(self, asked: Person | ProgramRecord, wanted: frozenset[str]) -> PersonFacts | None:
        """One subject; None when it does not exist for the viewer."""
        standing = self.standing
        if isinstance(asked, Person):
            records, person, token = standing.by_person[asked.pk], asked.pk, asked.token
        else:
            found = standing.records.get(asked.pk)
            records = [] if found is None else [found]
            person = found.person_id if found is not None else None
            token = ""
        if not records:
            return None
        subject = standing.subject(records, person)
        if not standing.exists(subject):
            return None
        placed = any(
            record.pk in self.sheltered
            or any(v is not None and v.placed for v in (record.current, self._said(record)))
            for record in records
        )
        self.removed_on = max((_removal(r) for r in records), default="") if placed else ""
        kin = standing.only_as_kin(subject)
        seen = tuple(
            # Whoever works with a parent learns who the children are, and never where: nor that
            # they are on aid with somebody else.
            self._record(record, said, subject, wanted, placed=placed or kin)
            for record in records
            if (said := self._said(record)) is not None
            if not kin or record.program == Program.CWS
        )
        return PersonFacts(person, token, seen, kin=kin) if seen else None

    def _record(
        self,
        record: ProgramRecord,
        version: RecordVersion,
        subject: Subject,
        wanted: frozenset[str],
        *,
        placed: bool,
    ) -> RecordFacts:
        standing, program = self.standing, Program(record.program)
        stated = list(stated_by(version, standing.workers.get(record.pk, ()), placed=placed))
        corrections = standing.corrections.get(record.pk, ())
        if corrections:
            stated = in_place_of(stated, corrections, version, placed=placed)
        by = {name: each for each in corrections for name in FACTS[each.field]}
        if standing.purpose != Purpose.MATCH_REVIEW and version.from_report:
            stated = [
                (REPORT if category in STORED else category, name, value)
                for category, name, value in stated
            ]
        calworks = placed and program == Program.CALWORKS
        if calworks and cares_for_the_placed(version, self.removed_on):
            stated = as_placement(stated)
        if standing.purpose == Purpose.INDEX:
            stated = [each for each in stated if each[1] in IN_THE_INDEX]
        facts: list[Fact | Withheld] = []
        opened: list[tuple[str, str]] = []
        for category in Category.values:
            if category not in wanted:
                continue
            answer = decide(standing.question(subject, program, category))
            if not isinstance(answer, Allowed):
                facts.append(Withheld(category))
                continue
            opened.append((category, answer.basis))
            facts += (
                Fact(category, name, value, program, version.as_of, answer.basis)
                if name not in by
                else _corrected(by[name], category, name, value, program, answer.basis)
                for kind, name, value in stated
                if kind == category
            )
        # That a program's file no longer names somebody says that their case there was closed.
        knows_status = any(f.category == STATUS[program] for f in facts if isinstance(f, Fact))
        gone_on = record.gone_on if knows_status else None
        return RecordFacts(record.pk, program, version.as_of, gone_on, tuple(facts), tuple(opened))

    def crossings(self, seen: PersonFacts, channel: str) -> Iterator[Disclosure]:
        """The account of what crossed: one row an owner other than the viewer's own program."""
        viewer = self.standing.viewer
        for owner in (Program.CWS, Program.CALWORKS):
            shown = [
                fact for record in seen.of(owner) for fact in record.facts if isinstance(fact, Fact)
            ]
            if not shown or viewer.program == owner:
                continue
            yield Disclosure(
                county_id=self.standing.user.working_in.county_id,
                recipient=viewer.user,
                recipient_program=viewer.program,
                person=_key(seen),
                owner=owner,
                categories=sorted({fact.category for fact in shown}),
                bases=sorted({fact.basis for fact in shown}),
                purpose=self.standing.purpose,
                channel=channel,
            )
