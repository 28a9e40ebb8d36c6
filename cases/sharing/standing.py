"""How one member of staff stands to some people now: all that the decision asks about, fetched
once, in a number of queries that does not grow with the people."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.people.models import Correction, Person, ProgramRecord
from cases.sharing.chain import (
    Held,
    Unusual,
    caseload_of,
    chain_of,
    is_designated,
    named_for,
    programs_of,
    records_close_to,
    unusual_of,
    viewer_of,
)
from cases.sharing.decision import (
    IDENTITY,
    REPORT,
    STORED,
    Allowed,
    Chair,
    Ground,
    Purpose,
    Question,
    Release,
    Subject,
    Viewer,
    decide,
    may_open,
    may_stand,
)
from cases.sharing.kin import kin_of
from cases.sharing.models import (
    READ_AS_EXTRA,
    READ_RESTRICTED,
    Assignment,
    Consent,
    IncidentRecord,
    IndexStandard,
    LegalBasis,
    Narrowing,
    RosterSubject,
)
from cases.sharing.scope import chairs_of, known_by_report
from counties.models import Membership
from linkages.calendar import today
from linkages.once import once
from linkages.programs import Program

Key = uuid.UUID


class Standing:
    """One viewer, one purpose, some records; asks the database here and nowhere later.

    `complete`: all records of all their people are among them, as when people were asked for.
    `wanted`: the categories that will be asked about; others count as not released.
    """

    def __init__(
        self,
        user: Any,
        purpose: Purpose,
        records: Sequence[ProgramRecord],
        *,
        complete: bool = False,
        wanted: frozenset[str] = STORED,
    ) -> None:
        self.complete = complete
        # A report decides who exists, whatever is asked about them.
        self.wanted = wanted | {REPORT}
        self.user = user
        self.purpose = purpose
        self.viewer: Viewer = viewer_of(user)
        self.at, self.day = timezone.now(), today()
        self.records = {record.pk: record for record in records}
        self.by_person: dict[Key, list[ProgramRecord]] = defaultdict(list)
        for record in records:
            if record.person_id:
                self.by_person[record.person_id].append(record)
        self.keys = self._keys()
        self.grounds = once(("grounds", self.day), lambda: grounds_on(user, self.day))
        self._fetch()
        if purpose == Purpose.INDEX:
            self.viewer = replace(self.viewer, designated=is_designated(user))
            self.indexed = self._indexed()

    def _fetch(self) -> None:
        unusual = unusual_of(self.user)
        self.restricted = self._restricted()
        self.reported = self._reported()
        self.chain, self.held = self._assigned(unusual)
        self.named, self.extra = self._named() if unusual.named else (frozenset(), {})
        self.related: frozenset[Key] = frozenset()
        if unusual.related:
            ties = records_close_to(self.user)
            close = ties.filter(self._theirs("record")).values_list("record", flat=True)
            self.related = frozenset(self.keys[record] for record in close)
        # What nobody has linked crosses by nothing: neither seat nor release nor statute.
        seated = bool(self.by_person) and unusual.seated
        self.chairs = self._chairs() if seated else {}
        self.releases = self._releases() if self.by_person else {}
        # Identity is open to statute, narrowed or not; a report is opened by seats.
        narrowing = seated or self.wanted - {IDENTITY, REPORT}
        self.narrowed = self._narrowed() if self.by_person and narrowing else frozenset()
        self.indexed: frozenset[Key] = frozenset()
        self.incidents = self._incidents()
        self.kin: frozenset[Key] = frozenset()
        if self._for_family:
            children = kin_of(self.user, unusual, list(self.records))
            self.kin = frozenset(self.keys[record] for record in children)
        self.corrections = self._corrections()
        self.workers = self._workers()

    @property
    def _for_family(self) -> bool:
        return self.purpose == Purpose.FAMILY

    def _alone(self) -> list[Key]:
        """Records that nobody has linked."""
        return [record.pk for record in self.records.values() if record.person_id is None]

    def _keys(self) -> dict[Key, Key]:
        """Each record, asked for or another of the same person, to its person, or to itself
        where nobody has linked it. What hangs on records is asked for by these ids alone, since
        a condition across tables would read them from end to end."""
        keys = {record.pk: record.person_id or record.pk for record in self.records.values()}
        if not self.complete and self.by_person:
            others = ProgramRecord.objects.filter(person__in=list(self.by_person))
            keys |= dict(others.values_list("pk", "person"))
        return keys

    def _theirs(self, path: str) -> Q:
        """Rows that hang on one of the records, or on another record of one of the people."""
        return Q(**{f"{path}__in": list(self.keys)})

    def _restricted(self) -> dict[Key, set[Key]]:
        """Person, or unlinked record, to its sealed and sensitive records, asked for or not."""
        found: dict[Key, set[Key]] = defaultdict(set)
        closed = [r for r in self.records.values() if r.is_restricted]
        rows = [(record.pk, record.person_id) for record in closed]
        if not self.complete:
            others = ProgramRecord.objects.closed().filter(pk__in=list(self.keys))
            rows += others.values_list("pk", "person")
        for record, _person in rows:
            found[self.keys[record]].add(record)
        return found

    def _reported(self) -> frozenset[Key]:
        """People of whom CWS has reports and nothing else; of a family's members, records too."""
        alone = frozenset(
            record.pk
            for record in self.records.values()
            if record.person_id is None and record.current is not None
            if self._for_family and record.current.from_report
        )
        if not self.complete:
            people = Person.objects.filter(pk__in=list(self.by_person))
            return alone.union(people.filter(known_by_report()).values_list("pk", flat=True))
        return alone | frozenset(
            person
            for person, records in self.by_person.items()
            if (cws := [r.current for r in records if r.program == Program.CWS and r.current])
            and all(version.from_report for version in cws)
        )

    def _assigned(
        self, unusual: Unusual
    ) -> tuple[dict[Key, set[Program]], dict[Key, set[Program]]]:
        """To the programs on whose side they are in the viewer's chain; and theirs in person."""
        own = self.user.working_in.worker_id if self.user.working_in else ""
        chain: dict[Key, set[Program]] = defaultdict(set)
        held: dict[Key, set[Program]] = defaultdict(set)
        for record, mine in self._chain(unusual):
            chain[self.keys[record]].add(mine.program)
            if mine.team or (mine.worker and mine.worker == own):
                held[self.keys[record]].add(mine.program)
        return chain, held

    def _chain(self, unusual: Unusual) -> Iterator[tuple[Key, Held]]:
        kept = caseload_of(self.user)
        if kept is not None:
            yield from ((record, held) for record in self.keys for held in kept.get(record, ()))
            return
        rows = chain_of(self.user, unusual).filter(self._theirs("record"))
        for record, program, worker, team in rows.values_list(
            "record", "program", "worker_id", "team"
        ):
            yield record, Held(Program(program), worker, team)

    def _named(self) -> tuple[frozenset[Key], dict[Key, set[Program]]]:
        """Restricted records for which the viewer is named, and whom they read along with."""
        programs = programs_of(self.viewer)
        named: set[Key] = set()
        extra: dict[Key, set[Program]] = defaultdict(set)
        rows = named_for(self.user).filter(self._theirs("content_object"))
        for codename, record, program in rows.values_list(
            "permission__codename", "content_object", "content_object__program"
        ):
            if codename == READ_RESTRICTED:
                named.add(record)
            elif codename == READ_AS_EXTRA and program in programs:
                extra[self.keys[record]].add(Program(program))
        return frozenset(named), extra

    def _chairs(self) -> dict[Key, set[Chair]]:
        found: dict[Key, set[Chair]] = defaultdict(set)
        kinds = chairs_of(self.user).kinds
        if not kinds:
            return found
        rows = RosterSubject.objects.filter(roster__in=list(kinds)).filter(self._theirs("record"))
        for roster, record in rows.values_list("roster", "record"):
            found[self.keys[record]].add(Chair(kinds[roster]))
        return found

    def _narrowed(self) -> frozenset[Key]:
        rows = Narrowing.objects.in_force_on(self.day).filter(self._theirs("record"))
        return frozenset(self.keys[record] for record in rows.values_list("record", flat=True))

    def _releases(self) -> dict[Key, list[Release]]:
        found: dict[Key, list[Release]] = defaultdict(list)
        rows = Consent.objects.in_force_on(self.day).filter(self._theirs("record"))
        rows = rows.filter(categories__overlap=sorted(self.wanted))
        for record, *stated in rows.values_list("record", *STATED):
            found[self.keys[record]].append(release_of(*stated))
        return found

    def _corrections(self) -> dict[Key, list[Correction]]:
        """What workers state in place of extracts. Whoever reviews a match sees what extracts
        say, since that is what was compared; so does who asks the index."""
        found: dict[Key, list[Correction]] = defaultdict(list)
        if self.purpose in (Purpose.CASEWORK, Purpose.FAMILY) and self.records:
            rows = Correction.objects.filter(record__in=list(self.records), ended="")
            for correction in rows.select_related("stated_by").order_by("field"):
                found[correction.record_id].append(correction)
        return found

    def _incidents(self) -> frozenset[Key]:
        """Records without a person that an incident is about, for who answers for disclosures."""
        alone = self._alone()
        if self.purpose != Purpose.ACCOUNT or not alone:
            return frozenset()
        rows = IncidentRecord.objects.filter(record__in=alone)
        return frozenset(rows.values_list("record", flat=True))

    def _indexed(self) -> frozenset[Key]:
        """People who meet the county's standard of a family at risk today."""
        standard = IndexStandard.objects.visible_to(self.user).in_force_on(self.day).first()
        if standard is None:
            return frozenset()
        rows = at_risk(standard).filter(person__in=list(self.by_person))
        return frozenset(rows.values_list("person", flat=True))

    def _workers(self) -> dict[Key, tuple[str, ...]]:
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
        found: dict[Key, list[str]] = defaultdict(list)
        for record, worker, program in sorted(assigned, key=lambda row: row[1]):
            found[record].append(names.get((worker, program), worker))
        return {record: tuple(workers) for record, workers in found.items()}

    def subject(self, records: Collection[ProgramRecord], person: Key | None) -> Subject:
        """How the viewer stands to one person, or to one record that nobody has linked."""
        key = person or next(iter(records)).pk
        closed = self.restricted.get(key, set())
        born = [r.current.born for r in records if r.current is not None and r.current.born]
        return Subject(
            linked=person is not None,
            restricted=bool(closed),
            named=closed <= self.named,
            related=key in self.related,
            report_only=key in self.reported,
            chain=frozenset(self.chain.get(key, ())),
            held=frozenset(self.held.get(key, ())),
            extra=frozenset(self.extra.get(key, ())),
            chairs=frozenset(self.chairs.get(key, ())),
            releases=tuple(self.releases.get(key, ())),
            narrowed=key in self.narrowed,
            indexed=key in self.indexed,
            incident=key in self.incidents,
            kin=key in self.kin,
            born=min(born, default=None),
        )

    def question(self, subject: Subject, owner: Program, category: str) -> Question:
        """One question about one of them."""
        return Question(
            self.viewer, subject, owner, category, self.purpose, self.at, self.day, self.grounds
        )

    def only_as_kin(self, subject: Subject) -> bool:
        """Whether the viewer meets them on the page of a family only, as somebody's child."""
        if not (self._for_family and subject.kin) or (subject.mine and not subject.linked):
            return False
        return not may_open(self.question(subject, Program.CWS, IDENTITY))

    def exists(self, subject: Subject) -> bool:
        """Whether the subject is there at all for this viewer and purpose."""
        question = self.question(subject, Program.CWS, "C1")
        match self.purpose:
            case Purpose.CASEWORK:
                return may_open(question)
            case Purpose.FAMILY:
                return may_stand(question)
            case Purpose.MATCH_REVIEW if self.viewer.reviews:
                closed = subject.restricted and not (self.viewer.sees_restricted or subject.named)
                return not closed and not subject.related
            case Purpose.MATCH_REVIEW:
                return may_open(question)
        return isinstance(decide(question), Allowed)


def grounds_on(user: Any, day: date) -> tuple[Ground, ...]:
    """What statute opens in this county on a day."""
    rows = LegalBasis.objects.visible_to(user).in_force_on(day)
    return tuple(
        Ground(*row)
        for row in rows.values_list("code", "owner", "category", "audience", "since", "until")
    )


def at_risk(standard: IndexStandard) -> Any:
    """CWS records of linked people who meet a county's standard: an open case in one of its
    service components, never a report in Emergency Response."""
    return ProgramRecord.objects.present().filter(
        county=standard.county_id,
        program=Program.CWS,
        person__isnull=False,
        current__from_report=False,
        current__facts__C5__service_component__in=standard.components,
    )


# What the decision asks of a release, in the order of `release_of`.
STATED = (
    "owner",
    "recipient",
    "categories",
    "since",
    "until",
    "revoked_at",
    "signer",
    "form",
    "named",
)


def release_of(
    owner: str,
    recipient: str,
    categories: Collection[str],
    since: date,
    until: date,
    revoked_at: datetime | None,
    signer: str,
    form: str,
    named: Collection[Key],
) -> Release:
    """A stored release (its columns STATED) as the decision takes it."""
    return Release(
        owner=Program(owner),
        recipient=Program(recipient),
        categories=frozenset(categories),
        since=since,
        until=until,
        revoked_at=revoked_at,
        by_self=signer == Consent.Signer.SELF,
        verbal=form == Consent.Form.VERBAL,
        named=frozenset(named),
    )
