"""Who of the county's staff can lead a step, and for which program."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from counties.models import Membership, User
from counties.permissions import Permission, roles_with
from linkages.calendar import today
from linkages.programs import Program
from workplans.plans.tree import Who


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in force today. `program` is joint where they speak for both."""

    user: Any
    name: str
    program: str

    @property
    def label(self) -> str:
        """Name and program, as a choice of a form."""
        return f"{self.name} ({Program(self.program).label})"


def leads(user: Any) -> dict[str, Person]:
    """Everybody of the county who may lead a step, by their id, in the order of names."""
    rows = (
        Membership.objects.visible_to(user)
        .in_force_on(today())
        .filter(role__in=roles_with(Permission.UPDATE_STEP))
        .select_related("user")
        .order_by("user__name", "user__email", "pk")
    )
    found: dict[str, Person] = {}
    for row in rows:
        key = str(row.user_id)
        same = key not in found or found[key].program == row.program
        program = row.program if same else Program.JOINT
        found[key] = Person(row.user, str(row.user), program)
    return found


def with_holders(people: dict[str, Person], held: Iterable[Who]) -> dict[str, Person]:
    """The same and whoever holds a step already: a form that did not know somebody who has left
    would take the step away from them without a word."""
    missing = {who.key: who for who in held if who.key and who.key not in people}
    if not missing:
        return people
    rows = User.objects.in_bulk([uuid.UUID(key) for key in missing])
    return people | {
        key: Person(rows[uuid.UUID(key)], who.words, who.program or Program.JOINT)
        for key, who in missing.items()
    }


def gone(user: Any, keys: set[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people who work here no more."""
    here = Membership.objects.visible_to(user).in_force_on(today()).filter(user__in=keys)
    return keys - set(here.values_list("user_id", flat=True))
