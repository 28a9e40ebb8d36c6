"""Pages of matching runs: what ran when, with what result, and a button to start one."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cases.matching.models import MatchRun
from cases.matching.overview import overview
from cases.matching.running import request as ask
from counties.permissions import Permission, may, require, require_here
from linkages.forms import HouseForm, once
from linkages.jobs import Job
from linkages.uswds import Column
from linkages.views import progress_of

COLUMNS = [
    Column(gettext_lazy("Started")),
    Column(gettext_lazy("Compared")),
    Column(gettext_lazy("Asked for by")),
    Column(gettext_lazy("Records changed"), numeric=True),
    Column(gettext_lazy("Almost certain"), numeric=True),
    Column(gettext_lazy("Need a look"), numeric=True),
    Column(gettext_lazy("Withdrawn"), numeric=True),
    Column(gettext_lazy("Brought back"), numeric=True),
    Column(gettext_lazy("Time"), numeric=True),
]
SHOWN = 30


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The last runs of the county, and the one under way."""
    _require_either(request)
    county = request.user.working_in.county_id
    now = overview(county)
    listed = list(MatchRun.objects.visible_to(request.user)[:SHOWN])
    people = _names({run.requested_by for run in listed if run.requested_by})
    jobs = Job.objects.in_bulk([run.job for run in listed if run.job])
    rows = [
        {"run": run, "by": people.get(run.requested_by, ""), "job": jobs.get(run.job)}
        for run in listed
    ]
    context = {
        "overview": now,
        "rows": rows,
        "columns": COLUMNS,
        "form": HouseForm() if may(request.user, Permission.RUN_MATCHING) else None,
        "progress": _progress(now.job) if now.job else None,
    }
    return render(request, "matching/runs.html", context)


def _require_either(request: HttpRequest) -> None:
    if not may(request.user, Permission.RUN_MATCHING):
        require_here(request.user, Permission.REVIEW_MATCH)


def _names(users: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(get_user_model().objects.filter(pk__in=users).values_list("pk", "name"))


def _progress(job: Job) -> dict[str, Any]:
    return progress_of(job) | {
        "url": reverse("matching:progress", args=[job.subject]),
        "page_url": reverse("matching:runs"),
    }


@require_GET
def progress(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """How far a run is, as a fragment that asks for itself again."""
    run = get_object_or_404(MatchRun.objects.visible_to(request.user), pk=run_id)
    _require_either(request)
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=run.job)
    response = render(request, "matching/_progress.html", _progress(job))
    if not job.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Compare everything again."""
    require_here(request.user, Permission.RUN_MATCHING)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect("matching:runs")

    def act() -> str:
        run = ask(request.user.working_in.county_id, whole=True, by=request.user.pk)
        require(request.user, Permission.RUN_MATCHING, run)
        messages.success(request, _("The run is asked for. You need not wait on this page."))
        return reverse("matching:runs")

    return once(request, form, act)
