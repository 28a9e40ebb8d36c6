"""Pages of plans: the list, one of them on screen and on paper, beginning one, an example."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from assessments.models import Round
from counties.models import Office
from counties.permissions import Permission, may, require_here
from linkages.forms import HouseForm
from linkages.uswds import Column
from workplans.models import WorkPlan
from workplans.plans import acts, example, pages
from workplans.plans.carrying import address, carry_out, page, plan_for, way_here
from workplans.plans.forms import BeginForm
from workplans.plans.outline import outline
from workplans.plans.scope import plans_visible_to

State = WorkPlan.State
LIST_COLUMNS = [
    gettext_lazy("Work plan"),
    gettext_lazy("For"),
    gettext_lazy("Twelve months"),
    gettext_lazy("State"),
    Column(gettext_lazy("Steps done"), numeric=True),
    Column(gettext_lazy("Steps overdue"), numeric=True),
]
PARTS = (
    (gettext_lazy("In force"), (State.ACTIVE, State.AMENDING)),
    (gettext_lazy("Drafts"), (State.DRAFT, State.SUBMITTED)),
    (gettext_lazy("Closed plans"), (State.CLOSED,)),
)


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """Every plan of the county: in force, drafts, closed."""
    require_here(request.user, Permission.VIEW_PLAN)
    listed = pages.rows(plans_visible_to(request.user))
    parts = [
        {"id": f"plans-{place}", "title": title, "rows": found}
        for place, (title, states) in enumerate(PARTS, start=1)
        if (found := [row for row in listed if row.plan.state in states])
    ]
    context = {
        "parts": parts,
        "columns": LIST_COLUMNS,
        "may_begin": may(request.user, Permission.EDIT_PLAN),
        "breadcrumbs": way_here()[:1],
    }
    return render(request, "workplans/plans/plans.html", context)


@require_http_methods(["GET", "POST"])
def begin_plan(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    require_here(request.user, Permission.EDIT_PLAN)
    closed = Round.objects.visible_to(request.user).filter(state=Round.State.CLOSED)
    form = BeginForm(
        request.POST or None,
        offices=Office.objects.visible_to(request.user).order_by("name"),
        rounds=closed,
        draft_name="plan:new",
        initial={"round": request.GET.get("round", "")},
    )
    form.restore(request.user)
    show = page(
        request, "begin", {"form": form, "autosave": reverse("save_draft", args=["plan:new"])}
    )
    if request.method == "GET":
        return show(200)

    def done() -> str:
        made = acts.begin(request.user, form.beginning())
        messages.success(request, _("The plan is begun. Now say what it is to reach."))
        return address(made, "plan_header")

    return carry_out(request, form, done, show)


@require_GET
def plan_page(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """One plan in the template's order."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    context = pages.details(request.user, plan, outline(plan)) | {
        "arranging": "arrange" in request.GET,
        "form": HouseForm(),
        "breadcrumbs": way_here(),
    }
    return page(request, "plan", context, plan)(200)


@require_GET
def plan_print(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The plan for paper, as it reads now."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    return printed(request, plan, {"tree": outline(plan)})


def printed(request: HttpRequest, plan: WorkPlan | None, context: dict[str, Any]) -> HttpResponse:
    """A tree for paper, with who printed it and when."""
    now = timezone.localtime()
    told = {
        "columns": pages.COLUMNS,
        "printed_by": request.user.name,
        "printed_at": f"{date_format(now, 'DATETIME_FORMAT')} {now.tzname()}",
    }
    return page(request, "print", told | context, plan)(200)


@require_GET
def example_plan(request: HttpRequest) -> HttpResponse:
    """A plan of a county that does not exist, to look at before one begins."""
    require_here(request.user, Permission.VIEW_PLAN)
    tree = example.shipped(translation.get_language() or "en")
    context = {
        "tree": tree,
        "columns": pages.COLUMNS,
        "advice": pages.advice_on(tree, request.user.working_in.county_id),
        "breadcrumbs": way_here(),
    }
    return page(request, "example", context)(200)
