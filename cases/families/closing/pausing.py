"""Joint work that waits for a family, and joint work that begins again."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.families.closing.acts import NotAllowed, locked
from cases.families.closing.parameters import HOLD_DAYS
from cases.families.models import Closing, Episode, Hold, Reopening
from cases.families.telling.answering import settle
from cases.people.models import Family
from cases.sharing.families import families_visible_to
from linkages import audit, parameters
from linkages.calendar import today
from linkages.forms import Stale

Key = uuid.UUID


@dataclass(frozen=True, slots=True)
class Pause:
    """Why joint work waits, and until which day."""

    reason: str
    until: date
    note: str = ""


def longest(county: str) -> date:
    """The last day until which a pause may be put on today."""
    days = int(parameters.value(HOLD_DAYS, county=county, on=today()))
    return today() + timedelta(days=days)


@transaction.atomic
def put_on_hold(user: Any, episode_id: Key, pause: Pause, *, version: int) -> Hold:
    """Pause joint work, or change until when it pauses."""
    episode = locked(user, episode_id)
    if episode.version != version or episode.closed_on is not None:
        raise Stale(_("Somebody changed this family in the meantime. Look at it again."))
    if Closing.objects.filter(episode=episode).running().exists():
        raise NotAllowed(_("Joint work with this family is about to end."))
    if not today() <= pause.until <= longest(episode.county_id):
        raise NotAllowed(_("Choose a day from today on that your county allows."))
    before = episode.state_before if episode.state == Episode.State.ON_HOLD else episode.state
    Hold.objects.filter(episode=episode, ended_on=None).update(ended_on=today(), ended_by=user)
    hold = Hold(
        county_id=episode.county_id,
        episode=episode,
        reason=pause.reason,
        since=today(),
        until=pause.until,
        state_before=before,
        placed_by=user,
    )
    hold.put(note=pause.note)
    hold.save(force_insert=True)
    episode.state_before, episode.hold_until = before, pause.until
    _save(episode, Episode.State.ON_HOLD)
    audit.note({episode.family_id, hold.pk}, purpose="family")
    return hold


@transaction.atomic
def go_on(user: Any, episode_id: Key) -> None:
    """The family is back. Twice is once."""
    episode = locked(user, episode_id)
    if episode.state == Episode.State.ON_HOLD:
        resume(episode, by=user)


def resume(episode: Episode, *, by: Any) -> None:
    """Joint work goes on where it stopped. `by` is None where the pause's last day passed."""
    Hold.objects.filter(episode=episode, ended_on=None).update(ended_on=today(), ended_by=by)
    before = episode.state_before
    episode.state_before, episode.hold_until = "", None
    _save(episode, before)
    # Meanwhile a side may have accepted, or given the family away.
    settle(episode.pk)
    if by is not None:
        audit.note({episode.family_id}, purpose="family")


@transaction.atomic
def reopen(user: Any, family_id: Key, reason: str, note: str, *, earlier: Key) -> Episode:
    """Begin another episode with a family whose last one was closed."""
    families = families_visible_to(user).values("pk")
    family = Family.objects.filter(pk__in=families).select_for_update().get(pk=family_id)
    last = Episode.objects.filter(family=family).order_by("-number").first()
    if last is None or last.closed_on is None or last.pk != earlier:
        raise Stale(_("Somebody has reopened this family already."))
    episode = Episode.objects.create(
        county_id=family.county_id,
        family=family,
        number=last.number + 1,
        model=last.model,
        model_why=last.model_why,
        priority=last.priority,
        priority_why=last.priority_why,
        populations=last.populations,
        offices=last.offices,
        identified_on=today(),
    )
    again = Reopening(
        county_id=family.county_id,
        episode=episode,
        earlier=last,
        reason=reason,
        reopened_by=user,
    )
    again.put(note=note)
    again.save(force_insert=True)
    audit.note({family.pk}, purpose="family")
    return episode


def _save(episode: Episode, state: str) -> None:
    episode.state = state
    episode.version += 1
    episode.save(update_fields=["state", "state_before", "hold_until", "version"])
