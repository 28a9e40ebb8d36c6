"""Accepting and declining, and taking back what is needed no longer."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.agreement.acts import declined, engage
from cases.families.models import Acceptance, Episode, Notice
from cases.families.notes.acts import add_task
from cases.families.telling import access, scope
from cases.families.telling.colleagues import JOINT_ROLES, Sight, Staff
from cases.families.telling.days import due_after
from cases.families.telling.notices import note_for
from cases.families.telling.parameters import CONTACT_DAYS
from cases.families.telling.titles import FIRST_CONTACT
from linkages import audit
from linkages.calendar import today
from linkages.events import Event
from linkages.forms import Stale

Key = uuid.UUID
State = Acceptance.State
PURPOSE = "acceptance"


def held(user: Any, acceptance: Key, rows: Any) -> Acceptance:
    """The acceptance, locked together with its episode. Raises its DoesNotExist outside `rows`."""
    found = rows.get(pk=acceptance)
    Episode.objects.select_for_update().get(pk=found.episode_id)
    locked = Acceptance.objects.select_for_update(of=("self",)).select_related("answered_by")
    audit.note({found.pk, found.episode_id}, purpose=PURPOSE)
    return locked.get(pk=found.pk)


def refuse_answered(row: Acceptance) -> None:
    """Raises Stale where somebody has answered already."""
    if row.state == State.WAITING:
        return
    if row.answered_by is None:
        raise Stale(_("This needs no answer any more."))
    raise Stale(
        _("%(name)s answered already: %(answer)s.")
        % {"name": row.answered_by.name, "answer": row.get_state_display()}
    )


@transaction.atomic
def accept(user: Any, acceptance: Key) -> Acceptance:
    """Take the family on for one side. Raises Stale where somebody has answered."""
    row = held(user, acceptance, scope.to_answer(user))
    refuse_answered(row)
    _answer(row, user, State.ACCEPTED)
    settle(row.episode_id)
    return row


@transaction.atomic
def decline(user: Any, acceptance: Key, reason: str, note: str) -> Acceptance:
    """Say no for one side, and why. The coordinator and whoever works with the family on the
    other side hear of it, the other side without why; the episode stays notified."""
    row = held(user, acceptance, scope.to_answer(user))
    refuse_answered(row)
    row.decline, row.note = reason, note
    _answer(row, user, State.DECLINED, "decline", "note")
    access.end([row])
    tell_coordinators(row, Notice.Kind.ANSWERED, but=user.pk)
    _tell_other_side(row, but=user.pk)
    return row


def _answer(row: Acceptance, user: Any, state: str, *fields: str) -> None:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), user
    row.save(update_fields=["state", "answered_at", "answered_by", *fields])


def settle(episode: Key) -> None:
    """Let the state of a locked episode say whether both sides have accepted."""
    accepted = Acceptance.objects.filter(episode=episode, state=State.ACCEPTED)
    both = accepted.values("program").distinct().count() == 2
    mine = Episode.objects.filter(pk=episode)
    if both:
        changed = mine.filter(state=Episode.State.NOTIFIED).update(
            state=Episode.State.ACCEPTED, accepted_at=timezone.now(), version=F("version") + 1
        )
        if changed:
            _ask_for_first_contact(list(accepted.select_related("episode")))
            engage(mine.get())
    else:
        mine.filter(state=Episode.State.ACCEPTED).update(
            state=Episode.State.NOTIFIED, accepted_at=None, version=F("version") + 1
        )


def _ask_for_first_contact(rows: list[Acceptance]) -> None:
    """Both workers are to speak with each other within the county's days."""
    if declined(rows[0].episode):
        return
    due = due_after(CONTACT_DAYS, rows[0].county_id, today())
    for row in rows:
        add_task(
            row.episode,
            title_code=FIRST_CONTACT,
            program=row.program,
            worker_id=row.worker_id,
            due=due,
        )


def on_declined(event: Event) -> None:
    """Event handler: nobody is asked any longer about a family that does not take part."""
    withdraw(Episode.objects.open().filter(pk=event.subject))


def tell_coordinators(row: Acceptance, kind: str, *, but: Key | None = None) -> int:
    """Tell whoever coordinates and may see the family; the restricted-case coordinator where
    nobody else does. How many."""
    staff, family = Staff(row.county_id), row.episode.family_id
    sight = Sight([family])
    for role in JOINT_ROLES[1:]:
        if seeing := sight.who_see(staff.with_role(role), family):
            return note_for([(row, user, kind) for user in seeing if user != but])
    return 0


def _tell_other_side(row: Acceptance, *, but: Key) -> None:
    """Whoever holds the family in the other program need not wait for this side any longer."""
    staff, family = Staff(row.county_id), row.episode.family_id
    others = Acceptance.objects.filter(episode=row.episode_id, state__in=scope.LIVE)
    others = others.exclude(program=row.program)
    people = [each for other in others for each in staff.workers(other.program, other.worker_id)]
    seeing = Sight([family]).who_see(people, family)
    note_for([(row, user, Notice.Kind.ANSWERED) for user in seeing if user != but])


@transaction.atomic
def withdraw(episodes: Iterable[Episode]) -> int:
    """Nobody need answer for these episodes any more; how many had not. What was accepted
    stays, as part of the history."""
    keys = [episode.pk for episode in episodes]
    rows = Acceptance.objects.select_for_update(of=("self",)).filter(episode__in=keys)
    waiting = list(rows.filter(state=State.WAITING).order_by("pk"))
    Acceptance.objects.filter(pk__in=[row.pk for row in waiting]).update(state=State.WITHDRAWN)
    access.end(waiting)
    return len(waiting)
