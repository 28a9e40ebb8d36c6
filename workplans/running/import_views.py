"""Pages for a plan from a file: sending it, looking at what was read, taking it in or not."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counties.permissions import Permission, require, require_here
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import HouseForm
from workplans.catalogue import choosing
from workplans.models import PlanImport, WorkPlan
from workplans.plans.carrying import Show, address, carry_out, pressed, seen, seen_again, way_here
from workplans.running import taking
from workplans.running.forms import ImportForm, TakeForm
from workplans.running.importing import Reading, Unreadable
from workplans.running.taking import Taking


def _shown(request: HttpRequest, template: str, context: dict[str, Any]) -> Show:
    crumbs = [*way_here(), {"label": _("Take in a file"), "url": reverse("workplans:import_plan")}]
    whole = {"breadcrumbs": crumbs, **context}
    return lambda status=200: render(
        request, f"workplans/running/{template}.html", whole, status=status
    )


@require_http_methods(["GET", "POST"])
def import_plan(request: HttpRequest) -> HttpResponse:
    """Send a workbook or table with a plan."""
    require_here(request.user, Permission.EDIT_PLAN)
    form = ImportForm(request.POST or None, request.FILES or None)
    context = {"form": form, "waiting": taking.waiting(request.user)}
    show = _shown(request, "import", context)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        language = translation.get_language() or "en"
        row = taking.keep(request.user, form.cleaned_data["file"].read(), language)
        return reverse("workplans:plan_import", args=[row.pk])

    try:
        return carry_out(request, form, done, show)
    except Unreadable as refused:
        form.add_error("file", str(refused))
        return show(422)


@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What was read from a file, what could not be taken as it stood, and taking it in."""
    row = get_object_or_404(PlanImport.objects.visible_to(request.user), pk=key)
    require(request.user, Permission.EDIT_PLAN, row)
    if row.state != PlanImport.State.READ:
        plan = row.plan
        return _shown(request, "imported", {"row": row, "taken": plan})(200)
    found = taking.reading_of(row)
    form = _take_form(request, row, found)
    context = {
        "form": form,
        "row": row,
        "plan_read": found.plan,
        "problems": found.problems,
        "kept": found.kept,
        "strangers": taking.strangers(request.user, found),
        "press": HouseForm(auto_id=False, version=str(row.version)),
    }
    show = _shown(request, "read", context)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        given = form.cleaned_data
        what = Taking(given["name"], given["kind"], given["starts_on"], form.mapped())
        plan = taking.take(request.user, key, what, version=seen(form))
        messages.success(request, _("The file has become a draft. Look through it."))
        return address(plan)

    return carry_out(request, form, done, seen_again(form, show, row))


def _take_form(request: HttpRequest, row: PlanImport, found: Reading) -> TakeForm:
    plan = found.plan
    day = plan.starts_on or plan.dated or today()
    return TakeForm(
        request.POST or None,
        initial={
            "name": plan.name or _("Linkages %(year)s") % {"year": day.year},
            "kind": plan.kind or WorkPlan.Kind.LAUNCH,
            "starts_on": day,
        },
        version=str(row.version),
        kinds=WorkPlan.Kind.choices,
        unknown=taking.unknown_topics(found),
        titles={code: said(each.title) for code, each in choosing.current().topics.items()},
    )


@require_POST
def drop_import(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """It does not become a plan."""
    row = get_object_or_404(PlanImport.objects.visible_to(request.user), pk=key)
    require(request.user, Permission.EDIT_PLAN, row)
    back = reverse("workplans:import_plan")

    def done() -> str:
        taking.drop(request.user, key, version=None)
        messages.success(request, _("Dropped. Nothing of the file is kept."))
        return back

    return pressed(request, done, back)
