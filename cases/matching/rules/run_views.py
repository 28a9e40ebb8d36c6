"""What the county's rule linked: to look through day by day, to confirm, to undo as a whole."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching import deciding
from cases.matching.models import MatchCandidate, RuleRun
from cases.matching.queue import pairs_visible_to
from cases.matching.rules import automatic, enforcing, pages
from cases.matching.rules.editions import NotAllowed
from cases.matching.rules.forms import LookedForm
from counties.permissions import Permission, may, require, require_here
from linkages.forms import HouseForm, ReasonForm, once
from linkages.jobs import Job
from linkages.templatetags.words import number
from linkages.views import progress_of

PAGE = 25
SHOWN = 60


@require_GET
def rule_runs(request: HttpRequest) -> HttpResponse:
    """The last runs of the rule, with what is still to be looked through."""
    require_here(request.user, Permission.REVIEW_MATCH)
    runs = list(RuleRun.objects.visible_to(request.user).select_related("edition")[:SHOWN])
    context = {
        "lines": pages.run_lines(runs),
        "columns": pages.RUN_COLUMNS,
        "rules_url": reverse("matching:rules") if may(request.user, Permission.VIEW_RULES) else "",
    }
    return render(request, "matching/rules/runs.html", context)


@require_GET
def rule_run(request: HttpRequest, ruled_id: uuid.UUID) -> HttpResponse:
    """One run of the rule: what it linked, to look through; those not looked at come first."""
    return _page(request, _ruled(request, ruled_id, Permission.REVIEW_MATCH))


def _ruled(request: HttpRequest, ruled_id: uuid.UUID, permission: Permission) -> RuleRun:
    """A run within scope (404) and rights (403)."""
    require_here(request.user, permission)
    mine = RuleRun.objects.visible_to(request.user).select_related("edition", "run")
    found = get_object_or_404(mine, pk=ruled_id)
    require(request.user, permission, found)
    return found


def _page(request: HttpRequest, ruled: RuleRun, refusal: str = "") -> HttpResponse:
    user = request.user
    page = Paginator(_links(user, ruled), PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    ids = [each.candidate_id for each in listed]
    pairs = MatchCandidate.objects.filter(pk__in=ids).select_related("cws", "calworks")
    faces = {face.pair.pk: face for face in pages.faces(user, pairs)}
    rows = [
        {
            "face": faces[each.candidate_id],
            "looked": each.looked,
            "linked": faces[each.candidate_id].pair.state == MatchCandidate.State.LINKED,
        }
        for each in listed
    ]
    context = {
        "ruled": ruled,
        "line": pages.run_lines([ruled])[0],
        "page": page,
        "rows": rows,
        "form": LookedForm(choices=[]) if any(_waits(row) for row in rows) else None,
        "may_cut": may(user, Permission.CUT_LINK),
        "undo_url": _undo_url(user, ruled),
        "progress": _progress(ruled),
        "refusal": refusal,
        "breadcrumbs": [
            {"label": _("Linked by rule"), "url": reverse("matching:rule_runs")},
            {"label": _("Run")},
        ],
    }
    status = 409 if refusal else 200
    return render(request, "matching/rules/run.html", context, status=status)


def _waits(row: dict[str, Any]) -> bool:
    return row["linked"] and not row["looked"]


def _links(user: Any, ruled: RuleRun) -> Any:
    """What the run linked of the pairs that this reviewer sees; not looked at first."""
    mine = pairs_visible_to(user).values("pk")
    made = pages.by_rule().filter(rule_run=ruled, candidate__in=mine)
    return made.order_by("looked", "candidate")


def _undo_url(user: Any, ruled: RuleRun) -> str:
    if not may(user, Permission.UNDO_RUN) or ruled.undo_asked_at is not None:
        return ""
    return reverse("matching:undo_rule_run", args=[ruled.pk])


def _progress(ruled: RuleRun) -> dict[str, Any] | None:
    """The job that links or undoes now."""
    jobs = Job.objects.filter(county=ruled.county_id, pk__in=[ruled.job, ruled.undo_job])
    job = jobs.unfinished().first()
    if job is None:
        return None
    return progress_of(job) | {
        "url": reverse("matching:rule_run_progress", args=[ruled.pk]),
        "page_url": reverse("matching:rule_run", args=[ruled.pk]),
    }


@require_GET
def rule_run_progress(request: HttpRequest, ruled_id: uuid.UUID) -> HttpResponse:
    """How far linking or undoing is, as a fragment that asks for itself again."""
    shown = _progress(_ruled(request, ruled_id, Permission.REVIEW_MATCH))
    if shown is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "matching/_progress.html", shown)


@require_POST
def looked(request: HttpRequest, ruled_id: uuid.UUID) -> HttpResponse:
    """Say of some links that one has looked at them and found them right."""
    ruled = _ruled(request, ruled_id, Permission.REVIEW_MATCH)
    choices = [str(each.candidate_id) for each in _links(request.user, ruled)]
    form = LookedForm(request.POST, choices=choices)
    if not form.is_valid():
        return _page(request, ruled, _("Look at the page again, then decide."))
    chosen = sorted(form.cleaned_data["pairs"])
    if not chosen:
        return _page(request, ruled, _("Tick the links that you have found right."))

    def act() -> str:
        for pair in chosen:
            deciding.confirm(request.user, uuid.UUID(pair))
        text = ngettext("%(count)s link confirmed.", "%(count)s links confirmed.", len(chosen))
        messages.success(request, text % {"count": number(len(chosen))})
        return reverse("matching:rule_run", args=[ruled.pk])

    try:
        return once(request, form, act)
    except deciding.NotAllowed as refusal:
        return _page(request, ruled, str(refusal))


@require_http_methods(["GET", "POST"])
def undo_rule_run(request: HttpRequest, ruled_id: uuid.UUID) -> HttpResponse:
    """Cut everything that a run linked and nobody has decided since, with a reason."""
    ruled = _ruled(request, ruled_id, Permission.UNDO_RUN)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    page_url = reverse("matching:rule_run", args=[ruled.pk])
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            automatic.undo(ruled.pk, request.user, form.cleaned_data["reason"])
            messages.success(request, _("The run is being undone. You need not wait."))
            return page_url

        try:
            return once(request, form, act)
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
            return redirect("matching:rule_run", ruled.pk)
    line = pages.run_lines([ruled])[0]
    left = line.linked - line.looked - line.cut
    context = {
        "form": form,
        "question": _("Undo this whole run?"),
        "consequences": [
            ngettext(
                "%(count)s link is cut: nobody has confirmed it since.",
                "%(count)s links are cut: nobody has confirmed them since.",
                left,
            )
            % {"count": number(left)},
            _("The records are as they were before the run; the pairs wait for people."),
            _("What people have confirmed or cut since stays as it is."),
        ],
        "verb": _("Undo the run"),
        "cancel_url": page_url,
    }
    status = 422 if form.is_bound else 200
    return render(request, "uswds/confirm.html", context, status=status)


@require_POST
def confirm(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Say that a link which a rule questions is right."""
    found = _pair(request, pair_id)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        deciding.confirm(request.user, found.pk)
        messages.success(request, _("Confirmed. The link stays."))
        return reverse("matching:pair", args=[found.pk])

    try:
        return once(request, form, act)
    except deciding.NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("matching:pair", found.pk)


def _pair(request: HttpRequest, pair_id: uuid.UUID) -> MatchCandidate:
    # Asked first: to whom the queue is closed, a pair answers like no pair.
    require_here(request.user, Permission.REVIEW_MATCH)
    mine = pairs_visible_to(request.user).select_related("cws", "calworks")
    found: MatchCandidate = get_object_or_404(mine, pk=pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    return found


@require_POST
def agree(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Say that one would link a pair for which a rule asks two people."""
    found = _pair(request, pair_id)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        held = pages.held_by(request.user, found)
        if held is None or not held.may_agree:
            messages.warning(request, _("No rule asks two people about this pair any more."))
        elif form.cleaned_data.get("version") != str(found.version):
            messages.warning(request, _("The pair has changed. Look at it again."))
        else:
            enforcing.agree(request.user, found)
            messages.success(request, _("Noted. A second person can link the pair now."))
        return reverse("matching:pair", args=[found.pk])

    return once(request, form, act)
