"""What pages about restricted people and ties of staff show: finished words, in reading order."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cases.people.models import Person, ProgramRecord, Restriction
from cases.sharing.models import (
    READ_AS_EXTRA,
    READ_RESTRICTED,
    Category,
    NamedReader,
    Shield,
    StaffRelation,
)
from cases.sharing.reading import PersonFacts, Purpose, read
from cases.sharing.restricting.ties import records_close
from cases.sharing.scope import people_visible_to
from counties.permissions import Permission, may

Key = uuid.UUID


@dataclass(frozen=True, slots=True)
class Closing:
    """One side that closes a person: by its extract (`shield` is then None), or by the county."""

    program: str
    kind: str
    as_of: date | None
    shield: Shield | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """A member of staff named for a person; `whole`: for every record that is closed."""

    user: Key
    name: str
    extra: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Restricted:
    """A restricted person: who closes them, since when, who may see them nevertheless."""

    person: Person
    closings: tuple[Closing, ...]
    readers: tuple[Reader, ...]
    name: str = ""


def restricted_people(user: Any) -> QuerySet[Person]:
    """People closed on one side at least, newest first. For who may see restricted people."""
    closed = ProgramRecord.objects.closed().filter(person=OuterRef("pk"))
    return people_visible_to(user).filter(Exists(closed)).order_by("-known_since", "token")


def listed(user: Any, people: Sequence[Person]) -> list[Restricted]:
    """Those of the people whom this user may read, with who closes them."""
    seen = {p.person: p for p in read(user, Purpose.CASEWORK, people, categories=[Category.C1])}
    found = details([person for person in people if person.pk in seen])
    return [
        Restricted(each.person, each.closings, each.readers, seen[each.person.pk].name)
        for each in found
    ]


def details(people: Sequence[Person]) -> list[Restricted]:
    """Who closes these people and who is named for them, in a constant number of queries."""
    records = ProgramRecord.objects.filter(person__in=people).select_related("current")
    theirs: dict[Key, list[ProgramRecord]] = defaultdict(list)
    for record in records.order_by("-program", "first_seen_on", "pk"):
        theirs[record.person_id].append(record)
    held = [record.pk for rows in theirs.values() for record in rows]
    open_now = Shield.objects.filter(record__in=held, until=None)
    shields = {shield.record_id: shield for shield in open_now}
    names = _names(shield.made_by for shield in shields.values())
    readers = _readers(theirs)
    return [
        Restricted(
            person,
            tuple(_closings(theirs[person.pk], shields, names)),
            tuple(readers.get(person.pk, ())),
        )
        for person in people
    ]


def _closings(
    records: Iterable[ProgramRecord], shields: dict[Key, Shield], names: dict[Key, str]
) -> Iterator[Closing]:
    for record in records:
        if record.restriction != Restriction.NONE:
            kind = Restriction(record.restriction).label
            as_of = record.current.as_of if record.current is not None else None
            yield Closing(record.program, str(kind), as_of)
        if shield := shields.get(record.pk):
            kind = shield.get_kind_display()
            yield Closing(record.program, kind, shield.since, shield, names[shield.made_by])


def _readers(theirs: dict[Key, list[ProgramRecord]]) -> dict[Key, list[Reader]]:
    """Person to the staff named for them, by name."""
    of = {record.pk: person for person, rows in theirs.items() for record in rows}
    closed = {
        person: {record.pk for record in rows if record.is_restricted}
        for person, rows in theirs.items()
    }
    named: dict[tuple[Key, Key], set[Key]] = defaultdict(set)
    extra: set[tuple[Key, Key]] = set()
    rows = NamedReader.objects.filter(content_object__in=list(of))
    for user, record, codename in rows.values_list(
        "user", "content_object", "permission__codename"
    ):
        key = (of[record], user)
        if codename == READ_RESTRICTED:
            named[key].add(record)
        elif codename == READ_AS_EXTRA:
            extra.add(key)
    keys = set(named) | extra
    names = _names(user for _person, user in keys)
    found: dict[Key, list[Reader]] = defaultdict(list)
    for person, user in sorted(keys, key=lambda key: names[key[1]]):
        key = (person, user)
        whole = bool(closed[person]) and closed[person] <= named[key]
        found[person].append(Reader(user, names[user], key in extra, whole))
    return found


def _names(users: Iterable[Key]) -> dict[Key, str]:
    found = get_user_model().objects.filter(pk__in=set(users))
    return {user.pk: user.name for user in found}


def left_alone(user: Any) -> list[Closing]:
    """What the county closed and no link holds any more: there is no person's page to lift it."""
    shields = Shield.objects.visible_to(user).filter(until=None, record__person=None)
    for close in records_close(user):
        shields = shields.exclude(record__in=close)
    rows = list(shields.select_related("record").order_by("since", "pk"))
    names = _names(shield.made_by for shield in rows)
    return [
        Closing(row.record.program, row.get_kind_display(), row.since, row, names[row.made_by])
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Tie:
    """A member of staff who is, or is close to, a client, as who keeps the list may know it."""

    relation: StaffRelation
    staff: str
    client: str
    token: str
    how: str
    since: date
    by: str


def ties(user: Any) -> list[Tie]:
    """Ties in force. Whoever may not see restricted people finds those to restricted, and to
    people of one program only, as little as those that were never recorded. Nobody finds their
    own."""
    rows = StaffRelation.objects.visible_to(user).filter(until=None)
    for close in records_close(user):
        rows = rows.exclude(record__in=close)
    held = list(rows.select_related("user", "record__person").order_by("user__name", "since", "pk"))
    people = {row.record.person_id: row.record.person for row in held if row.record.person}
    seen = {
        found.person: found
        for found in read(user, Purpose.ACCOUNT, people.values(), categories=[Category.C1])
    }
    names = _names(row.recorded_by for row in held)
    everything = may(user, Permission.VIEW_RESTRICTED)
    once: dict[tuple[Key, Key], Tie] = {}
    for row in held:
        person = seen.get(row.record.person_id)
        if person is None and not everything:
            continue
        key = (row.user_id, row.record.person_id or row.record_id)
        once.setdefault(key, _tie(row, person, names))
    return list(once.values())


def _tie(row: StaffRelation, person: PersonFacts | None, names: dict[Key, str]) -> Tie:
    token = row.record.person.token if row.record.person is not None else ""
    return Tie(
        relation=row,
        staff=row.user.name,
        client=person.name if person is not None else _("Not linked"),
        token=token,
        how=row.get_relation_display(),
        since=row.since,
        by=names[row.recorded_by],
    )
