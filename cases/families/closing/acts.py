"""Ending joint work with a family: proposed, confirmed, handed off, closed."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.closing import mails, steps
from cases.families.closing.parameters import NOTICE_DAYS, RELIED_ON_DAYS, SECOND_PERSON
from cases.families.models import Closing, ClosingTick, Episode, Hold
from cases.families.telling.answering import settle
from cases.sharing.families import families_visible_to
from counties.permissions import Permission, may
from linkages import audit, parameters
from linkages.calendar import today
from linkages.forms import Stale
from linkages.templatetags.words import short_day

Key = uuid.UUID
# How long after a click it can be taken back in one click more, without a reason.
UNDO = timedelta(seconds=20)
RUNNING = (Closing.State.PROPOSED, Closing.State.CONFIRMED)


class NotAllowed(Exception):
    """The state of joint work forbids the act. str(error) is the sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Why joint work should end, and until when it is handed over."""

    reason: str
    last_day: date
    note: str = ""
    relied_on: bool = False


def asked_days(county: str, *, relied_on: bool) -> int:
    """For how many days the county wants both sides to know before."""
    name = RELIED_ON_DAYS if relied_on else NOTICE_DAYS
    return int(parameters.value(name, county=county, on=today()))


def may_confirm(user: Any) -> bool:
    """Whether a proposal of this member of staff, or another's, counts with them alone."""
    if not may(user, Permission.CLOSE_FAMILY):
        return False
    county = user.working_in.county_id
    second = parameters.value(SECOND_PERSON, county=county, on=today())
    return may(user, Permission.CONFIRM_CLOSING) or not second


@transaction.atomic
def propose(user: Any, episode_id: Key, proposal: Proposal, *, version: int) -> Closing:
    """Propose to end it; with those who may confirm, the hand-off begins at once."""
    episode = locked(user, episode_id)
    running = Closing.objects.filter(episode=episode).running().first()
    if running is not None:
        raise Stale(_already(running))
    if episode.closed_on is not None or episode.version != version:
        raise Stale(_("Somebody changed this family in the meantime. Look at it again."))
    if proposal.last_day < today():
        raise NotAllowed(_("The last day of the hand-off has passed."))
    asked = today() + timedelta(days=asked_days(episode.county_id, relied_on=proposal.relied_on))
    if proposal.last_day < asked and not proposal.note:
        told = {"day": short_day(asked)}
        raise NotAllowed(
            _("Your county hands over until %(day)s. Say why it must be sooner.") % told
        )
    closing = Closing(
        county_id=episode.county_id,
        episode=episode,
        reason=proposal.reason,
        proposed_by=user,
        last_day=proposal.last_day,
        state_before=_end_hold(user, episode),
        needed=[line.code for line in steps.checklist(user) if line.needed],
    )
    closing.put(note=proposal.note)
    closing.save(force_insert=True)
    audit.note({episode.family_id, closing.pk}, purpose="family")
    if may_confirm(user):
        _confirm(user, closing, episode)
    return closing


@transaction.atomic
def confirm(user: Any, closing_id: Key, *, version: int) -> Closing:
    """Let the hand-off begin."""
    closing, episode = _running(user, closing_id, version)
    if closing.state != Closing.State.PROPOSED:
        raise Stale(_already(closing))
    if not may_confirm(user):
        raise NotAllowed(_("A supervisor or the coordinator confirms this."))
    _confirm(user, closing, episode)
    return closing


@transaction.atomic
def refuse(user: Any, closing_id: Key, why: str, *, version: int) -> Closing:
    """Not yet: joint work goes on as before."""
    closing, episode = _running(user, closing_id, version)
    if closing.state != Closing.State.PROPOSED:
        raise Stale(_already(closing))
    if not may_confirm(user):
        raise NotAllowed(_("A supervisor or the coordinator decides this."))
    _end(user, closing, episode, Closing.State.REFUSED, why)
    return closing


@transaction.atomic
def take_back(user: Any, closing_id: Key, why: str, *, version: int) -> Closing:
    """A proposal by who made it, a hand-off by who may confirm: joint work goes on as before."""
    closing, episode = _running(user, closing_id, version)
    if not (may_confirm(user) or _is_own_proposal(user, closing)):
        raise NotAllowed(_("A supervisor or the coordinator takes this back."))
    _end(user, closing, episode, Closing.State.WITHDRAWN, why)
    return closing


@transaction.atomic
def close_now(user: Any, closing_id: Key, why: str, *, version: int) -> Closing:
    """End it before its last day, or with lines of the checklist open, and say why."""
    closing, episode = _running(user, closing_id, version)
    if closing.state != Closing.State.CONFIRMED or not may_confirm(user):
        raise NotAllowed(_("Only a hand-off that is running can be closed."))
    closing.ended_why = why
    finish(closing, episode, by=user)
    return closing


@transaction.atomic
def tick(user: Any, closing_id: Key, code: str, *, done: bool) -> None:
    """Say that a line of the checklist is done, or that it is not after all. Twice is once."""
    closing, _episode = _running(user, closing_id, None)
    standing = ClosingTick.objects.filter(closing=closing, code=code, undone_at=None)
    if not done:
        standing.update(undone_by=user, undone_at=timezone.now())
    elif not standing.exists():
        if code not in {line.code for line in steps.checklist(user)} | set(closing.needed):
            raise NotAllowed(_("This line is no longer on the list."))
        ClosingTick.objects.create(
            county_id=closing.county_id, closing=closing, code=code, done_by=user
        )


@transaction.atomic
def undo(user: Any, closing_id: Key) -> Closing:
    """Take one's own last click back, within seconds of it."""
    # The episode first, as everybody else who changes a closing.
    episode = locked(user, Closing.objects.visible_to(user).get(pk=closing_id).episode_id)
    closing = Closing.objects.select_for_update().get(pk=closing_id)
    if not undoable(user, closing):
        raise NotAllowed(_("It is too late to undo this. Take it back and say why."))
    if closing.state == Closing.State.CLOSED:
        closing.state, closing.ended_by, closing.ended_at = Closing.State.CONFIRMED, None, None
        closing.ended_why = ""
        _save(closing)
        episode.closed_on = episode.closed_by = None
        _save_episode(episode, state=Episode.State.CLOSING)
    elif closing.state == Closing.State.CONFIRMED and closing.proposed_by_id != user.pk:
        closing.state, closing.confirmed_by, closing.confirmed_at = RUNNING[0], None, None
        _save(closing)
        _reopen_state(episode, closing)
    else:
        _end(user, closing, episode, Closing.State.WITHDRAWN, "")
    return closing


def undoable(user: Any, closing: Closing) -> bool:
    """Whether the last that happened to it was this person's click, a moment ago."""
    last = {
        Closing.State.PROPOSED: (closing.proposed_by_id, closing.proposed_at),
        Closing.State.CONFIRMED: (closing.confirmed_by_id, closing.confirmed_at),
        Closing.State.CLOSED: (closing.ended_by_id, closing.ended_at),
    }.get(Closing.State(closing.state))
    if last is None or last[1] is None:
        return False
    return last[0] == user.pk and timezone.now() - last[1] <= UNDO


def finish(closing: Closing, episode: Episode, *, by: Any) -> None:
    """Joint work is over. `by` is None where the last day passed."""
    closing.state = Closing.State.CLOSED
    if by is not None:
        closing.ended_by, closing.ended_at = by, timezone.now()
    _save(closing)
    episode.closed_on, episode.closed_by = today(), by
    _save_episode(episode, state=Episode.State.CLOSED)
    if by is not None:
        audit.note({episode.family_id, closing.pk}, purpose="family")


def missing(closing: Closing) -> list[str]:
    """Codes of the lines for which the closing waits."""
    done = set(
        ClosingTick.objects.filter(closing=closing, undone_at=None).values_list("code", flat=True)
    )
    return [code for code in closing.needed if code not in done]


def locked(user: Any, episode_id: Key) -> Episode:
    """The episode of a family that exists for this person, held until the transaction ends."""
    families = families_visible_to(user)
    found = Episode.objects.visible_to(user).filter(family__in=families.values("pk"))
    return found.select_for_update(of=("self",)).get(pk=episode_id)


def _running(user: Any, closing_id: Key, version: int | None) -> tuple[Closing, Episode]:
    closing = Closing.objects.visible_to(user).get(pk=closing_id)
    episode = locked(user, closing.episode_id)
    # What was read before the lock may be old by now.
    closing = Closing.objects.select_for_update().get(pk=closing_id)
    if closing.state not in RUNNING or (version is not None and closing.version != version):
        raise Stale(_already(closing))
    return closing, episode


def _already(closing: Closing) -> str:
    by = closing.ended_by or closing.confirmed_by or closing.proposed_by
    told = {"state": closing.get_state_display(), "who": by.name}
    return _("Somebody was here in the meantime: %(state)s, %(who)s.") % told


def _is_own_proposal(user: Any, closing: Closing) -> bool:
    return closing.proposed_by_id == user.pk and closing.state == Closing.State.PROPOSED


def _confirm(user: Any, closing: Closing, episode: Episode) -> None:
    closing.state = Closing.State.CONFIRMED
    closing.confirmed_by, closing.confirmed_at = user, timezone.now()
    closing.last_day = max(closing.last_day, today())
    _save(closing)
    episode.state_before = closing.state_before
    episode.close_reason, episode.closing_on = closing.reason, closing.last_day
    _save_episode(episode, state=Episode.State.CLOSING)
    mails.tell_both(closing, episode, by=user)
    audit.note({episode.family_id, closing.pk}, purpose="family")


def _end(user: Any, closing: Closing, episode: Episode, state: str, why: str) -> None:
    was_running = closing.state == Closing.State.CONFIRMED
    closing.state, closing.ended_why = state, why
    closing.ended_by, closing.ended_at = user, timezone.now()
    _save(closing)
    if was_running:
        _reopen_state(episode, closing)


def _reopen_state(episode: Episode, closing: Closing) -> None:
    episode.state_before = episode.close_reason = ""
    episode.closing_on = None
    _save_episode(episode, state=closing.state_before)
    # Meanwhile a side may have accepted, or given the family away.
    settle(episode.pk)


def _end_hold(user: Any, episode: Episode) -> str:
    """The state to which the episode would return; a pause ends with it."""
    if episode.state != Episode.State.ON_HOLD:
        return episode.state
    Hold.objects.filter(episode=episode, ended_on=None).update(ended_on=today(), ended_by=user)
    before = episode.state_before
    episode.state_before, episode.hold_until = "", None
    _save_episode(episode, state=before)
    settle(episode.pk)
    episode.refresh_from_db(fields=["state", "accepted_at", "version"])
    return episode.state


def _save(closing: Closing) -> None:
    closing.version += 1
    closing.save()


def _save_episode(episode: Episode, *, state: str) -> None:
    episode.state = state
    episode.version += 1
    episode.save(
        update_fields=[
            "state",
            "state_before",
            "hold_until",
            "close_reason",
            "closing_on",
            "closed_on",
            "closed_by",
            "version",
        ]
    )
