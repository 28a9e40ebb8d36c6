"""Results of an assessment: the page, the county's decision, its signatures, and taking it out."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import Round, RoundDecision
from assessments.results import deciding
from assessments.results.deciding import Verdict
from assessments.results.forms import DecisionForm
from assessments.results.page import SIDES, ItemLine, Results
from assessments.rounds.carrying import pressed, round_for, way_here
from assessments.rounds.instrument import instrument_of
from assessments.rounds.states import NotAllowed, why_not
from counties.permissions import Permission, may, require
from linkages import documents
from linkages.calendar import months_after, today
from linkages.exports import csv_file
from linkages.forms import HouseForm, Stale, once
from linkages.registries import Section, providers

State = Round.State
WITH_RESULTS = frozenset({State.CONSENSUS, State.CLOSED})
FILE_COLUMNS = [
    gettext_lazy("Section"),
    gettext_lazy("Section, of a hundred"),
    gettext_lazy("Code"),
    gettext_lazy("Statement"),
    gettext_lazy("Agreed"),
    gettext_lazy("Importance"),
    gettext_lazy("Trend"),
    gettext_lazy("Since last time"),
    *(side.label for side in SIDES),
    gettext_lazy("All together"),
]


def _here(asked: Round) -> str:
    return reverse("assessments:results", args=[asked.pk])


def _crumbs(asked: Round, last: str = "") -> list[dict[str, Any]]:
    crumbs = way_here(asked)
    if not last:
        return [*crumbs, {"label": _("Results")}]
    return [*crumbs, {"label": _("Results"), "url": _here(asked)}, {"label": last}]


@require_GET
def results(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """What the assessment says: it advises, the county decides."""
    asked = round_for(request, round_id, Permission.VIEW_ASSESSMENTS)
    if asked.state not in WITH_RESULTS:
        messages.info(request, why_not(asked))
        return redirect("assessments:round", asked.pk)
    decision, held = deciding.decision_of(asked), deciding.signatures(asked)
    user = request.user
    is_sponsor = may(user, Permission.SIGN_DECISION)
    context = {
        "asked": asked,
        "found": Results(asked),
        "is_final": asked.state == State.CLOSED,
        "following": _following(user, asked),
        "sides": [side.label for side in SIDES],
        "decision": decision,
        "signatures": [(program, held.get(program)) for program in deciding.BOTH],
        "is_signed": all(program in held for program in deciding.BOTH),
        "may_keep": may(user, Permission.KEEP_ROUND),
        "may_sign": is_sponsor and not deciding.why_not_sign(user, decision, held),
        "sign_form": HouseForm(version=str(decision.version if decision else 0)),
        "may_print": may(user, Permission.REQUEST_DOCUMENT),
        "brief_form": HouseForm(),
        "sheet_form": HouseForm(),
        "breadcrumbs": _crumbs(asked),
    }
    return render(request, "assessments/results/results.html", context)


def _following(user: Any, asked: Round) -> list[Section]:
    """What follows from a closed assessment elsewhere in the house."""
    if asked.state != State.CLOSED:
        return []
    found = [each for source in providers("RESULT_SECTIONS") for each in source(user, asked)]
    return sorted(found, key=lambda section: section.order)


@require_GET
def results_file(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """The results as a table to take out: what was agreed and medians, nobody's answer."""
    asked = round_for(request, round_id, Permission.VIEW_ASSESSMENTS)
    if asked.state not in WITH_RESULTS:
        return redirect("assessments:round", asked.pk)
    header = [str(column) for column in FILE_COLUMNS]
    return csv_file("assessment", header, _file_rows(Results(asked)), subjects={asked.pk})


def _file_rows(found: Results) -> Iterator[list[str]]:
    for part, _notes, lines in found.items_by_section:
        for line in lines:
            yield [
                f"{part.code} {part.title}",
                part.percent,
                line.item.code,
                line.statement,
                line.agreed,
                str(line.importance or ""),
                line.trend,
                line.change.words if line.change else "",
                *_medians(line),
            ]


def _medians(line: ItemLine) -> list[str]:
    return [side.hidden or side.median for side in line.sides]


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Record what the county decides, or change it: then both sponsors sign again."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    if asked.state != State.CLOSED:
        messages.info(request, why_not(asked))
        return redirect("assessments:round", asked.pk)
    decision = deciding.decision_of(asked)
    form = _decision_form(request, asked, decision)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _decide(request, asked, form))
        except (Stale, NotAllowed) as refusal:
            refused = str(refusal)
            form.data = form.data.copy()
            decision = deciding.decision_of(asked)
            form.data["version"] = str(decision.version if decision else 0)
    form.restore(request.user)
    context = {
        "asked": asked,
        "found": Results(asked),
        "form": form,
        "refused": refused,
        "is_signed": bool(deciding.signatures(asked)),
        "autosave": reverse("save_draft", args=[form.draft_name]),
        "breadcrumbs": _crumbs(asked, _("Decision")),
    }
    status = 409 if refused else 422 if form.is_bound else 200
    return render(request, "assessments/results/decide.html", context, status=status)


def _decision_form(
    request: HttpRequest, asked: Round, decision: RoundDecision | None
) -> DecisionForm:
    initial = {}
    if decision:
        initial = {
            "kind": decision.kind,
            "reason": decision.reason,
            "reassess_on": decision.reassess_on,
        }
    return DecisionForm(
        request.POST if request.method == "POST" else None,
        again_on=months_after(today(), instrument_of(asked).again_after),
        initial=initial,
        draft_name=f"decision:{asked.pk}",
        version=str(decision.version if decision else 0),
    )


def _decide(request: HttpRequest, asked: Round, form: DecisionForm) -> str:
    given = form.cleaned_data
    verdict = Verdict(given["kind"], given["reason"], given["reassess_on"])
    deciding.decide(request.user, asked.pk, verdict, version=given["version"])
    messages.success(request, _("The decision is on record. Both sponsors sign it."))
    return _here(asked)


@require_POST
def sign(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """A sponsor signs the decision for one program."""
    asked = round_for(request, round_id, Permission.SIGN_DECISION)

    def act() -> str:
        version = request.POST.get("version", "")
        deciding.sign(request.user, asked.pk, version=version)
        messages.success(request, _("You signed for your program."))
        return _here(asked)

    return pressed(request, act, _here(asked))


@require_POST
def brief(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Ask for the brief as PDF in the language of the page."""
    return _ask(request, round_id, "assessments.brief")


@require_POST
def filled(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Ask for the agreed sheet as PDF."""
    return _ask(request, round_id, "assessments.filled")


def _ask(request: HttpRequest, round_id: uuid.UUID, kind: str) -> HttpResponse:
    asked = round_for(request, round_id, Permission.VIEW_ASSESSMENTS)
    require(request.user, Permission.REQUEST_DOCUMENT, asked)

    def act() -> str:
        if asked.state != State.CLOSED:
            raise NotAllowed(_("Results are printed once the assessment is closed."))
        made = documents.request(
            kind,
            subject=asked.pk,
            recipient=request.user,
            language=translation.get_language() or "en",
        )
        return reverse("document", args=[made.pk])

    return pressed(request, act, _here(asked))
