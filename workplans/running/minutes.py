"""What is written down at a meeting: who was there, what was said, decided and promised."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from counties.models import User
from counties.permissions import Permission, may
from linkages import audit
from linkages.calendar import today
from workplans.models import Action, AgendaPoint, Attendance, Meeting, Objective, Step, TeamDecision
from workplans.plans import acts
from workplans.plans.holding import Key, NotAllowed, unchanged
from workplans.plans.scope import plans_visible_to
from workplans.plans.writing import StepFields
from workplans.running.meetings import PURPOSE, held_in


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody promised, and by when; `lead` of the staff, or words."""

    text: str
    lead: User | None = None
    lead_words: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an action: nothing yet, done on a day, or dropped for a reason."""

    done_on: date | None = None
    dropped_reason: str = ""


@transaction.atomic
def write(
    user: Any, meeting_id: Key, point_id: Key, text: str, *, version: int | None
) -> AgendaPoint:
    """Minutes of a point. Raises Stale where somebody else wrote them meanwhile."""
    meeting = held_in(user, meeting_id)
    point = meeting.points.select_for_update(of=("self",)).get(pk=point_id)
    unchanged(point, version, point.minutes)
    point.minutes = text
    point.version += 1
    point.save(update_fields=["minutes", "version"])
    audit.note({point.pk}, purpose=PURPOSE)
    return point


@transaction.atomic
def attend(user: Any, meeting_id: Key, present: Collection[uuid.UUID]) -> None:
    """Who of the list was there."""
    meeting = held_in(user, meeting_id)
    rows = Attendance.objects.filter(meeting=meeting)
    rows.filter(pk__in=present).update(present=True)
    rows.exclude(pk__in=present).update(present=False)


@transaction.atomic
def add_guest(user: Any, meeting_id: Key, words: str, program: str) -> Attendance:
    """Somebody without an account here, who is there."""
    meeting = held_in(user, meeting_id)
    return Attendance.objects.create(
        county_id=meeting.county_id, meeting=meeting, words=words, program=program, present=True
    )


def _point(meeting: Meeting, point_id: Key | None) -> AgendaPoint | None:
    return meeting.points.get(pk=point_id) if point_id else None


@transaction.atomic
def decide(user: Any, meeting_id: Key, text: str, point_id: Key | None = None) -> TeamDecision:
    """What the team decided. It stays on the log for good."""
    meeting = held_in(user, meeting_id)
    made = TeamDecision.objects.create(
        county_id=meeting.county_id,
        meeting=meeting,
        point=_point(meeting, point_id),
        text=text,
        by=user,
    )
    audit.note({made.pk}, purpose=PURPOSE)
    return made


@transaction.atomic
def promise(user: Any, meeting_id: Key, what: Promise, point_id: Key | None = None) -> Action:
    """What somebody will do until the next meeting."""
    meeting = held_in(user, meeting_id)
    made = Action.objects.create(
        county_id=meeting.county_id,
        meeting=meeting,
        point=_point(meeting, point_id),
        text=what.text,
        lead=what.lead,
        lead_words="" if what.lead else what.lead_words,
        due_on=what.due_on,
    )
    audit.note({made.pk}, purpose=PURPOSE)
    return made


def may_settle(user: Any, action: Action) -> bool:
    """Who keeps meetings, and whoever promised it."""
    if may(user, Permission.KEEP_MEETING):
        return True
    return may(user, Permission.UPDATE_STEP) and action.lead_id == user.pk


def _locked(user: Any, action_id: Key, version: int | None) -> Action:
    rows = Action.objects.visible_to(user).filter(meeting__plan__in=plans_visible_to(user))
    action = rows.select_for_update(of=("self",)).get(pk=action_id)
    if not may_settle(user, action):
        raise PermissionDenied(Permission.KEEP_MEETING)
    unchanged(action, version, action.text)  # type: ignore[type-var]
    if action.step_id:
        raise NotAllowed(_("This has become a step of the plan. Report on the step."))
    audit.note({action.pk}, purpose=PURPOSE)
    return action


@transaction.atomic
def settle(user: Any, action_id: Key, what: Promise, came: Came, *, version: int | None) -> Action:
    """Write an action anew, and what came of it. Its lead may say only the latter."""
    action = _locked(user, action_id, version)
    if came.done_on and came.done_on > today():
        raise NotAllowed(_("This day has not come yet."))
    if may(user, Permission.KEEP_MEETING):
        action.text, action.lead, action.due_on = what.text, what.lead, what.due_on
        action.lead_words = "" if what.lead else what.lead_words
    action.done_on, action.dropped_reason = came.done_on, came.dropped_reason
    action.version += 1
    action.save()
    return action


@transaction.atomic
def to_step(user: Any, action_id: Key, objective_id: Key, *, version: int | None) -> Step:
    """Make an action a step of the plan, which must stand open to writing. It is followed there
    from now on."""
    action = _locked(user, action_id, version)
    if action.done_on or action.dropped_reason:
        raise NotAllowed(_("This is done or dropped."))
    plan_id = action.meeting.plan_id
    objective = Objective.objects.get(pk=objective_id, plan=plan_id)
    told = _("From the meeting of %(day)s") % {"day": action.meeting.on.isoformat()}
    what = StepFields(
        action.text,
        lead=action.lead,
        lead_words=action.lead_words,
        due_on=action.due_on,
        comment=told,
    )
    step = acts.add_step(user, plan_id, objective.pk, what)
    action.step = step
    action.version += 1
    action.save(update_fields=["step", "version"])
    return step
