"""What somebody who leaves has open, and giving it to a colleague in one act.

Every app that hands out work names a provider in settings.LEAVER_WORK, from (leaver, viewer) to
rows of OpenWork. It counts what the viewer may know of and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from counties.models import Membership, User
from counties.permissions import Permission, may
from linkages import audit
from linkages.calendar import today
from linkages.registries import providers

# (leaver, taker, by, reason) -> how many changed hands.
HandOver = Callable[[Any, Any, Any, str], int]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One kind of open work of a leaver. `order` sorts, lowest first."""

    order: int
    label: Any
    count: int
    hand_over: HandOver


def open_work(leaver: User, viewer: User) -> list[OpenWork]:
    """Everything that waits, kind by kind; kinds of which there is nothing are left out."""
    found = [each for source in providers("LEAVER_WORK") for each in source(leaver, viewer)]
    return sorted((each for each in found if each.count), key=lambda each: each.order)


def leavers(viewer: User) -> QuerySet[Membership]:
    """Roles of those whom this user may hand over: everybody's, or those of one's own unit, who
    sit in no other by now."""
    working = viewer.working_in
    rows = Membership.objects.visible_to(viewer).exclude(user=viewer.pk)
    if may(viewer, Permission.KEEP_STAFF):
        return rows
    if working is None or working.unit_id is None or not may(viewer, Permission.HAND_OVER):
        return rows.none()
    now = Membership.objects.visible_to(viewer).in_force_on(today())
    elsewhere = now.exclude(unit=None).exclude(unit=working.unit_id)
    return rows.filter(unit=working.unit_id).exclude(user__in=elsewhere.values("user"))


def takers(leaver: User, viewer: User) -> list[Membership]:
    """Colleagues in a program of the leaver's who may be given their work, by name."""
    mine = set(leavers(viewer).filter(user=leaver).values_list("program", flat=True))
    rows = Membership.objects.visible_to(viewer).filter(program__in=mine)
    rows = rows.in_force_on(today()).exclude(user=leaver.pk).select_related("user", "unit")
    return list(rows.order_by("user__name", "role", "pk"))


@transaction.atomic
def hand_over(by: User, leaver: User, taker: User, reason: str) -> int:
    """Give all of it to a colleague; how much changed hands."""
    works = open_work(leaver, by)
    moved = sum(each.hand_over(leaver, taker, by, reason) for each in works)
    audit.note({leaver.pk, taker.pk}, purpose="staff")
    return moved
