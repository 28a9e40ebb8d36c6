"""Board, table and timeline: three ways to look at the same plan."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from counties.permissions import Permission
from linkages.calendar import today
from linkages.exports import TooManyRows, csv_file
from linkages.programs import Program
from linkages.uswds import Column
from workplans.models import Status
from workplans.plans import timeline
from workplans.plans.carrying import address, page, plan_for
from workplans.plans.outline import outline
from workplans.plans.tree import Located, Outline, Who

ALL = ""
OVERDUE = "overdue"
NAMELESS = uuid.UUID("3f0d7a52-9f0e-4a35-8f8b-6a1f4a6a7d41")
TABLE_COLUMNS = [
    Column(gettext_lazy("No."), key="number"),
    gettext_lazy("Step"),
    Column(gettext_lazy("Topic area"), key="topic"),
    Column(gettext_lazy("Lead"), key="lead"),
    gettext_lazy("Co-lead"),
    Column(gettext_lazy("Due"), key="due"),
    Column(gettext_lazy("Status"), key="status"),
]
FILE_COLUMNS = [
    gettext_lazy("No."),
    gettext_lazy("Topic area"),
    gettext_lazy("Objective"),
    gettext_lazy("Product"),
    gettext_lazy("Step"),
    gettext_lazy("Lead"),
    gettext_lazy("Program of the lead"),
    gettext_lazy("Co-lead"),
    gettext_lazy("Program of the co-lead"),
    gettext_lazy("Resources"),
    gettext_lazy("Start"),
    gettext_lazy("Due"),
    gettext_lazy("Status"),
    gettext_lazy("Reason"),
    gettext_lazy("Comments"),
]
TIMELINE_COLUMNS = [
    gettext_lazy("Objective"),
    gettext_lazy("Start"),
    gettext_lazy("Due"),
    Column(gettext_lazy("Steps done"), numeric=True),
    gettext_lazy("Status"),
]


class LookForm(forms.Form):
    """Part of a plan's steps."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[
            (ALL, gettext_lazy("All")),
            (OVERDUE, gettext_lazy("Overdue")),
            *Status.choices,
        ],
    )
    topic = forms.ChoiceField(label=gettext_lazy("Topic area"), required=False)
    lead = forms.ChoiceField(label=gettext_lazy("Lead or co-lead"), required=False)
    program = forms.ChoiceField(
        label=gettext_lazy("Program"),
        required=False,
        choices=[(ALL, gettext_lazy("All")), *Program.choices],
    )

    def __init__(self, *args: Any, tree: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [(ALL, _("All"))]
        people = {who for step in tree.steps for who in (step.lead, step.co_lead) if who}
        names = {_sign(who): who.words for who in people}
        by_name = sorted(names.items(), key=lambda each: each[1])
        self.fields["lead"].choices = [*everybody, *by_name]
        topics = [(topic.key, topic.title) for topic in tree.topics]
        self.fields["topic"].choices = [*everybody, *topics]

    def chosen(self, tree: Outline) -> list[Located]:
        """The steps that fit; whatever cannot be read counts as not chosen."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) or ALL for name in self.fields}
        return [each for each in tree.located if _fits(each, given)]


def _sign(who: Who) -> str:
    """What stands for somebody in an address, where no name may stand."""
    return who.key or uuid.uuid5(NAMELESS, who.words).hex if who else ""


def _fits(each: Located, given: dict[str, str]) -> bool:
    step = each.step
    late = given["status"] == OVERDUE
    return (
        (late or given["status"] in (ALL, step.status))
        and (not late or step.is_overdue())
        and given["topic"] in (ALL, each.topic.key)
        and given["lead"] in (ALL, _sign(step.lead), _sign(step.co_lead))
        and given["program"] in (ALL, step.lead.program, step.co_lead.program)
    )


def _sorted(found: list[Located], key: str) -> list[Located]:
    """By a column, `-key` backwards; rows without a day last. Unknown keys: order of print."""
    ways = {
        "topic": lambda each: each.topic.title,
        "lead": lambda each: (not each.step.lead, each.step.lead.words),
        "due": lambda each: (each.step.due_on is None, str(each.step.due_on or "")),
        "status": lambda each: Status.values.index(each.step.status),
    }
    way = ways.get(key.lstrip("-"))
    listed = sorted(found, key=way) if way else list(found)
    return listed[::-1] if key.startswith("-") else listed


def _looked(
    request: HttpRequest, plan_id: uuid.UUID
) -> tuple[Any, Outline, LookForm, list[Located]]:
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    tree = outline(plan)
    form = LookForm(request.GET, tree=tree)
    return plan, tree, form, form.chosen(tree)


def _context(request: HttpRequest, plan: Any, tree: Outline, form: LookForm) -> dict[str, Any]:
    kept = request.GET.urlencode()
    return {
        "tree": tree,
        "filters": form,
        "base": address(plan),
        "query": f"?{kept}" if kept else "",
    }


@require_GET
def board(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Steps in a column for each status."""
    plan, tree, form, found = _looked(request, plan_id)
    columns = [
        {
            "status": status,
            "steps": [each for each in found if each.step.status == status],
        }
        for status in Status.values
    ]
    context = _context(request, plan, tree, form) | {"board": columns}
    return page(request, "board", context, plan)(200)


@require_GET
def table(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Steps as a table that sorts and filters."""
    plan, tree, form, found = _looked(request, plan_id)
    context = _context(request, plan, tree, form) | {
        "rows": _sorted(found, request.GET.get("sort", "")),
        "columns": TABLE_COLUMNS,
    }
    return page(request, "table", context, plan)(200)


@require_GET
def table_file(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The same steps as a table to take out."""
    plan, _tree, _form, found = _looked(request, plan_id)
    header = [str(column) for column in FILE_COLUMNS]
    try:
        listed = _sorted(found, request.GET.get("sort", ""))
        return csv_file("work-plan", header, map(_file_row, listed), subjects={plan.pk})
    except TooManyRows:
        messages.warning(request, _("A table takes up to 499 rows. Choose fewer steps."))
        return redirect("workplans:plan_table", plan.pk)


def _file_row(each: Located) -> list[str]:
    step = each.step
    return [
        step.number,
        each.topic.title,
        f"{each.objective.number} {each.objective.statement}",
        f"{each.product.number} {each.product.title}" if each.product else "",
        step.text,
        step.lead.words,
        step.lead.program,
        step.co_lead.words,
        step.co_lead.program,
        step.resources,
        step.starts_on.isoformat() if step.starts_on else "",
        step.due_on.isoformat() if step.due_on else "",
        step.status_words,
        step.reason,
        step.comment,
    ]


@require_GET
def plan_timeline(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Objectives over twelve months, drawn and as a table."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    tree = outline(plan)
    listed = timeline.spans(tree)
    context = {
        "tree": tree,
        "base": address(plan),
        "spans": listed,
        "drawing": timeline.drawn(tree, listed, today()),
        "columns": TIMELINE_COLUMNS,
    }
    return page(request, "timeline", context, plan)(200)
