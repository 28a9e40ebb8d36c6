"""The tree of a plan from its rows, in as many queries for four steps as for four hundred."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from workplans.models import (
    Objective,
    PlanContact,
    PlanLink,
    PlanTopic,
    Product,
    Step,
    StepNeed,
    WorkPlan,
)
from workplans.plans.keeping import read
from workplans.plans.tree import (
    NOBODY,
    Contact,
    Link,
    Located,
    Need,
    ObjectiveLine,
    Outline,
    ProductLine,
    StepLine,
    TopicLine,
    Who,
    letter,
)

__all__ = [
    "Located",
    "ObjectiveLine",
    "Outline",
    "ProductLine",
    "StepLine",
    "TopicLine",
    "Who",
    "outline",
    "read",
]

Rows = dict[UUID | None, list[Any]]


def outline(plan: WorkPlan) -> Outline:
    """The plan as it stands in its tables now."""
    shelf = _Shelf(plan)
    return Outline(
        key=str(plan.pk),
        county=plan.county.name,
        name=plan.name,
        kind=plan.kind,
        state=plan.state,
        site=plan.site.name if plan.site else "",
        starts_on=plan.starts_on,
        dated=plan.dated,
        starter=plan.starter,
        goal=plan.goal,
        populations=tuple(plan.populations),
        contacts=tuple(
            Contact(each.program, each.name, each.phone, each.email)
            for each in PlanContact.objects.filter(plan=plan)
        ),
        links=tuple(map(_link, shelf.links[None])),
        topics=tuple(shelf.topic(each) for each in PlanTopic.objects.filter(plan=plan)),
        version=plan.version,
    )


def _by(rows: Iterable[Any], key: str) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


class _Shelf:
    """All rows of a plan, sorted to where they belong, and the number of each step."""

    def __init__(self, plan: WorkPlan) -> None:
        objectives = list(Objective.objects.filter(plan=plan))
        steps = Step.objects.filter(objective__plan=plan).select_related("lead", "co_lead")
        self.links = _by(PlanLink.objects.filter(plan=plan), "objective_id")
        self.objectives = _by(objectives, "topic_id")
        self.products = _by(Product.objects.filter(objective__plan=plan), "objective_id")
        listed = list(steps)
        self.of_product = _by((each for each in listed if each.product_id), "product_id")
        self.loose = _by((each for each in listed if not each.product_id), "objective_id")
        self.needs = _by(StepNeed.objects.filter(step__objective__plan=plan), "step_id")
        self.numbers_of = {each.pk: each.number for each in objectives}
        self.numbers = dict(self._numbered(objectives))

    def _numbered(self, objectives: Iterable[Objective]) -> Iterator[tuple[UUID, str]]:
        for objective in objectives:
            for place, product in enumerate(self.products[objective.pk]):
                for count, step in enumerate(self.of_product[product.pk], start=1):
                    yield step.pk, f"{objective.number}{letter(place)}{count}"
            for count, step in enumerate(self.loose[objective.pk], start=1):
                yield step.pk, f"{objective.number}.{count}"

    def topic(self, row: PlanTopic) -> TopicLine:
        objectives = tuple(map(self._objective, self.objectives[row.pk]))
        return TopicLine(str(row.pk), row.code, row.title, row.category, objectives)

    def _objective(self, row: Objective) -> ObjectiveLine:
        products = enumerate(self.products[row.pk])
        return ObjectiveLine(
            key=str(row.pk),
            number=row.number,
            statement=row.statement,
            serves_goal=row.serves_goal,
            code=row.code,
            origin=row.origin,
            capacity=row.capacity,
            set_status=row.set_status,
            set_status_note=row.set_status_note,
            products=tuple(
                self._product(f"{row.number}{letter(place)}", each) for place, each in products
            ),
            loose=tuple(map(self._step, self.loose[row.pk])),
            links=tuple(map(_link, self.links[row.pk])),
            version=row.version,
        )

    def _product(self, number: str, row: Product) -> ProductLine:
        return ProductLine(
            key=str(row.pk),
            number=number,
            title=row.title,
            owner=row.owner,
            state=row.state,
            link=row.link,
            shared=row.shared,
            steps=tuple(map(self._step, self.of_product[row.pk])),
            version=row.version,
        )

    def _step(self, row: Step) -> StepLine:
        return StepLine(
            key=str(row.pk),
            number=self.numbers[row.pk],
            text=row.text,
            lead=_who(row.lead, row.lead_words, row.lead_program),
            co_lead=_who(row.co_lead, row.co_lead_words, row.co_lead_program),
            resources=row.resources,
            starts_on=row.starts_on,
            due_on=row.due_on,
            status=row.status,
            reason=row.status_reason,
            status_on=row.status_on,
            comment=row.comment,
            help_title=row.help_title,
            help_link=row.help_link,
            sees=str(row.sees_id or ""),
            sees_number=self.numbers_of.get(row.sees_id) if row.sees_id else None,
            needs=tuple(
                Need(str(each.needs_id), self.numbers.get(each.needs_id, ""))
                for each in self.needs[row.pk]
            ),
            version=row.version,
        )


def _who(user: Any, words: str, program: str) -> Who:
    if user is not None:
        return Who(str(user.pk), str(user), program)
    return Who("", words, program) if words else NOBODY


def _link(row: PlanLink) -> Link:
    return Link(str(row.pk), row.neighbor, row.title, row.link)
