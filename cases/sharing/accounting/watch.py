"""Looks at what a county's staff did since the last look, and puts alerts before the privacy
officer. Told twice, an alert is still one: its key says which it is."""

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.people.models import Person, ProgramRecord
from cases.sharing.accounting import patterns, reviews
from cases.sharing.accounting.patterns import Account, Act, Finding, Opening
from cases.sharing.models import Alert, LookUp, StaffRelation
from counties.adapter import SIGN_IN
from counties.models import Membership, User
from linkages import exports, parameters
from linkages.audit import AuditEvent
from linkages.calendar import today
from linkages.registries import providers

TAKEN_OUT = (exports.PURPOSE, "document", "download")
# Whoever asks about their own caseload looks nobody up.
OUTSIDE = (LookUp.Kind.OPENED, LookUp.Kind.INDEX)
# A telephone with fewer digits is an extension, which half an office shares.
DIGITS = 7

Keys = frozenset[uuid.UUID]


def look(county: str, since: datetime, until: datetime) -> None:
    """One look at one county: alerts, and the reviews that a new month asks for."""
    for finding in findings(county, since, until):
        tell(county, finding)
    reviews.begin(county, today())


def findings(county: str, since: datetime, until: datetime) -> list[Finding]:
    """Everything out of pattern between two moments."""
    acts, openings = _acts(county, since, until), _openings(county, since, until)
    limit = parameters.value("sharing.openings_an_hour", county=county, on=today())
    large = parameters.value("sharing.large_file_people", county=county, on=today())
    days = parameters.value("sharing.dormant_days", county=county, on=today())
    return [
        *patterns.relatives(acts, openings, timezone.localdate),
        *patterns.many(openings, limit),
        *patterns.restricted(acts, timezone.localdate),
        *patterns.denials(acts),
        *patterns.exports(acts, large),
        *patterns.two_places(acts),
        *patterns.dormant(_accounts(county), days, until),
    ]


def tell(county: str, finding: Finding) -> Alert:
    """The alert of a finding: made once, grown while it goes on. What goes on after somebody
    settled it is another alert."""
    alert = Alert.objects.filter(county=county, key=finding.key).first()
    key = finding.key
    if alert is not None and alert.settled_at is not None and alert.settled_at < finding.last_at:
        key = f"{finding.key}:{alert.settled_at:%dT%H%M%S}"
        alert = Alert.objects.filter(county=county, key=key).first()
    if alert is None:
        return Alert.objects.create(
            county_id=county,
            key=key,
            kind=finding.pattern.value,
            user=finding.user,
            person=finding.person,
            count=finding.count,
            first_at=finding.first_at,
            last_at=finding.last_at,
        )
    grown = alert.count < finding.count or alert.last_at < finding.last_at
    if alert.settled_at is None and grown:
        alert.count = max(alert.count, finding.count)
        alert.last_at = max(alert.last_at, finding.last_at)
        alert.save(update_fields=["count", "last_at"])
    return alert


def _acts(county: str, since: datetime, until: datetime) -> list[Act]:
    """Refusals, sign-ins, files taken out, and whatever staff with recorded ties did."""
    ties = _ties(county)
    telling = (
        Q(result=AuditEvent.Result.DENIED)
        | Q(action=SIGN_IN, result=AuditEvent.Result.ALLOWED)
        | Q(purpose__in=TAKEN_OUT)
        | Q(user_id__in=list(ties))
    )
    rows = AuditEvent.objects.filter(
        county=county, at__gte=since, at__lt=until, user_id__isnull=False
    )
    events = list(rows.filter(telling).order_by("at"))
    behind = _Behind({subject for event in events for subject in event.subjects})
    return [_act(event, behind, ties.get(event.user_id, frozenset())) for event in events]


def _act(event: AuditEvent, behind: "_Behind", close: Keys) -> Act:
    asked = behind.people(event.subjects)
    return Act(
        event=event.pk,
        at=event.at,
        user=event.user_id,
        denied=event.result == AuditEvent.Result.DENIED,
        signs_in=event.action == SIGN_IN and event.result == AuditEvent.Result.ALLOWED,
        takes_out=event.purpose in TAKEN_OUT,
        origin=event.origin or "",
        close=asked & close,
        closed=asked & behind.closed,
        people=len(asked),
    )


def _ties(county: str) -> dict[uuid.UUID, Keys]:
    """Member of staff to those to whom they stand too close, by person or unlinked record."""
    rows = StaffRelation.objects.filter(county=county).in_force_on(today())
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for user, record, person in rows.values_list("user", "record", "record__person"):
        found[user].add(person or record)
    return {user: frozenset(people) for user, people in found.items()}


class _Behind:
    """Whom ids of any kind lead to: a person, or a record that nobody has linked."""

    def __init__(self, ids: Collection[uuid.UUID]) -> None:
        reached: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
        for source in providers("RECORDS_BEHIND"):
            for key, records in source(ids).items():
                reached[key] |= set(records)
        wanted = set(ids) | {record for records in reached.values() for record in records}
        asked = ProgramRecord.objects.filter(Q(pk__in=wanted) | Q(person__in=wanted))
        self._keys: dict[uuid.UUID, uuid.UUID] = dict.fromkeys(
            Person.objects.filter(pk__in=wanted).values_list("pk", flat=True)
        )
        self._keys = {person: person for person in self._keys}
        rows = list(asked.values_list("pk", "person"))
        self._keys |= {record: person or record for record, person in rows}
        self._reached = reached
        linked = {person for _record, person in rows if person}
        closed = ProgramRecord.objects.closed().filter(
            Q(pk__in=[record for record, _person in rows]) | Q(person__in=linked)
        )
        self.closed: Keys = frozenset(
            person or record for record, person in closed.values_list("pk", "person")
        )

    def people(self, ids: Iterable[uuid.UUID]) -> Keys:
        """The people behind some ids; what is neither person nor record nor pair is nobody."""
        reached = {record for key in ids for record in (key, *self._reached.get(key, ()))}
        return frozenset(self._keys[each] for each in reached if each in self._keys)


def _openings(county: str, since: datetime, until: datetime) -> list[Opening]:
    """Look-ups outside a caseload, compared with who made them."""
    outside = LookUp.objects.filter(county=county, kind__in=OUTSIDE)
    rows = list(outside.filter(at__gte=since, at__lt=until).order_by("at", "pk"))
    people = {row.person for row in rows if row.person}
    staff = {user.pk: user for user in User.objects.filter(pk__in={row.user for row in rows})}
    marks = _marks_of(people)
    ties = _ties(county)
    return [
        Opening(
            at=row.at,
            user=row.user,
            person=row.person,
            alike=bool(marks.get(row.person, set()) & _own_marks(staff.get(row.user))),
            close=row.person in ties.get(row.user, frozenset()),
        )
        for row in rows
    ]


def _marks_of(people: Collection[uuid.UUID]) -> dict[uuid.UUID | None, set[str]]:
    """Surnames and telephones of people, to be compared and never shown."""
    found: dict[uuid.UUID | None, set[str]] = defaultdict(set)
    rows = ProgramRecord.objects.filter(person__in=people).values_list(
        "person", "current__surname", "current__phone"
    )
    for person, surname, phone in rows:
        found[person] |= set(_marks(surname or "", phone or ""))
    return found


def _own_marks(user: Any) -> set[str]:
    if user is None:
        return set()
    return set(_marks(user.name.split()[-1] if user.name.split() else "", user.phone))


def _marks(surname: str, phone: str) -> Iterator[str]:
    yield from (part for part in re.split(r"[\s-]+", surname.casefold()) if part)
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= DIGITS:
        yield digits[-10:]


def _accounts(county: str) -> list[Account]:
    """Accounts with a membership in force, and since when nobody has used them."""
    rows = Membership.objects.filter(county=county).in_force_on(today())
    first: dict[uuid.UUID, datetime] = {}
    for user, began, seen in rows.values_list("user", "since", "user__last_login"):
        moment = max(filter(None, (_midnight(began), seen)))
        first[user] = max(moment, first.get(user, moment))
    return [Account(user, since) for user, since in first.items()]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())
