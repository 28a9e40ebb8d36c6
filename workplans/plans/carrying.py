"""How every page with an act on a plan answers: the form again, with what stands in the way."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from counties.permissions import Permission, require
from linkages.forms import HouseForm, Stale, done_before, once
from workplans.models import WorkPlan
from workplans.plans.holding import NotAllowed

Show = Callable[[int], HttpResponse]


def plan_for(request: HttpRequest, plan_id: uuid.UUID, permission: Permission) -> WorkPlan:
    """A plan of the county (404), for whoever may do this (403)."""
    found: WorkPlan = get_object_or_404(
        WorkPlan.objects.visible_to(request.user).select_related("county", "site"), pk=plan_id
    )
    require(request.user, permission, found)
    return found


def carry_out(
    request: HttpRequest, form: HouseForm, act: Callable[[], str], show: Show
) -> HttpResponse:
    """Do it once and go where `act` says, or show the page with the form's errors."""
    if not form.is_valid():
        return show(422)
    earlier = done_before(request, form)
    if earlier:
        return earlier
    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refused:
        form.add_error(None, str(refused))
        return show(409)


def pressed(request: HttpRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """A button without anything to fill in: what forbids it is said on the page it came from."""
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect(back)
    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refused:
        messages.error(request, str(refused))
        return redirect(back)


def seen(form: HouseForm) -> int | None:
    """The version that the page showed; -1, which nothing has, where somebody changed it."""
    version = form.cleaned_data.get("version") or ""
    if not version:
        return None
    return int(version) if version.isdecimal() else -1


def seen_again(form: HouseForm, show: Show, part: Any) -> Show:
    """After somebody else was quicker, the next sending is one that saw it: typed words stay."""

    def shown(status: int) -> HttpResponse:
        if status == 409:
            part.refresh_from_db()
            form.data = form.data.copy()
            form.data["version"] = str(part.version)
        return show(status)

    return shown


def page(
    request: HttpRequest, template: str, context: dict[str, Any], plan: WorkPlan | None = None
) -> Show:
    """The page as a function of its status."""
    whole = {"breadcrumbs": way_here(plan), "plan": plan, **context}
    return lambda status=200: render(
        request, f"workplans/plans/{template}.html", whole, status=status
    )


def address(plan: WorkPlan, name: str = "plan", *rest: Any) -> str:
    """The address of one of a plan's pages."""
    return reverse(f"workplans:{name}", args=[plan.pk, *rest])


def way_here(plan: WorkPlan | None = None) -> list[dict[str, Any]]:
    """The pages above every page of a plan."""
    found: list[dict[str, Any]] = [
        {"label": _("Program"), "url": reverse("assessments:program")},
        {"label": _("Work plans"), "url": reverse("workplans:plans")},
    ]
    if plan is not None:
        found.append({"label": plan.name, "url": address(plan)})
    return found
