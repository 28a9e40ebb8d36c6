"""Writing the parts of a frozen edition into a plan's tables again."""

import uuid
from typing import Any

from counties.models import Office
from workplans.catalogue import choosing
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
from workplans.plans.heading import LAST
from workplans.plans.holding import save
from workplans.plans.tree import ObjectiveLine, Outline, StepLine, TopicLine

HEADER = ("name", "kind", "starts_on", "dated", "starter", "goal")


class PutBack:
    """The parts of a plan as `held` has them, touching what differs only. How far steps are stays
    as it was reported since."""

    def __init__(self, plan: WorkPlan, held: Outline) -> None:
        self.plan, self.held = plan, held
        self.county = plan.county_id

    def put(self) -> None:
        self._header()
        for topic in self.held.topics:
            self._topic(topic)
        self._more_objectives()
        for topic in self.held.topics:
            for each in topic.objectives:
                self._objective(uuid.UUID(topic.key), each)
        for each in self.held.objectives:
            for product in each.products:
                self._steps(each, product.steps, uuid.UUID(product.key))
            self._steps(each, each.loose, None)
        self._needs()
        self._links()
        kept = [topic.key for topic in self.held.topics]
        PlanTopic.objects.filter(plan=self.plan, objectives=None).exclude(pk__in=kept).delete()

    def _header(self) -> None:
        plan, held = self.plan, self.held
        for name in HEADER:
            setattr(plan, name, getattr(held, name))
        plan.populations = list(held.populations)
        site = Office.objects.filter(county=self.county, name=held.site).first()
        # An office that was renamed since is still the one.
        plan.site = site or (plan.site if held.site else None)
        save(plan, *HEADER, "populations", "site")
        there = PlanContact.objects.filter(plan=plan)
        if [(each.program, each.name, each.phone, each.email) for each in there] != [
            (each.program, each.name, each.phone, each.email) for each in held.contacts
        ]:
            there.delete()
            PlanContact.objects.bulk_create(
                PlanContact(
                    county_id=self.county,
                    plan=plan,
                    program=each.program,
                    name=each.name,
                    phone=each.phone,
                    email=each.email,
                )
                for each in held.contacts
            )

    def _topic(self, topic: TopicLine) -> None:
        codes = list(choosing.current().topics)
        place = codes.index(topic.code) if topic.code in codes else LAST
        PlanTopic.objects.get_or_create(
            pk=topic.key,
            plan=self.plan,
            county_id=self.county,
            defaults={
                "code": topic.code,
                "title": topic.title,
                "category": topic.category,
                "order": place,
            },
        )

    def _more_objectives(self) -> None:
        """Numbers of what stays besides come after those that are called by theirs."""
        last = max((each.number for each in self.held.objectives), default=0)
        held = [each.key for each in self.held.objectives]
        rows = Objective.objects.filter(plan=self.plan).exclude(pk__in=held)
        for place, row in enumerate(rows, start=1):
            if row.number != last + place:
                row.number = last + place
                row.save(update_fields=["number"])

    def _objective(self, topic: uuid.UUID, was: ObjectiveLine) -> None:
        columns = {
            "plan_id": self.plan.pk,
            "topic_id": topic,
            "number": was.number,
            "statement": was.statement,
            "serves_goal": was.serves_goal,
            "code": was.code,
            "origin": was.origin,
            "capacity": was.capacity,
        }
        reported = {"set_status": was.set_status, "set_status_note": was.set_status_note}
        self._write(Objective, was.key, columns, reported)
        for place, product in enumerate(was.products, start=1):
            columns = {
                "objective_id": uuid.UUID(was.key),
                "order": place,
                "title": product.title,
                "owner": product.owner,
                "state": product.state,
                "link": product.link,
                "shared": product.shared,
            }
            self._write(Product, product.key, columns)

    def _steps(
        self, objective: ObjectiveLine, steps: tuple[StepLine, ...], product: uuid.UUID | None
    ) -> None:
        for place, was in enumerate(steps, start=1):
            columns = {
                "objective_id": uuid.UUID(objective.key),
                "product_id": product,
                "order": place,
                "text": was.text,
                **was.lead.columns("lead"),
                **was.co_lead.columns("co_lead"),
                "resources": was.resources,
                "starts_on": was.starts_on,
                "due_on": was.due_on,
                "help_title": was.help_title,
                "help_link": was.help_link,
                "sees_id": uuid.UUID(was.sees) if was.sees else None,
            }
            reported = {
                "status": was.status,
                "status_reason": was.reason,
                "status_on": was.status_on,
                "comment": was.comment,
            }
            self._write(Step, was.key, columns, reported)

    def _write(
        self, kind: Any, key: str, columns: dict[str, Any], reported: dict[str, Any] | None = None
    ) -> None:
        """The part as it was; `reported` only where the part itself was taken out."""
        row = kind.objects.filter(pk=key).first()
        if row is None:
            kind.objects.create(pk=key, county_id=self.county, **columns, **(reported or {}))
            return
        differs = [name for name, value in columns.items() if getattr(row, name) != value]
        if differs:
            for name in differs:
                setattr(row, name, columns[name])
            save(row, *(name.removesuffix("_id") for name in differs))

    def _needs(self) -> None:
        there = set(
            StepNeed.objects.filter(step__objective__plan=self.plan).values_list(
                "step_id", "needs_id"
            )
        )
        wanted = {
            (uuid.UUID(step.key), uuid.UUID(need.key))
            for step in self.held.steps
            for need in step.needs
        }
        for step, needs in there - wanted:
            StepNeed.objects.filter(step=step, needs=needs).delete()
        StepNeed.objects.bulk_create(
            StepNeed(county_id=self.county, step_id=step, needs_id=needs)
            for step, needs in sorted(wanted - there)
        )

    def _links(self) -> None:
        wanted = {each.key: (each, None) for each in self.held.links}
        for objective in self.held.objectives:
            wanted |= {each.key: (each, objective.key) for each in objective.links}
        there = PlanLink.objects.filter(plan=self.plan)
        there.exclude(pk__in=wanted).delete()
        known = {str(pk) for pk in there.values_list("pk", flat=True)}
        PlanLink.objects.bulk_create(
            PlanLink(
                pk=key,
                county_id=self.county,
                plan=self.plan,
                objective_id=objective,
                neighbor=each.neighbor,
                title=each.title,
                link=each.link,
            )
            for key, (each, objective) in wanted.items()
            if key not in known
        )
