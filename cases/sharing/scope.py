"""Which people exist for a member of staff: the queryset form of `decision.may_open`."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cases.people.models import Person, ProgramRecord, Restriction
from cases.sharing.decision import Viewer
from cases.sharing.models import Assignment
from counties.models import Membership
from counties.permissions import Permission, Role, may
from linkages.calendar import today
from linkages.programs import Program

# Roles whose work is the whole county, not a caseload.
COORDINATING = frozenset({Role.COORDINATOR, Role.LIAISON, Role.RESTRICTED})


def viewer_of(user: Any) -> Viewer:
    """What this member of staff is to the decision, in the county they work in now."""
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
    )


def programs_of(viewer: Viewer) -> frozenset[Program]:
    """The programs on whose side somebody can be assigned; both for joint staff."""
    if viewer.program == Program.JOINT:
        return frozenset({Program.CWS, Program.CALWORKS})
    return frozenset({viewer.program})


def chain_of(user: Any) -> QuerySet[Assignment]:
    """Assignments in force that make somebody theirs: their own, for a supervisor their unit's."""
    working = user.working_in
    if working is None or not may(user, Permission.VIEW_PERSON):
        return Assignment.objects.none()
    mine = Q(worker_id=working.worker_id) if working.worker_id else Q(pk__in=[])
    if Role(working.role) == Role.SUPERVISOR and working.unit_id:
        mine |= Q(unit=working.unit_id) | Q(worker_id__in=_workers_of(working))
    in_force = Assignment.objects.visible_to(user).in_force_on(today())
    return in_force.filter(mine, program__in=programs_of(viewer_of(user)))


def _workers_of(supervisor: Membership) -> QuerySet[Membership, str]:
    """Worker ids of those who sit in a supervisor's unit today. By key: a membership that was
    read before the county was chosen could not see its unit."""
    members = Membership.objects.filter(county=supervisor.county_id, unit=supervisor.unit_id)
    return members.in_force_on(today()).exclude(worker_id="").values("worker_id")


def people_visible_to(user: Any) -> QuerySet[Person]:
    """People whom this member of staff may open. Everybody else does not exist for them."""
    viewer = viewer_of(user)
    everybody = Person.objects.visible_to(user)
    if not viewer.opens_people:
        return everybody.none()
    records = ProgramRecord.objects.visible_to(user).filter(person=OuterRef("pk"))
    found = everybody.filter(Exists(records.filter(current__isnull=False)))
    if not viewer.coordinates:
        chain = chain_of(user).values("record")
        mine = ProgramRecord.objects.visible_to(user).filter(pk__in=chain, person__isnull=False)
        found = found.filter(pk__in=mine.values("person"))
    theirs = chain_of(user).filter(program=Program.CWS).values("record__person")
    found = found.exclude(known_by_report() & ~Q(pk__in=theirs))
    if not viewer.sees_restricted:
        found = found.exclude(Exists(records.exclude(restriction=Restriction.NONE)))
    return found


def known_by_report() -> Q:
    """People of whom CWS has reports in Emergency Response and nothing else (`Subject`)."""
    cws = ProgramRecord.objects.filter(person=OuterRef("pk"), program=Program.CWS)
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
