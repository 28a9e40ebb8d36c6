"""Starting again after a lull: what changed meanwhile, and what comes along into a new plan."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from counties.permissions import Permission
from linkages.calendar import months_after, today
from linkages.forms import HouseForm
from workplans.models import Status
from workplans.plans import acts, pages
from workplans.plans.carrying import address, carry_out, page, plan_for
from workplans.plans.forms import day
from workplans.plans.meanwhile import left, meanwhile
from workplans.plans.outline import outline
from workplans.plans.tree import Outline

OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.BLOCKED)


class RestartForm(HouseForm):
    """What comes along from an earlier plan."""

    name = forms.CharField(label=gettext_lazy("Name of the new plan"), max_length=120)
    starts_on = day(
        gettext_lazy("Twelve months from"),
        gettext_lazy("Days of open steps move by as much as the new plan begins later."),
        required=True,
    )
    statuses = forms.MultipleChoiceField(
        label=gettext_lazy("Steps to take over"),
        choices=[
            ("open", gettext_lazy("Open steps, to be begun again")),
            (Status.DONE.value, gettext_lazy("Steps that were done, as done")),
            (Status.DROPPED.value, gettext_lazy("Steps that were dropped, as dropped")),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=["open"],
    )
    objectives = forms.MultipleChoiceField(
        label=gettext_lazy("Objectives to take over"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, tree: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objectives"].choices = [
            (each.key, f"{each.number} {each.statement} ({each.status_words})")
            for each in tree.objectives
        ]
        self.fields["objectives"].initial = [
            each.key for each in tree.objectives if each.status not in ("done", "dropped")
        ]

    def taking(self) -> acts.Taking:
        """What was chosen."""
        given = self.cleaned_data
        chosen = {each for each in given["statuses"] if each != "open"}
        if "open" in given["statuses"]:
            chosen |= {str(each) for each in OPEN}
        return acts.Taking(
            given["name"], given["starts_on"], frozenset(given["objectives"]), frozenset(chosen)
        )


@require_GET
def plan_meanwhile(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """What changed since, told to somebody who has never seen the plan."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    tree = outline(plan)
    context = {
        "tree": tree,
        "base": address(plan),
        "seen": meanwhile(request.user, plan, tree),
        "counts": [(Status(code).label, count) for code, count in tree.counts().items()],
        "restarts": pages.may_restart(request.user, plan),
    }
    return page(request, "meanwhile", context, plan)(200)


@require_http_methods(["GET", "POST"])
def restart(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Choose what comes along from an earlier plan."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    tree = outline(plan)
    start = max(months_after(plan.starts_on, 12), today().replace(day=1))
    form = RestartForm(
        request.POST or None,
        tree=tree,
        initial={"name": _("%(name)s, again") % {"name": plan.name[:100]}, "starts_on": start},
    )
    context = {"form": form, "tree": tree, "left": left(request.user, tree)}
    show = page(request, "restart", context, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        made = acts.restart(request.user, plan.pk, form.taking())
        messages.success(request, _("A draft is begun from the earlier plan."))
        return address(made)

    return carry_out(request, form, done, show)
