"""From draft to a plan in force: submitting, both sponsors' words, amending, closing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from counties.permissions import Permission, may
from linkages import audit
from linkages.calendar import today
from linkages.programs import Program
from workplans.models import PlanApproval, PlanEdition, WorkPlan
from workplans.plans.holding import PURPOSE, Key, NotAllowed, locked, save, to_write, unchanged
from workplans.plans.outline import outline

State = WorkPlan.State
BOTH = frozenset({Program.CWS, Program.CALWORKS})


def in_force(plan: WorkPlan) -> PlanEdition | None:
    """The edition that holds: the last one that both sponsors approved."""
    approved: PlanEdition | None = (
        PlanEdition.objects.filter(plan=plan, approved_at__isnull=False).order_by("-number").first()
    )
    return approved


def waiting(plan: WorkPlan) -> PlanEdition | None:
    """The edition on which sponsors have not both spoken."""
    open_: PlanEdition | None = PlanEdition.objects.filter(
        plan=plan, approved_at=None, returned_at=None
    ).first()
    return open_


@transaction.atomic
def submit(user: Any, plan_id: Key, reason: str = "", *, version: int | None = None) -> PlanEdition:
    """Freeze the plan as it reads now and put it before both sponsors.

    From the second edition on, `reason` says what changed; an amendment has said so already.
    """
    plan = to_write(user, plan_id)
    unchanged(plan, version)
    last = PlanEdition.objects.filter(plan=plan).order_by("-number").first()
    why = reason or plan.amend_reason
    if last is not None and not why:
        raise NotAllowed(_("Say what changed since it was submitted last."))
    plan.state, plan.dated = State.SUBMITTED, today()
    save(plan, "state", "dated")
    made = PlanEdition.objects.create(
        county_id=plan.county_id,
        plan=plan,
        number=last.number + 1 if last else 1,
        content=outline(plan).written(),
        reason=why if last else "",
        submitted_by_id=user.pk,
    )
    audit.note({plan.pk, made.pk}, purpose=PURPOSE)
    return made


def _spoken(user: Any, plan_id: Key, edition_id: Key) -> tuple[WorkPlan, PlanEdition]:
    """The plan and its waiting edition, held, for a sponsor of one program."""
    if not may(user, Permission.APPROVE_PLAN):
        raise PermissionDenied(Permission.APPROVE_PLAN)
    plan = locked(user, plan_id)
    edition = PlanEdition.objects.get(plan=plan, pk=edition_id)
    program = user.working_in.program
    if program not in BOTH:
        raise NotAllowed(_("You speak for neither program alone. A sponsor of each one decides."))
    if plan.state != State.SUBMITTED or edition.approved_at or edition.returned_at:
        raise NotAllowed(_("This edition has been decided on in the meantime."))
    earlier = edition.approvals.filter(program=program).select_related("user").first()
    if earlier is not None:
        raise NotAllowed(
            _("%(name)s has spoken for your program already.") % {"name": earlier.user}
        )
    return plan, edition


def _say(user: Any, edition: PlanEdition, reason: str, *, approves: bool) -> PlanApproval:
    audit.note({edition.plan_id, edition.pk}, purpose=PURPOSE)
    return PlanApproval.objects.create(
        county_id=edition.county_id,
        edition=edition,
        program=user.working_in.program,
        user_id=user.pk,
        approves=approves,
        reason=reason,
    )


@transaction.atomic
def approve(user: Any, plan_id: Key, edition_id: Key, reason: str = "") -> PlanApproval:
    """One sponsor's yes. With the other's the edition is in force, and the plan with it.

    Whoever comes second waits for the plan's lock and then sees the first one's word: neither is
    lost, and one of the two puts the edition in force.
    """
    plan, edition = _spoken(user, plan_id, edition_id)
    made = _say(user, edition, reason, approves=True)
    spoken = set(edition.approvals.filter(approves=True).values_list("program", flat=True))
    if spoken >= BOTH:
        edition.approved_at = timezone.now()
        save(edition, "approved_at")
        plan.state, plan.amend_reason = State.ACTIVE, ""
        save(plan, "state", "amend_reason")
    return made


@transaction.atomic
def return_(user: Any, plan_id: Key, edition_id: Key, reason: str) -> PlanApproval:
    """One sponsor's no, with a reason: the plan is open to writing again."""
    plan, edition = _spoken(user, plan_id, edition_id)
    made = _say(user, edition, reason, approves=False)
    _reopen(plan, edition)
    return made


@transaction.atomic
def take_back(user: Any, plan_id: Key) -> WorkPlan:
    """Take a submitted plan back before both sponsors have spoken."""
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)
    plan = locked(user, plan_id)
    edition = waiting(plan)
    if plan.state != State.SUBMITTED or edition is None:
        raise NotAllowed(_("Both sponsors have spoken in the meantime."))
    _reopen(plan, edition)
    audit.note({plan.pk, edition.pk}, purpose=PURPOSE)
    return plan


def _reopen(plan: WorkPlan, edition: PlanEdition) -> None:
    edition.returned_at = timezone.now()
    save(edition, "returned_at")
    amending = in_force(plan) is not None and bool(plan.amend_reason)
    plan.state = State.AMENDING if amending else State.DRAFT
    save(plan, "state")


@transaction.atomic
def amend(user: Any, plan_id: Key, reason: str, *, version: int | None = None) -> WorkPlan:
    """Open a plan in force to writing. What was approved stays in force until both approve anew."""
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)
    plan = locked(user, plan_id)
    unchanged(plan, version)
    if plan.state != State.ACTIVE:
        raise NotAllowed(_("Only a plan in force is amended."))
    plan.state, plan.amend_reason = State.AMENDING, reason
    save(plan, "state", "amend_reason")
    audit.note({plan.pk}, purpose=PURPOSE)
    return plan


@transaction.atomic
def close(user: Any, plan_id: Key, reason: str, *, version: int | None = None) -> WorkPlan:
    """End a plan: its year is over, or it is given up. It stays to be read and started again."""
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)
    plan = locked(user, plan_id)
    unchanged(plan, version)
    if plan.state == State.CLOSED:
        raise NotAllowed(_("The plan is closed. Nothing in it changes any more."))
    if edition := waiting(plan):
        edition.returned_at = timezone.now()
        save(edition, "returned_at")
    plan.state, plan.closed_on, plan.close_reason = State.CLOSED, today(), reason
    plan.amend_reason = ""
    save(plan, "state", "closed_on", "close_reason", "amend_reason")
    audit.note({plan.pk}, purpose=PURPOSE)
    return plan
