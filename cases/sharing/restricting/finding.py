"""Whom a typed token or number means, and which staff can be named."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from cases.people.models import Person, ProgramRecord
from cases.sharing.restricting.ties import records_close
from cases.sharing.search import spellings
from counties.models import Membership
from counties.permissions import Permission, Role, roles_with
from linkages.calendar import today


def records_named(user: Any, typed: str) -> list[uuid.UUID]:
    """Records that a token (all of the person's) or a client's number (that one) means.

    What is close to the asker stays out: they must not find themselves by this door.
    """
    typed = typed.strip()
    people = Person.objects.visible_to(user).filter(token=typed.upper())
    forms = spellings(typed)
    named = Q(person__in=people) | Q(native_id__in=forms) | Q(current__cin__in=forms)
    found = ProgramRecord.objects.visible_to(user).filter(named)
    for close in records_close(user):
        found = found.exclude(pk__in=close)
    return list(found.values_list("pk", flat=True))


def staff_in_force(user: Any) -> QuerySet[Membership]:
    """Everybody who works in the county today, by name."""
    members = Membership.objects.visible_to(user).in_force_on(today())
    return members.select_related("user").order_by("user__name", "user__email")


def caseworkers_in_force(user: Any) -> QuerySet[Membership]:
    """Who can be named for a restricted person: workers and supervisors of either program."""
    return staff_in_force(user).filter(role__in=[Role.WORKER, Role.SUPERVISOR])


def seatable(user: Any) -> QuerySet[Membership]:
    """Who can sit on a team: staff whose role has pages of people."""
    return staff_in_force(user).filter(role__in=roles_with(Permission.VIEW_PERSON))
