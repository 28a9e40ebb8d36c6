"""What is written down at a meeting, and what became of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counties.permissions import Permission, may, require
from linkages.calendar import today
from workplans.models import Action, AgendaPoint, Meeting, WorkPlan
from workplans.plans.carrying import address, carry_out, plan_for, pressed, seen, seen_again
from workplans.plans.outline import outline
from workplans.plans.staff import leads
from workplans.running import minutes
from workplans.running.forms import (
    ActionForm,
    DecisionForm,
    GuestForm,
    MinutesForm,
    PromiseForm,
    ToStepForm,
)
from workplans.running.meeting_page import draft_name
from workplans.running.meeting_views import list_crumb, meeting_of, shown


def _meeting(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> tuple[WorkPlan, Meeting]:
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    return plan, meeting_of(plan, key)


def _crumbs(plan: WorkPlan, meeting: Meeting) -> list[dict[str, str]]:
    there = {"label": meeting.title, "url": address(plan, "meeting", meeting.pk)}
    return [list_crumb(plan), there]


@require_http_methods(["GET", "POST"])
def write_minutes(
    request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID, point: uuid.UUID
) -> HttpResponse:
    """Minutes of one point, on a page of their own where somebody else was quicker."""
    plan, meeting = _meeting(request, plan_id, key)
    found: AgendaPoint = get_object_or_404(meeting.points, pk=point)
    name = draft_name(found)
    form = MinutesForm(
        request.POST or None,
        initial={"minutes": found.minutes},
        version=str(found.version),
        draft_name=name,
    )
    form.restore(request.user)
    context = {
        "form": form,
        "point": found,
        "meeting": meeting,
        "autosave": reverse("save_draft", args=[name]),
    }
    show = shown(request, "minutes", context, plan, *_crumbs(plan, meeting))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        minutes.write(request.user, key, point, form.cleaned_data["minutes"], version=seen(form))
        return f"{address(plan, 'meeting', key)}#point-{point}"

    return carry_out(request, form, done, seen_again(form, show, found))


@require_POST
def attendance(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Who of the list was there."""
    plan, meeting = _meeting(request, plan_id, key)
    listed = set(meeting.attendance.values_list("pk", flat=True))
    ticked = {str(each) for each in request.POST.getlist("present")}
    back = f"{address(plan, 'meeting', key)}#people"

    def done() -> str:
        minutes.attend(request.user, key, {pk for pk in listed if str(pk) in ticked})
        messages.success(request, _("Saved."))
        return back

    return pressed(request, done, back)


@require_http_methods(["GET", "POST"])
def add_guest(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Somebody without an account who was there."""
    plan, meeting = _meeting(request, plan_id, key)
    form = GuestForm(request.POST or None)
    context = {"form": form, "meeting": meeting}
    show = shown(request, "guest", context, plan, *_crumbs(plan, meeting))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        given = form.cleaned_data
        minutes.add_guest(request.user, key, given["words"], given["program"])
        return f"{address(plan, 'meeting', key)}#people"

    return carry_out(request, form, done, show)


def _point_asked_for(request: HttpRequest, meeting: Meeting) -> AgendaPoint | None:
    """The point in the address under which something is written down."""
    try:
        wanted = uuid.UUID(request.GET.get("point", ""))
    except ValueError:
        return None
    found: AgendaPoint | None = meeting.points.filter(pk=wanted).first()
    return found


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Write down a decision of the team."""
    plan, meeting = _meeting(request, plan_id, key)
    point = _point_asked_for(request, meeting)
    form = DecisionForm(request.POST or None, draft_name=f"decision:{meeting.pk}")
    form.restore(request.user)
    autosave = reverse("save_draft", args=[form.draft_name])
    context = {"form": form, "meeting": meeting, "point": point, "autosave": autosave}
    show = shown(request, "decide", context, plan, *_crumbs(plan, meeting))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        minutes.decide(request.user, key, form.cleaned_data["text"], point.pk if point else None)
        messages.success(request, _("The decision is on the log."))
        return _back(plan, key, point)

    return carry_out(request, form, done, show)


def _back(plan: WorkPlan, key: uuid.UUID, point: AgendaPoint | None) -> str:
    there = address(plan, "meeting", key)
    return f"{there}#point-{point.pk}" if point else f"{there}#came"


@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Write down what somebody promises."""
    plan, meeting = _meeting(request, plan_id, key)
    point = _point_asked_for(request, meeting)
    form = PromiseForm(
        request.POST or None, people=leads(request.user), draft_name=f"action:{meeting.pk}"
    )
    form.restore(request.user)
    autosave = reverse("save_draft", args=[form.draft_name])
    context = {"form": form, "meeting": meeting, "point": point, "autosave": autosave}
    show = shown(request, "promise", context, plan, *_crumbs(plan, meeting))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        minutes.promise(request.user, key, form.promise(), point.pk if point else None)
        messages.success(request, _("The action is on the log."))
        return _back(plan, key, point)

    return carry_out(request, form, done, show)


def _action(request: HttpRequest, plan: WorkPlan, key: uuid.UUID) -> Action:
    rows = Action.objects.filter(meeting__plan=plan)
    found: Action = get_object_or_404(rows.select_related("lead", "meeting", "step"), pk=key)
    return found


def _shown_of(action: Action) -> dict[str, Any]:
    state = ActionForm.OPEN
    if action.done_on:
        state = ActionForm.DONE
    elif action.dropped_reason:
        state = ActionForm.DROPPED
    return {
        "text": action.text,
        "lead": str(action.lead_id or ""),
        "lead_words": action.lead_words,
        "due_on": action.due_on,
        "state": state,
        "done_on": action.done_on or (today() if state == ActionForm.OPEN else None),
        "reason": action.dropped_reason,
    }


@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """One action: what was promised, by whom, and what came of it."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    found = _action(request, plan, key)
    keeps = may(request.user, Permission.KEEP_MEETING)
    form = ActionForm(
        request.POST or None,
        people=leads(request.user),
        initial=_shown_of(found),
        version=str(found.version),
        keeps=keeps,
    )
    settles = minutes.may_settle(request.user, found) and not found.step_id
    context = {
        "form": form if settles else None,
        "action": found,
        "may_become_step": keeps and not (found.step_id or found.done_on or found.dropped_reason),
    }
    crumb = {"label": _("Actions"), "url": address(plan, "actions")}
    show = shown(request, "action", context, plan, crumb)
    if request.method == "GET":
        return show(200)
    if not settles:
        require(request.user, Permission.KEEP_MEETING, plan)

    def done() -> str:
        minutes.settle(request.user, key, form.promise(), form.came(), version=seen(form))
        messages.success(request, _("Saved."))
        return address(plan, "actions")

    return carry_out(request, form, done, seen_again(form, show, found))


@require_http_methods(["GET", "POST"])
def action_step(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Make an action a step of the plan."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    require(request.user, Permission.EDIT_PLAN, plan)
    found = _action(request, plan, key)
    form = ToStepForm(request.POST or None, tree=outline(plan), version=str(found.version))
    crumb = {"label": _("Actions"), "url": address(plan, "actions")}
    show = shown(request, "to_step", {"form": form, "action": found}, plan, crumb)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        objective = uuid.UUID(form.cleaned_data["objective"])
        made = minutes.to_step(request.user, key, objective, version=seen(form))
        messages.success(request, _("It is a step of the plan now."))
        return address(plan, "plan_step", made.pk)

    return carry_out(request, form, done, seen_again(form, show, found))
