"""The log of decisions and the log of actions: searched, filtered, taken out as tables."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from counties.permissions import Permission
from linkages.exports import MOST_ROWS, TooManyRows, csv_file
from workplans.models import Action, TeamDecision, WorkPlan
from workplans.plans.carrying import address, plan_for
from workplans.running.forms import LogFilter
from workplans.running.meeting_views import shown
from workplans.running.meetings import OPEN_ACTION, who_of

PAGE = 50
DECISION_COLUMNS = [
    gettext_lazy("Day"), gettext_lazy("Decision"), gettext_lazy("Meeting"),
    gettext_lazy("Written down by"),
]  # fmt: skip
ACTION_COLUMNS = [
    gettext_lazy("Action"), gettext_lazy("Who"), gettext_lazy("Due"),
    gettext_lazy("What came of it"), gettext_lazy("Meeting"),
]  # fmt: skip


def state_of(action: Action) -> tuple[str, str]:
    """(kind of mark, words) of what came of an action."""
    if action.step_id:
        return "good", _("Became a step")
    if action.done_on:
        return "good", _("Done")
    if action.dropped_reason:
        return "closed", _("Dropped")
    return "waiting", _("Still open")


def _decisions(request: HttpRequest, plan: WorkPlan) -> tuple[LogFilter, QuerySet[TeamDecision]]:
    form = LogFilter(request.GET)
    del form.fields["state"]
    given = form.chosen()
    rows = TeamDecision.objects.filter(meeting__plan=plan).select_related("meeting", "by")
    if given["words"]:
        rows = rows.filter(text__icontains=given["words"])
    if given["since"]:
        rows = rows.filter(meeting__on__gte=given["since"])
    if given["until"]:
        rows = rows.filter(meeting__on__lte=given["until"])
    return form, rows.order_by("-meeting__on", "-at", "pk")


def _actions(request: HttpRequest, plan: WorkPlan) -> tuple[LogFilter, QuerySet[Action]]:
    form = LogFilter(request.GET)
    given = form.chosen()
    rows = Action.objects.filter(meeting__plan=plan).select_related("meeting", "lead")
    if given["words"]:
        rows = rows.filter(text__icontains=given["words"])
    if given["since"]:
        rows = rows.filter(meeting__on__gte=given["since"])
    if given["until"]:
        rows = rows.filter(meeting__on__lte=given["until"])
    if given["state"] == "open":
        rows = rows.filter(OPEN_ACTION)
    elif given["state"] == "done":
        rows = rows.filter(done_on__isnull=False)
    elif given["state"] == "dropped":
        rows = rows.exclude(dropped_reason="")
    elif given["state"] == "step":
        rows = rows.filter(step__isnull=False)
    return form, rows.order_by("-meeting__on", "due_on", "pk")


def _page(request: HttpRequest, form: LogFilter, rows: QuerySet[Any]) -> dict[str, Any]:
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "filters": form,
        "filtered": any(form.chosen().values()),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "query": f"?{kept.urlencode()}" if kept else "",
    }


@require_GET
def decision_log(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """What the team decided, latest first."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    form, rows = _decisions(request, plan)
    context = _page(request, form, rows) | {"columns": DECISION_COLUMNS}
    return shown(request, "decisions", context, plan)(200)


@require_GET
def decision_file(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The log of decisions as a table."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    _form, rows = _decisions(request, plan)

    def lines() -> Iterator[list[str]]:
        for each in rows[: MOST_ROWS + 1]:
            yield [each.meeting.on.isoformat(), each.text, each.meeting.title, str(each.by)]

    return _file(request, "decisions", DECISION_COLUMNS, lines(), plan)


@require_GET
def action_log(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """What was promised, latest meeting first."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    form, rows = _actions(request, plan)
    found = _page(request, form, rows)
    context = found | {
        "columns": ACTION_COLUMNS,
        "rows": [(each, who_of(each), state_of(each)) for each in found["page"]],
    }
    return shown(request, "actions", context, plan)(200)


@require_GET
def action_file(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The log of actions as a table."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    _form, rows = _actions(request, plan)

    def lines() -> Iterator[list[str]]:
        for each in rows[: MOST_ROWS + 1]:
            due = each.due_on.isoformat() if each.due_on else ""
            day = each.done_on.isoformat() if each.done_on else each.dropped_reason
            told = " ".join(part for part in (state_of(each)[1], day) if part)
            yield [each.text, who_of(each), due, told, each.meeting.on.isoformat()]

    return _file(request, "actions", ACTION_COLUMNS, lines(), plan)


def _file(
    request: HttpRequest, kind: str, columns: list[Any], lines: Iterator[list[str]], plan: WorkPlan
) -> HttpResponse:
    try:
        header = [str(column) for column in columns]
        return csv_file(f"plan-{kind}", header, lines, subjects={plan.pk})
    except TooManyRows:
        messages.warning(request, _("A table takes up to 499 rows. Choose a shorter time."))
        return redirect(address(plan, kind))
