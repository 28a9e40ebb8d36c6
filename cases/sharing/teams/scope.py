"""Which teams exist for a member of staff, and what they may do about one."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.people.models import Person, ProgramRecord
from cases.sharing.chain import chain_of, viewer_of
from cases.sharing.models import Roster, RosterSubject, Seat
from cases.sharing.restricting.ties import records_hidden_from
from counties.permissions import Permission, Role, may
from linkages.calendar import today
from linkages.programs import Program

ER_TEAM = Roster.Kind.ER_TEAM


def teams_visible_to(user: Any) -> QuerySet[Roster]:
    """Teams on which somebody sits today, which they opened, whose people are in their unit's
    chain, or that they coordinate. Never one about people closed to them.

    That there is a team for one report says that there was a report, which is CWS's own: to who
    neither sits there nor opened it, it exists on the CWS side only.
    """
    working = user.working_in
    if working is None or not may(user, Permission.VIEW_ROSTERS):
        return Roster.objects.none()
    chairs = Seat.objects.visible_to(user).filter(user=user.pk).in_force_on(today())
    mine = Q(made_by=user.pk) | Q(pk__in=chairs.values("roster"))
    if viewer_of(user).coordinates:
        mine |= ~Q(kind=ER_TEAM)
    elif Role(working.role) == Role.SUPERVISOR:
        chain = Q(pk__in=_about_people_of(chain_of(user).values("record")))
        mine |= chain if working.program == Program.CWS else chain & ~Q(kind=ER_TEAM)
    hidden = RosterSubject.objects.filter(
        roster=OuterRef("pk"), record__in=records_hidden_from(user)
    )
    return Roster.objects.visible_to(user).filter(mine).exclude(Exists(hidden))


def _about_people_of(records: Any) -> QuerySet[RosterSubject]:
    people = ProgramRecord.objects.filter(pk__in=records, person__isnull=False).values("person")
    return RosterSubject.objects.filter(record__person__in=people).values("roster")


def may_open_about(user: Any, person: Person) -> bool:
    """Who keeps rosters and has the person in their chain, or coordinates."""
    if not may(user, Permission.KEEP_ROSTER):
        return False
    if viewer_of(user).coordinates:
        return True
    return chain_of(user).filter(record__person=person).exists()


def kinds_for(user: Any) -> list[tuple[str, str]]:
    """Kinds of team that somebody may open: one about a report not from the CalWORKs side, which
    knows of no reports."""
    kinds = [(kind.value, str(kind.label)) for kind in Roster.Kind]
    if user.working_in.program == Program.CALWORKS:
        return [each for each in kinds if each[0] != ER_TEAM]
    return kinds


def may_keep(user: Any, team: Roster) -> bool:
    """Who seats and ends seats on a team that they see: who may keep rosters, and opened it,
    coordinates or supervises its people; a mere seat is not enough."""
    if not may(user, Permission.KEEP_ROSTER):
        return False
    if team.made_by == user.pk or viewer_of(user).coordinates:
        return True
    return _in_chain(user, team)


def may_extend(user: Any, team: Roster) -> bool:
    """Good cause is for a supervisor of the CWS side, whose report it is, to document."""
    cws = user.working_in.program == Program.CWS
    extends = cws and may(user, Permission.EXTEND_WINDOW)
    return extends and team.kind == ER_TEAM and _in_chain(user, team)


def _in_chain(user: Any, team: Roster) -> bool:
    about = RosterSubject.objects.filter(roster=team).values("record__person")
    return chain_of(user).filter(record__person__in=about).exists()
