"""How every page with an act on a plan answers: the form again, with what stands in the way."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from counties.permissions import Permission, require
from linkages.carrying import Show, carry_out, pressed, seen_again
from linkages.forms import HouseForm
from workplans.models import WorkPlan

__all__ = [
    "Show",
    "address",
    "carry_out",
    "page",
    "plan_for",
    "pressed",
    "seen",
    "seen_again",
    "way_here",
]


def plan_for(request: HttpRequest, plan_id: uuid.UUID, permission: Permission) -> WorkPlan:
    """A plan of the county (404), for whoever may do this (403)."""
    found: WorkPlan = get_object_or_404(
        WorkPlan.objects.visible_to(request.user).select_related("county", "site"), pk=plan_id
    )
    require(request.user, permission, found)
    return found


def seen(form: HouseForm) -> int | None:
    """The version that the page showed; -1, which nothing has, where somebody changed it."""
    version = form.cleaned_data.get("version") or ""
    if not version:
        return None
    return int(version) if version.isdecimal() else -1


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
