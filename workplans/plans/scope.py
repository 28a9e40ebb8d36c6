"""Which work plans exist for a member of staff, and which of them they may write in."""

from typing import Any

from counties.permissions import Permission, may
from workplans.models import Step, WorkPlan
from workplans.models.plans import WorkPlanQuerySet


def plans_visible_to(user: Any) -> WorkPlanQuerySet:
    """Plans of the county in which they work, for whoever may see plans at all."""
    found: WorkPlanQuerySet = WorkPlan.objects.visible_to(user)
    if not may(user, Permission.VIEW_PLAN):
        return found.none()
    return found.select_related("county", "site")


def may_write(user: Any, plan: WorkPlan) -> bool:
    """Whether they may change what the plan says, and it stands open to that now."""
    return may(user, Permission.EDIT_PLAN) and plan.state in OPEN_TO_WRITING


def may_report(user: Any, step: Step, plan: WorkPlan) -> bool:
    """Whether they may say how far a step is: its two leads, and who keeps the plan."""
    if plan.state == WorkPlan.State.CLOSED:
        return False
    if may(user, Permission.EDIT_PLAN):
        return True
    return may(user, Permission.UPDATE_STEP) and user.pk in (step.lead_id, step.co_lead_id)


OPEN_TO_WRITING = frozenset({WorkPlan.State.DRAFT, WorkPlan.State.AMENDING})
