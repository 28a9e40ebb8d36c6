"""Whom a county may ask: its staff of both programs, and its partners."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Respondent, Side
from counties.models import Membership
from counties.permissions import Permission, Role, roles_with
from linkages.calendar import today
from linkages.programs import Program

SIDE_OF = {Program.CWS: Side.CWS, Program.CALWORKS: Side.CALWORKS}
PROGRAMS = (Side.CALWORKS, Side.CWS)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be asked. `side` is empty where their program does not say it."""

    user: uuid.UUID
    name: str
    roles: frozenset[str]
    role_words: str
    programs: frozenset[str]
    offices: frozenset[uuid.UUID]
    side: str


def askable(user: Any) -> list[Person]:
    """Everybody of the county who may answer, by name; one line a person. One query."""
    members = (
        Membership.objects.visible_to(user)
        .in_force_on(today())
        .filter(role__in=roles_with(Permission.ANSWER_ROUND))
        .select_related("user", "unit")
        .order_by("user__name", "user__email", "pk")
    )
    by_user: dict[uuid.UUID, list[Membership]] = {}
    for member in members:
        by_user.setdefault(member.user_id, []).append(member)
    return [_person(rows) for rows in by_user.values()]


def _person(rows: list[Membership]) -> Person:
    programs = frozenset(row.program for row in rows)
    side = SIDE_OF.get(Program(next(iter(programs))), "") if len(programs) == 1 else ""
    return Person(
        user=rows[0].user_id,
        name=str(rows[0].user),
        roles=frozenset(row.role for row in rows),
        role_words=", ".join(dict.fromkeys(str(row.get_role_display()) for row in rows)),
        programs=programs,
        offices=frozenset(row.unit.office_id for row in rows if row.unit),
        side=str(side),
    )


def team_advice(
    asked: Collection[Respondent], people: Collection[Person], recommended: int
) -> list[tuple[bool, str]]:
    """(met, sentence) of what makes a team whose answers say something. It stops nobody."""
    sides = [row.side for row in asked if row.withdrawn_at is None]
    keys = {row.user_id for row in asked if row.withdrawn_at is None}
    roles = {role for person in people if person.user in keys for role in person.roles}
    enough = _("At least %(count)s people answer for %(side)s. One is the minimum.")
    lines = [
        (
            sides.count(side) >= recommended,
            enough % {"count": recommended, "side": Side(side).label},
        )
        for side in PROGRAMS
    ]
    return [
        *lines,
        (Role.WORKER in roles, _("Somebody who works with families every day is asked.")),
        (Role.SUPERVISOR in roles, _("A supervisor is asked.")),
        (Role.ANALYST in roles, _("Somebody who knows the data is asked.")),
        (Role.PARTNER in roles, _("A community partner is asked.")),
    ]
