"""Narrowing a person's statutory sharing to identity, and lifting that again.

Each program narrows for its own clients and lifts only what it narrowed; while either has, only
identity crosses by statute. Releases that the person signed hold as they say.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from cases.people.models import Person, ProgramRecord
from cases.sharing.chain import chain_of, programs_of, viewer_of
from cases.sharing.models import Narrowing
from counties.permissions import Permission, may
from linkages import audit
from linkages.calendar import today
from linkages.forms import HouseForm


def in_force(person: Person) -> QuerySet[Narrowing]:
    """All narrowings of a person that count today, oldest first."""
    rows = Narrowing.objects.filter(record__person=person)
    return rows.in_force_on(today()).order_by("since")


def own_records(user: Any, person: Person) -> QuerySet[ProgramRecord]:
    """The records on which somebody may narrow: of their side, as worker, unit, team or
    supervisor; a coordinator's are the person's, CWS first. Empty for all others."""
    records = ProgramRecord.objects.visible_to(user).filter(person=person)
    if not may(user, Permission.NARROW_SHARING):
        return records.none()
    viewer = viewer_of(user)
    records = records.filter(program__in=programs_of(viewer))
    if not viewer.coordinates:
        records = records.filter(pk__in=chain_of(user).values("record"))
    return records.order_by("-program", "first_seen_on", "pk")


def narrow(user: Any, record: ProgramRecord, reason: str) -> bool:
    """From now on only identity crosses by statute. False: it was narrowed already."""
    _row, made = Narrowing.objects.get_or_create(
        record=record,
        until=None,
        defaults={
            "county_id": record.county_id,
            "reason": reason,
            "since": today(),
            "made_by": user.pk,
        },
    )
    audit.note({record.person_id})
    audit.current().reason = reason
    return made


def widen(user: Any, person: Person) -> int:
    """Lift what the user's side narrowed, from now on; how many were lifted."""
    yesterday: date = today() - timedelta(days=1)
    lifted = in_force(person).filter(record__in=own_records(user, person)).update(until=yesterday)
    audit.note({person.pk})
    return lifted


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the page of a person says of it. `since`: None where nothing is narrowed.

    `may_narrow`, `may_widen`: what the reader's own side can do about it.
    """

    since: date | None = None
    may_narrow: bool = False
    may_widen: bool = False
    form: HouseForm | None = None


def of(user: Any, person: Person) -> Narrowed:
    """How far sharing is narrowed, and what this member of staff may do."""
    rows = list(in_force(person).values_list("record", "since"))
    own = set(own_records(user, person).values_list("pk", flat=True))
    ours = any(record in own for record, _since in rows)
    return Narrowed(
        since=rows[0][1] if rows else None,
        may_narrow=bool(own) and not ours,
        may_widen=ours,
        form=HouseForm() if ours else None,
    )
