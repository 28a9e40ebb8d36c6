"""A family moves: offered by one county, taken or not by the other, and frozen where it was."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.agreement.acts import declined
from cases.families.closing.acts import NotAllowed, locked
from cases.families.models import Closing, Episode, Hold, Transfer
from cases.families.transfer import copying
from cases.families.viewing import FamilyView
from cases.people.models import Family
from cases.sharing.families import families_visible_to
from counties.models import County
from linkages import audit, jobs
from linkages.calendar import today
from linkages.events import Event
from linkages.forms import Stale

Key = uuid.UUID
State = Transfer.State
RECEIVE = "families.receive"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a family went, since when, and why it is handed on."""

    to_county: str
    moved_on: date
    reason: str


def destinations(user: Any) -> list[County]:
    """The other counties."""
    here = user.working_in.county_id
    return list(County.objects.filter(kind=County.Kind.COUNTY).exclude(pk=here))


@transaction.atomic
def offer(user: Any, view: FamilyView, move: Move) -> Transfer:
    """Seal what this person may send of the family into an envelope to the other county."""
    if view.family.kind != Family.Kind.MUTUAL or view.episode is None:
        raise NotAllowed(_("There is no joint work with this family."))
    episode = locked(user, view.episode.pk)
    if episode.closed_on is not None:
        raise NotAllowed(_("Joint work with this family has ended."))
    if declined(episode):
        raise NotAllowed(_("The family declined. Nothing about it is sent."))
    if move.to_county not in {county.pk for county in destinations(user)}:
        raise NotAllowed(_("Choose another county."))
    if move.moved_on > today():
        raise NotAllowed(_("This day has not come yet."))
    if Transfer.objects.visible_to(user).filter(episode=episode.pk, state=State.OFFERED).exists():
        raise Stale(_("This family has been offered already."))
    found, content = copying.gather(user, view)
    row = uuid.uuid4()
    made = Transfer.objects.create(
        pk=row,
        from_county_id=episode.county_id,
        to_county_id=move.to_county,
        family=view.family.pk,
        episode=episode.pk,
        reason=move.reason,
        moved_on=move.moved_on,
        offered_by=user,
        content=copying.sealed(content, model="transfer", row=row),
    )
    found.account()
    audit.note({view.family.pk, made.pk}, purpose="family")
    return made


def sent_by(user: Any) -> Any:
    """Transfers out of this county, of families that exist for this person."""
    here = user.working_in.county_id
    families = families_visible_to(user).values("pk")
    mine = Transfer.objects.visible_to(user).filter(from_county=here)
    return mine.filter(family__in=families)


def offered_to(user: Any) -> Any:
    """Transfers to this county."""
    return Transfer.objects.visible_to(user).filter(to_county=user.working_in.county_id)


@transaction.atomic
def take_back(user: Any, transfer_id: Key) -> Transfer:
    """The sender thinks better of it, before anybody answered."""
    found = _unanswered(sent_by(user), transfer_id)
    found.state, found.withdrawn_by, found.withdrawn_at = State.WITHDRAWN, user, timezone.now()
    found.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
    audit.note({found.pk, found.family}, purpose="family")
    return found


@transaction.atomic
def accept(user: Any, transfer_id: Key) -> Transfer:
    """Take the copy in: this county's own job does it."""
    found = _answered(user, transfer_id, State.ACCEPTED)
    jobs.enqueue(
        RECEIVE, county=found.to_county_id, subject=found.pk, by=user.pk, key=f"receive:{found.pk}"
    )
    return found


@transaction.atomic
def decline(user: Any, transfer_id: Key, why: str, note: str) -> Transfer:
    """Leave the family where it is, with a reason that the sender reads."""
    return _answered(user, transfer_id, State.DECLINED, why, note)


def _answered(user: Any, transfer_id: Key, state: str, why: str = "", note: str = "") -> Transfer:
    found = _unanswered(offered_to(user), transfer_id)
    found.state, found.decline, found.answer = state, why, note
    found.answered_by, found.answered_at = user, timezone.now()
    found.save(update_fields=["state", "decline", "answer", "answered_by", "answered_at"])
    audit.note({found.pk}, purpose="family")
    return found


def _unanswered(rows: Any, transfer_id: Key) -> Transfer:
    found: Transfer = rows.select_for_update(of=("self",)).get(pk=transfer_id)
    if found.state != State.OFFERED:
        told = {"state": found.get_state_display()}
        raise Stale(_("Somebody was here in the meantime: %(state)s.") % told)
    return found


def on_declined(event: Event) -> None:
    """Event handler: what is offered of a family that takes no part is taken back."""
    offered = Transfer.objects.select_for_update(of=("self",)).filter(
        from_county=event.county_id, episode=event.subject, state=State.OFFERED
    )
    for found in offered:
        found.state, found.withdrawn_at = State.WITHDRAWN, timezone.now()
        found.withdrawn_by_id = event.by or found.offered_by_id
        found.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])


def leave(transfer: Transfer) -> bool:
    """In the sender's county: joint work is with the other county now, and what is here stays as
    it was. Whether it was not so already. A closing that ran is over with it."""
    rows = Episode.objects.select_for_update().filter(county=transfer.from_county_id)
    episode = rows.filter(pk=transfer.episode, closed_on=None).first()
    if episode is None:
        return False
    running = Closing.objects.filter(episode=episode).running()
    for closing in running.select_for_update():
        closing.state, closing.version = Closing.State.WITHDRAWN, closing.version + 1
        closing.ended_by, closing.ended_at = transfer.offered_by, timezone.now()
        closing.save()
    Hold.objects.filter(episode=episode, ended_on=None).update(ended_on=today())
    episode.state, episode.close_reason = Episode.State.TRANSFERRED, Episode.CloseReason.MOVED
    episode.state_before, episode.hold_until, episode.closing_on = "", None, None
    episode.closed_on = timezone.localdate(transfer.answered_at)
    episode.version += 1
    episode.save()
    return True
