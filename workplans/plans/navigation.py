"""Where the rest of the house finds plans: the page Program, and the page of today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Round
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.registries import Section
from workplans.models import PlanEdition, PlanSuggestion, Status, Step, WorkPlan
from workplans.plans import approving, pages
from workplans.plans.scope import plans_visible_to

State = WorkPlan.State
SHOWN = 5
# Steps due within so many days stand on the page of today.
SOON = timedelta(days=14)


def of_program(user: Any) -> Iterator[Section]:
    """For the page Program: plans in force and drafts, and what assessments suggest."""
    if not may(user, Permission.VIEW_PLAN):
        return
    open_ = plans_visible_to(user).exclude(state=State.CLOSED)
    rounds = _undecided(user) if may(user, Permission.VIEW_ASSESSMENTS) else []
    context = {
        "rows": pages.rows(open_),
        "rounds": rounds,
        "may_begin": may(user, Permission.EDIT_PLAN),
        "url": reverse("workplans:plans"),
        "link": _("All work plans"),
    }
    yield Section(30, _("Work plans"), "workplans/plans/_program.html", context)


def of_catalogue(user: Any) -> Iterator[Section]:
    """For the page Program: the catalogue of topic areas."""
    if may(user, Permission.VIEW_CATALOGUE):
        context = {"url": reverse("workplans:catalogue"), "link": _("Topic areas and objectives")}
        yield Section(60, _("Catalogue"), "workplans/catalogue/_program.html", context)


def after_results(user: Any, asked: Round) -> Iterator[Section]:
    """For the results of a closed round: what they suggest for the work plan."""
    if may(user, Permission.VIEW_PLAN):
        context = {"asked": asked, "decides": may(user, Permission.EDIT_PLAN)}
        yield Section(10, _("From result to plan"), "workplans/plans/_after_results.html", context)


def _undecided(user: Any) -> list[Round]:
    """Closed rounds whose suggestions nobody has looked at, or not all are decided."""
    closed = Round.objects.visible_to(user).filter(state=Round.State.CLOSED)
    rows = PlanSuggestion.objects.visible_to(user)
    waiting = rows.filter(
        Q(decision=PlanSuggestion.Decision.OPEN)
        | Q(decision=PlanSuggestion.Decision.DEFERRED, defer_until__lte=today())
    )
    return list(
        closed.filter(Q(pk__in=waiting.values("round")) | ~Q(pk__in=rows.values("round"))).order_by(
            "-closed_at"
        )[:SHOWN]
    )


def steps_of(user: Any) -> Iterator[Section]:
    """For the page of today: steps that one leads and that are overdue or due soon."""
    if not may(user, Permission.UPDATE_STEP):
        return
    mine = (
        Step.objects.visible_to(user)
        .filter(Q(lead=user.pk) | Q(co_lead=user.pk), due_on__lte=today() + SOON)
        .filter(objective__plan__in=plans_visible_to(user).running())
        .exclude(status__in=[Status.DONE, Status.DROPPED])
    )
    rows = list(mine.select_related("objective__plan").order_by("due_on", "pk")[: SHOWN * 2])
    if rows:
        yield Section(
            20,
            _("Your steps in the work plan"),
            "workplans/plans/_today_steps.html",
            {"rows": rows},
        )


def to_approve(user: Any) -> Iterator[Section]:
    """For the page of today: plans that wait for one's word."""
    program = getattr(user.working_in, "program", "")
    if not may(user, Permission.APPROVE_PLAN) or program not in approving.BOTH:
        return
    rows = list(
        PlanEdition.objects.visible_to(user)
        .defer("content")
        .filter(approved_at=None, returned_at=None)
        .exclude(approvals__program=program)
        .select_related("plan", "submitted_by")
        .order_by("submitted_at")[:SHOWN]
    )
    if rows:
        context = {"rows": rows}
        yield Section(
            18, _("Work plans to approve"), "workplans/plans/_today_approve.html", context
        )


def to_keep(user: Any) -> Iterator[Section]:
    """For the page of today: returned plans, and suggestions to decide on."""
    if not may(user, Permission.EDIT_PLAN):
        return
    returned = list(
        plans_visible_to(user)
        .filter(
            state__in=[State.DRAFT, State.AMENDING],
            editions__approvals__approves=False,
            editions__returned_at__isnull=False,
        )
        .distinct()[:SHOWN]
    )
    rounds = _undecided(user) if may(user, Permission.VIEW_ASSESSMENTS) else []
    if returned or rounds:
        context = {"returned": returned, "rounds": rounds}
        yield Section(24, _("Work plans to write on"), "workplans/plans/_today_keep.html", context)
