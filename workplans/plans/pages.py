"""What a plan's pages show: its tree, advice, editions, who may do what now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Round
from counties.permissions import Permission, may
from linkages import parameters
from linkages.calendar import months_after, today
from workplans.catalogue import choosing
from workplans.models import PlanApproval, PlanEdition, Status, Step, WorkPlan
from workplans.plans import approving
from workplans.plans.advising import Advice, Limits, advise
from workplans.plans.carrying import address
from workplans.plans.parameters import OBJECTIVES, PLANNING_DAYS, STEPS_A_LEAD
from workplans.plans.populations import POPULATIONS
from workplans.plans.scope import may_write
from workplans.plans.tree import Outline

State = WorkPlan.State
KIND_OF = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "waiting",
    State.ACTIVE: "good",
    State.AMENDING: "attention",
    State.CLOSED: "closed",
}
COLUMNS = [
    _("Step"),
    _("Lead"),
    _("Co-lead"),
    _("Resources"),
    _("Start"),
    _("Due"),
    _("Status"),
    _("Comments"),
]


@dataclass(frozen=True, slots=True)
class Row:
    """A plan in the list."""

    plan: WorkPlan
    state_kind: str
    done: int
    steps: int
    overdue: int

    @property
    def ends_on(self) -> date:
        """The last of its twelve months."""
        return months_after(self.plan.starts_on, 12) - date.resolution


def rows(plans: Iterable[WorkPlan]) -> list[Row]:
    """Plans with how far their steps are. One more query for all of them."""
    listed = list(plans)
    late = Q(due_on__lt=today()) & ~Q(status__in=[Status.DONE, Status.DROPPED])
    found = (
        Step.objects.filter(objective__plan__in=listed)
        .values("objective__plan")
        .annotate(
            steps=Count("pk", filter=~Q(status=Status.DROPPED)),
            done=Count("pk", filter=Q(status=Status.DONE)),
            overdue=Count("pk", filter=late),
        )
    )
    counts = {each["objective__plan"]: each for each in found}
    nothing = {"steps": 0, "done": 0, "overdue": 0}
    lines = []
    for plan in listed:
        held = counts.get(plan.pk, nothing)
        lines.append(
            Row(plan, KIND_OF[State(plan.state)], held["done"], held["steps"], held["overdue"])
        )
    return lines


def limits(county: str) -> Limits:
    """From where on this county wants to be asked."""
    values = (
        parameters.value(name, county=county, on=today())
        for name in (PLANNING_DAYS, OBJECTIVES, STEPS_A_LEAD)
    )
    return Limits(*values)


def advice_on(tree: Outline, county: str) -> tuple[Advice, ...]:
    """What is worth thinking about in a plan."""
    return advise(tree, choosing.current(), limits(county))


def details(user: Any, plan: WorkPlan, tree: Outline) -> dict[str, Any]:
    """Everything on a plan's page but its tables' markup."""
    writes = may_write(user, plan)
    keeps = may(user, Permission.EDIT_PLAN)
    return {
        "tree": tree,
        "base": address(plan),
        "state_kind": KIND_OF[State(plan.state)],
        "ends_on": months_after(plan.starts_on, 12) - date.resolution,
        "populations": [POPULATIONS[code] for code in plan.populations if code in POPULATIONS],
        "writes": writes,
        "columns": COLUMNS,
        "advice": advice_on(tree, plan.county_id) if keeps and plan.state != State.CLOSED else (),
        "may_amend": keeps and plan.state == State.ACTIVE,
        "may_close": keeps and plan.state != State.CLOSED,
        "may_take_back": keeps and plan.state == State.SUBMITTED,
        "may_restart": may_restart(user, plan),
        "suggesting": _suggesting(plan) if writes else None,
        **editions(user, plan),
    }


def may_restart(user: Any, plan: WorkPlan) -> bool:
    """Whether a new plan may begin from this one: it is closed, or its twelve months are over."""
    over = months_after(plan.starts_on, 12) <= today()
    return may(user, Permission.EDIT_PLAN) and (plan.state == State.CLOSED or over)


def _suggesting(plan: WorkPlan) -> Round | None:
    found: Round | None = plan.round
    return found if found and found.state == Round.State.CLOSED else None


def editions(user: Any, plan: WorkPlan) -> dict[str, Any]:
    """Editions of a plan, latest first, with what sponsors said; and whether one waits for this
    person's word."""
    listed = list(
        PlanEdition.objects.filter(plan=plan).defer("content").select_related("submitted_by")
    )
    words: dict[Any, list[PlanApproval]] = {each.pk: [] for each in listed}
    for word in PlanApproval.objects.filter(edition__plan=plan).select_related("user"):
        words[word.edition_id].append(word)
    in_force = next((each for each in listed if each.approved_at), None)
    open_ = next((each for each in listed if not each.approved_at and not each.returned_at), None)
    mine = getattr(user.working_in, "program", "")
    spoken = {word.program for word in words[open_.pk]} if open_ else set()
    decides = (
        open_ is not None
        and may(user, Permission.APPROVE_PLAN)
        and mine in approving.BOTH
        and mine not in spoken
    )
    return {
        "editions": [
            {"edition": each, "words": words[each.pk], "in_force": each == in_force}
            for each in listed
        ],
        "in_force": in_force,
        "waiting": open_,
        "waiting_for": sorted(approving.BOTH - spoken) if open_ else [],
        "decides": decides,
    }
