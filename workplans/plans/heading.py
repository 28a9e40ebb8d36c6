"""What stands above a plan's tables: header, goal, topic areas, links to other plans."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from counties.models import Office
from linkages.calendar import today
from workplans.catalogue import choosing
from workplans.models import Objective, PlanContact, PlanLink, PlanTopic, WorkPlan
from workplans.plans.beginning import OTHER, tick
from workplans.plans.holding import Key, NotAllowed, changed, save, to_write, unchanged
from workplans.plans.numbering import renumber
from workplans.plans.populations import beginning_of_goal
from workplans.plans.tree import Contact

# Own topic areas stand after those of the catalogue.
LAST = 900


@dataclass(frozen=True, slots=True)
class Header:
    """The template's header and its step 1."""

    name: str
    kind: str
    starts_on: date
    site: Office | None
    starter: str
    goal: str
    populations: tuple[str, ...]
    contacts: tuple[Contact, ...]


@transaction.atomic
def set_header(user: Any, plan_id: Key, header: Header, *, version: int | None = None) -> WorkPlan:
    """Put down header and goal; a goal left empty begins as its starter has it. Raises Stale."""
    plan = to_write(user, plan_id)
    unchanged(plan, version, plan.goal)
    for name in ("name", "kind", "starts_on", "site", "starter", "goal"):
        setattr(plan, name, getattr(header, name))
    plan.populations = list(header.populations)
    plan.goal = plan.goal.strip() or beginning_of_goal(plan)
    plan.dated = today()
    save(plan, "name", "kind", "starts_on", "site", "starter", "goal", "populations", "dated")
    asked = {each.program for each in header.contacts}
    there = [each.pk for program, each in shown_contacts(plan).items() if program in asked]
    PlanContact.objects.filter(pk__in=there).delete()
    PlanContact.objects.bulk_create(
        PlanContact(
            county_id=plan.county_id,
            plan=plan,
            program=each.program,
            name=each.name,
            phone=each.phone,
            email=each.email,
        )
        for each in header.contacts
        if each.name
    )
    changed(plan)
    return plan


def shown_contacts(plan: WorkPlan) -> dict[str, PlanContact]:
    """Program -> the contact that the header's form shows. A file may have given a second one for
    a program, or one for both: whom the form does not show, it does not take away."""
    found: dict[str, PlanContact] = {}
    for each in PlanContact.objects.filter(plan=plan):
        found.setdefault(each.program, each)
    return found


@transaction.atomic
def choose_topics(
    user: Any,
    plan_id: Key,
    codes: Collection[str],
    other: str = "",
    *,
    version: int | None = None,
) -> WorkPlan:
    """Tick exactly these topic areas of the catalogue, and add one of one's own by its title.
    What an earlier edition of the catalogue knew and this one does not stays as it is.

    A topic area that holds objectives cannot be unticked: NotAllowed names it. Raises Stale.
    """
    plan = to_write(user, plan_id)
    unchanged(plan, version)
    catalogue = choosing.current()
    there = {each.code: each for each in PlanTopic.objects.filter(plan=plan).exclude(code=OTHER)}
    gone = [each for code, each in there.items() if code in catalogue.topics and code not in codes]
    full = set(Objective.objects.filter(topic__in=gone).values_list("topic_id", flat=True))
    if held := [each.title for each in gone if each.pk in full]:
        raise NotAllowed(
            _("There are objectives in: %(topics)s. Remove them first.")
            % {"topics": "; ".join(held)}
        )
    PlanTopic.objects.filter(pk__in=[each.pk for each in gone]).delete()
    tick(
        plan, [code for code in catalogue.topics if code in codes and code not in there], catalogue
    )
    if other:
        add_own_topic(plan, other)
    save(plan)
    changed(plan)
    return plan


def add_own_topic(plan: WorkPlan, title: str) -> PlanTopic:
    """A topic area under "Other", in the county's own words; the one it has by that title."""
    own = PlanTopic.objects.filter(plan=plan, code=OTHER)
    if found := own.filter(title=title).first():
        return found
    last = own.aggregate(last=Max("order"))["last"] or LAST
    return PlanTopic.objects.create(
        county_id=plan.county_id, plan=plan, code=OTHER, title=title, order=last + 1
    )


@transaction.atomic
def remove_topic(user: Any, plan_id: Key, topic_id: Key) -> None:
    """Take an own topic area out again, when it is empty."""
    plan = to_write(user, plan_id)
    topic = PlanTopic.objects.get(plan=plan, pk=topic_id)
    if topic.objectives.exists():
        raise NotAllowed(
            _("There are objectives in: %(topics)s. Remove them first.") % {"topics": topic.title}
        )
    topic.delete()
    renumber(plan)
    save(plan)
    changed(plan)


@transaction.atomic
def link(
    user: Any, plan_id: Key, *, neighbor: str, title: str, url: str = "", objective: Any = None
) -> PlanLink:
    """Say that the plan, or one objective of it, serves another plan of the county."""
    plan = to_write(user, plan_id)
    if objective is not None:
        objective = Objective.objects.get(plan=plan, pk=objective)
    made = PlanLink.objects.create(
        county_id=plan.county_id,
        plan=plan,
        objective=objective,
        neighbor=neighbor,
        title=title,
        link=url,
    )
    changed(plan, made)
    return made


@transaction.atomic
def unlink(user: Any, plan_id: Key, link_id: Key) -> None:
    """Take such a link away again."""
    plan = to_write(user, plan_id)
    PlanLink.objects.filter(plan=plan, pk=link_id).delete()
    changed(plan)
