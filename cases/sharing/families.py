"""Which families exist for a member of staff, and who of each stands on its page.

A family is there for who has business with one of its members, or coordinates. It is closed as a
whole where one member is closed to the viewer: the stricter side decides. What the CWS side alone
may know of (a report, a caregiver's household, a family without aid) is a kind of its own.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cases.people.models import Family, FamilyMember, Person, ProgramRecord
from cases.sharing.chain import (
    at_work_as,
    mine_of,
    named_for,
    programs_of,
    records_close_to,
    unusual_of,
    viewer_of,
)
from cases.sharing.models import READ_RESTRICTED, Audience, Disclosure, LegalBasis, Narrowing
from cases.sharing.reading import PersonFacts, Purpose, Reading, gather
from linkages.calendar import today
from linkages.once import is_reading, once
from linkages.programs import Program
from linkages.rows import among

MUTUAL = Family.Kind.MUTUAL
# Families of one worker or of a large unit's workers; a county has tens of thousands.
A_CASELOAD = 1_200
# Closed families of a county that are still named one by one in a question.
MANY_CLOSED = 3_000


def families_visible_to(user: Any) -> QuerySet[Family]:
    """Families that this member of staff may open. All others do not exist for them."""
    viewer = viewer_of(user)
    if not viewer.coordinates and is_reading():
        few = once(("families", *at_work_as(user)), lambda: _few(user))
        if few is not None:
            return Family.objects.visible_to(user).filter(pk__in=among(few))
    places = FamilyMember.objects.visible_to(user).now()
    if is_reading():
        closed = once(("closed families", *at_work_as(user)), lambda: _ids(_closing(user, places)))
        if len(closed) <= MANY_CLOSED:
            return _business_of(user).exclude(pk__in=among(closed))
    return _not_closed(user, _business_of(user), places)


def _ids(places: list[Any]) -> frozenset[uuid.UUID]:
    return frozenset(key for rows in places for key in rows.values_list("family", flat=True))


def _few(user: Any) -> tuple[uuid.UUID, ...] | None:
    """A caseload by its ids, so that parts of a page need not look for it again, and closed people
    are looked for among its members alone. None for more than a caseload."""
    ids = list(_business_of(user).order_by().values_list("pk", flat=True)[: A_CASELOAD + 1])
    if len(ids) > A_CASELOAD:
        return None
    found = Family.objects.visible_to(user).filter(pk__in=ids)
    places = FamilyMember.objects.visible_to(user).now().filter(family__in=ids)
    return tuple(_not_closed(user, found, places).order_by().values_list("pk", flat=True))


def _business_of(user: Any) -> QuerySet[Family]:
    """Families with one of whose members somebody has business, or which they coordinate."""
    viewer = viewer_of(user)
    everybody = Family.objects.visible_to(user).together()
    if not viewer.opens_people:
        return everybody.none()
    if viewer.coordinates:
        return everybody.filter(kind=MUTUAL)
    unusual = unusual_of(user)
    places = FamilyMember.objects.visible_to(user).now()
    mine = places.filter(record__in=mine_of(user, unusual=unusual).values("pk"))
    found = everybody.filter(pk__in=mine.values("family"))
    if Program.CWS not in programs_of(viewer):
        return found.filter(kind=MUTUAL)
    own = places.filter(record__in=mine_of(user, Program.CWS, unusual).values("pk"))
    return found.filter(Q(kind=MUTUAL) | Q(pk__in=own.values("family")))


def _not_closed(user: Any, found: QuerySet[Family], places: Any) -> QuerySet[Family]:
    for theirs in _closing(user, places):
        found = found.exclude(pk__in=theirs.values("family"))
    return found


def _closing(user: Any, places: Any) -> list[Any]:
    """Places, among these, that close their family to this viewer. Two questions for each reason,
    which begin at the few closed people; as one with "or" they read the whole county."""
    unusual = unusual_of(user)
    rows = ProgramRecord.objects.visible_to(user)
    found: list[Any] = []
    if not viewer_of(user).sees_restricted:
        closed = rows.closed()
        if unusual.named:
            mine = named_for(user, READ_RESTRICTED).values("content_object")
            closed = closed.exclude(pk__in=mine)
        found += _with(places, closed)
    if unusual.related:
        found += _with(places, rows.filter(pk__in=records_close_to(user).values("record")))
    return found


def _with(places: Any, records: QuerySet[ProgramRecord]) -> tuple[Any, Any]:
    """Places of these records, and places of any record of their people."""
    people = records.exclude(person=None).values("person")
    return places.filter(record__in=records.values("pk")), places.filter(record__person__in=people)


@dataclass(frozen=True, slots=True)
class Place:
    """One record's place in one unit of the family, as the viewer may know it."""

    record: uuid.UUID
    program: Program
    unit: str
    part: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a family: what may be seen of them, and their places in it."""

    facts: PersonFacts
    places: tuple[Place, ...]

    @property
    def key(self) -> uuid.UUID:
        """The person, or the record where nobody has linked it."""
        return self.facts.person or self.facts.records[0].record

    @property
    def is_child(self) -> bool:
        """Whether they stand in the family as a child and not as a parent."""
        parts = {place.part for place in self.places}
        return FamilyMember.Part.CHILD in parts and FamilyMember.Part.PARENT not in parts


@dataclass(frozen=True, slots=True)
class FamilyReading:
    """Members of some families, and what must be written down before anybody sees them."""

    members: Mapping[uuid.UUID, tuple[Member, ...]]
    reading: Reading

    def account(self) -> None:
        """Write it down in the open transaction."""
        self.reading.account()


def members_of(
    user: Any,
    families: Iterable[Family],
    *,
    categories: Iterable[str] | None = None,
    channel: str = Disclosure.Channel.SCREEN,
    past: bool = False,
) -> Mapping[uuid.UUID, tuple[Member, ...]]:
    """Family to its members as this viewer may know them, adults first, accounted for.

    The families must come from `families_visible_to`. Constant number of queries. Members who do
    not exist for the viewer are left out; nothing says how many. `past`: also those who left.
    """
    found = gather_members(user, families, categories=categories, channel=channel, past=past)
    found.account()
    return found.members


def gather_members(
    user: Any,
    families: Iterable[Family],
    *,
    categories: Iterable[str] | None = None,
    channel: str = Disclosure.Channel.SCREEN,
    past: bool = False,
) -> FamilyReading:
    """The same without writing it down: a document is accounted for when it is sealed."""
    wanted = {family.pk for family in families}
    rows = FamilyMember.objects.visible_to(user).filter(family__in=wanted)
    rows = rows if past else rows.now()
    places = list(rows.select_related("record").order_by("since", "pk"))
    records = {place.record_id: place.record for place in places}
    people = Person.objects.visible_to(user).filter(
        pk__in={record.person_id for record in records.values() if record.person_id}
    )
    alone = [record for record in records.values() if record.person_id is None]
    reading = gather(
        user, Purpose.FAMILY, [*people, *alone], categories=categories, channel=channel
    )
    seen = {facts.person or facts.records[0].record: facts for facts in reading.people}
    return FamilyReading(_by_family(places, seen), reading)


def _by_family(
    places: Collection[FamilyMember], seen: Mapping[uuid.UUID, PersonFacts]
) -> dict[uuid.UUID, tuple[Member, ...]]:
    at: dict[uuid.UUID, dict[uuid.UUID, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in places:
        key = place.record.person_id or place.record_id
        facts = seen.get(key)
        if facts is None or place.record_id not in {r.record for r in facts.records}:
            continue
        program = Program(place.record.program)
        said = Place(place.record_id, program, place.unit, place.part, place.since, place.until)
        at[place.family_id][key].append(said)
    return {
        family: tuple(
            sorted((Member(seen[key], tuple(said)) for key, said in found.items()), key=_adults)
        )
        for family, found in at.items()
    }


def _adults(member: Member) -> tuple[bool, str, str]:
    born = next((str(r.value("born")) for r in member.facts.records if r.value("born")), "")
    return member.is_child, born, str(member.key)


def know_by_statute(user: Any, known: Collection[tuple[Program, str]]) -> bool:
    """Whether statute opens these (owner, category) to this viewer of every family that nobody
    narrowed: for an order that must not tell what a page would not."""
    viewer = viewer_of(user)
    audience = Audience.COORDINATOR if viewer.coordinates else Audience.PAIR
    own = frozenset() if viewer.coordinates else programs_of(viewer)
    asked = {(owner, category) for owner, category in known if owner not in own}
    rows = LegalBasis.objects.visible_to(user).in_force_on(today()).filter(audience=audience)
    return asked <= {(Program(o), c) for o, c in rows.values_list("owner", "category")}


def with_a_narrowed_member(user: Any) -> QuerySet[FamilyMember]:
    """Ids of families of whose members one had sharing narrowed to identity."""
    narrowed = Narrowing.objects.visible_to(user).in_force_on(today())
    records = ProgramRecord.objects.visible_to(user).filter(pk__in=narrowed.values("record"))
    places = FamilyMember.objects.visible_to(user).now()
    holding, beside = _with(places, records)
    return holding.values("family").union(beside.values("family"))
