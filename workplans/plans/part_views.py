"""Pages on which objectives, products and steps are written, moved and removed."""

import uuid
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counties.permissions import Permission
from linkages.forms import HouseForm
from workplans.catalogue import choosing
from workplans.models import Objective, PlanTopic, Product, Step, WorkPlan
from workplans.plans import acts, staff
from workplans.plans.carrying import (
    address,
    carry_out,
    page,
    plan_for,
    pressed,
    seen,
    seen_again,
)
from workplans.plans.outline import outline
from workplans.plans.part_forms import ObjectiveForm, ProductForm, StepForm
from workplans.plans.writing import PARTS


@require_http_methods(["GET", "POST"])
def add_objective(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Objectives of the catalogue, by topic area; one of them is copied by its button."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    catalogue = choosing.current()
    if request.method == "POST":
        code = request.POST.get("code", "")
        if code not in catalogue.objectives:
            return redirect("workplans:add_objective", plan.pk)

        def done() -> str:
            made = acts.add_objective(request.user, plan.pk, code=code)
            messages.success(request, _("The objective is in the plan, as text of your own."))
            return f"{address(plan)}#objective-{made.pk}"

        return pressed(request, done, address(plan, "add_objective"))
    tree = outline(plan)
    ticked = {topic.code for topic in tree.topics}
    topics = sorted(catalogue.topic_list, key=lambda topic: topic.code not in ticked)
    context = {
        "form": HouseForm(),
        "catalogue": catalogue,
        "topics": topics,
        "ticked": ticked,
        "there": {each.code for each in tree.objectives},
        "own_topics": tree.topics,
    }
    return page(request, "catalogue", context, plan)(200)


@require_http_methods(["GET", "POST"])
def own_objective(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """An objective in the county's own words, in one of the plan's topic areas."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    topic = get_object_or_404(PlanTopic, plan=plan, pk=key)
    form = ObjectiveForm(request.POST or None, draft_name=f"plan-objective:{topic.pk}")
    heading = _("An objective for %(topic)s") % {"topic": topic.title}

    def done() -> str:
        made = acts.add_objective(request.user, plan.pk, what=form.written(), topic_id=topic.pk)
        return f"{address(plan)}#objective-{made.pk}"

    return _written(request, plan, form, heading, done)


@require_http_methods(["GET", "POST"])
def objective(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Change an objective."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    part = get_object_or_404(Objective, plan=plan, pk=key)
    form = ObjectiveForm(
        request.POST or None,
        initial={name: getattr(part, name) for name in ("statement", "serves_goal", "capacity")},
        draft_name=f"plan-objective:{part.pk}",
        version=str(part.version),
    )

    def done() -> str:
        acts.change_objective(request.user, plan.pk, part.pk, form.written(), version=seen(form))
        return f"{address(plan)}#objective-{part.pk}"

    heading = _("Objective %(number)s") % {"number": part.number}
    return _written(request, plan, form, heading, done, part, "objective")


@require_http_methods(["GET", "POST"])
def add_product(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Another product of an objective."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    owner = get_object_or_404(Objective, plan=plan, pk=key)
    form = ProductForm(request.POST or None, initial={"state": Product.State.PLANNED})

    def done() -> str:
        acts.add_product(request.user, plan.pk, owner.pk, form.written())
        return f"{address(plan)}#objective-{owner.pk}"

    heading = _("A product of objective %(number)s") % {"number": owner.number}
    return _written(request, plan, form, heading, done)


@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Change a product."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    part = get_object_or_404(Product, objective__plan=plan, pk=key)
    names = ("title", "owner", "state", "link", "shared")
    form = ProductForm(
        request.POST or None,
        initial={name: getattr(part, name) for name in names},
        version=str(part.version),
    )

    def done() -> str:
        acts.change_product(request.user, plan.pk, part.pk, form.written(), version=seen(form))
        return f"{address(plan)}#objective-{part.objective_id}"

    return _written(request, plan, form, _("Product"), done, part, "product")


@require_http_methods(["GET", "POST"])
def add_step(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Another step towards an objective."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    tree = outline(plan)
    owner = tree.objective(str(key))
    if owner is None:
        raise Http404
    last = owner.products[-1].key if owner.products else ""
    form = StepForm(
        request.POST or None,
        tree=tree,
        objective=owner,
        people=staff.leads(request.user),
        initial={"product": last},
        draft_name=f"plan-step:{key}",
    )

    def done() -> str:
        made = acts.add_step(request.user, plan.pk, key, form.written())
        return f"{address(plan)}#step-{made.pk}"

    heading = _("A step towards objective %(number)s") % {"number": owner.number}
    return _written(request, plan, form, heading, done)


@require_http_methods(["GET", "POST"])
def change_step(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Change a step, all but how far it is."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    tree = outline(plan)
    found = tree.by_step.get(str(key))
    if found is None:
        raise Http404
    part = Step.objects.get(pk=key)
    line = asdict(found.step)
    # The step's own id is no key of a form: a second change would be taken for the first.
    names = [name for name in StepForm.base_fields if name not in HouseForm.base_fields]
    initial = {name: line[name] for name in names if name in line} | {
        "product": found.product.key if found.product else "",
        "needs": [need.key for need in found.step.needs],
    }
    known = staff.leads(request.user)
    for name in ("lead", "co_lead"):
        who = getattr(found.step, name)
        # Left to the list, the program follows when somebody else takes the step over.
        listed = who.key in known and known[who.key].program == who.program
        initial |= {
            name: who.key,
            f"{name}_words": "" if who.key else who.words,
            f"{name}_program": "" if listed else who.program,
        }
    form = StepForm(
        request.POST or None,
        tree=tree,
        objective=found.objective,
        people=staff.with_holders(known, (found.step.lead, found.step.co_lead)),
        own=str(key),
        initial=initial,
        draft_name=f"plan-step:{key}",
        version=str(part.version),
    )

    def done() -> str:
        acts.change_step(request.user, plan.pk, key, form.written(), version=seen(form))
        return f"{address(plan)}#step-{key}"

    heading = _("Step %(number)s") % {"number": found.step.number}
    return _written(request, plan, form, heading, done, part, "step")


def _written(
    request: HttpRequest,
    plan: WorkPlan,
    form: HouseForm,
    heading: str,
    act: Any,
    part: Any = None,
    kind: str = "",
) -> HttpResponse:
    """A page with one form about one part; for a part that is there, also the way to remove it."""
    form.restore(request.user)
    context = {
        "form": form,
        "heading": heading,
        "part": part,
        "kind": kind,
        "autosave": reverse("save_draft", args=[form.draft_name]) if form.draft_name else "",
    }
    show = page(request, "part", context, plan)
    if request.method == "GET":
        return show(200)
    return carry_out(request, form, act, seen_again(form, show, part) if part else show)


@require_http_methods(["GET", "POST"])
def remove_part(
    request: HttpRequest, plan_id: uuid.UUID, kind: str, key: uuid.UUID
) -> HttpResponse:
    """Ask before a part is taken out, then take it out."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    if kind not in PARTS:
        raise Http404
    owner = {"plan": plan} if kind == "objective" else {"objective__plan": plan}
    part = get_object_or_404(PARTS[kind], pk=key, **owner)
    form = HouseForm(request.POST or None, version=str(part.version))
    context = {"form": form, "part": part, "kind": kind, "cancel_url": address(plan)}
    show = page(request, "remove", context, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        acts.remove(request.user, plan.pk, kind, part.pk, version=seen(form))
        messages.success(request, _("It is taken out of the plan."))
        return address(plan)

    return carry_out(request, form, done, seen_again(form, show, part))


@require_POST
def arrange(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """One part one place up or down: `move` is "up step <id>"."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    way, _space, rest = request.POST.get("move", "").partition(" ")
    kind, _space, text = rest.partition(" ")
    try:
        key = uuid.UUID(text)
    except ValueError:
        return redirect(f"{address(plan)}?arrange")
    if way not in ("up", "down") or kind not in PARTS:
        raise Http404
    owner = {"plan": plan} if kind == "objective" else {"objective__plan": plan}
    get_object_or_404(PARTS[kind], pk=key, **owner)
    back = f"{address(plan)}?arrange#{kind}-{key}"

    def done() -> str:
        acts.move(request.user, plan.pk, kind, key, up=way == "up")
        return back

    return pressed(request, done, back)
