"""Samples and their results; and the second look, which is sent nothing that others said."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching import pages as pair_pages
from cases.matching.deciding import NotAllowed
from cases.matching.models import MatchCandidate, Sample, SampledPair
from cases.matching.pages import Seen
from cases.matching.rules import pages as rule_pages
from cases.matching.second import drawing, judging
from cases.matching.second.forms import DrawForm, WordForm
from cases.matching.second.words import group_name
from counties.permissions import Permission, may, require, require_here
from linkages.forms import Stale, done_before, once
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Sample")),
    Column(gettext_lazy("Which pairs")),
    Column(gettext_lazy("Pairs"), numeric=True),
    Column(gettext_lazy("Looked at"), numeric=True),
    Column(gettext_lazy("Wait for a third"), numeric=True),
]
SHOWN = 30


def _require_either(request: HttpRequest) -> None:
    if not may(request.user, Permission.DRAW_SAMPLE):
        require_here(request.user, Permission.VIEW_RULES)


@require_http_methods(["GET", "POST"])
def samples(request: HttpRequest) -> HttpResponse:
    """The county's samples, and a form to draw one."""
    if request.method == "POST":
        require_here(request.user, Permission.DRAW_SAMPLE)
        return _draw(request, DrawForm(request.POST))
    _require_either(request)
    return _samples(request, DrawForm())


def _draw(request: HttpRequest, form: DrawForm) -> HttpResponse:
    if not form.is_valid():
        return _samples(request, form, status=422)

    def act() -> str:
        county = request.user.working_in.county_id
        sample = drawing.draw(county, request.user.pk, form.wish())
        messages.success(request, _("The sample is drawn. Reviewers find it under Second look."))
        return reverse("matching:sample", args=[sample.pk])

    try:
        return once(request, form, act)
    except drawing.NothingToDraw as refusal:
        return done_before(request, form) or _samples(request, form, str(refusal), status=409)


def _samples(
    request: HttpRequest, form: DrawForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    found = list(Sample.objects.visible_to(request.user)[:SHOWN])
    context = {
        "rows": [{"sample": each, "said": judging.results(each)} for each in found],
        "columns": COLUMNS,
        "form": form if may(request.user, Permission.DRAW_SAMPLE) else None,
        "look_url": _look_url(request.user),
        "refusal": refusal,
    }
    return render(request, "matching/second/samples.html", context, status=status)


def _look_url(user: Any) -> str:
    return reverse("matching:second_look") if may(user, Permission.REVIEW_MATCH) else ""


@require_GET
def sample(request: HttpRequest, sample_id: uuid.UUID) -> HttpResponse:
    """How far a sample is; once every pair has its word, what it says."""
    _require_either(request)
    found = get_object_or_404(Sample.objects.visible_to(request.user), pk=sample_id)
    # Asked for once more with the row, which also says whose it is.
    permission = Permission.DRAW_SAMPLE
    if not may(request.user, permission):
        permission = Permission.VIEW_RULES
    require(request.user, permission, found)
    said = judging.results(found)
    context = {
        "sample": found,
        "said": said,
        "threshold": rule_pages.bits(found.threshold),
        "same": rule_pages.interval(said.same),
        "wrong": rule_pages.interval(said.wrong),
        "wrong_links": rule_pages.interval(said.wrong_links),
        "groups": [
            {"group": group_name(group), "wrong": rule_pages.interval(share)}
            for group, share in said.groups
        ],
        "group_columns": rule_pages.GROUP_COLUMNS,
        "by": rule_pages.names_of([found.drawn_by]).get(found.drawn_by, "–"),
        "look_url": _look_url(request.user),
        "breadcrumbs": [
            {"label": _("Samples"), "url": reverse("matching:samples")},
            {"label": _("Sample %(number)s") % {"number": found.number}},
        ],
    }
    return render(request, "matching/second/sample.html", context)


@require_GET
def second_look(request: HttpRequest) -> HttpResponse:
    """The next pair that waits for this reviewer's word, and nothing that anybody said of it."""
    require_here(request.user, Permission.REVIEW_MATCH)
    pair = judging.next_for(request.user)
    if pair is None:
        return render(request, "matching/second/nothing.html", {})
    return _look(request, pair, WordForm())


def _look(
    request: HttpRequest, pair: SampledPair, form: WordForm, refusal: str = ""
) -> HttpResponse:
    candidate = judging.candidate_of(request.user, pair)
    seen = Seen(request.user, [candidate])
    context = {
        "pair": pair,
        "heading": pair_pages.both_names(
            seen.name(candidate.cws_id), seen.name(candidate.calworks_id)
        ),
        "rows": list(pair_pages.compared(candidate, seen)),
        "sources": pair_pages.sources(candidate, seen),
        "form": form,
        "left": judging.waiting_for(request.user).count(),
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "matching/second/look.html", context, status=status)


@require_POST
def second_word(request: HttpRequest, sampled_id: uuid.UUID) -> HttpResponse:
    """One's word about a pair; then the next one is there."""
    require_here(request.user, Permission.REVIEW_MATCH)
    found = get_object_or_404(SampledPair.objects.visible_to(request.user), pk=sampled_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    try:
        judging.candidate_of(request.user, found)
    except MatchCandidate.DoesNotExist:
        raise Http404 from None
    form = WordForm(request.POST)
    if not form.is_valid():
        if not judging.waiting_for(request.user).filter(pk=found.pk).exists():
            return redirect("matching:second_look")
        return _look(request, found, form)

    def act() -> str:
        judging.say(request.user, found.pk, form.word())
        return reverse("matching:second_look")

    try:
        return once(request, form, act)
    except Stale as refusal:
        messages.warning(request, str(refusal))
        return done_before(request, form) or redirect("matching:second_look")
    except NotAllowed as refusal:
        return _look(request, found, form, str(refusal))
