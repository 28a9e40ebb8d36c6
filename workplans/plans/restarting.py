"""Starting again from a closed plan: which of its objectives and steps come along."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workplans.catalogue import choosing
from workplans.models import Objective, PlanLink, Product, Status, Step, StepNeed, WorkPlan
from workplans.plans.beginning import Beginning, begin, tick
from workplans.plans.heading import add_own_topic
from workplans.plans.holding import Key, changed
from workplans.plans.meanwhile import gone_leads
from workplans.plans.numbering import renumber
from workplans.plans.outline import outline
from workplans.plans.scope import plans_visible_to
from workplans.plans.tree import (
    Link,
    Located,
    ObjectiveLine,
    Outline,
    ProductLine,
    StepLine,
    TopicLine,
    Who,
)

LONGEST_COMMENT = 1000


@dataclass(frozen=True, slots=True)
class Taking:
    """What to take over: objectives by id, and steps of them by how far they were.

    Dates move by as many days as the new plan begins after the old one. Steps that were done come
    along as done, so that everybody sees what stands already. The lead of an open step stays open
    where whoever led it is here no more, and its comment names them.
    """

    name: str
    starts_on: date
    objectives: frozenset[str]
    statuses: frozenset[str]


@transaction.atomic
def restart(user: Any, plan_id: Key, taking: Taking) -> WorkPlan:
    """A draft of renovation from an earlier plan."""
    old = plans_visible_to(user).get(pk=plan_id)
    was = outline(old)
    what = Beginning(
        taking.name, WorkPlan.Kind.RENOVATION, taking.starts_on, site=old.site, restarts=old
    )
    plan = begin(user, what)
    plan.starter, plan.goal, plan.populations = old.starter, old.goal, list(old.populations)
    plan.save(update_fields=["starter", "goal", "populations"])
    _Copy(plan, was, taking, frozenset(gone_leads(user, was))).make()
    renumber(plan)
    changed(plan)
    return plan


class _Copy:
    """The parts of an old plan that come along, written into a new one."""

    def __init__(self, plan: WorkPlan, was: Outline, taking: Taking, gone: frozenset[str]) -> None:
        self.plan, self.was, self.taking, self.gone = plan, was, taking, gone
        self.moved = taking.starts_on - was.starts_on
        self.steps: dict[str, Step] = {}
        self.objectives: dict[str, Objective] = {}
        self.products: dict[str, Product] = {}
        self.catalogue = choosing.current()

    def make(self) -> None:
        for topic in self.was.topics:
            chosen = [each for each in topic.objectives if each.key in self.taking.objectives]
            if chosen:
                self._topic(topic, chosen)
        located = [each for each in self.was.located if self._comes(each)]
        Step.objects.bulk_create(self._step(each) for each in located)
        StepNeed.objects.bulk_create(
            StepNeed(
                county_id=self.plan.county_id,
                step=self.steps[each.step.key],
                needs=self.steps[need.key],
            )
            for each in located
            for need in each.step.needs
            if need.key in self.steps
        )
        PlanLink.objects.bulk_create(self._link(each) for each in self.was.links)
        PlanLink.objects.bulk_create(
            self._link(each, self.objectives[objective.key])
            for objective in self.was.objectives
            if objective.key in self.objectives
            for each in objective.links
        )

    def _link(self, was: Link, objective: Objective | None = None) -> PlanLink:
        return PlanLink(
            county_id=self.plan.county_id,
            plan=self.plan,
            objective=objective,
            neighbor=was.neighbor,
            title=was.title,
            link=was.link,
        )

    def _comes(self, each: Located) -> bool:
        return (
            each.objective.key in self.taking.objectives
            and each.step.status in self.taking.statuses
        )

    def _topic(self, topic: TopicLine, chosen: list[ObjectiveLine]) -> None:
        if topic.code in self.catalogue.topics:
            made = tick(self.plan, [topic.code], self.catalogue)[0]
        else:
            made = add_own_topic(self.plan, topic.title)
        for each in chosen:
            objective = Objective.objects.create(
                county_id=self.plan.county_id,
                plan=self.plan,
                topic=made,
                number=len(self.objectives) + 1,
                statement=each.statement,
                serves_goal=each.serves_goal,
                code=each.code,
                origin=each.origin,
                capacity=each.capacity,
            )
            self.objectives[each.key] = objective
            for place, product in enumerate(each.products, start=1):
                self.products[product.key] = self._product(objective, product, place)

    def _product(self, objective: Objective, was: ProductLine, place: int) -> Product:
        return Product.objects.create(
            county_id=self.plan.county_id,
            objective=objective,
            order=place,
            title=was.title,
            owner=was.owner,
            state=was.state,
            link=was.link,
            shared=was.shared,
        )

    def _step(self, each: Located) -> Step:
        was: StepLine = each.step
        over = was.status in (Status.DONE, Status.DROPPED)
        moved = timedelta() if over else self.moved
        self.steps[was.key] = Step(
            county_id=self.plan.county_id,
            objective=self.objectives[each.objective.key],
            product=self.products[each.product.key] if each.product else None,
            order=len(self.steps) + 1,
            text=was.text,
            **self._still_here(was.lead, over=over).columns("lead"),
            **self._still_here(was.co_lead, over=over).columns("co_lead"),
            resources=was.resources,
            starts_on=was.starts_on + moved if was.starts_on else None,
            due_on=was.due_on + moved if was.due_on else None,
            status=was.status if over else Status.NOT_STARTED,
            status_reason=was.reason if over else "",
            status_on=was.status_on if over else None,
            comment=was.comment if over else self._comment(was),
            help_title=was.help_title,
            help_link=was.help_link,
            sees=self.objectives.get(was.sees),
        )
        return self.steps[was.key]

    def _still_here(self, who: Who, *, over: bool) -> Who:
        """Whoever left leads nothing that is still to do; their program goes on."""
        return who if over or who.key not in self.gone else Who(program=who.program)

    def _comment(self, was: StepLine) -> str:
        """What blocked an open step, or was said of it, and who led it and is here no more."""
        said = was.reason if was.status == Status.BLOCKED else was.comment
        left = [who.words for who in (was.lead, was.co_lead) if who.key in self.gone]
        if left:
            told = _("Led before by %(names)s, no longer here.") % {"names": ", ".join(left)}
            said = f"{told} {said}".strip()
        return said[:LONGEST_COMMENT]
