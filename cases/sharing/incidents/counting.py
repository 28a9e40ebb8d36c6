"""What was shown, and which documents were made, while a wrong link held: counted from the
account, at opening and, whenever somebody wants to compare, again."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from cases.sharing.models import Disclosure, Incident, IncidentShowing
from cases.sharing.wrong_links.telling import shown_because_of
from linkages import exports
from linkages.audit import AuditEvent
from linkages.documents import Document

Channel = IncidentShowing.Channel
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Whom a wrong link made one, and when it held."""

    county: str
    people: frozenset[uuid.UUID]
    since: datetime
    until: datetime


def showings(window: Window, incident: Incident) -> list[IncidentShowing]:
    """Every disclosure of the other program's facts in the window, oldest first, unsaved."""
    rows = list(
        shown_because_of(window.county, window.people, window.since, window.until).order_by(
            "at", "id"
        )
    )
    how = _channels(window, rows)
    return [
        IncidentShowing(
            county_id=window.county,
            incident=incident,
            disclosure=row.pk,
            at=row.at,
            recipient=row.recipient,
            recipient_program=row.recipient_program,
            owner=row.owner,
            categories=row.categories,
            channel=how[row.pk],
        )
        for row in rows
    ]


def _channels(window: Window, rows: Collection[Disclosure]) -> dict[uuid.UUID, str]:
    """How each showing came about: the account knows screen and document, the events the rest."""
    events = AuditEvent.objects.filter(
        county=window.county,
        pk__in={row.event for row in rows},
        at__range=(window.since - HOUR, window.until + HOUR),
    )
    acts = {pk: (act, why) for pk, act, why in events.values_list("pk", "action", "purpose")}
    return {row.pk: _channel(row, *acts.get(row.event, ("", ""))) for row in rows}


def _channel(row: Disclosure, act: str, why: str) -> str:
    if row.channel == Disclosure.Channel.DOCUMENT:
        return Channel.PDF
    if row.channel == Disclosure.Channel.COPY:
        return Channel.COPY
    if why == exports.PURPOSE:
        return Channel.EXPORT
    return Channel.PRINT if act.endswith("_print") else Channel.SCREEN


def documents_of(window: Window) -> list[Document]:
    """Documents about them that were asked for in the window, made by now or not, oldest first:
    their own, and those of a family whose bases name one of them."""
    asked = Document.objects.filter(
        county=window.county, requested_at__range=(window.since, window.until)
    )
    people = {str(person) for person in window.people}
    others = asked.exclude(bases=[]).values_list("pk", "bases")
    named = [
        pk for pk, bases in others if any(basis.partition(":")[0] in people for basis in bases)
    ]
    found = asked.filter(Q(subject__in=list(window.people)) | Q(pk__in=named))
    return list(found.defer("content").order_by("requested_at"))
