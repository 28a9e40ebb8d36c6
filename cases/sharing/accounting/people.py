"""Whose account somebody may open: the queryset form of `decide` for Purpose.ACCOUNT."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef

from cases.people.models import Link, Person, ProgramRecord
from cases.sharing.chain import named_for, records_close_to, viewer_of
from cases.sharing.models import READ_RESTRICTED
from cases.sharing.scope import known_by_report
from counties.permissions import Permission, may

Keys = frozenset[uuid.UUID]


def people_accountable_to(user: Any) -> Any:
    """Linked people for whose disclosures this member of staff answers."""
    if not may(user, Permission.VIEW_ACCOUNT):
        return Person.objects.none()
    return _met_by(user)


def people_explained_to(user: Any) -> Any:
    """Linked people about whom somebody may ask what a colleague can see of them.

    Without those whom CWS knows by a report alone: that there is anything to explain would tell
    of the report (Pen. C. 11167.5).
    """
    if not may(user, Permission.EXPLAIN_ACCESS):
        return Person.objects.none()
    return _met_by(user).exclude(known_by_report())


def _met_by(user: Any) -> Any:
    records = ProgramRecord.objects.visible_to(user).filter(person=OuterRef("pk"))
    found = Person.objects.visible_to(user).filter(Exists(records.filter(current__isnull=False)))
    if not viewer_of(user).sees_restricted:
        named = named_for(user, READ_RESTRICTED).values("content_object")
        found = found.exclude(Exists(records.closed().exclude(pk__in=named)))
    return found.exclude(Exists(records.filter(pk__in=records_close_to(user).values("record"))))


def keys_of(person: Person) -> Keys:
    """Every id under which an account may name a person: their own, those of their records, and
    of people who were joined into them and still are."""
    records = set(ProgramRecord.objects.filter(person=person).values_list("pk", flat=True))
    joined = Link.objects.filter(cws__in=records, cut_at=None).exclude(absorbed=None)
    return frozenset({person.pk, *records, *joined.values_list("absorbed", flat=True)})
