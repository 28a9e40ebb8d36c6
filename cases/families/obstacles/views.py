"""Saying that a rule got in the way, the county's list of such rules, and its answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.families.models import Obstacle
from cases.families.obstacles import acts
from cases.families.obstacles.forms import AnswerForm, SayForm, WordsForm
from cases.families.obstacles.rules import name_of
from cases.sharing.families import families_visible_to
from counties.permissions import Permission, may, require_here
from linkages import audit
from linkages.forms import done_before, once
from linkages.parameters import declared
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Rule")),
    Column(gettext_lazy("Waiting"), numeric=True),
    Column(gettext_lazy("In all"), numeric=True),
    Column(gettext_lazy("Last")),
]
SHOWN = 100


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """One click on a page: which rule, and what kind of page it was."""
    require_here(request.user, Permission.WORK_FAMILY)
    form = SayForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        given = form.cleaned_data
        mine = families_visible_to(request.user)
        family = mine.filter(pk=given["family"]).first() if given["family"] else None
        made = acts.say(request.user, given["rule"], given["page"], family)
        messages.success(request, _("Noted. The county’s coordinator and administrator read it."))
        return reverse("families:obstacle", args=[made.pk])

    return once(request, form, act)


@require_http_methods(["GET", "POST"])
def obstacle(request: HttpRequest, obstacle_id: uuid.UUID) -> HttpResponse:
    """One's own note: add words if one wants, and read the answer when there is one."""
    mine = Obstacle.objects.visible_to(request.user).filter(said_by=request.user)
    found = get_object_or_404(mine, pk=obstacle_id)
    form = WordsForm(request.POST if request.method == "POST" else None)
    back = _back(request, found)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            if found.words or found.answered_at:
                messages.info(request, _("Your words are on record already."))
            else:
                acts.add_words(found, form.cleaned_data["words"])
                messages.success(request, _("Thank you."))
            return back

        return once(request, form, act)
    context = {
        "found": found,
        "rule": name_of(found.rule),
        "form": None if found.words or found.answered_at else form,
        "back": back,
        "breadcrumbs": [{"label": _("This rule got in the way")}],
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/obstacles/obstacle.html", context, status=status)


def _back(request: HttpRequest, found: Obstacle) -> str:
    """Where it was said, as long as that page is there for them; else the page of today."""
    if found.family and families_visible_to(request.user).filter(pk=found.family).exists():
        return reverse("families:family", args=[found.family])
    return reverse("today")


@require_GET
def obstacles(request: HttpRequest) -> HttpResponse:
    """Every rule that was in somebody's way, most often first."""
    require_here(request.user, Permission.SETTLE_OBSTACLE)
    rows = (
        Obstacle.objects.visible_to(request.user)
        .values("rule")
        .annotate(
            waiting=Count("pk", filter=Q(answered_at=None)), all=Count("pk"), last=Max("said_at")
        )
        .order_by("-waiting", "-all", "rule")
    )
    audit.note(set(), purpose=acts.PURPOSE)
    context = {
        "rows": [row | {"name": name_of(row["rule"]) or row["rule"]} for row in rows],
        "columns": COLUMNS,
    }
    return render(request, "families/obstacles/obstacles.html", context)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """What was said about one rule, and one answer to all who wait."""
    user = request.user
    require_here(user, Permission.SETTLE_OBSTACLE)
    said = Obstacle.objects.visible_to(user).filter(rule=rule).select_related("answered_by")
    listed = list(said.order_by("-said_at", "pk")[:SHOWN])
    if not listed:
        raise Http404
    waiting = [each for each in listed if each.answered_at is None]
    seen = " ".join(str(each.pk) for each in waiting)
    form = AnswerForm(request.POST if request.method == "POST" else None, seen=seen)
    if request.method == "POST":
        valid = form.is_valid()
        if valid and (earlier := done_before(request, form)):
            return earlier
        if valid:
            return once(request, form, lambda: _answer(request, rule, form))
    audit.note({each.pk for each in listed}, purpose=acts.PURPOSE)
    context: dict[str, Any] = {
        "rule": rule,
        "name": name_of(rule) or rule,
        "waiting": waiting,
        "answered": [each for each in listed if each.answered_at is not None],
        "form": form if waiting else None,
        "settings_url": _settings(user, rule),
        "breadcrumbs": [
            {"label": _("Rules that got in the way"), "url": reverse("families:obstacles")},
            {"label": name_of(rule) or rule},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/obstacles/rule.html", context, status=status)


def _answer(request: HttpRequest, rule: str, form: AnswerForm) -> str:
    seen = []
    for key in form.cleaned_data["seen"].split():
        try:
            seen.append(uuid.UUID(key))
        except ValueError as error:
            raise Http404 from error
    count = acts.answer(request.user, rule, form.cleaned_data["answer"], seen)
    if count:
        messages.success(request, _("Answered. Everybody who said so reads it."))
    else:
        messages.info(request, _("Somebody has answered in the meantime."))
    return reverse("families:obstacle_rule", args=[rule])


def _settings(user: Any, rule: str) -> str:
    """Where the county sets the parameter, for who may see that page."""
    if rule in declared() and may(user, Permission.VIEW_PARAMETERS):
        return reverse("counties:parameter", args=[rule])
    return ""
