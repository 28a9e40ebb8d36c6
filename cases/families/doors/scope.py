"""Which suggestions and event notices are there for whom."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from cases.families.models import EventNotice, Suggestion
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.sharing.chain import mine_of, named_for, records_close_to, unusual_of, viewer_of
from cases.sharing.families import families_visible_to
from cases.sharing.models import READ_RESTRICTED
from counties.permissions import Permission, may

Row = TypeVar("Row", bound=models.Model)


def suggestions_to_settle(user: Any) -> QuerySet[Suggestion]:
    """Suggestions of the county for who settles them; those about restricted people for the
    restricted-case coordinator, who in turn has no business with the others."""
    return _for_settling(user, Suggestion.objects.visible_to(user))


def notices_to_settle(user: Any) -> QuerySet[EventNotice]:
    """The same of event notices around which nobody has found a mutual family."""
    return _for_settling(user, EventNotice.objects.visible_to(user).filter(to_settle=True))


def _for_settling(user: Any, rows: QuerySet[Row]) -> QuerySet[Row]:
    if not may(user, Permission.SETTLE_SUGGESTION):
        return rows.none()
    records = ProgramRecord.objects.visible_to(user)
    if viewer_of(user).sees_restricted:
        rows = rows.filter(_whole(records.closed()))
    else:
        named = named_for(user, READ_RESTRICTED).values("content_object")
        rows = rows.exclude(_whole(records.closed().exclude(pk__in=named)))
    close = records.filter(pk__in=records_close_to(user).values("record"))
    return rows.exclude(_whole(close))


def _whole(records: QuerySet[ProgramRecord]) -> Q:
    """Rows about one of these records, or about another record of one of their people."""
    people = records.exclude(person=None).values("person")
    return Q(record__in=records.values("pk")) | Q(record__person__in=people)


def own_suggestions(user: Any) -> QuerySet[Suggestion]:
    """What somebody suggested themselves."""
    return Suggestion.objects.visible_to(user).filter(asked_by=user)


def own_records(user: Any) -> QuerySet[ProgramRecord]:
    """Records of somebody's own caseload, linked or not. Closed ones only where they may see them;
    never somebody close to them."""
    mine = mine_of(user).present()
    records = ProgramRecord.objects.visible_to(user)
    unusual = unusual_of(user)
    if not viewer_of(user).sees_restricted:
        closed = records.closed()
        if unusual.named:
            named = named_for(user, READ_RESTRICTED).values("content_object")
            closed = closed.exclude(pk__in=named)
        mine = _without(mine, closed)
    if unusual.related:
        mine = _without(mine, records.filter(pk__in=records_close_to(user).values("record")))
    return mine


def _without(
    mine: QuerySet[ProgramRecord], records: QuerySet[ProgramRecord]
) -> QuerySet[ProgramRecord]:
    """Without these few records and others of their people: two questions, since one with "or"
    reads the whole county."""
    people = records.exclude(person=None).values("person")
    return mine.exclude(pk__in=records.values("pk")).exclude(person__in=people)


def mutual_family_of(user: Any, record: ProgramRecord) -> Family | None:
    """The mutual family of a record that is there for this viewer; None for any other answer."""
    places = FamilyMember.objects.visible_to(user).now()
    mates = Q(record=record.pk)
    if record.person_id:
        mates |= Q(record__person=record.person_id)
    found = families_visible_to(user).filter(kind=Family.Kind.MUTUAL)
    return found.filter(pk__in=places.filter(mates).values("family")).first()
