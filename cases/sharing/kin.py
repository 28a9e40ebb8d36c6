"""Children of a CWS case in one family with a linked parent: the query behind `Subject.kin`."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from cases.people.models import FamilyMember, Person, ProgramRecord
from cases.sharing.chain import Unusual, mine_of, viewer_of
from cases.sharing.models import Narrowing
from cases.sharing.scope import people_visible_to
from linkages.calendar import today
from linkages.programs import Program

CHILD, PARENT = FamilyMember.Part.CHILD, FamilyMember.Part.PARENT


def kin_of(user: Any, unusual: Unusual, records: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Of these records, those of children in CWS with a parent in the same case whom this viewer
    may open by their own assignment, or by coordinating. Narrowed parents count as none."""
    children = (
        FamilyMember.objects.visible_to(user)
        .now()
        .filter(record__in=list(records), part=CHILD, record__program=Program.CWS)
    )
    places = list(children.values_list("record", "family", "unit"))
    if not places:
        return frozenset()
    parents = (
        FamilyMember.objects.visible_to(user)
        .now()
        .filter(
            part=PARENT,
            family__in={family for _record, family, _unit in places},
            record__person__in=_business_with(user, unusual),
        )
    )
    narrowed = Narrowing.objects.in_force_on(today()).values("record__person")
    parents = parents.exclude(record__person__in=narrowed.exclude(record__person=None))
    homes = set(parents.values_list("family", "unit"))
    return frozenset(record for record, family, unit in places if (family, unit) in homes)


def _business_with(user: Any, unusual: Unusual) -> Any:
    """People whom somebody has in their chain, reads along with, or coordinates."""
    if viewer_of(user).coordinates:
        return people_visible_to(user).values("pk")
    mine = mine_of(user, unusual=unusual).filter(~Q(person=None))
    return Person.objects.filter(
        pk__in=ProgramRecord.objects.filter(pk__in=mine.values("pk")).values("person")
    ).values("pk")
