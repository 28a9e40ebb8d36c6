"""Giving an amendment up: the plan reads again as both sponsors approved it.

What was reported meanwhile stays: how far steps are, and steps of the amendment that somebody has
reported on, as dropped. What the amendment said is kept as an edition that was discarded.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workplans.models import (
    Objective,
    PlanEdition,
    PlanSuggestion,
    Product,
    Status,
    Step,
    StepNeed,
    WorkPlan,
)
from workplans.plans import suggestions
from workplans.plans.approving import in_force
from workplans.plans.holding import Key, NotAllowed, changed, save, to_write, unchanged
from workplans.plans.keeping import read
from workplans.plans.outline import outline
from workplans.plans.putting_back import PutBack
from workplans.plans.reporting import set_status
from workplans.plans.tree import OPEN, Outline
from workplans.plans.writing import remove


@transaction.atomic
def discard(user: Any, plan_id: Key, *, version: int | None = None) -> WorkPlan:
    """Put the plan back to the edition in force. Raises Stale, NotAllowed where none is amended."""
    plan = to_write(user, plan_id)
    unchanged(plan, version)
    edition = in_force(plan)
    if plan.state != WorkPlan.State.AMENDING or edition is None:
        raise NotAllowed(_("This plan is not being amended."))
    was, reason = outline(plan), plan.amend_reason
    held = read(edition.content)
    _take_out(user, plan, held)
    PutBack(plan, held).put()
    plan.refresh_from_db()
    if _said(outline(plan).written()) != _said(was.written()):
        _keep(user, plan, was, reason)
    plan.state, plan.amend_reason = WorkPlan.State.ACTIVE, ""
    save(plan, "state", "amend_reason")
    changed(plan)
    return plan


def _keep(user: Any, plan: WorkPlan, was: Outline, reason: str) -> None:
    """What the amendment said, to be read and compared as every edition is."""
    last = PlanEdition.objects.filter(plan=plan).order_by("-number").first()
    assert last is not None
    PlanEdition.objects.create(
        county_id=plan.county_id,
        plan=plan,
        number=last.number + 1,
        content=was.written(),
        reason=reason,
        submitted_by_id=user.pk,
        returned_at=timezone.now(),
        discarded=True,
    )


def _said(part: Any) -> Any:
    """What a written tree says, without how often its parts were saved."""
    if isinstance(part, dict):
        return {name: _said(each) for name, each in part.items() if name != "version"}
    return [_said(each) for each in part] if isinstance(part, list) else part


def _take_out(user: Any, plan: WorkPlan, held: Outline) -> None:
    """Parts that the amendment added. What somebody reported on stays, dropped; suggestions that
    it accepted are open again."""
    objectives = {each.key for each in held.objectives}
    products = {product.key for each in held.objectives for product in each.products}
    StepNeed.objects.filter(step__objective__plan=plan).exclude(
        step__in=held.by_step, needs__in=held.by_step
    ).delete()
    for row in PlanSuggestion.objects.filter(objective__plan=plan).exclude(
        objective__in=objectives
    ):
        _tried(lambda row=row: suggestions.undo(user, row.pk))
    for step in Step.objects.filter(objective__plan=plan).exclude(pk__in=held.by_step):
        taken = _tried(lambda step=step: remove(user, plan.pk, "step", step.pk))
        if not taken and step.status in OPEN:
            why = _("The amendment that added it was discarded.")
            set_status(user, step.pk, Status.DROPPED, why)
    for product in Product.objects.filter(objective__plan=plan, steps=None).exclude(
        pk__in=products
    ):
        remove(user, plan.pk, "product", product.pk)
    for each in Objective.objects.filter(plan=plan, steps=None).exclude(pk__in=objectives):
        _tried(lambda each=each: remove(user, plan.pk, "objective", each.pk))


def _tried(act: Any) -> bool:
    """Whether nothing that was reported stood in the way."""
    try:
        act()
    except NotAllowed:
        return False
    return True
