"""What is done about restricted people: close, open again, name a reader, take one off; and staff
who are, or are close to, a client.

Every act holds the records it is about until its transaction ends, so that of two people at once
the second is told what the first one did. Each says why in the audit trail.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm

from cases.people.models import Person, ProgramRecord, Restriction
from cases.sharing.models import (
    READ_AS_EXTRA,
    READ_RESTRICTED,
    NamedReader,
    Shield,
    StaffRelation,
)
from counties.models import Membership
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale


@dataclass(frozen=True, slots=True)
class Restrict:
    """Why, and how far, the county closes a record."""

    kind: str
    why: str
    reason: str


@transaction.atomic
def restrict(record: ProgramRecord, how: Restrict, *, by: uuid.UUID) -> Shield:
    """Close a record, and with it its person, from now on; Stale if somebody has just done so.

    The shield and the record's own column, which every query of the house asks, turn together.
    """
    (held,) = _hold([record.pk])
    if held.shield != Restriction.NONE:
        raise Stale(_who_closed(held))
    made = Shield.objects.create(
        county_id=held.county_id,
        record=held,
        kind=how.kind,
        why=how.why,
        reason=how.reason,
        since=today(),
        made_by=by,
    )
    held.shield = how.kind
    held.save(update_fields=["shield"])
    _note([held], how.reason)
    return made


@transaction.atomic
def lift(shield: Shield, *, reason: str) -> None:
    """Open again what the county itself closed; what the extract closes stays closed."""
    (held,) = _hold([shield.record_id])
    current = Shield.objects.filter(pk=shield.pk, until=None).first()
    if current is None:
        raise Stale(_("Somebody has lifted this restriction in the meantime."))
    current.until = today()
    current.save(update_fields=["until"])
    held.shield = Restriction.NONE
    held.save(update_fields=["shield"])
    _note([held], reason)


@transaction.atomic
def name_reader(person: Person, member: Membership, *, extra: bool, reason: str) -> None:
    """Let one member of staff see a restricted person, for every record that is closed; `extra`:
    also read along with the records of their own program without an assignment.

    A record that is closed later closes the person again, until the reader is named anew.
    """
    records = _hold(_records_of(person))
    closed = [record for record in records if record.is_restricted]
    if not closed:
        raise Stale(_("This person is not restricted any more."))
    for record in closed:
        assign_perm(f"people.{READ_RESTRICTED}", member.user, record)
    if extra:
        for record in records:
            if record.program == member.program:
                assign_perm(f"people.{READ_AS_EXTRA}", member.user, record)
    _note(records, reason)


@transaction.atomic
def take_off(person: Person, user: uuid.UUID, *, reason: str) -> None:
    """Take a name off the list of a person's readers, from the next request on."""
    records = _hold(_records_of(person))
    gone, _each = NamedReader.objects.filter(user=user, content_object__in=records).delete()
    if not gone:
        raise Stale(_("Somebody has taken this name off in the meantime."))
    _note(records, reason)


@transaction.atomic
def relate(records: Sequence[uuid.UUID], user: Any, relation: str, *, by: uuid.UUID) -> None:
    """Record that a member of staff is, or is close to, the client of these records."""
    held = _hold(records)
    open_now = StaffRelation.objects.filter(user=user.pk, record__in=held, until=None)
    known = set(open_now.values_list("record", flat=True))
    for record in held:
        if record.pk not in known:
            StaffRelation.objects.create(
                county_id=record.county_id,
                user=user,
                record=record,
                relation=relation,
                since=today(),
                recorded_by=by,
            )
    audit.note({record.pk for record in held})


@transaction.atomic
def end_relation(relation: StaffRelation, *, reason: str) -> None:
    """End a tie, with those of the same member of staff to other records of the same person. Its
    last day was yesterday, so that it ends with this request."""
    record = relation.record
    mates = _records_of(record.person) if record.person is not None else [record.pk]
    held = _hold(mates)
    rows = list(StaffRelation.objects.filter(user=relation.user_id, record__in=held, until=None))
    if not rows:
        raise Stale(_("Somebody has ended this in the meantime."))
    for row in rows:
        row.until = today() - timedelta(days=1)
        row.save(update_fields=["until"])
    _note(held, reason)


def _records_of(person: Person) -> list[uuid.UUID]:
    return list(ProgramRecord.objects.filter(person=person).values_list("pk", flat=True))


def _hold(records: Sequence[uuid.UUID]) -> list[ProgramRecord]:
    """The records, locked in one order so that two people cannot wait for each other."""
    rows = ProgramRecord.objects.select_for_update(of=("self",)).filter(pk__in=records)
    return list(rows.order_by("pk"))


def _note(records: Sequence[ProgramRecord], reason: str) -> None:
    """Whom it was about and why, for the trail of the moment."""
    people = {record.person_id for record in records if record.person_id}
    audit.note({record.pk for record in records} | people)
    audit.current().reason = reason


def _who_closed(record: ProgramRecord) -> str:
    """What the slower of two people is told."""
    shield = Shield.objects.filter(record=record, until=None).first()
    user = get_user_model().objects.filter(pk=shield.made_by).first() if shield else None
    return _("%(name)s has restricted this record in the meantime.") % {"name": user or _("Staff")}
