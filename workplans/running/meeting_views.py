"""Pages of meetings: the list, one with its agenda and minutes, calling one and calling it off."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counties.permissions import Permission, may, require
from linkages import documents
from linkages.forms import HouseForm, ReasonForm
from linkages.uswds import Column
from workplans.models import Meeting, WorkPlan
from workplans.plans.carrying import (
    Show,
    address,
    carry_out,
    plan_for,
    pressed,
    seen,
    seen_again,
    way_here,
)
from workplans.running import meetings
from workplans.running.forms import GuestForm, MeetingForm, PointForm
from workplans.running.meeting_page import STATE_WORDS, details
from workplans.running.printing import MINUTES

State = Meeting.State
KINDS = {State.PLANNED: "waiting", State.HELD: "good", State.CANCELLED: "closed"}
COLUMNS = [
    gettext_lazy("Day"),
    gettext_lazy("Meeting"),
    gettext_lazy("State"),
    Column(gettext_lazy("Points"), numeric=True),
    Column(gettext_lazy("Decisions"), numeric=True),
    Column(gettext_lazy("Open actions"), numeric=True),
]


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], plan: WorkPlan, *way: Any
) -> Show:
    """A page below a plan as a function of its status."""
    whole = {"plan": plan, "breadcrumbs": [*way_here(plan), *way], **context}
    return lambda status=200: render(
        request, f"workplans/running/{template}.html", whole, status=status
    )


def list_crumb(plan: WorkPlan) -> dict[str, str]:
    return {"label": _("Meetings"), "url": address(plan, "meetings")}


def meeting_of(plan: WorkPlan, key: uuid.UUID) -> Meeting:
    """A meeting of this plan, or 404."""
    rows = Meeting.objects.filter(plan=plan).select_related("called_by")
    found: Meeting = get_object_or_404(rows, pk=key)
    return found


@require_GET
def meeting_list(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Meetings about a plan, latest first."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    open_ = Q(actions__done_on=None, actions__dropped_reason="", actions__step=None)
    rows = Meeting.objects.filter(plan=plan).annotate(
        point_count=Count("points", distinct=True),
        decision_count=Count("decisions", distinct=True),
        open_count=Count("actions", filter=open_, distinct=True),
    )
    context = {
        "rows": [
            (each, KINDS[State(each.state)], STATE_WORDS[State(each.state)])
            for each in rows.order_by("-on", "-starts_at", "pk")
        ],
        "columns": COLUMNS,
        "keeps": may(request.user, Permission.KEEP_MEETING),
        "is_open": plan.state != WorkPlan.State.CLOSED,
    }
    return shown(request, "meetings", context, plan)(200)


@require_http_methods(["GET", "POST"])
def call_meeting(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Call a meeting: its agenda is drawn from the plan."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    form = MeetingForm(
        request.POST or None,
        initial={"title": _("Implementation Team"), "minutes_long": 60},
        draft_name=f"meeting-new:{plan.pk}",
    )
    form.restore(request.user)
    context = {"form": form, "autosave": reverse("save_draft", args=[form.draft_name])}
    show = shown(request, "call", context, plan, list_crumb(plan))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        made = meetings.call(request.user, plan.pk, form.calling())
        messages.success(request, _("The meeting is called. This is its agenda from the plan."))
        return address(plan, "meeting", made.pk)

    return carry_out(request, form, done, show)


@require_GET
def meeting(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Agenda and minutes of one meeting."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    found = meeting_of(plan, key)
    context = details(request.user, plan, found) | {
        "state_kind": KINDS[State(found.state)],
        "point_form": PointForm(auto_id="point_%s"),
        "guest_form": GuestForm(auto_id="guest_%s"),
        "press": HouseForm(auto_id=False),
    }
    return shown(request, "meeting", context, plan, list_crumb(plan))(200)


@require_http_methods(["GET", "POST"])
def change_meeting(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Another day, time, place or title."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    found = meeting_of(plan, key)
    form = MeetingForm(
        request.POST or None, initial=MeetingForm.of(found), version=str(found.version)
    )
    context = {"form": form, "meeting": found}
    show = shown(request, "change", context, plan, list_crumb(plan))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        meetings.change(request.user, key, form.calling(), version=seen(form))
        return address(plan, "meeting", key)

    return carry_out(request, form, done, seen_again(form, show, found))


@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Call a meeting off, with a reason."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    found = meeting_of(plan, key)
    form = ReasonForm(request.POST or None, version=str(found.version))
    context = {"form": form, "meeting": found}
    show = shown(request, "call_off", context, plan, list_crumb(plan))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        meetings.call_off(request.user, key, form.cleaned_data["reason"], version=seen(form))
        messages.success(request, _("The meeting is called off."))
        return address(plan, "meeting", key)

    return carry_out(request, form, done, seen_again(form, show, found))


@require_POST
def hold_meeting(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """The meeting took place."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    meeting_of(plan, key)
    back = address(plan, "meeting", key)

    def done() -> str:
        meetings.hold(request.user, key)
        messages.success(request, _("The meeting is on record. Its minutes can be completed."))
        return back

    return pressed(request, done, back)


@require_POST
def renew_agenda(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Add what the plan has gained since."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    meeting_of(plan, key)
    back = address(plan, "meeting", key)

    def done() -> str:
        count = meetings.renew(request.user, key)
        told = ngettext("%(count)s point was added.", "%(count)s points were added.", count)
        messages.success(request, told % {"count": count})
        return back

    return pressed(request, done, back)


@require_POST
def add_point(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """A point of one's own."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    found = meeting_of(plan, key)
    form = PointForm(request.POST, auto_id="point_%s")

    def done() -> str:
        made = meetings.add_point(request.user, key, form.cleaned_data["text"])
        return f"{address(plan, 'meeting', key)}#point-{made.pk}"

    def show(status: int) -> HttpResponse:
        context = details(request.user, plan, found) | {
            "state_kind": KINDS[State(found.state)],
            "point_form": form,
            "guest_form": GuestForm(auto_id="guest_%s"),
            "press": HouseForm(auto_id=False),
        }
        return shown(request, "meeting", context, plan, list_crumb(plan))(status)

    return carry_out(request, form, done, show)


@require_POST
def move_point(
    request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID, point: uuid.UUID
) -> HttpResponse:
    """One place up or down."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    get_object_or_404(meeting_of(plan, key).points, pk=point)
    back = f"{address(plan, 'meeting', key)}#point-{point}"

    def done() -> str:
        meetings.move_point(request.user, key, point, up=request.POST.get("way") == "up")
        return back

    return pressed(request, done, back)


@require_POST
def remove_point(
    request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID, point: uuid.UUID
) -> HttpResponse:
    """Take a point off the agenda."""
    plan = plan_for(request, plan_id, Permission.KEEP_MEETING)
    get_object_or_404(meeting_of(plan, key).points, pk=point)
    back = f"{address(plan, 'meeting', key)}#agenda"

    def done() -> str:
        meetings.remove_point(request.user, key, point)
        return back

    return pressed(request, done, back)


@require_POST
def meeting_document(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Ask for agenda or minutes as PDF in the language of the page."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    found = meeting_of(plan, key)
    return ask_for(request, plan, MINUTES, found.pk, address(plan, "meeting", key))


def ask_for(
    request: HttpRequest, plan: WorkPlan, kind: str, subject: uuid.UUID, back: str
) -> HttpResponse:
    """Ask for a document about a plan or one of its meetings."""
    require(request.user, Permission.REQUEST_DOCUMENT, plan)

    def ask() -> str:
        made = documents.request(
            kind,
            subject=subject,
            recipient=request.user,
            language=translation.get_language() or "en",
        )
        return reverse("document", args=[made.pk])

    return pressed(request, ask, back)
