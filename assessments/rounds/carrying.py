"""How every page with an act on a round answers: the form again, with what stands in the way."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Round
from assessments.rounds.states import why_not
from counties.permissions import Permission, require
from linkages.carrying import Show, carry_out, pressed, seen_again

__all__ = ["Show", "carry_out", "not_now", "page", "pressed", "round_for", "seen_again", "way_here"]


def round_for(request: HttpRequest, round_id: uuid.UUID, permission: Permission) -> Round:
    """A round of the county (404), for whoever may do this (403)."""
    rows = Round.objects.visible_to(request.user).select_related("site")
    found: Round = get_object_or_404(rows, pk=round_id)
    require(request.user, permission, found)
    return found


def page(
    request: HttpRequest, template: str, context: dict[str, Any], asked: Round | None = None
) -> Show:
    """The page as a function of its status."""
    whole = {"breadcrumbs": way_here(asked), "asked": asked, **context}
    return lambda status=200: render(
        request, f"assessments/rounds/{template}.html", whole, status=status
    )


def way_here(asked: Round | None = None) -> list[dict[str, Any]]:
    """The pages above every page of a round."""
    found = [
        {"label": _("Program"), "url": reverse("assessments:program")},
        {"label": _("Assessments"), "url": reverse("assessments:rounds")},
    ]
    if asked is not None:
        found.append({"label": asked.name, "url": reverse("assessments:round", args=[asked.pk])})
    return found


def not_now(request: HttpRequest, asked: Round) -> HttpResponse:
    """The state of the round forbids the page: said on the round's own."""
    messages.info(request, why_not(asked))
    return redirect("assessments:round", asked.pk)
