"""Members of staff as they are at work: by the id under which extracts name them, by unit, by
role; and which families each of them may see.

A person with two roles is two colleagues: what may be seen hangs on the role.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from cases.people.models import Family
from cases.sharing.families import families_visible_to
from counties.models import Membership, Team, TeamMember, User
from counties.permissions import Permission, Role, roles_with
from linkages.calendar import today
from linkages.programs import Program

Key = uuid.UUID
# In this order somebody answers for a family whose own side has nobody who may.
JOINT_ROLES = (Role.LIAISON, Role.COORDINATOR, Role.RESTRICTED)


def at_work(memberships: Iterable[Membership]) -> list[User]:
    """Each membership's person as a request would have them, one object a membership."""
    found = []
    for row in memberships:
        row.user.working_in = row
        found.append(row.user)
    return found


class Staff:
    """A county's staff of today, asked for once."""

    def __init__(self, county: str) -> None:
        self.county = county
        rows = Membership.objects.filter(county=county).in_force_on(today())
        self.everybody = at_work(rows.select_related("user").order_by("user__name", "pk"))
        self.by_worker: dict[tuple[str, str], list[User]] = defaultdict(list)
        self.by_user: dict[Key, list[User]] = defaultdict(list)
        answering = roles_with(Permission.ANSWER_FAMILY)
        for person in self.everybody:
            working = person.working_in
            self.by_user[person.pk].append(person)
            if working.worker_id and Role(working.role) in answering:
                self.by_worker[working.program, working.worker_id].append(person)

    def workers(self, program: str, worker_id: str) -> list[User]:
        """Who works under this id; nobody for a bank caseload."""
        return self.by_worker.get((program, worker_id), []) if worker_id else []

    def supervisors(self, program: str, unit: Key | None) -> list[User]:
        """Who supervises a unit of this program."""
        return [
            person
            for person in self.everybody
            if unit is not None
            and person.working_in.unit_id == unit
            and person.working_in.program == program
            and Role(person.working_in.role) == Role.SUPERVISOR
        ]

    def with_role(self, role: Role) -> list[User]:
        """Everybody with a role."""
        return [person for person in self.everybody if Role(person.working_in.role) == role]

    def team(self, name: str, program: str) -> list[User]:
        """Members of a team by its name, of one program or of both."""
        team = Team.objects.filter(county=self.county, name=name).first() if name else None
        if team is None:
            return []
        members = TeamMember.objects.filter(county=self.county, team=team).in_force_on(today())
        listed = set(members.values_list("user", flat=True))
        sides = {program, Program.JOINT.value}
        return [
            each
            for each in self.everybody
            if each.pk in listed and each.working_in.program in sides
        ]


class Sight:
    """Which of some families are there for whom; asked once a colleague, when first needed."""

    def __init__(self, families: Collection[Key]) -> None:
        self.families = frozenset(families)
        self._seen: dict[Key, frozenset[Key]] = {}

    def of(self, person: User) -> frozenset[Key]:
        """The families that this colleague may open."""
        working = person.working_in.pk
        if working not in self._seen:
            self._seen[working] = visible(person, self.families)
        return self._seen[working]

    def who_see(self, people: Iterable[User], family: Key) -> tuple[Key, ...]:
        """Those of these people for whom a family is there, each once."""
        return tuple(dict.fromkeys(each.pk for each in people if family in self.of(each)))


def visible(person: Any, families: Collection[Key]) -> frozenset[Key]:
    """Those of some families that are there for somebody at work."""
    if not families:
        return frozenset()
    rows = families_visible_to(person).filter(pk__in=list(families))
    return frozenset(rows.values_list("pk", flat=True))


def roles_of(county: str, user: Key) -> list[User]:
    """One member of staff in each of their roles in a county today; none where they left."""
    rows = Membership.objects.filter(county=county, user=user).in_force_on(today())
    return at_work(rows.select_related("user").order_by("pk"))


def sees(county: str, user: Key, family: Family) -> bool:
    """Whether a family is there for a member of staff in any of their roles."""
    return any(visible(person, [family.pk]) for person in roles_of(county, user))
