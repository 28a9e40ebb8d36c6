"""Which incidents exist for a member of staff."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cases.people.models import ProgramRecord, unrestricted
from cases.sharing.chain import named_for, records_close_to, viewer_of
from cases.sharing.models import READ_RESTRICTED, Incident, IncidentRecord
from counties.permissions import Permission, may


def incidents_visible_to(user: Any) -> QuerySet[Incident]:
    """Incidents of the county, for who looks after them.

    Those about restricted people are for who may see restricted people, who in turn have no
    business with the others. Nobody sees one that they caused, or about somebody close to them.
    """
    found = Incident.objects.visible_to(user)
    if not may(user, Permission.VIEW_INCIDENTS):
        return found.none()
    named = named_for(user, READ_RESTRICTED).values("content_object")
    if viewer_of(user).sees_restricted:
        found = found.filter(Exists(_closed()))
    else:
        found = found.exclude(Exists(_closed().exclude(record__in=named)))
    close = IncidentRecord.objects.filter(
        incident=OuterRef("pk"), record__in=records_close_to(user).values("record")
    )
    return found.exclude(Exists(close)).exclude(caused_by=user.pk)


def _closed() -> QuerySet[IncidentRecord]:
    """Records of an incident that are closed, or belong to a person of whom one side is."""
    closed = ProgramRecord.objects.exclude(unrestricted())
    mates = closed.filter(person__isnull=False).values("person")
    whole = ProgramRecord.objects.filter(person__in=mates)
    rows = IncidentRecord.objects.filter(incident=OuterRef("pk"))
    return rows.filter(record__in=closed.values("pk")) | rows.filter(record__in=whole.values("pk"))
