"""Objectives, products and steps: adding, changing, moving, removing."""

import uuid
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from counties.models import User
from linkages import audit
from linkages.bilingual import said
from linkages.calendar import months_after
from workplans.catalogue import choosing
from workplans.catalogue.reading import ObjectiveText
from workplans.models import Objective, PlanTopic, Product, Step, WorkPlan
from workplans.plans.beginning import tick
from workplans.plans.holding import PURPOSE, Key, NotAllowed, changed, save, to_write, unchanged
from workplans.plans.needing import set_needs
from workplans.plans.numbering import next_number, renumber, shifted, write_order

Part = Objective | Product | Step
PARTS: dict[str, Any] = {"objective": Objective, "product": Product, "step": Step}


@dataclass(frozen=True, slots=True)
class ObjectiveFields:
    """What somebody writes about an objective."""

    statement: str
    serves_goal: str = ""
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class ProductFields:
    """What somebody writes about a product."""

    title: str
    owner: str = ""
    state: str = Product.State.PLANNED
    link: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class StepFields:
    """What somebody writes about a step. `needs`: ids of steps that must be done first."""

    text: str
    lead: User | None = None
    lead_words: str = ""
    lead_program: str = ""
    co_lead: User | None = None
    co_lead_words: str = ""
    co_lead_program: str = ""
    resources: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    comment: str = ""
    help_title: str = ""
    help_link: str = ""
    sees: Objective | None = None
    product: Product | None = None
    needs: frozenset[uuid.UUID] = frozenset()


def _columns(given: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        each.name: getattr(given, each.name) for each in fields(given) if each.name not in without
    }


@transaction.atomic
def add_objective(
    user: Any,
    plan_id: Key,
    *,
    code: str = "",
    what: ObjectiveFields | None = None,
    topic_id: Key | None = None,
    origin: dict[str, object] | None = None,
) -> Objective:
    """An objective of the catalogue by its code, copied as text with product and steps, or one's
    own. Its topic area is ticked where it was not. LookupError: nothing has this code."""
    plan = to_write(user, plan_id)
    catalogue = choosing.current()
    copied = catalogue.objectives[code] if code else None
    if topic_id is not None:
        topic = PlanTopic.objects.get(plan=plan, pk=topic_id)
    else:
        topic = topic_in(plan, catalogue.topic_of[code].code)
    if what is None:
        assert copied is not None
        what = ObjectiveFields(said(copied.statement))
    made = Objective.objects.create(
        county_id=plan.county_id,
        plan=plan,
        topic=topic,
        number=next_number(plan),
        code=code,
        origin=origin or {},
        **_columns(what),
    )
    if copied is not None:
        _copy(plan, made, copied)
    renumber(plan)
    changed(plan, made)
    return made


def topic_in(plan: WorkPlan, code: str) -> PlanTopic:
    """The plan's topic area of the catalogue; it is ticked where it was not."""
    found = PlanTopic.objects.filter(plan=plan, code=code).first()
    return found or tick(plan, [code], choosing.current())[0]


def _copy(plan: WorkPlan, made: Objective, text: ObjectiveText) -> None:
    """The catalogue's product and steps as the county's own text, with dates from its months."""
    product = Product.objects.create(
        county_id=plan.county_id, objective=made, title=said(text.product)
    )
    starts_on = months_after(plan.starts_on, text.from_month - 1)
    due_on = months_after(plan.starts_on, text.to_month) - date.resolution
    Step.objects.bulk_create(
        Step(
            county_id=plan.county_id,
            objective=made,
            product=product,
            order=place,
            text=said(step.words),
            starts_on=starts_on,
            due_on=due_on,
            help_title=said(step.resource.title) if step.resource else "",
            help_link=step.resource.link if step.resource else "",
        )
        for place, step in enumerate(text.steps, start=1)
    )


def objective_of(plan: WorkPlan, key: Key) -> Objective:
    """An objective of this plan, not of another."""
    found: Objective = Objective.objects.select_for_update(of=("self",)).get(plan=plan, pk=key)
    return found


@transaction.atomic
def change_objective(
    user: Any, plan_id: Key, key: Key, what: ObjectiveFields, *, version: int | None = None
) -> Objective:
    """Write an objective anew. Raises Stale."""
    plan = to_write(user, plan_id)
    part = objective_of(plan, key)
    unchanged(part, version, part.statement)
    return _write(plan, part, _columns(what))


@transaction.atomic
def add_product(user: Any, plan_id: Key, objective_key: Key, what: ProductFields) -> Product:
    """Another product of an objective, after those it has."""
    plan = to_write(user, plan_id)
    objective = objective_of(plan, objective_key)
    made = Product.objects.create(
        county_id=plan.county_id,
        objective=objective,
        order=objective.products.count() + 1,
        **_columns(what),
    )
    changed(plan, made)
    return made


@transaction.atomic
def change_product(
    user: Any, plan_id: Key, key: Key, what: ProductFields, *, version: int | None = None
) -> Product:
    """Write a product anew. Raises Stale."""
    plan = to_write(user, plan_id)
    part = Product.objects.select_for_update(of=("self",)).get(objective__plan=plan, pk=key)
    unchanged(part, version, part.title)
    return _write(plan, part, _columns(what))


@transaction.atomic
def add_step(user: Any, plan_id: Key, objective_key: Key, what: StepFields) -> Step:
    """Another step towards an objective, after those of the same product."""
    plan = to_write(user, plan_id)
    objective = objective_of(plan, objective_key)
    _of_one_plan(plan, objective, what)
    made = Step.objects.create(
        county_id=plan.county_id,
        objective=objective,
        order=Step.objects.filter(objective=objective, product=what.product).count() + 1,
        **_columns(what, without=("needs",)),
    )
    set_needs(plan, made, what.needs)
    changed(plan, made)
    return made


@transaction.atomic
def change_step(
    user: Any, plan_id: Key, key: Key, what: StepFields, *, version: int | None = None
) -> Step:
    """Write a step anew, all but how far it is. Raises Stale, and NotAllowed for a circle."""
    plan = to_write(user, plan_id)
    part = Step.objects.select_for_update(of=("self",)).get(objective__plan=plan, pk=key)
    unchanged(part, version, part.text)
    _of_one_plan(plan, part.objective, what)
    if part.product_id != (what.product.pk if what.product else None):
        part.order = Step.objects.filter(objective=part.objective, product=what.product).count() + 1
    set_needs(plan, part, what.needs)
    return _write(plan, part, {**_columns(what, without=("needs",)), "order": part.order})


def _of_one_plan(plan: WorkPlan, objective: Objective, what: StepFields) -> None:
    if what.sees is not None and what.sees.plan_id != plan.pk:
        raise NotAllowed(_("The objective that it points to is not in this plan."))
    if what.product is not None and what.product.objective_id != objective.pk:
        raise NotAllowed(_("The product is not one of this objective."))


def _write(plan: WorkPlan, part: Any, columns: dict[str, Any]) -> Any:
    for name, value in columns.items():
        setattr(part, name, value)
    save(part, *columns)
    changed(plan, part)
    return part


@transaction.atomic
def move(user: Any, plan_id: Key, kind: str, key: Key, *, up: bool) -> None:
    """One place up or down among its neighbors: objectives of a topic area, products of an
    objective, steps of a product."""
    plan = to_write(user, plan_id)
    if kind == "objective":
        one: Any = objective_of(plan, key)
        rows = list(Objective.objects.filter(plan=plan, topic=one.topic_id))
        numbers = [each.number for each in rows]
        for row, number in zip(shifted(rows, one, up=up), numbers, strict=True):
            row.number = number
        Objective.objects.bulk_update(rows, ["number"])
    else:
        one = PARTS[kind].objects.get(objective__plan=plan, pk=key)
        alike = Q(product=one.product_id) if kind == "step" else Q()
        rows = list(PARTS[kind].objects.filter(alike, objective=one.objective_id))
        write_order(shifted(rows, one, up=up))
    changed(plan, one)


@transaction.atomic
def remove(user: Any, plan_id: Key, kind: str, key: Key, *, version: int | None = None) -> None:
    """Take a part out. What somebody has reported on stays: NotAllowed says to drop it."""
    plan = to_write(user, plan_id)
    owner = {"plan": plan} if kind == "objective" else {"objective__plan": plan}
    part = PARTS[kind].objects.select_for_update(of=("self",)).get(pk=key, **owner)
    unchanged(part, version, str(part))
    gone = part.pk
    try:
        with transaction.atomic():
            _delete(kind, part)
    except ProtectedError:
        raise NotAllowed(
            _("Somebody has reported on this. Set its status to dropped, with a reason, instead.")
        ) from None
    renumber(plan)
    audit.note({plan.pk, gone}, purpose=PURPOSE)


def _delete(kind: str, part: Any) -> None:
    """The part with what is in it; steps of a product stay with its objective."""
    if kind == "product":
        part.steps.update(product=None)
    if kind == "objective":
        Step.objects.filter(sees=part).update(sees=None)
        part.steps.all().delete()
        part.products.all().delete()
    part.delete()
