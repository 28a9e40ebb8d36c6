"""Submitting, deciding, amending, closing; editions and what differs between them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counties.permissions import Permission
from linkages.forms import HouseForm, Stale
from workplans.models import PlanEdition, WorkPlan
from workplans.plans import acts, approving, pages
from workplans.plans.carrying import (
    Show,
    address,
    carry_out,
    page,
    plan_for,
    pressed,
    seen,
    seen_again,
)
from workplans.plans.comparing import changes, written_changes
from workplans.plans.forms import DecideForm, WhyForm
from workplans.plans.keeping import read
from workplans.plans.outline import outline
from workplans.plans.tree import Outline
from workplans.plans.views import printed

CHANGE_COLUMNS = [
    gettext_lazy("Where"),
    gettext_lazy("What"),
    gettext_lazy("Before"),
    gettext_lazy("After"),
]


def _asked_why(
    request: HttpRequest,
    plan: WorkPlan,
    words: dict[str, Any],
    act: Callable[[str, int | None], str],
) -> HttpResponse:
    form = WhyForm(
        request.POST or None,
        label=words.pop("label", ""),
        required=words.pop("required", True),
        version=str(plan.version),
    )
    if not words.pop("asks", True):
        del form.fields["reason"]
    show = page(request, "why", words | {"form": form, "cancel_url": address(plan)}, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        said = act(form.cleaned_data.get("reason", ""), seen(form))
        messages.success(request, said)
        return address(plan)

    return carry_out(request, form, done, seen_again(form, show, plan))


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Put the plan before both sponsors."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    first = not PlanEdition.objects.filter(plan=plan).exists()
    advice = pages.advice_on(outline(plan), plan.county_id)
    words = {
        "question": _("Submit this plan to both sponsors?"),
        "consequences": [
            _("It is frozen as it reads now, and waits for a sponsor of each program."),
            _("Nobody changes it until they have answered. You can take it back before that."),
        ],
        "advice": advice,
        "base": address(plan),
        "verb": _("Submit"),
        "label": _("What changed since it was submitted last"),
        "required": not first and not plan.amend_reason,
        "asks": not first,
    }

    def act(reason: str, version: int | None) -> str:
        acts.submit(request.user, plan.pk, reason, version=version)
        return _("The plan waits for both sponsors.")

    return _asked_why(request, plan, words, act)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Open a plan in force to writing, with a reason."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    words = {
        "question": _("Amend this plan?"),
        "consequences": [
            _("What was approved stays in force until both sponsors approve the amendment."),
            _("Steps can be reported on meanwhile."),
        ],
        "verb": _("Amend"),
        "label": _("Why it is amended"),
    }

    def act(reason: str, version: int | None) -> str:
        acts.amend(request.user, plan.pk, reason, version=version)
        return _("The plan is open to changes.")

    return _asked_why(request, plan, words, act)


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Give an amendment up, after one look at what it would have changed."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    holds = approving.in_force(plan)
    form = HouseForm(request.POST or None, version=str(plan.version))
    context: dict[str, Any] = {"form": form, "cancel_url": address(plan)}
    if holds is not None:
        context["changes"] = written_changes(read(holds.content), outline(plan))
        context["change_columns"] = CHANGE_COLUMNS
    show = page(request, "discard", context, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        acts.discard(request.user, plan.pk, version=seen(form))
        messages.success(request, _("The amendment is discarded. What was approved is in force."))
        return address(plan)

    return carry_out(request, form, done, seen_again(form, show, plan))


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """End a plan, with a reason."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    words = {
        "question": _("Close this plan?"),
        "consequences": [
            _("Nothing in it changes any more, and nobody is reminded of its steps."),
            _("It stays to be read, and a new plan can begin from it."),
        ],
        "verb": _("Close the plan"),
        "label": _("Why it is closed"),
    }

    def act(reason: str, version: int | None) -> str:
        acts.close(request.user, plan.pk, reason, version=version)
        return _("The plan is closed.")

    return _asked_why(request, plan, words, act)


@require_POST
def take_back(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Take a submitted plan back."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)

    def done() -> str:
        acts.take_back(request.user, plan.pk)
        messages.success(request, _("The plan is open to changes."))
        return address(plan)

    return pressed(request, done, address(plan))


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """A sponsor reads what was submitted, and approves or returns it."""
    plan = plan_for(request, plan_id, Permission.APPROVE_PLAN)
    edition = approving.waiting(plan)
    now = str(edition.pk) if edition else ""
    form = DecideForm(request.POST or None, version=now)
    context: dict[str, Any] = {"form": form, "edition": edition, "columns": pages.COLUMNS}
    context |= pages.editions(request.user, plan)
    if edition is not None:
        context["tree"] = read(edition.content)
        context["spoken"] = edition.approvals.select_related("user")
        context |= _since(plan, edition, context["tree"])
    show = page(request, "decide", context, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        if edition is None:
            raise acts.NotAllowed(_("This edition has been decided on in the meantime."))
        if form.cleaned_data["version"] != now:
            raise Stale(_("Another edition was submitted in the meantime. Read it, then decide."))
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["word"] == DecideForm.APPROVE:
            acts.approve(request.user, plan.pk, edition.pk, reason)
            messages.success(request, _("You approved the plan for your program."))
        else:
            acts.return_(request.user, plan.pk, edition.pk, reason)
            messages.success(request, _("The plan is returned."))
        return address(plan)

    return carry_out(request, form, done, _read_now(form, show, now))


def _read_now(form: DecideForm, show: Show, now: str) -> Show:
    """Whoever decides after another edition came decides on the one that stands there now."""

    def shown(status: int) -> HttpResponse:
        if status == 409:
            form.data = form.data.copy()
            form.data["version"] = now
        return show(status)

    return shown


def _since(plan: WorkPlan, edition: PlanEdition, tree: Outline) -> dict[str, Any]:
    """What an amendment changes in the edition that is in force."""
    earlier = approving.in_force(plan)
    if earlier is None:
        return {}
    return {
        "changes": changes(read(earlier.content), tree),
        "change_columns": CHANGE_COLUMNS,
        "earlier": earlier,
    }


@require_GET
def edition(request: HttpRequest, plan_id: uuid.UUID, number: int) -> HttpResponse:
    """An edition as it was submitted, for screen and paper."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    found = get_object_or_404(PlanEdition, plan=plan, number=number)
    words = found.approvals.select_related("user")
    context = {"tree": read(found.content), "edition": found, "words": words}
    return printed(request, plan, context)


@require_GET
def compare(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """What differs between two editions, or an edition and the plan as it reads now."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    listed = list(PlanEdition.objects.filter(plan=plan).order_by("number"))
    by_number = {str(each.number): each for each in listed}
    if not listed:
        raise Http404
    last = next((each for each in reversed(listed) if not each.discarded), listed[-1])
    before = by_number.get(request.GET.get("before", ""), last)
    after = by_number.get(request.GET.get("after", ""))
    tree = read(after.content) if after else outline(plan)
    context = {
        "changes": changes(read(before.content), tree),
        "change_columns": CHANGE_COLUMNS,
        "listed": listed,
        "before": before,
        "after": after,
    }
    return page(request, "compare", context, plan)(200)
