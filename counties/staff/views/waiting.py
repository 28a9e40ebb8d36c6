"""What waits for a second administrator: roles, and resets of a second factor."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from counties.models import FactorReset, RoleProposal
from counties.permissions import Permission, may, require, require_here
from counties.signin.step_up import draft_of, step_up
from counties.staff import finding, resets, roles
from counties.staff.forms import DecideForm
from counties.staff.views.acting import carry_out, page
from linkages.forms import ReasonForm, Stale


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits, oldest first."""
    user = request.user
    require_here(user, Permission.VIEW_STAFF)
    found = finding.waiting_for(user)
    context = {
        key: [{"row": row, "may_decide": _may_decide(user, row)} for row in rows]
        for key, rows in found.items()
    }
    return render(request, "counties/staff/waiting.html", context)


def _may_decide(user: object, row: RoleProposal | FactorReset) -> bool:
    return (
        may(user, Permission.APPROVE_ROLE)
        and row.state == "waiting"
        and user.pk not in (row.asked_by_id, row.user_id)
    )


def _decision(
    request: HttpRequest,
    row: RoleProposal | FactorReset,
    template: str,
    decide: Callable[..., object],
) -> HttpResponse:
    form = DecideForm(request.POST or None, draft_name=draft_of(request))
    form.restore(request.user)
    context = {
        "row": row,
        "form": form if _may_decide(request.user, row) else None,
        "own": row.asked_by_id == request.user.pk,
        "autosave": reverse("save_draft", args=[draft_of(request)]),
    }
    show = page(request, template, context)
    if request.method == "GET":
        return show(200)
    require(request.user, Permission.APPROVE_ROLE, row)
    if request.user.pk in (row.asked_by_id, row.user_id):
        raise PermissionDenied(Permission.APPROVE_ROLE)

    def act() -> str:
        approve = form.cleaned_data["word"] == "approve"
        decide(request.user, row.pk, approve=approve, reason=form.cleaned_data["reason"])
        messages.success(request, _("Approved.") if approve else _("Refused."))
        return reverse("counties:waiting")

    return carry_out(request, form, act, show)


@require_http_methods(["GET", "POST"])
@step_up
def proposal(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """A role that somebody asked for, and a second administrator's word on it."""
    require_here(request.user, Permission.VIEW_STAFF)
    rows = RoleProposal.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("user", "asked_by", "decided_by", "unit"), pk=proposal_id
    )
    if request.method == "POST" and request.POST.get("act") == "withdraw":
        return _withdraw(request, row)
    return _decision(request, row, "counties/staff/proposal.html", roles.decide)


def _withdraw(request: HttpRequest, row: RoleProposal) -> HttpResponse:
    require(request.user, Permission.KEEP_STAFF, row)
    try:
        roles.withdraw(request.user, row.pk)
    except Stale as stale:
        messages.warning(request, str(stale))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("counties:waiting")


@require_http_methods(["GET", "POST"])
@step_up
def reset(request: HttpRequest, reset_id: uuid.UUID) -> HttpResponse:
    """A reset that somebody asked for, and a second administrator's word on it."""
    require_here(request.user, Permission.VIEW_STAFF)
    rows = FactorReset.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("user", "asked_by", "decided_by"), pk=reset_id)
    return _decision(request, row, "counties/staff/reset.html", resets.decide)


@require_http_methods(["GET", "POST"])
@step_up
def ask_reset(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Ask for somebody's second factor to be taken away, since they lost it."""
    user = request.user
    require_here(user, Permission.KEEP_STAFF)
    found = finding.person(user, user_id)
    form = ReasonForm(request.POST or None, draft_name=draft_of(request))
    form.restore(user)
    context = {
        "form": form,
        "person": found,
        "autosave": reverse("save_draft", args=[draft_of(request)]),
    }
    show = page(request, "counties/staff/ask_reset.html", context)
    if request.method == "GET":
        return show(200)

    def act() -> str:
        resets.ask(user, found, form.cleaned_data["reason"])
        messages.success(request, _("Asked for. A second administrator decides."))
        return reverse("counties:waiting")

    return carry_out(request, form, act, show)
