"""The page of a county's program, its four decision steps and its sponsors' commitments."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import Commitment, DecisionStep
from assessments.program import acts, page
from assessments.program.acts import Decided
from assessments.program.forms import CommitForm, StepForm
from counties.permissions import Permission, may, require, require_here
from linkages.carrying import NotAllowed, pressed
from linkages.forms import HouseForm, ReasonForm, Stale, once
from linkages.registries import Section, providers

# Whoever may see any of what the page leads to.
SEEING = (Permission.VIEW_PLAN, Permission.VIEW_ASSESSMENTS, Permission.VIEW_INSTRUMENTS)


def may_see(user: Any) -> bool:
    """Whether the program is anything to this person."""
    return any(may(user, permission) for permission in SEEING)


def has_steps(user: Any) -> bool:
    """The state has no decision steps of its own: it sees its instruments and its catalogue."""
    return may(user, Permission.VIEW_PLAN) or may(user, Permission.VIEW_ASSESSMENTS)


@require_GET
def program(request: HttpRequest) -> HttpResponse:
    """The four decision steps, and in their frame assessments and plans."""
    user = request.user
    if not may_see(user):
        raise PermissionDenied(Permission.VIEW_PLAN)
    cards = page.cards(user) if has_steps(user) else []
    context = {
        "cards": cards,
        "is_new": bool(cards) and not any(card.row or card.is_done for card in cards),
        "next": next((card for card in cards if not card.is_done), None),
        "may_keep": may(user, Permission.KEEP_PROGRAM),
        "sections": _sections(user),
        "confirm_form": HouseForm(),
    }
    return render(request, "assessments/program/program.html", context)


def _sections(user: Any) -> list[Section]:
    found = [each for source in providers("PROGRAM_SECTIONS") for each in source(user)]
    return sorted(found, key=lambda section: section.order)


def _crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": _("Program"), "url": reverse("assessments:program")}, {"label": last}]


@require_http_methods(["GET", "POST"])
def decision_step(request: HttpRequest, step: int) -> HttpResponse:
    """Write down how far the county is with one of the four steps."""
    require_here(request.user, Permission.KEEP_PROGRAM)
    if step not in DecisionStep.Step.values:
        raise Http404
    which = DecisionStep.Step(step)
    row = DecisionStep.objects.visible_to(request.user).filter(step=step).first()
    form = _step_form(request, which, row)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _record(request, which, form))
        except Stale as stale:
            refused = str(stale)
            row = DecisionStep.objects.visible_to(request.user).filter(step=step).first()
            # What was typed stays; what is sent next knows what it replaces.
            form = _step_form(request, which, row, again=True)
    form.restore(request.user)
    context = {
        "form": form,
        "step": which,
        "about": page.ABOUT[which],
        "refused": refused,
        "autosave": reverse("save_draft", args=[form.draft_name]),
        "breadcrumbs": _crumbs(str(which.label)),
    }
    status = 409 if refused else 422 if form.is_bound else 200
    return render(request, "assessments/program/step.html", context, status=status)


def _step_form(
    request: HttpRequest,
    step: DecisionStep.Step,
    row: DecisionStep | None,
    *,
    again: bool = False,
) -> StepForm:
    version = str(row.version if row else 0)
    given = None
    if request.method == "POST":
        given = request.POST.copy()
        if again:
            given["version"] = version
            given["key"] = str(uuid.uuid4())
    initial = {}
    if row:
        initial = {
            "words": row.words,
            "evidence": row.evidence,
            "decided_on": row.decided_on,
            "blocks": row.blocks,
        }
    return StepForm(
        given, step=step, initial=initial, draft_name=f"decision-step:{step}", version=version
    )


def _record(request: HttpRequest, step: DecisionStep.Step, form: StepForm) -> str:
    given = form.cleaned_data
    version = given.get("version") or ""
    acts.record(
        request.user,
        step,
        Decided(given["words"], given["evidence"], given["decided_on"], given.get("blocks") or ()),
        version=int(version) if version.isdecimal() else -1,
    )
    messages.success(request, _("The step is on record."))
    return reverse("assessments:program")


@require_http_methods(["GET", "POST"])
def commit(request: HttpRequest) -> HttpResponse:
    """A sponsor commits their program, in words of their own."""
    require_here(request.user, Permission.COMMIT)
    form = CommitForm(request.POST if request.method == "POST" else None, draft_name="commitment")
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _commit(request, form))
        except NotAllowed as refusal:
            refused = str(refusal)
    form.restore(request.user)
    context = {
        "form": form,
        "refused": refused,
        "autosave": reverse("save_draft", args=["commitment"]),
        "breadcrumbs": _crumbs(_("Commit your program")),
    }
    status = 409 if refused else 422 if form.is_bound else 200
    return render(request, "assessments/program/commit.html", context, status=status)


def _commit(request: HttpRequest, form: CommitForm) -> str:
    acts.commit(request.user, form.cleaned_data["words"])
    messages.success(request, _("Your commitment is on record."))
    return reverse("assessments:program")


def _one(request: HttpRequest, commitment_id: uuid.UUID) -> Commitment:
    found: Commitment = get_object_or_404(
        Commitment.objects.visible_to(request.user), pk=commitment_id
    )
    require(request.user, Permission.COMMIT, found)
    if found.program != acts.program_of(request.user):
        raise PermissionDenied(Permission.COMMIT)
    return found


@require_POST
def confirm(request: HttpRequest, commitment_id: uuid.UUID) -> HttpResponse:
    """Say again that one's commitment stands."""
    found = _one(request, commitment_id)
    back = reverse("assessments:program")

    def act() -> str:
        acts.confirm(request.user, found.pk)
        messages.success(request, _("Your commitment is confirmed."))
        return back

    return pressed(request, act, back)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, commitment_id: uuid.UUID) -> HttpResponse:
    """Take one's commitment back, with a reason that stays on record."""
    found = _one(request, commitment_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            acts.withdraw(request.user, found.pk, form.cleaned_data["reason"])
            messages.success(request, _("Your commitment is withdrawn."))
            return reverse("assessments:program")

        try:
            return once(request, form, act)
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
            return redirect("assessments:program")
    context = {"form": form, "breadcrumbs": _crumbs(_("Withdraw the commitment"))}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/program/withdraw.html", context, status=status)
