"""Saying how far a step, or an objective, is; and taking the last word back."""

import uuid
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from counties.permissions import Permission, may
from linkages import audit
from linkages.calendar import today
from workplans.models import Objective, PlanUpdate, Status, Step, WorkPlan
from workplans.plans.holding import PURPOSE, Key, NotAllowed, locked, save, unchanged
from workplans.plans.scope import may_report, plans_visible_to

WITH_REASON = frozenset({Status.BLOCKED, Status.DROPPED})
LONGEST_REASON = 300


def _held(user: Any, step_id: Key) -> tuple[WorkPlan, Step]:
    found = Step.objects.filter(pk=step_id, objective__plan__in=plans_visible_to(user))
    plan = locked(user, found.values_list("objective__plan", flat=True).get())
    step = Step.objects.select_for_update(of=("self",)).get(pk=step_id)
    if plan.state == WorkPlan.State.CLOSED:
        raise NotAllowed(_("The plan is closed. Nothing in it changes any more."))
    if not may_report(user, step, plan):
        raise PermissionDenied(Permission.UPDATE_STEP)
    return plan, step


def _with_reason(status: str, text: str) -> str:
    """The reason to keep. NotAllowed where one is due and missing, or too long to keep."""
    if status not in WITH_REASON:
        return ""
    if not text.strip():
        raise NotAllowed(_("Say why it is blocked or dropped."))
    if len(text) > LONGEST_REASON:
        raise NotAllowed(_("A reason has at most %(most)s characters.") % {"most": LONGEST_REASON})
    return text


@transaction.atomic
def set_status(
    user: Any, step_id: Key, status: str, text: str = "", *, version: int | None = None
) -> PlanUpdate:
    """Report on a step. Raises Stale, NotAllowed, PermissionDenied; Step.DoesNotExist where the
    plan does not exist for this person."""
    plan, step = _held(user, step_id)
    unchanged(step, version, step.get_status_display())
    reason = _with_reason(status, text)
    before = step.status
    step.status, step.status_reason, step.status_on = status, reason, today()
    names = ["status", "status_reason", "status_on"]
    if text and not reason:
        step.comment = text
        names.append("comment")
    save(step, *names)
    return _kept(user, plan, before, status, text, step=step)


def _kept(
    user: Any,
    plan: WorkPlan,
    before: str,
    after: str,
    text: str,
    *,
    step: Step | None = None,
    objective: Objective | None = None,
) -> PlanUpdate:
    audit.note({plan.pk, *(each.pk for each in (step, objective) if each)}, purpose=PURPOSE)
    return PlanUpdate.objects.create(
        county_id=plan.county_id,
        plan=plan,
        step=step,
        objective=objective,
        before=before,
        after=after,
        text=text,
        by_id=user.pk,
    )


def last_own(user: Any, step_id: uuid.UUID) -> PlanUpdate | None:
    """The last word on a step, when it was this person's and changed its status."""
    last = PlanUpdate.objects.filter(step=step_id).order_by("-at", "pk").first()
    if last is None or last.by_id != user.pk or last.before == last.after:
        return None
    return last


def _comment_before(step: Step, text: str) -> str:
    """What a step's comment said before a report put its own words there."""
    events = apps.get_model("workplans", "StepEvent").objects.filter(pgh_obj=step.pk)
    earlier = events.filter(version__lt=step.version).exclude(comment=text)
    return earlier.order_by("-version").values_list("comment", flat=True).first() or ""


@transaction.atomic
def undo_status(user: Any, step_id: Key, *, version: int | None = None) -> PlanUpdate:
    """Take one's own last word on a step back. NotAllowed where somebody spoke since."""
    plan, step = _held(user, step_id)
    unchanged(step, version, step.get_status_display())
    last = last_own(user, step.pk)
    if last is None:
        raise NotAllowed(_("There is nothing of yours to take back here."))
    earlier = PlanUpdate.objects.filter(step=step, after=last.before, at__lt=last.at).first()
    reason = earlier.text[:LONGEST_REASON] if earlier and last.before in WITH_REASON else ""
    if last.before in WITH_REASON and not reason:
        reason = _("As before")
    step.status, step.status_reason, step.status_on = last.before, reason, today()
    if last.text and step.comment == last.text:
        step.comment = _comment_before(step, last.text)
    save(step, "status", "status_reason", "status_on", "comment")
    return _kept(user, plan, last.after, last.before, _("Taken back"), step=step)


@transaction.atomic
def set_objective_status(
    user: Any, plan_id: Key, key: Key, status: str, note: str, *, version: int | None = None
) -> Objective:
    """Set an objective's status over what its steps say, with a note; "" lets the steps speak."""
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)
    plan = locked(user, plan_id)
    if plan.state == WorkPlan.State.CLOSED:
        raise NotAllowed(_("The plan is closed. Nothing in it changes any more."))
    objective = Objective.objects.select_for_update(of=("self",)).get(plan=plan, pk=key)
    unchanged(objective, version, objective.statement)
    if status and not note.strip():
        raise NotAllowed(_("Say why the status is not what the steps say."))
    if (status, note) == (objective.set_status, objective.set_status_note):
        return objective
    before = objective.set_status
    objective.set_status, objective.set_status_note = status, note if status else ""
    save(objective, "set_status", "set_status_note")
    _kept(user, plan, before, status, note, objective=objective)
    return objective
