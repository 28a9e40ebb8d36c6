"""Opening an incident and taking it forward, one step at a time."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cases.people.models import Link
from cases.sharing.incidents import counting, states
from cases.sharing.incidents.counting import Window
from cases.sharing.incidents.scope import incidents_visible_to
from cases.sharing.models import (
    Incident,
    IncidentDocument,
    IncidentRecord,
    IncidentShowing,
    IncidentStep,
)
from counties.permissions import Permission, may
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale

Key = uuid.UUID


class NotAllowed(Exception):
    """The state of the incident forbids the step. str(error) is the sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What somebody reports by hand, without a client's name in it."""

    kind: str
    what: str
    discovered_on: date
    records: frozenset[Key] = frozenset()
    caused_by: Key | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did about an incident, having seen its `version`; to whom it was told."""

    act: str
    reason: str
    version: int
    told: str = ""
    told_on: date | None = None


@transaction.atomic
def open_for_cut(link: Link, people: Collection[Key], *, undone: bool = False) -> Incident | None:
    """After a link was cut: the incident, with what was seen and printed because of it.

    `people`: who the two records were while they were linked. `undone`: the link was taken back by
    the act of undoing; where nobody saw anything meanwhile, nothing has happened.
    """
    assert link.cut_at is not None and link.cut_by_id is not None
    window = Window(link.county_id, frozenset(people), link.linked_at, link.cut_at)
    incident = Incident(
        county_id=link.county_id,
        kind=Incident.Kind.LINK,
        what=link.cut_reason,
        discovered_on=today(),
        opened_by=link.cut_by_id,
        caused_by=link.linked_by_id if link.by == Link.By.PERSON else None,
        link=link.pk,
        people=sorted(people),
        held_from=link.linked_at,
        held_until=link.cut_at,
        cut_by=link.cut_by_id,
    )
    seen = counting.showings(window, incident)
    made = counting.documents_of(window)
    if undone and not seen and not made:
        return None
    incident.save(force_insert=True)
    IncidentShowing.objects.bulk_create(seen)
    IncidentDocument.objects.bulk_create(
        IncidentDocument(
            county_id=link.county_id,
            incident=incident,
            document=document.pk,
            kind=document.kind,
            recipient=document.recipient_id,
            requested_at=document.requested_at,
        )
        for document in made
    )
    _about(incident, {link.cws_id, link.calworks_id})
    audit.note({incident.pk})
    return incident


@transaction.atomic
def open_by_hand(user: Any, happening: Happening) -> Incident:
    """Something else than a wrong link, as somebody reports it."""
    incident = Incident.objects.create(
        county_id=user.working_in.county_id,
        kind=happening.kind,
        what=happening.what,
        discovered_on=happening.discovered_on,
        opened_by=user.pk,
        caused_by=happening.caused_by,
    )
    _about(incident, happening.records)
    audit.note({incident.pk, *happening.records}, purpose="incident")
    return incident


def _about(incident: Incident, records: Collection[Key]) -> None:
    IncidentRecord.objects.bulk_create(
        IncidentRecord(county_id=incident.county_id, incident=incident, record=record)
        for record in sorted(records)
    )


@transaction.atomic
def take(user: Any, incident_id: Key, step: Step) -> IncidentStep:
    """Take an incident one step further. Raises Stale where somebody was quicker, NotAllowed where
    the step does not follow, PermissionDenied for closing one's own work."""
    mine = incidents_visible_to(user).select_for_update(of=("self",))
    incident = mine.get(pk=incident_id)
    if incident.version != step.version:
        raise Stale(_("Somebody took this incident further in the meantime. Look at it again."))
    if step.act not in open_acts(user, incident):
        if step.act == states.CLOSED and step.act in states.FOLLOWING[incident.state]:
            raise PermissionDenied(Permission.CLOSE_INCIDENT)
        raise NotAllowed(_("This step does not follow from where the incident is."))
    made = IncidentStep.objects.create(
        county_id=incident.county_id,
        incident=incident,
        act=step.act,
        state_before=incident.state,
        state_after=states.after(incident.state, step.act),
        by=user.pk,
        reason=step.reason,
        told=step.told if step.act in states.TELLING else "",
        told_on=step.told_on if step.act in states.TELLING else None,
    )
    incident.state, incident.version = made.state_after, incident.version + 1
    incident.save(update_fields=["state", "version"])
    audit.note({incident.pk}, purpose="incident")
    return made


def open_acts(user: Any, incident: Incident) -> tuple[str, ...]:
    """The steps that this member of staff may take now."""
    return tuple(
        act
        for act in states.FOLLOWING[incident.state]
        if (may_close(user, incident) if act == states.CLOSED else may_keep(user))
    )


def may_keep(user: Any) -> bool:
    """Whether they write down what was done."""
    return may(user, Permission.KEEP_INCIDENT)


def may_close(user: Any, incident: Incident) -> bool:
    """Whether they are somebody else than who kept it, linked or cut."""
    return may(user, Permission.CLOSE_INCIDENT) and user.pk not in hands(incident)


def hands(incident: Incident) -> frozenset[Key]:
    """Everybody who had a hand in what happened or in what was done about it."""
    steps = IncidentStep.objects.filter(incident=incident).values_list("by", flat=True)
    named = (incident.opened_by, incident.caused_by, incident.cut_by)
    return frozenset({*steps, *(key for key in named if key)})
