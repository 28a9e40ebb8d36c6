"""Pages above a plan's tables: header and goal, topic areas, links to the county's other plans."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counties.models import Office
from counties.permissions import Permission
from linkages.programs import Program
from workplans.catalogue import choosing
from workplans.models import PlanTopic
from workplans.plans import acts
from workplans.plans.beginning import SIDES
from workplans.plans.carrying import (
    address,
    carry_out,
    page,
    plan_for,
    pressed,
    seen,
    seen_again,
)
from workplans.plans.forms import HeaderForm, LinkForm, TopicsForm
from workplans.plans.heading import remove_topic, shown_contacts
from workplans.plans.outline import outline


@require_http_methods(["GET", "POST"])
def plan_header(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The template's header and its goal."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    draft = f"plan:{plan.pk}"
    names = ("name", "kind", "starts_on", "starter", "goal", "populations")
    initial = {name: getattr(plan, name) for name in names} | {"site": str(plan.site_id or "")}
    contacts = shown_contacts(plan)
    for program, each in contacts.items():
        for name in ("name", "phone", "email"):
            initial[f"{name}_{program}"] = getattr(each, name)
    form = HeaderForm(
        request.POST or None,
        sides=[*SIDES, *({Program.JOINT.value} & contacts.keys())],
        offices=Office.objects.visible_to(request.user).order_by("name"),
        draft_name=draft,
        version=str(plan.version),
        initial=initial,
    )
    form.restore(request.user)
    context = {"form": form, "autosave": reverse("save_draft", args=[draft])}
    show = page(request, "header", context, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        acts.set_header(request.user, plan.pk, form.header(), version=seen(form))
        messages.success(request, _("Header and goal are saved."))
        return address(plan)

    return carry_out(request, form, done, seen_again(form, show, plan))


@require_http_methods(["GET", "POST"])
def plan_topics(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Tick the topic areas of this year."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    catalogue = choosing.current()
    there = list(PlanTopic.objects.filter(plan=plan))
    form = TopicsForm(
        request.POST or None,
        catalogue=catalogue,
        ticked={each.code for each in there},
        version=str(plan.version),
    )
    own = [each for each in there if each.code not in catalogue.topics]
    about = [topic for topic in catalogue.topic_list]
    show = page(request, "topics", {"form": form, "own": own, "about": about}, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        other = form.cleaned_data["other"]
        acts.choose_topics(request.user, plan.pk, form.codes(), other, version=seen(form))
        messages.success(request, _("The topic areas are chosen."))
        return f"{address(plan)}#topics"

    return carry_out(request, form, done, seen_again(form, show, plan))


@require_POST
def drop_topic(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Take an own topic area out again."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    get_object_or_404(PlanTopic, plan=plan, pk=key)

    def done() -> str:
        remove_topic(request.user, plan.pk, key)
        return address(plan, "plan_topics")

    return pressed(request, done, address(plan, "plan_topics"))


@require_http_methods(["GET", "POST"])
def plan_links(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Links to the county's other plans: those there are, and one more."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)
    tree = outline(plan)
    objectives = [(each.key, f"{each.number} {each.statement}") for each in tree.objectives]
    chosen = request.GET.get("objective", "")
    form = LinkForm(request.POST or None, objectives=objectives, chosen=chosen)
    show = page(request, "links", {"form": form, "tree": tree}, plan)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        given = form.cleaned_data
        acts.link(
            request.user,
            plan.pk,
            neighbor=given["neighbor"],
            title=given["title"],
            url=given["link"],
            objective=uuid.UUID(given["objective"]) if given["objective"] else None,
        )
        messages.success(request, _("The link is there."))
        return address(plan, "plan_links")

    return carry_out(request, form, done, show)


@require_POST
def drop_link(request: HttpRequest, plan_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Take a link away."""
    plan = plan_for(request, plan_id, Permission.EDIT_PLAN)

    def done() -> str:
        acts.unlink(request.user, plan.pk, key)
        return address(plan, "plan_links")

    return pressed(request, done, address(plan, "plan_links"))
