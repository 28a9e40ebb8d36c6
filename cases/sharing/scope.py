"""Which people exist for a member of staff: the queryset form of `decision.may_open`."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cases.people.models import Person, ProgramRecord
from cases.sharing import rosters
from cases.sharing.decision import CALWORKS, CWS, IDENTITY, OF_AGE, REPORT, Viewer
from cases.sharing.models import (
    READ_AS_EXTRA,
    READ_RESTRICTED,
    Assignment,
    Consent,
    Designation,
    LegalBasis,
    NamedReader,
    Narrowing,
    RosterSubject,
    StaffRelation,
)
from counties.models import BankCaseload, Membership, TeamMember
from counties.permissions import Permission, Role, may
from linkages.calendar import today, years_before
from linkages.once import once
from linkages.programs import Program

# Roles whose work is the whole county, not a caseload.
COORDINATING = frozenset({Role.COORDINATOR, Role.LIAISON, Role.RESTRICTED})


def viewer_of(user: Any) -> Viewer:
    """What this member of staff is to the decision, in the county they work in now.

    Designation is asked for apart (`is_designated`), by those few who search the index.
    """
    working = user.working_in
    if working is None:
        return Viewer(user.pk, Program.JOINT)
    return Viewer(
        user=user.pk,
        program=Program(working.program),
        opens_people=may(user, Permission.VIEW_PERSON),
        coordinates=Role(working.role) in COORDINATING,
        reviews=may(user, Permission.REVIEW_MATCH),
        sees_restricted=may(user, Permission.VIEW_RESTRICTED),
        accounts=may(user, Permission.VIEW_ACCOUNT),
    )


def is_designated(user: Any) -> bool:
    """Whether an agency's director designated this member of staff for the index, by letter."""
    mine = Designation.objects.visible_to(user).filter(user=user.pk)
    return may(user, Permission.LOOK_UP) and mine.in_force_on(today()).exists()


def programs_of(viewer: Viewer) -> frozenset[Program]:
    """The programs on whose side somebody can be assigned; both for joint staff."""
    if viewer.program == Program.JOINT:
        return frozenset({CWS, CALWORKS})
    return frozenset({viewer.program})


def chain_of(user: Any, unusual: "Unusual | None" = None) -> QuerySet[Assignment]:
    """Assignments in force that make somebody theirs: their own and their team's, what their
    unit holds as a whole, and for a supervisor all that their unit's workers hold."""
    working = user.working_in
    if working is None or not may(user, Permission.VIEW_PERSON):
        return Assignment.objects.none()
    mine = Q()
    if unusual is None or unusual.teamed:
        teams = TeamMember.objects.filter(county=working.county_id, user=user.pk)
        mine |= Q(team__in=teams.in_force_on(today()).values("team"))
    if working.worker_id:
        mine |= Q(worker_id=working.worker_id)
    if working.unit_id:
        mine |= Q(unit=working.unit_id, worker_id="")
        if Role(working.role) == Role.SUPERVISOR:
            mine |= Q(unit=working.unit_id) | Q(worker_id__in=_workers_of(working))
            mine |= Q(worker_id__in=_bank_caseloads_of(working))
    if not mine:
        return Assignment.objects.none()
    return _of_their_program(user).filter(mine)


def _of_their_program(user: Any) -> QuerySet[Assignment]:
    in_force = Assignment.objects.visible_to(user).in_force_on(today())
    return in_force.filter(program__in=programs_of(viewer_of(user)))


def _workers_of(supervisor: Membership) -> QuerySet[Membership, str]:
    """Worker ids of those who sit in a supervisor's unit today. By key: a membership that was
    read before the county was chosen could not see its unit."""
    members = Membership.objects.filter(county=supervisor.county_id, unit=supervisor.unit_id)
    return members.in_force_on(today()).exclude(worker_id="").values("worker_id")


def _bank_caseloads_of(supervisor: Membership) -> QuerySet[BankCaseload, str]:
    """Ids that are no person's but this unit's cases that wait for a worker."""
    rows = BankCaseload.objects.filter(county=supervisor.county_id, unit=supervisor.unit_id)
    return rows.in_force_on(today()).values("worker_id")


def named_for(user: Any, codename: str = "") -> QuerySet[NamedReader]:
    """Named exceptions of this member of staff: of one kind, or all."""
    working = user.working_in
    if working is None:
        return NamedReader.objects.none()
    mine = NamedReader.objects.filter(county=working.county_id, user=user.pk)
    return mine.filter(permission__codename=codename) if codename else mine


def records_close_to(user: Any) -> QuerySet[StaffRelation]:
    """Ties that forbid this member of staff to meet certain clients."""
    return StaffRelation.objects.visible_to(user).filter(user=user.pk).in_force_on(today())


@dataclass(frozen=True, slots=True)
class Unusual:
    """Ways to stand to people that most staff do not have, so that nobody pays for asking."""

    named: bool
    related: bool
    seated: bool
    teamed: bool


UNUSUAL = """
select exists (select from sharing_namedreader where county_id = %(county)s and user_id = %(user)s),
  exists (select from sharing_staffrelation where county_id = %(county)s and user_id = %(user)s),
  exists (select from sharing_seat where county_id = %(county)s and user_id = %(user)s),
  exists (select from counties_teammember where county_id = %(county)s and user_id = %(user)s)
"""


def unusual_of(user: Any) -> Unusual:
    """Which of them this member of staff has, or ever had, in one question."""
    if user.working_in is None:
        return Unusual(False, False, False, False)
    return once(("unusual", user.pk), lambda: _unusual(user))


def _unusual(user: Any) -> Unusual:
    with connection.cursor() as cursor:
        cursor.execute(UNUSUAL, {"county": user.working_in.county_id, "user": user.pk})
        return Unusual(*cursor.fetchone())


def mine_of(
    user: Any, program: Program | None = None, unusual: Unusual | None = None
) -> QuerySet[ProgramRecord]:
    """Records with which somebody has business: assigned in the chain, or read along by name."""
    programs = programs_of(viewer_of(user)) & ({program} if program else set(Program))
    chain = chain_of(user, unusual).filter(program__in=programs).values("record")
    business = Q(pk__in=chain)
    if unusual is None or unusual.named:
        business |= Q(pk__in=named_for(user, READ_AS_EXTRA).values("content_object"))
    rows = ProgramRecord.objects.visible_to(user).filter(program__in=programs)
    return rows.filter(business)


def people_visible_to(user: Any) -> QuerySet[Person]:
    """People whom this member of staff may open. Everybody else does not exist for them."""
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
