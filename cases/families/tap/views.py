"""Pages of releasing families to their workers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.models import Quota, Wave
from cases.families.tap import pages, quotas, releasing, waiting
from cases.families.tap.forms import (
    PreviewForm,
    QuotaForm,
    ReleaseForm,
    StopQuotaForm,
    offices_of,
)
from counties.permissions import Permission, may, require, require_here
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.jobs import Job
from linkages.templatetags.words import number
from linkages.uswds import Column
from linkages.views import progress_of

QUOTA_COLUMNS = [
    Column(gettext_lazy("Families")),
    Column(gettext_lazy("Office")),
    Column(gettext_lazy("A week"), numeric=True),
    Column(gettext_lazy("Left this week"), numeric=True),
    Column(gettext_lazy("Next day")),
    Column(gettext_lazy("Since")),
    Column(gettext_lazy("Stop"), hidden=True),
]
WAVE_COLUMNS = [
    Column(gettext_lazy("Released")),
    Column(gettext_lazy("Families")),
    Column(gettext_lazy("Office")),
    Column(gettext_lazy("How many"), numeric=True),
    Column(gettext_lazy("By")),
]
LINE_COLUMNS = [
    Column(gettext_lazy("Family")),
    Column(gettext_lazy("Found")),
    Column(gettext_lazy("Offices")),
    Column(gettext_lazy("Priority")),
    Column(gettext_lazy("Joint work")),
]


@require_GET
def release(request: HttpRequest) -> HttpResponse:
    """How many families wait where, quotas, and what was released."""
    user: Any = request.user
    require_here(user, Permission.VIEW_WAVES)
    county, on = user.working_in.county_id, today()
    waves = Wave.objects.visible_to(user).select_related("released_by")[: pages.WAVES]
    context: dict[str, Any] = {
        "baseline": quotas.in_baseline(county, on),
        "target": [waiting.Part(code).label for code in waiting.target_of(county)],
        "quotas": pages.quota_lines(user, on),
        "quota_columns": QUOTA_COLUMNS,
        "stopped": pages.stopped_lines(user),
        "waves": pages.wave_lines(user, list(waves)),
        "wave_columns": WAVE_COLUMNS,
        "may_release": may(user, Permission.RELEASE_FAMILIES),
    }
    if may(user, Permission.VIEW_FAMILY):
        seen = waiting.seen_by(user)
        names = [Column(name, numeric=True) for _code, name in offices_of(user)]
        context |= {
            "rows": pages.rows_of(user),
            "columns": [Column(_("Families")), Column(_("All offices"), numeric=True), *names],
            "outside": waiting.outside_target(county, seen).count(),
        }
    return render(request, "families/tap/release.html", context)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """What a release would do; confirmed, it is done."""
    user: Any = request.user
    require_here(user, Permission.RELEASE_FAMILIES)
    if request.method == "POST":
        return _released(request)
    chosen = PreviewForm(request.GET or None, user=user)
    planned, confirm = None, None
    if chosen.is_valid():
        planned = releasing.preview(user, chosen.part, chosen.cleaned_data["number"])
        confirm = ReleaseForm(initial=chosen.cleaned_data, user=user, version=planned.token)
    context = {
        "chosen": chosen,
        "planned": planned,
        "confirm": confirm,
        "sentence": _sentence(planned) if planned else "",
        "lines": pages.lines(user, planned.episodes) if planned else [],
        "columns": LINE_COLUMNS,
    }
    return render(request, "families/tap/preview.html", context)


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _sentence(planned: releasing.Preview) -> str:
    """ "31 notices to 14 workers about 16 families"."""
    notices = ngettext("%(count)s notice", "%(count)s notices", planned.notices)
    workers = ngettext("%(count)s worker", "%(count)s workers", planned.workers)
    families = ngettext("%(count)s family", "%(count)s families", len(planned.episodes))
    return _("%(notices)s to %(workers)s about %(families)s") % {
        "notices": notices % {"count": number(planned.notices)},
        "workers": workers % {"count": number(planned.workers)},
        "families": families % {"count": number(len(planned.episodes))},
    }


def _released(request: HttpRequest) -> HttpResponse:
    form = ReleaseForm(request.POST, user=request.user)
    back = reverse("families:release")
    if not form.is_valid():
        messages.warning(request, _("Choose the families again."))
        return redirect(back)

    def act() -> str:
        token = form.cleaned_data["version"]
        wave = releasing.release_now(
            request.user, form.part, form.cleaned_data["number"], token=token
        )
        messages.success(request, _("The families are being released to their workers."))
        return reverse("families:wave", args=[wave.pk])

    return _act(request, form, act, back)


def _act(request: HttpRequest, form: HouseForm, act: Any, back: str) -> HttpResponse:
    try:
        return once(request, form, act)
    except Stale as stale:
        if earlier := done_before(request, form):
            return earlier
        messages.warning(request, str(stale))
        return redirect(back)


@require_http_methods(["GET", "POST"])
def set_quota(request: HttpRequest) -> HttpResponse:
    """How many families of a part are released by themselves each week."""
    user: Any = request.user
    require_here(user, Permission.RELEASE_FAMILIES)
    form = QuotaForm(_given(request), user=user)
    back = reverse("families:release")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            return _act(request, form, lambda: _set(request, form, back), back)
    context = {"form": form, "cancel_url": back}
    return render(request, "families/tap/quota.html", context, status=status)


def _set(request: HttpRequest, form: QuotaForm, back: str) -> str:
    given = form.cleaned_data
    wanted = quotas.Wanted(form.part, given["weekly"], given["since"], given["reason"])
    quotas.set_quota(request.user, wanted)
    messages.success(request, _("The quota is set."))
    return back


@require_http_methods(["GET", "POST"])
def stop_quota(request: HttpRequest, quota_id: uuid.UUID) -> HttpResponse:
    """End a quota. What it released stays released."""
    user: Any = request.user
    require_here(user, Permission.RELEASE_FAMILIES)
    quota = get_object_or_404(Quota.objects.visible_to(user), pk=quota_id)
    require(user, Permission.RELEASE_FAMILIES, quota)
    form = StopQuotaForm(_given(request))
    back = reverse("families:release")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            quotas.stop(user, quota.pk, form.cleaned_data["reason"])
            messages.success(request, _("The quota is stopped."))
            return back

        return _act(request, form, act, back)
    context = {
        "question": _("Stop this quota?"),
        "consequences": [
            _("From now on it releases no family."),
            _("Families who were released stay with their workers."),
            _("You can set a new quota at any time."),
        ],
        "verb": _("Stop"),
        "cancel_url": back,
        "form": form,
    }
    return render(request, "uswds/confirm.html", context, status=422 if form.is_bound else 200)


@require_GET
def wave(request: HttpRequest, wave_id: uuid.UUID) -> HttpResponse:
    """One wave: how far it is, and its families."""
    found = _wave(request, wave_id)
    user: Any = request.user
    episodes = pages.episodes_of(user, found) if may(user, Permission.VIEW_FAMILY) else []
    context = {
        "line": pages.wave_lines(user, [found])[0],
        "lines": pages.lines(user, episodes) if episodes else [],
        "columns": LINE_COLUMNS,
        "progress": _progress(found),
        "more": len(episodes) > pages.SHOWN,
    }
    return render(request, "families/tap/wave.html", context)


@require_GET
def wave_progress(request: HttpRequest, wave_id: uuid.UUID) -> HttpResponse:
    """How far telling is, as a fragment that asks for itself again."""
    shown = _progress(_wave(request, wave_id))
    if shown is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "uswds/progress.html", shown)


def _wave(request: HttpRequest, wave_id: uuid.UUID) -> Wave:
    require_here(request.user, Permission.VIEW_WAVES)
    mine = Wave.objects.visible_to(request.user).select_related("released_by")
    found: Wave = get_object_or_404(mine, pk=wave_id)
    require(request.user, Permission.VIEW_WAVES, found)
    return found


def _progress(found: Wave) -> dict[str, Any] | None:
    job = Job.objects.filter(county=found.county_id, subject=found.pk).unfinished().first()
    if job is None:
        return None
    return progress_of(job) | {
        "url": reverse("families:wave_progress", args=[found.pk]),
        "page_url": reverse("families:wave", args=[found.pk]),
    }
