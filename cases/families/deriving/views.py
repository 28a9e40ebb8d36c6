"""Setting a family's priority by hand, and taking it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.families.deriving import seen, words
from cases.families.deriving.forms import PriorityForm
from cases.families.deriving.setting import set_priority
from cases.families.viewing import FamilyView, open_family
from counties.permissions import Permission, require
from linkages.forms import HouseForm, ReasonForm, Stale, done_before, once


@require_http_methods(["GET", "POST"])
def priority(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Set the rank that counts in place of the derived one."""
    view = _view(request, family_id)
    episode = view.episode
    # A rank left out of the choices would tell which of the activities' two it is.
    hidden = episode.priority in words.ACTIVE and not seen.knows_activities(view.members)
    derived = "" if hidden else episode.priority
    form = PriorityForm(_given(request), derived=derived, version=str(episode.version))
    page = {
        "shown": seen.priority_of(view),
        "template": "families/deriving/priority.html",
        "done": _("The priority is set."),
    }
    return _ask(request, view, form, page)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Let the derived rank count again."""
    view = _view(request, family_id)
    if not view.episode.set_priority:
        raise Http404
    form = ReasonForm(_given(request), version=str(view.episode.version))
    page = {
        "question": _("Let the derived priority count again?"),
        "verb": _("Take back"),
        "template": "uswds/confirm.html",
        "done": _("The derived priority counts again."),
    }
    return _ask(request, view, form, page)


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _view(request: HttpRequest, family_id: uuid.UUID) -> Any:
    """The family with an open episode whose priority this viewer may see: else it is not there."""
    view = open_family(request.user, family_id)
    require(request.user, Permission.SET_PRIORITY, view.family)
    if not seen.may_set(view):
        raise Http404
    return view


def _ask(
    request: HttpRequest, view: FamilyView, form: HouseForm, page: dict[str, Any]
) -> HttpResponse:
    back = reverse("families:family", args=[view.family.pk])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return once(request, form, lambda: _set(request, view, form, page["done"], back))
            except Stale as stale:
                if earlier := done_before(request, form):
                    return earlier
                messages.warning(request, str(stale))
                return redirect(back)
    context = page | {"form": form, "cancel_url": back, "view": view}
    return render(request, page["template"], context, status=status)


def _set(request: HttpRequest, view: Any, form: HouseForm, done: str, back: str) -> str:
    given = form.cleaned_data
    version = int(given["version"]) if given["version"].isdigit() else 0
    rank = given.get("rank", "")
    set_priority(request.user, view.episode.pk, rank, given["reason"], version=version)
    messages.success(request, done)
    return back
