"""The page on which pickups from the drop folder are planned, switched and tried."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.records.models import ExtractBatch, ExtractFile, Pickup
from cases.records.pickups import taking
from cases.records.pickups.forms import PlanForm
from counties.permissions import Permission, require, require_here
from linkages import audit
from linkages.forms import HouseForm, once
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("File")),
    Column(gettext_lazy("Name")),
    Column(gettext_lazy("How often")),
    Column(gettext_lazy("Last look")),
    Column(gettext_lazy("Last extract")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Change"), hidden=True),
]


@require_GET
def pickups(request: HttpRequest) -> HttpResponse:
    """All plans of the county, what came of them, and what went wrong."""
    require_here(request.user, Permission.PLAN_PICKUP)
    came = ExtractFile.objects.filter(
        county=OuterRef("county"),
        part=OuterRef("part"),
        batch__arrival=ExtractBatch.Arrival.FOLDER,
    )
    plans = Pickup.objects.visible_to(request.user).select_related("planned_by", "profile")
    plans = plans.annotate(
        last_batch=Subquery(came.order_by("-batch__uploaded_at").values("batch")[:1]),
        last_came=Subquery(
            came.order_by().values("county").annotate(at=Max("batch__uploaded_at")).values("at")[:1]
        ),
    )
    context: dict[str, Any] = {
        "columns": COLUMNS,
        "rows": [(plan, taking.TROUBLES.get(plan.trouble, plan.trouble)) for plan in plans],
        "folder": bool(settings.DROP_FOLDER),
        "county": request.user.working_in.county_id,
        "form": HouseForm(),
        "breadcrumbs": _crumbs(),
    }
    return render(request, "records/pickups/pickups.html", context)


def _crumbs(*last: str) -> list[dict[str, str]]:
    names = [_("Pickup from a folder"), *last]
    urls = [reverse("records:pickups") if last else "", ""]
    return [
        {"label": _("Extracts"), "url": reverse("records:list")},
        *({"label": name, "url": url} for name, url in zip(names, urls, strict=False)),
    ]


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a pickup."""
    require_here(request.user, Permission.PLAN_PICKUP)
    county = request.user.working_in.county_id
    form = PlanForm(request.POST if request.method == "POST" else None, county=county)
    if form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            made = Pickup.objects.create(
                county_id=county,
                part=given["part"],
                pattern=given["pattern"],
                profile=form.profiles.get(given["profile"]),
                every_hours=given["every_hours"],
                planned_by=request.user,
            )
            audit.note({made.pk})
            messages.success(request, _("Planned. The folder is looked into from now on."))
            return reverse("records:pickups")

        return once(request, form, act)
    context = {"form": form, "breadcrumbs": _crumbs(_("Plan a pickup"))}
    return render(
        request, "records/pickups/plan.html", context, status=422 if form.is_bound else 200
    )


def _plan(request: HttpRequest, pickup_id: uuid.UUID) -> Pickup:
    found = get_object_or_404(Pickup.objects.visible_to(request.user), pk=pickup_id)
    require(request.user, Permission.PLAN_PICKUP, found)
    return found


@require_POST
def switch(request: HttpRequest, pickup_id: uuid.UUID) -> HttpResponse:
    """Switch a plan off, or on again."""
    found, form = _plan(request, pickup_id), HouseForm(request.POST)
    if not form.is_valid():
        return redirect("records:pickups")

    def act() -> str:
        found.on = not found.on
        taken = Pickup.objects.filter(county=found.county_id, part=found.part, on=True)
        if found.on and taken.exclude(pk=found.pk).exists():
            messages.error(request, _("This file is picked up already by another plan."))
            return reverse("records:pickups")
        found.save(update_fields=["on"])
        audit.note({found.pk})
        messages.success(request, _("Switched on.") if found.on else _("Switched off."))
        return reverse("records:pickups")

    return once(request, form, act)


@require_POST
def now(request: HttpRequest, pickup_id: uuid.UUID) -> HttpResponse:
    """Let a worker look now, whatever the hours."""
    found, form = _plan(request, pickup_id), HouseForm(request.POST)
    if not form.is_valid():
        return redirect("records:pickups")

    def act() -> str:
        Pickup.objects.filter(pk=found.pk).update(looked_at=None)
        taking.ask(found.county_id, by=request.user.pk)
        audit.note({found.pk})
        messages.success(request, _("The folder is being looked into."))
        return reverse("records:pickups")

    return once(request, form, act)
