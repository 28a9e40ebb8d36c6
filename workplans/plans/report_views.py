"""One step with everything said about it, and the status of steps and objectives."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counties.permissions import Permission
from linkages.forms import HouseForm
from workplans.models import Objective, PlanUpdate, Step
from workplans.plans import acts, reporting
from workplans.plans.carrying import (
    address,
    carry_out,
    page,
    plan_for,
    pressed,
    seen,
    seen_again,
)
from workplans.plans.outline import outline
from workplans.plans.part_forms import ObjectiveStatusForm, StatusForm
from workplans.plans.scope import may_report, may_write


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """One step: who, when, what was said, and for its leads the next word."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    found = outline(plan).by_step.get(str(key))
    if found is None:
        raise Http404
    row = Step.objects.get(pk=key)
    reports = may_report(request.user, row, plan)
    form = StatusForm(
        request.POST or None,
        initial={"status": row.status},
        draft_name=f"plan-status:{key}",
        version=str(row.version),
    )
    form.restore(request.user)
    context = {
        "found": found,
        "form": form if reports else None,
        "undo_form": HouseForm(version=str(row.version)),
        "undo": reporting.last_own(request.user, key) if reports else None,
        "updates": PlanUpdate.objects.filter(step=key).select_related("by"),
        "writes": may_write(request.user, plan),
        "base": address(plan),
        "autosave": reverse("save_draft", args=[form.draft_name]),
    }
    show = page(request, "step", context, plan)
    if request.method == "GET":
        return show(200)
    if not reports:
        raise PermissionDenied(Permission.UPDATE_STEP)

    def done() -> str:
        given = form.cleaned_data
        acts.set_status(request.user, key, given["status"], given["text"], version=seen(form))
        messages.success(request, _("The status is saved."))
        return address(plan, "plan_step", key)

    return carry_out(request, form, done, seen_again(form, show, row))


@require_POST
def undo_status(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Take one's own last word back."""
    plan = plan_for(request, plan_id, Permission.UPDATE_STEP)
    get_object_or_404(Step, objective__plan=plan, pk=key)
    back = address(plan, "plan_step", key)

    def done() -> str:
        acts.undo_status(request.user, key)
        messages.success(request, _("Taken back."))
        return back

    return pressed(request, done, back)


@require_http_methods(["GET", "POST"])
def objective_status(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Set an objective's status over what its steps say."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    row = get_object_or_404(Objective, plan=plan, pk=key)
    form = ObjectiveStatusForm(
        request.POST or None,
        initial={"status": row.set_status, "text": row.set_status_note},
        version=str(row.version),
    )
    found = outline(plan).objective(str(key))
    show = page(request, "objective_status", {"form": form, "found": found}, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        given = form.cleaned_data
        acts.set_objective_status(
            request.user, plan.pk, key, given["status"], given["text"], version=seen(form)
        )
        return f"{address(plan)}#objective-{key}"

    return carry_out(request, form, done, seen_again(form, show, row))
