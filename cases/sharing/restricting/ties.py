"""Whom nobody but a few may meet: records closed altogether, and records close to somebody."""

from typing import Any

from django.db.models import Q, QuerySet

from cases.people.models import ProgramRecord, unrestricted
from cases.sharing.chain import named_for, records_close_to
from cases.sharing.models import READ_RESTRICTED
from counties.permissions import Permission, may

Records = QuerySet[ProgramRecord]


def records_close(user: Any) -> tuple[Records, Records]:
    """(records that this member of staff is, or is close to; all records of those people).

    Two lists of ids instead of one: the database hashes each, where an "or" would make it walk
    through every record of the county.
    """
    tied = records_close_to(user).values("record")
    people = ProgramRecord.objects.filter(pk__in=tied, person__isnull=False).values("person")
    mates = ProgramRecord.objects.visible_to(user).filter(person__in=people)
    return tied, mates.values("pk")


def closed_altogether() -> Q:
    """Records that are restricted, or whose person has another record that is."""
    closed = ProgramRecord.objects.closed().exclude(person=None)
    return ~unrestricted() | Q(person__in=closed.values("person"))


def records_hidden_from(user: Any) -> Records:
    """Ids of records that do not exist for this member of staff whatever their work is: closed
    ones for which they are not named, and those of people close to them."""
    records = ProgramRecord.objects.visible_to(user)
    hidden = Q()
    for close in records_close(user):
        hidden |= Q(pk__in=close)
    if not may(user, Permission.VIEW_RESTRICTED):
        named = named_for(user, READ_RESTRICTED).values("content_object")
        closed = ProgramRecord.objects.visible_to(user).closed().exclude(pk__in=named)
        people = closed.exclude(person=None).values("person")
        hidden |= Q(pk__in=closed.values("pk")) | Q(person__in=people)
    return records.filter(hidden).values("pk")
