"""Who saw what of one person: audit events and disclosures that name them, joined by event.

An event says that somebody asked and what came of it; its disclosures say which categories of the
other program crossed and on what ground. A disclosure whose event names only others on the same
page is kept as well.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.people.models import Person
from cases.sharing.accounting import words
from cases.sharing.accounting.people import keys_of
from cases.sharing.models import Category, Disclosure
from counties.models import Membership
from linkages import audit
from linkages.audit import AuditEvent
from linkages.programs import Program


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of an account is wanted; empty means all. Both days are included."""

    since: date | None = None
    until: date | None = None
    staff: uuid.UUID | None = None
    program: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """One event of the account, before anything else of it is read."""

    event: uuid.UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One event in finished words."""

    at: datetime
    who: str
    role: str
    program: str
    what: str
    categories: tuple[str, ...]
    bases: tuple[str, ...]
    purpose: str
    channel: str
    result: str
    result_kind: str
    event: uuid.UUID = field(repr=False)


def keys(user: Any, person: Person, filters: Filters) -> list[Key]:
    """Every event of the account, latest first."""
    named = sorted(keys_of(person))
    since, until = _moments(filters)
    actors = _actors(user, filters)
    found = {row[0]: row[1] for row in _events(named, since, until, actors)}
    rows = Disclosure.objects.visible_to(user).filter(person__in=named)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    if actors is not None:
        rows = rows.filter(recipient__in=actors)
    for event, at in rows.values_list("event", "at"):
        found.setdefault(event, at)
    # This very request has written its disclosure, and not yet its event.
    found.pop(audit.current().id, None)
    listed = [Key(event, at) for event, at in found.items()]
    return sorted(listed, key=lambda key: (key.at, key.event), reverse=True)


def _moments(filters: Filters) -> tuple[datetime | None, datetime | None]:
    zone = timezone.get_default_timezone()
    since = filters.since and datetime.combine(filters.since, time(), zone)
    until = filters.until and datetime.combine(filters.until + timedelta(days=1), time(), zone)
    return since, until


def _actors(user: Any, filters: Filters) -> list[uuid.UUID] | None:
    """Members of staff whom the filters leave; None: everybody."""
    if not (filters.staff or filters.program):
        return None
    found = Membership.objects.visible_to(user)
    if filters.staff:
        found = found.filter(user=filters.staff)
    if filters.program:
        found = found.filter(program=filters.program)
    return list(found.values_list("user", flat=True).distinct())


def _events(named: Sequence[uuid.UUID], *narrowed: Any) -> list[tuple[uuid.UUID, datetime]]:
    """Through the function that may use the index: overlap of arrays is not leakproof."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, at from linkages_events_about("
            "%s::uuid[], %s::timestamptz, %s::timestamptz, %s::uuid[])",
            [list(named), *narrowed],
        )
        return cursor.fetchall()


def lines(user: Any, person: Person, wanted: Sequence[Key]) -> list[Line]:
    """The wanted events in words, in a number of queries that does not grow with them."""
    if not wanted:
        return []
    named = keys_of(person)
    # Both tables are kept by months: saying when spares looking into all of them.
    first, last = min(key.at for key in wanted), max(key.at for key in wanted)
    ids = [key.event for key in wanted]
    within = {"at__gte": first - timedelta(hours=1), "at__lte": last + timedelta(hours=1)}
    events = AuditEvent.objects.visible_to(user).filter(pk__in=ids, **within)
    known = {event.pk: event for event in events}
    crossed: dict[uuid.UUID, list[Disclosure]] = defaultdict(list)
    rows = Disclosure.objects.visible_to(user).filter(person__in=named, event__in=ids)
    for disclosure in rows.order_by("owner", "id"):
        crossed[disclosure.event].append(disclosure)
    staff = Staff(user, {e.user_id for e in known.values()} | _recipients(crossed))
    return [
        _line(key, known.get(key.event), crossed.get(key.event, []), staff, named) for key in wanted
    ]


def _recipients(crossed: Mapping[uuid.UUID, Collection[Disclosure]]) -> set[uuid.UUID]:
    return {each.recipient for listed in crossed.values() for each in listed}


class Staff:
    """Names and work of members of staff, as they were on the day that counts."""

    def __init__(self, user: Any, ids: Collection[uuid.UUID | None]) -> None:
        wanted = [each for each in ids if each]
        self.names = dict(get_user_model().objects.filter(pk__in=wanted).values_list("pk", "name"))
        self.work: dict[uuid.UUID, list[Membership]] = defaultdict(list)
        found = Membership.objects.visible_to(user).filter(user__in=wanted)
        for membership in found.order_by(F("since").desc(), "role"):
            self.work[membership.user_id].append(membership)

    def name(self, user: uuid.UUID | None) -> str:
        """Their name; the program itself where nobody acted."""
        return self.names.get(user, "") or _("Linkages itself")

    def at_work(self, user: uuid.UUID | None, day: date) -> Membership | None:
        """Their membership on that day, else their latest."""
        listed = self.work.get(user, []) if user else []
        for membership in listed:
            ended = membership.until is not None and membership.until < day
            if membership.since <= day and not ended:
                return membership
        return listed[0] if listed else None


def _line(
    key: Key,
    event: AuditEvent | None,
    crossed: Sequence[Disclosure],
    staff: Staff,
    named: Collection[uuid.UUID],
) -> Line:
    who = event.user_id if event else crossed[0].recipient
    working = staff.at_work(who, timezone.localdate(key.at))
    result = AuditEvent.Result(event.result) if event else AuditEvent.Result.ALLOWED
    others = len(set(event.subjects) - set(named)) if event else 0
    return Line(
        at=key.at,
        who=staff.name(who),
        role=str(working.get_role_display()) if working else "",
        program=str(Program(working.program).label) if working else "",
        what=words.action(event.action if event else "", others=others),
        categories=tuple(_categories(crossed)),
        bases=tuple(_bases(event, crossed, others)),
        purpose=words.purpose(event.purpose if event else crossed[0].purpose),
        channel=words.channel(
            event.action if event else "",
            event.purpose if event else "",
            [each.channel for each in crossed],
        ),
        result=str(result.label),
        result_kind=words.RESULT_KINDS[result],
        event=key.event,
    )


def _categories(crossed: Sequence[Disclosure]) -> Iterator[str]:
    """What crossed from each program, with the names of its categories."""
    for disclosure in crossed:
        kinds = ", ".join(
            f"{code} {words.CATEGORIES.get(code) or Category(code).label}"
            for code in disclosure.categories
        )
        yield f"{Program(disclosure.owner).label}: {kinds}"


def _bases(event: AuditEvent | None, crossed: Sequence[Disclosure], others: int) -> Iterator[str]:
    """The grounds of what crossed, else those of the event, if it is about this person alone."""
    grounds = {basis for disclosure in crossed for basis in disclosure.bases}
    if not grounds and event is not None and not others:
        grounds = set(event.bases)
    yield from (words.basis(ground) for ground in sorted(grounds))
