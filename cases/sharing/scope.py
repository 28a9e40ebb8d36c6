"""Which people exist for a member of staff: the queryset form of `decision.may_open`."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cases.people.models import Person, ProgramRecord
from cases.sharing import rosters
from cases.sharing.chain import (
    Unusual,
    at_work_as,
    chain_of,
    mine_of,
    named_for,
    programs_of,
    records_close_to,
    unusual_of,
    viewer_of,
)
from cases.sharing.decision import CALWORKS, CWS, IDENTITY, OF_AGE, REPORT, Viewer
from cases.sharing.models import (
    READ_RESTRICTED,
    Consent,
    LegalBasis,
    Narrowing,
    RosterSubject,
)
from linkages.calendar import today, years_before
from linkages.once import is_reading, once
from linkages.rows import among

# People of a caseload, or of a large unit's caseloads; a county has hundred thousands.
A_CASELOAD = 4_000


def people_visible_to(user: Any) -> QuerySet[Person]:
    """People whom this member of staff may open. Everybody else does not exist for them.

    While a page is read, a caseload is looked for once and then known by its ids.
    """
    viewer = viewer_of(user)
    if viewer.opens_people and not viewer.coordinates and is_reading():
        few = once(("people", *at_work_as(user)), lambda: _few(user))
        if few is not None:
            return Person.objects.visible_to(user).filter(pk__in=among(few))
    return _openable(user)


def _few(user: Any) -> tuple[uuid.UUID, ...] | None:
    ids = _openable(user).order_by().values_list("pk", flat=True)[: A_CASELOAD + 1]
    found = tuple(ids)
    return found if len(found) <= A_CASELOAD else None


def _openable(user: Any) -> QuerySet[Person]:
    viewer = viewer_of(user)
    everybody = Person.objects.visible_to(user)
    if not viewer.opens_people:
        return everybody.none()
    unusual = unusual_of(user)
    records = ProgramRecord.objects.visible_to(user).filter(person=OuterRef("pk"))
    found = everybody.filter(Exists(records.filter(current__isnull=False)))
    chairs = chairs_of(user) if unusual.seated else Chairs()
    if not viewer.coordinates:
        business = Q(pk__in=mine_of(user, unusual=unusual).values("pk"))
        if chairs.any:
            business |= Q(pk__in=_about(chairs.any))
        mine = ProgramRecord.objects.visible_to(user).exclude(person=None).filter(business)
        found = found.filter(pk__in=mine.values("person"))
    if viewer.program != CWS or viewer.coordinates or chairs.any:
        # Who comes by the side of CWS alone meets nobody whose report is not theirs.
        opened = _report_opened(user, viewer, chairs, unusual)
        found = found.exclude(known_by_report() & ~opened)
    return not_closed(user, found, unusual)


def not_closed(
    user: Any, found: QuerySet[Person], unusual: Unusual | None = None
) -> QuerySet[Person]:
    """Without the restricted, but for who is named for every restricted side, and without people
    to whom this member of staff stands too close."""
    viewer = viewer_of(user)
    records = ProgramRecord.objects.visible_to(user).filter(person=OuterRef("pk"))
    if not viewer.sees_restricted:
        # A county's few closed people are quicker to leave out as a set, a caseload's one by one.
        whole = viewer.coordinates or viewer.accounts
        rows = ProgramRecord.objects.visible_to(user).exclude(person=None)
        closed = (rows if whole else records).closed()
        if unusual is None or unusual.named:
            named = named_for(user, READ_RESTRICTED).values("content_object")
            closed = closed.exclude(pk__in=named)
        out = Q(pk__in=closed.values("person")) if whole else Exists(closed)
        found = found.exclude(out)
    if unusual is None or unusual.related:
        close = records.filter(pk__in=records_close_to(user).values("record"))
        found = found.exclude(Exists(close))
    return found


@dataclass(frozen=True, slots=True)
class Chairs:
    """Teams in which somebody sits today and that may share: all, and those that see reports."""

    kinds: Mapping[uuid.UUID, str] = field(default_factory=dict)
    reporting: frozenset[uuid.UUID] = frozenset()

    @property
    def any(self) -> frozenset[uuid.UUID]:
        return frozenset(self.kinds)


def chairs_of(user: Any) -> Chairs:
    """Seats that count: in a complete team, of a kind to which counsel opened identity."""
    seated = rosters.complete_with(user)
    if not seated:
        return Chairs()
    opened = set(
        LegalBasis.objects.visible_to(user)
        .in_force_on(today())
        .filter(audience__in=set(seated.values()))
        .values_list("audience", "owner", "category")
    )
    identified = {audience for audience, _owner, category in opened if category == IDENTITY}
    kinds = {roster: kind for roster, kind in seated.items() if kind in identified}
    reporting = frozenset(r for r, kind in kinds.items() if (kind, CWS, REPORT) in opened)
    return Chairs(kinds, reporting)


def _about(teams: Collection[uuid.UUID]) -> QuerySet[RosterSubject]:
    """Records that these teams are about."""
    return RosterSubject.objects.filter(roster__in=sorted(teams)).values("record")


def _people_of(records: Any) -> QuerySet[ProgramRecord]:
    return ProgramRecord.objects.filter(pk__in=records, person__isnull=False).values("person")


def _report_opened(user: Any, viewer: Viewer, chairs: Chairs, unusual: Unusual) -> Q:
    """CWS's own; a release of the report to whom has business with the person; a team's seat."""
    opened = Q(pk__in=[])
    if CWS in programs_of(viewer):
        opened |= Q(pk__in=mine_of(user, CWS, unusual).values("person"))
    if CALWORKS in programs_of(viewer):
        released = releases_in_force(user).filter(
            owner=CWS, recipient=CALWORKS, categories__contains=[REPORT]
        )
        business = Q(pk__in=mine_of(user, CALWORKS, unusual).values("person"))
        if viewer.program == CALWORKS and chairs.any:
            business |= Q(pk__in=_people_of(_about(chairs.any)))
        opened |= Q(pk__in=released.values("record__person")) & business
    if chairs.reporting:
        narrowed = Narrowing.objects.filter(record__person=OuterRef("pk")).in_force_on(today())
        opened |= Q(pk__in=_people_of(_about(chairs.reporting))) & ~Exists(narrowed)
    return opened


def releases_in_force(user: Any) -> QuerySet[Consent]:
    """Releases that hold at this moment: in their dates, not revoked, and, where somebody else
    signed for a child, the child not yet of age by any of their records."""
    day = today()
    of_age = ProgramRecord.objects.filter(
        person=OuterRef("record__person"),
        person__isnull=False,
        current__born__lte=years_before(day, OF_AGE),
    )
    rows = Consent.objects.visible_to(user).in_force_on(day)
    rows = rows.filter(Q(revoked_at=None) | Q(revoked_at__gt=timezone.now()))
    return rows.filter(Q(signer=Consent.Signer.SELF) | ~Exists(of_age))


def known_by_report() -> Q:
    """People of whom CWS has reports in Emergency Response and nothing else (`Subject`)."""
    cws = ProgramRecord.objects.filter(person=OuterRef("pk"), program=CWS)
    reports, cases = (cws.filter(current__from_report=only) for only in (True, False))
    return Q(Exists(reports)) & ~Q(Exists(cases))


def sorted_people(user: Any, sort: str) -> tuple[QuerySet[Person], bool]:
    """(people in the wanted order, whether names can be sorted by).

    Keys are `known` and, for a caseload, `name`; anything else means newest first. The order by
    name goes by what one's own program calls people, which its staff may always see: an order by
    the other program's names would tell what is withheld.
    """
    found = people_visible_to(user)
    by_name = not viewer_of(user).coordinates
    descending = sort.startswith("-")
    if sort.lstrip("-") == "name" and by_name:
        own = ProgramRecord.objects.filter(
            person=OuterRef("pk"), pk__in=chain_of(user).values("record")
        ).order_by("pk")
        found = found.annotate(
            own_surname=Subquery(own.values("current__surname")[:1]),
            own_given=Subquery(own.values("current__given")[:1]),
        )
        keys = ("own_surname", "own_given", "token")
        return found.order_by(*(f"-{key}" if descending else key for key in keys)), by_name
    if sort == "known":
        return found.order_by("known_since", "token"), by_name
    return found.order_by("-known_since", "token"), by_name
