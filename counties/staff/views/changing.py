"""Ending a role, moving somebody to another unit, saying under which id extracts name them."""

import uuid
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counties.models import Membership
from counties.permissions import Permission, require
from counties.signin.step_up import draft_of, step_up
from counties.staff import roles
from counties.staff.forms import EndForm, TransferForm, WorkerIdForm
from counties.staff.views.acting import carry_out, page
from linkages.forms import HouseForm


def _role(request: HttpRequest, membership_id: uuid.UUID) -> Membership:
    rows = Membership.objects.visible_to(request.user).select_related("user", "unit__office")
    found: Membership = get_object_or_404(rows, pk=membership_id)
    require(request.user, Permission.KEEP_STAFF, found)
    return found


def _answer(
    request: HttpRequest,
    found: Membership,
    form: HouseForm,
    words: dict[str, str],
    act: Callable[[], object],
) -> HttpResponse:
    form.restore(request.user)
    context = {
        **words,
        "form": form,
        "row": found,
        "autosave": reverse("save_draft", args=[draft_of(request)]),
    }
    show = page(request, "counties/staff/change.html", context)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        act()
        messages.success(request, words["done"])
        return reverse("counties:staff_person", args=[found.user_id])

    return carry_out(request, form, done, show)


@require_http_methods(["GET", "POST"])
@step_up
def end_role(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """End a role now, or after a last day."""
    found = _role(request, membership_id)
    form = EndForm(request.POST or None, draft_name=draft_of(request))
    words = {
        "title": _("End a role"),
        "lede": _("What this role may see is gone with the next click."),
        "submit": _("End the role"),
        "done": _("The role is ended."),
    }

    def act() -> Membership:
        last_day: date | None = form.cleaned_data["last_day"]
        return roles.end(request.user, found.pk, last_day, form.cleaned_data["reason"])

    return _answer(request, found, form, words, act)


@require_http_methods(["GET", "POST"])
@step_up
def transfer(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Move somebody to another unit of their program."""
    found = _role(request, membership_id)
    form = TransferForm(request.POST or None, membership=found, draft_name=draft_of(request))
    words = {
        "title": _("Move to another unit"),
        "lede": _("The old unit’s families are theirs no longer from that day on."),
        "submit": _("Move"),
        "done": _("Moved. The history keeps where they were."),
    }

    def act() -> Membership:
        given = form.cleaned_data
        return roles.transfer(
            request.user, found.pk, given["unit"], given["worker_id"], given["day"], given["reason"]
        )

    return _answer(request, found, form, words, act)


@require_http_methods(["GET", "POST"])
@step_up
def worker_id(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Say under which id extracts name somebody."""
    found = _role(request, membership_id)
    form = WorkerIdForm(
        request.POST or None,
        draft_name=draft_of(request),
        initial={"worker_id": found.worker_id},
    )
    words = {
        "title": _("Worker id"),
        "lede": _("Whoever extracts name under this id becomes this person’s caseload."),
        "submit": _("Record"),
        "done": _("The worker id is recorded."),
    }

    def act() -> Membership:
        given = form.cleaned_data
        return roles.map_worker(request.user, found.pk, given["worker_id"], given["reason"])

    return _answer(request, found, form, words, act)
