"""Ids under which extracts name workers: which map to nobody, and which are bank caseloads."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counties.models import BankCaseload, Membership
from counties.permissions import Permission, Role, require, require_here
from counties.signin.step_up import step_up
from counties.staff import roles, worker_ids
from counties.staff.forms import BankForm, MapForm
from counties.staff.views.acting import carry_out, page
from linkages.calendar import today
from linkages.forms import Stale
from linkages.programs import Program
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Worker id")),
    Column(gettext_lazy("Program")),
    Column(gettext_lazy("Records"), numeric=True),
    Column(gettext_lazy("Change"), hidden=True),
]
BANK_COLUMNS = [
    Column(gettext_lazy("Worker id")),
    Column(gettext_lazy("Program")),
    Column(gettext_lazy("Unit")),
    Column(gettext_lazy("Since")),
    Column(gettext_lazy("Change"), hidden=True),
]


@require_GET
def ids(request: HttpRequest) -> HttpResponse:
    """Ids that nobody answers to, and those that are bank caseloads."""
    require_here(request.user, Permission.KEEP_STAFF)
    banks = BankCaseload.objects.visible_to(request.user).in_force_on(today())
    context = {
        "rows": worker_ids.unmapped(request.user.working_in.county_id),
        "columns": COLUMNS,
        "banks": banks.select_related("unit"),
        "bank_columns": BANK_COLUMNS,
    }
    return render(request, "counties/staff/ids.html", context)


def _named(request: HttpRequest, program: str, worker_id: str) -> worker_ids.Named:
    require_here(request.user, Permission.KEEP_STAFF)
    for each in worker_ids.unmapped(request.user.working_in.county_id):
        if (each.program, each.worker_id) == (program, worker_id):
            return each
    raise Http404


@require_http_methods(["GET", "POST"])
@step_up
def map_id(request: HttpRequest, program: str, worker_id: str) -> HttpResponse:
    """Say which member of staff an id is."""
    named = _named(request, program, worker_id)
    working = (Role.WORKER, Role.SUPERVISOR, Role.LIAISON)
    members = Membership.objects.visible_to(request.user).in_force_on(today())
    members = members.filter(role__in=working, program__in=[program, Program.JOINT], worker_id="")
    rows = list(members.exclude(user=request.user).select_related("user").order_by("user__name"))
    form = MapForm(request.POST or None, members=rows)
    context = {"form": form, "named": named, "members": rows}
    show = page(request, "counties/staff/map_id.html", context)
    if request.method == "GET":
        return show(200)

    def act() -> str:
        member = uuid.UUID(form.cleaned_data["member"])
        roles.map_worker(request.user, member, named.worker_id, form.cleaned_data["reason"])
        messages.success(request, _("The worker id is recorded."))
        return reverse("counties:worker_ids")

    return carry_out(request, form, act, show)


@require_http_methods(["GET", "POST"])
@step_up
def mark_bank(request: HttpRequest, program: str, worker_id: str) -> HttpResponse:
    """Say that an id is a unit's bank caseload."""
    named = _named(request, program, worker_id)
    county = request.user.working_in.county_id
    form = BankForm(request.POST or None, county=county, program=program)
    show = page(request, "counties/staff/bank.html", {"form": form, "named": named})
    if request.method == "GET":
        return show(200)

    def act() -> str:
        worker_ids.mark_bank(request.user, program, named.worker_id, form.cleaned_data["unit"])
        messages.success(request, _("It is that unit’s bank caseload now."))
        return reverse("counties:worker_ids")

    return carry_out(request, form, act, show)


@require_POST
@step_up
def end_bank(request: HttpRequest, bank_id: uuid.UUID) -> HttpResponse:
    """The id is nobody's again."""
    row = get_object_or_404(BankCaseload.objects.visible_to(request.user), pk=bank_id)
    require(request.user, Permission.KEEP_STAFF, row)
    try:
        worker_ids.end_bank(request.user, row.pk)
    except Stale as stale:
        messages.warning(request, str(stale))
    return redirect("counties:worker_ids")
