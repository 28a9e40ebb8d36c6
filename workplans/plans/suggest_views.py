"""From result to plan: what a closed assessment suggests, and deciding on each suggestion."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.instruments.reading import Instrument
from assessments.models import Round
from assessments.results.suggesting import FIRST
from assessments.rounds.instrument import instrument_of
from counties.permissions import Permission, may, require
from linkages.bilingual import said
from linkages.forms import HouseForm
from workplans.catalogue import choosing
from workplans.catalogue.reading import Catalogue
from workplans.models import PlanSuggestion
from workplans.plans import suggestions
from workplans.plans.carrying import carry_out, pressed, seen, seen_again, way_here
from workplans.plans.reasons import sentences
from workplans.plans.scope import OPEN_TO_WRITING, plans_visible_to
from workplans.plans.suggest_forms import SuggestionForm

Decision = PlanSuggestion.Decision
KIND_OF = {
    Decision.OPEN: "waiting",
    Decision.ACCEPTED: "good",
    Decision.EDITED: "good",
    Decision.DEFERRED: "attention",
    Decision.REJECTED: "closed",
}


def statement_of(row: PlanSuggestion, catalogue: Catalogue) -> str:
    """What is suggested, in the reader's language."""
    if row.code not in catalogue.objectives:
        return row.code
    if row.finds_out:
        return said(catalogue.topic_of[row.code].find_out)
    return said(catalogue.objectives[row.code].statement)


def lines(rows: Iterable[PlanSuggestion], instrument: Instrument) -> list[dict[str, Any]]:
    """Suggestions as a page tells them."""
    catalogue = choosing.current()
    return [
        {
            "row": row,
            "statement": statement_of(row, catalogue),
            "topic": said(catalogue.topic_of[row.code].title)
            if row.code in catalogue.topic_of
            else "",
            "reasons": sentences(instrument, row.reasons),
            "kind": KIND_OF[Decision(row.decision)],
        }
        for row in rows
    ]


def _round(request: HttpRequest, round_id: uuid.UUID) -> Round:
    rows = Round.objects.visible_to(request.user).filter(state=Round.State.CLOSED)
    found: Round = get_object_or_404(rows, pk=round_id)
    require(request.user, Permission.VIEW_ASSESSMENTS, found)
    return found


def _way(asked: Round) -> list[dict[str, Any]]:
    back = {
        "label": _("Suggestions from %(name)s") % {"name": asked.name},
        "url": reverse("workplans:suggestions", args=[asked.pk]),
    }
    return [*way_here(), back]


@require_GET
def suggestion_list(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """What a closed round suggests: the first eight, then the others."""
    asked = _round(request, round_id)
    told = lines(suggestions.of_round(asked), instrument_of(asked))
    context = {
        "asked": asked,
        "first": told[:FIRST],
        "others": told[FIRST:],
        "decides": may(request.user, Permission.EDIT_PLAN),
        "form": HouseForm(),
        "breadcrumbs": way_here(),
    }
    return render(request, "workplans/plans/suggestions.html", context)


def _one(request: HttpRequest, key: uuid.UUID) -> PlanSuggestion:
    rows = PlanSuggestion.objects.visible_to(request.user).select_related("round", "by")
    found: PlanSuggestion = get_object_or_404(rows, pk=key)
    require(request.user, Permission.EDIT_PLAN, found)
    return found


@require_http_methods(["GET", "POST"])
def suggestion(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Decide on one suggestion."""
    row = _one(request, key)
    catalogue = choosing.current()
    plans = plans_visible_to(request.user).filter(state__in=OPEN_TO_WRITING)
    form = SuggestionForm(
        request.POST or None,
        plans=plans,
        statement=statement_of(row, catalogue),
        draft_name=f"plan-suggestion:{row.pk}",
        version=str(row.version),
    )
    form.restore(request.user)
    context = {
        "form": form,
        "line": lines([row], instrument_of(row.round))[0],
        "objective": catalogue.objectives.get(row.code) if not row.finds_out else None,
        "breadcrumbs": _way(row.round),
        "autosave": reverse("save_draft", args=[form.draft_name]),
    }

    def show(status: int) -> HttpResponse:
        return render(request, "workplans/plans/suggestion.html", context, status=status)

    if request.method == "GET":
        return show(200)

    def done() -> str:
        _decide(request, row, form)
        return f"{reverse('workplans:suggestions', args=[row.round_id])}#suggestion-{row.pk}"

    return carry_out(request, form, done, seen_again(form, show, row))


def _decide(request: HttpRequest, row: PlanSuggestion, form: SuggestionForm) -> None:
    given, version = form.cleaned_data, seen(form)
    if given["word"] == form.DEFER:
        until, reason = given["until"], given["reason"]
        suggestions.defer(request.user, row.pk, until, reason, version=version)
        messages.success(request, _("It is put off, and comes back on its day."))
    elif given["word"] == form.REJECT:
        suggestions.reject(request.user, row.pk, given["reason"], version=version)
        messages.success(request, _("It is turned down."))
    else:
        plan = uuid.UUID(given["plan"])
        suggestions.accept(request.user, row.pk, plan, form.changed_text(), version=version)
        messages.success(request, _("It is in the plan, and keeps where it came from."))


@require_POST
def undo_suggestion(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Open a suggestion again."""
    row = _one(request, key)
    back = f"{reverse('workplans:suggestions', args=[row.round_id])}#suggestion-{row.pk}"

    def done() -> str:
        suggestions.undo(request.user, row.pk)
        messages.success(request, _("The suggestion is open again."))
        return back

    return pressed(request, done, back)
