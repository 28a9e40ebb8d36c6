"""What is done about teams: open one, seat a member, end a seat, close it, extend its window.

Every act on a team holds the team until its transaction ends, so that of two people at once the
second is told what the first one did.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases.people.models import Person, ProgramRecord
from cases.sharing.models import Extension, Roster, RosterSubject, Seat
from counties.models import Membership
from linkages import audit, parameters
from linkages.calendar import today
from linkages.forms import Stale

ER_TEAM = Roster.Kind.ER_TEAM


@dataclass(frozen=True, slots=True)
class Team:
    """What is said when a team is opened. `since` is the day of the report for a team about one;
    `authorized_on` matters to a child and family team only."""

    kind: str
    title: str
    relevance: str
    since: date
    authorized_on: date | None = None


def window_of(county: str, reported_on: date) -> date:
    """The last day on which a report's team may share, unless good cause moves it (18961.7)."""
    days = parameters.value("sharing.window_days", county=county, on=today())
    return reported_on + timedelta(days=days)


@transaction.atomic
def open_team(person: Person, team: Team, *, by: uuid.UUID) -> Roster:
    """A team about everybody's records of this person that are there today, on both sides."""
    until = window_of(person.county_id, team.since) if team.kind == ER_TEAM else None
    made = Roster.objects.create(
        county_id=person.county_id,
        kind=team.kind,
        title=team.title,
        relevance=team.relevance,
        authorized_on=team.authorized_on,
        since=team.since,
        until=until,
        made_by=by,
    )
    records = list(ProgramRecord.objects.present().filter(person=person))
    for record in records:
        RosterSubject.objects.create(county_id=person.county_id, roster=made, record=record)
    audit.note({made.pk, person.pk, *(record.pk for record in records)})
    return made


@transaction.atomic
def seat(team: Roster, member: Membership, *, verified: bool) -> Seat:
    """Seat a member of staff from today on; Stale when they sit there already."""
    held = _hold_open(team)
    if Seat.objects.filter(roster=held, user=member.user_id, until=None).exists():
        raise Stale(_("%(name)s sits on this team already.") % {"name": member.user})
    made = Seat.objects.create(
        county_id=held.county_id,
        roster=held,
        user_id=member.user_id,
        since=today(),
        identity_verified=verified,
    )
    audit.note({held.pk})
    return made


@transaction.atomic
def end_seat(chair: Seat, *, reason: str) -> None:
    """End a seat with this request: its last day was yesterday."""
    held = _hold(chair.roster)
    current = Seat.objects.filter(pk=chair.pk, until=None).first()
    if current is None:
        raise Stale(_("Somebody has ended this seat in the meantime."))
    _end(current)
    audit.note({held.pk})
    audit.current().reason = reason


@transaction.atomic
def authorize(team: Roster, day: date) -> None:
    """Record the day by which everybody with power to consent had signed (W&IC 832)."""
    held = _hold_open(team)
    if held.authorized_on is not None:
        raise Stale(_("Somebody has recorded the authorization in the meantime."))
    held.authorized_on = day
    held.save(update_fields=["authorized_on"])
    audit.note({held.pk})


@transaction.atomic
def close(team: Roster, *, reason: str) -> None:
    """Close a team with this request, and with it all its seats: no good cause opens it again."""
    held = _hold_open(team)
    for chair in Seat.objects.filter(roster=held, until=None):
        _end(chair)
    held.until = _yesterday_or_never(held.since)
    held.save(update_fields=["until"])
    audit.note({held.pk})
    audit.current().reason = reason


@transaction.atomic
def extend(team: Roster, until: date, cause: str, *, seen: str, by: uuid.UUID) -> Extension:
    """Keep a report's window open to a later day for good cause. `seen` is the last day, in ISO
    form, that its author saw on the page; Stale when somebody has moved it since."""
    held = _hold(team)
    if held.until is None or held.until.isoformat() != seen:
        raise Stale(_("Somebody has changed the window in the meantime. Look at it again."))
    if not Seat.objects.filter(roster=held, until=None).exists():
        raise Stale(_("Nobody sits on this team any more."))
    made = Extension.objects.create(
        county_id=held.county_id, roster=held, until=until, cause=cause, by=by
    )
    held.until = until
    held.save(update_fields=["until"])
    audit.note({held.pk})
    audit.current().reason = cause[:400]
    return made


def _hold(team: Roster) -> Roster:
    return Roster.objects.select_for_update(of=("self",)).get(pk=team.pk)


def _hold_open(team: Roster) -> Roster:
    held = _hold(team)
    if held.until is not None and held.until < today():
        raise Stale(_("This team is closed."))
    return held


def _end(chair: Seat) -> None:
    chair.until = _yesterday_or_never(chair.since)
    chair.save(update_fields=["until"])


def _yesterday_or_never(since: date) -> date:
    """The last day of what ends now; the day before the first for what began today, or later."""
    return max(today(), since) - timedelta(days=1)
