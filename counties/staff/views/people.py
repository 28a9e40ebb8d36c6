"""The list of staff, one of them, and inviting somebody."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counties.adapter import AccountAdapter
from counties.models import Invitation, RoleProposal
from counties.permissions import Permission, may, require_here
from counties.signin import factors
from counties.signin.step_up import draft_of, step_up
from counties.staff import finding, inviting, leaving, roles
from counties.staff.forms import FilterForm, InviteForm, RoleForm
from counties.staff.views.acting import carry_out, page, way_here
from linkages import audit
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Name")),
    Column(gettext_lazy("Role")),
    Column(gettext_lazy("Unit")),
    Column(gettext_lazy("Worker id")),
    Column(gettext_lazy("Days")),
    Column(gettext_lazy("State")),
]
ROLE_COLUMNS = [
    Column(gettext_lazy("Role")),
    Column(gettext_lazy("Unit")),
    Column(gettext_lazy("Worker id")),
    Column(gettext_lazy("Days")),
    Column(gettext_lazy("Change"), hidden=True),
]
HISTORY_COLUMNS = [
    Column(gettext_lazy("When")),
    Column(gettext_lazy("What")),
    Column(gettext_lazy("By whom")),
    Column(gettext_lazy("Reason")),
    Column(gettext_lazy("From that day")),
]
PAGE = 100


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    """Who works here, who is invited, who has left."""
    user = request.user
    require_here(user, Permission.VIEW_STAFF)
    filters = FilterForm(request.GET or None, county=user.working_in.county)
    given = filters.cleaned_data if filters.is_valid() else {}
    found = finding.lines(user, **given)
    at = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "filtered": any(given.values()),
        "columns": COLUMNS,
        "page": at,
        "rows": at.object_list,
        "waiting": sum(len(rows) for rows in finding.waiting_for(user).values()),
        "may_keep": may(user, Permission.KEEP_STAFF),
    }
    return render(request, "counties/staff/list.html", context)


@require_GET
def person(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """One member of staff: roles, what waits, how they sign in, and everything that happened."""
    viewer = request.user
    require_here(viewer, Permission.VIEW_STAFF)
    found = finding.person(viewer, user_id)
    county = viewer.working_in.county_id
    line = next(each for each in finding.lines(viewer, shown="all") if each.user.pk == found.pk)
    proposals = RoleProposal.objects.filter(county=county, user=found, state="waiting")
    keeps = may(viewer, Permission.KEEP_STAFF) and found.pk != viewer.pk
    context = {
        "breadcrumbs": way_here(),
        "person": found,
        "line": line,
        "rows": [{"row": row, "over": roles.is_over(row)} for row in line.roles],
        "role_columns": ROLE_COLUMNS,
        "proposals": proposals.select_related("asked_by", "unit"),
        "history": finding.history(viewer, found.pk),
        "history_columns": HISTORY_COLUMNS,
        "invitation": Invitation.objects.filter(county=county, user=found).first(),
        "has_factor": factors.has_factor(found),
        "may_keep": keeps,
        "may_leave": keeps and leaving.leavers(viewer).filter(user=found).exists(),
    }
    return render(request, "counties/staff/person.html", context)


@require_http_methods(["GET", "POST"])
@step_up
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail and give, or ask for, their first role."""
    user = request.user
    require_here(user, Permission.KEEP_STAFF)
    draft = draft_of(request)
    form = InviteForm(request.POST or None, county=user.working_in.county, draft_name=draft)
    form.restore(user)
    context = {"form": form, "autosave": reverse("save_draft", args=[draft])}
    show = page(request, "counties/staff/invite.html", context)
    if request.method == "GET":
        return show(200)
    return carry_out(request, form, lambda: _invite(request, form), show)


def _invite(request: HttpRequest, form: InviteForm) -> str:
    given = form.cleaned_data
    invited = inviting.account_for(given["email"], given["language"])
    made = roles.ask(request.user, invited, form.terms(), given["reason"])
    inviting.invite(request.user, invited)
    if not settings.MAIL_ON:
        messages.warning(request, _("This installation writes no mail: nobody was told."))
    elif isinstance(made, RoleProposal):
        messages.success(
            request, _("Invited. The role begins when a second administrator approves it.")
        )
    else:
        messages.success(request, _("Invited. The link is on its way."))
    return reverse("counties:staff_person", args=[invited.pk])


@require_http_methods(["GET", "POST"])
@step_up
def give_role(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Another role for somebody who is known here."""
    user = request.user
    require_here(user, Permission.KEEP_STAFF)
    found = finding.person(user, user_id)
    draft = draft_of(request)
    form = RoleForm(request.POST or None, county=user.working_in.county, draft_name=draft)
    form.restore(user)
    context: dict[str, Any] = {
        "form": form,
        "person": found,
        "autosave": reverse("save_draft", args=[draft]),
    }
    show = page(request, "counties/staff/role.html", context)
    if request.method == "GET":
        return show(200)

    def act() -> str:
        made = roles.ask(user, found, form.terms(), form.cleaned_data["reason"])
        waits = isinstance(made, RoleProposal)
        messages.success(
            request,
            _("Asked for. It begins when a second administrator approves it.")
            if waits
            else _("The role is given."),
        )
        return reverse("counties:staff_person", args=[found.pk])

    return carry_out(request, form, act, show)


@require_POST
def invite_again(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """A new link; the one before opens nothing any more. Or none at all."""
    user = request.user
    require_here(user, Permission.KEEP_STAFF)
    found = finding.person(user, user_id)
    if request.POST.get("act") == "withdraw":
        inviting.withdraw(user.working_in.county_id, found)
        messages.success(request, _("The invitation is withdrawn. Its link opens nothing."))
    elif not found.has_usable_password() and found.is_active:
        inviting.invite(user, found)
        messages.success(request, _("A new link is on its way. The one before opens nothing."))
    audit.note({found.pk}, purpose="staff")
    return redirect("counties:staff_person", user_id=found.pk)


@require_POST
def unlock(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Let somebody try again who typed a wrong password too often."""
    require_here(request.user, Permission.KEEP_STAFF)
    found = finding.person(request.user, user_id)
    AccountAdapter(request).unlock(request, found.email)
    audit.note({found.pk}, purpose="unlock")
    messages.success(request, _("Signing in is open again for this person."))
    return redirect("counties:staff_person", user_id=found.pk)
