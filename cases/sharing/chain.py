"""Whom a member of staff has business with: assigned to them, their team or their unit, or read
along by name. While a page is read, a caseload is asked for once and kept in mind."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cases.people.models import ProgramRecord
from cases.sharing.decision import CALWORKS, CWS, Viewer
from cases.sharing.models import (
    READ_AS_EXTRA,
    Assignment,
    Designation,
    NamedReader,
    StaffRelation,
)
from counties.models import BankCaseload, Membership, TeamMember
from counties.permissions import Permission, Role, may
from linkages.calendar import today
from linkages.once import is_reading, once
from linkages.programs import Program
from linkages.rows import among

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


# Records of a caseload, or of a large unit's caseloads, that a page keeps in mind.
MOST_KEPT = 6_000


@dataclass(frozen=True, slots=True)
class Held:
    """One assignment in somebody's chain."""

    program: Program
    worker: str
    team: uuid.UUID | None


Caseload = Mapping[uuid.UUID, Collection[Held]]


def at_work_as(user: Any) -> tuple[uuid.UUID | int, uuid.UUID | None]:
    """Whose business it is: the account, and the membership in which they work now. A page that
    explains access asks on behalf of another member of staff, and of each role of theirs."""
    return user.pk, user.working_in.pk if user.working_in else None


def caseload_of(user: Any) -> Caseload | None:
    """Record to its assignments in somebody's chain. None where nothing is kept in mind: outside
    the reading of a page, and for more than MOST_KEPT."""
    if not is_reading():
        return None
    return once(("caseload", *at_work_as(user)), lambda: _caseload(user))


def _caseload(user: Any) -> Caseload | None:
    rows = chain_of(user, unusual_of(user)).order_by()
    found: dict[uuid.UUID, list[Held]] = defaultdict(list)
    stated = list(rows.values_list("record", "program", "worker_id", "team")[: MOST_KEPT + 1])
    for record, program, worker, team in stated:
        found[record].append(Held(Program(program), worker, team))
    return found if len(stated) <= MOST_KEPT else None


def mine_of(
    user: Any, program: Program | None = None, unusual: Unusual | None = None
) -> QuerySet[ProgramRecord]:
    """Records with which somebody has business: assigned in the chain, or read along by name."""
    programs = programs_of(viewer_of(user)) & ({program} if program else set(Program))
    rows = ProgramRecord.objects.visible_to(user).filter(program__in=programs)
    kept = caseload_of(user)
    if kept is None:
        chain = chain_of(user, unusual).filter(program__in=programs).values("record")
    else:
        unusual = unusual_of(user)
        chain = among(
            record for record, held in kept.items() if any(h.program in programs for h in held)
        )
    business = Q(pk__in=chain)
    if unusual is None or unusual.named:
        business |= Q(pk__in=named_for(user, READ_AS_EXTRA).values("content_object"))
    return rows.filter(business)
