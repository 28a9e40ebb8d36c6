"""What a meeting should talk about, from the plan. Pure: an outline, days, and open actions.

Order: what is overdue, what is due before the next meeting, what is blocked, products to approve,
actions of earlier meetings, what assessments gave. A step stands in the first part that fits it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linkages.templatetags.words import short_day
from workplans.models import AgendaPoint, Product, Status
from workplans.plans.tree import Located, Outline

Kind = AgendaPoint.Kind
ORDER = (Kind.OVERDUE, Kind.DUE, Kind.BLOCKED, Kind.PRODUCT, Kind.ACTION, Kind.RESULT)
LONGEST = 600


@dataclass(frozen=True, slots=True)
class OpenAction:
    """Something promised at an earlier meeting and not yet done."""

    text: str
    lead: str
    due_on: date | None
    met_on: date
    step: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """An assessment that closed, or its decision, since the last meeting."""

    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agenda; `step` and `objective` are ids in the plan, or empty."""

    kind: str
    text: str
    step: str = ""
    objective: str = ""

    @property
    def mark(self) -> tuple[str, str, str]:
        """By what it is known again when the agenda is brought up to date: a step or product by
        where it leads, anything else by its words."""
        return (self.step or self.objective, "" if self.step else self.kind, self._words)

    @property
    def _words(self) -> str:
        return "" if self.step else self.text


def agenda(
    plan: Outline,
    *,
    on: date,
    until: date,
    actions: Iterable[OpenAction] = (),
    results: Iterable[Result] = (),
    most: int = 0,
) -> tuple[Point, ...]:
    """Points of a meeting `on` a day, looking ahead `until` the next one, in their order.

    At most so many of a kind; where there are more, a last one says so. Zero: all of them.
    """
    points = [*_steps(plan, on, until), *_products(plan, until), *map(_action, _sorted(actions))]
    points += [
        Point(Kind.RESULT, each.text[:LONGEST])
        for each in sorted(results, key=lambda each: (each.on, each.text))
    ]
    return tuple(
        point
        for kind in ORDER
        for point in _first([point for point in points if point.kind == kind], kind, most)
    )


def _first(points: list[Point], kind: str, most: int) -> list[Point]:
    if not most or len(points) <= most:
        return points
    return [*points[:most], Point(kind, _("There are more of these in the plan."))]


def _steps(plan: Outline, on: date, until: date) -> Iterator[Point]:
    parts: dict[str, list[Located]] = {Kind.OVERDUE: [], Kind.DUE: [], Kind.BLOCKED: []}
    for found in plan.located:
        step = found.step
        if step.is_overdue(on):
            parts[Kind.OVERDUE].append(found)
        elif step.status == Status.BLOCKED:
            parts[Kind.BLOCKED].append(found)
        elif step.is_open and step.due_on and step.due_on <= until:
            parts[Kind.DUE].append(found)
    for kind, listed in parts.items():
        listed.sort(key=lambda found: found.step.due_on or date.max)
        for found in listed:
            yield Point(kind, _step_words(found)[:LONGEST], found.step.key, found.objective.key)


def _step_words(found: Located) -> str:
    step = found.step
    told = [f"{step.number} {step.text}"]
    if step.status == Status.BLOCKED and step.reason:
        told.append(_("Blocked: %(why)s") % {"why": step.reason})
    if step.due_on:
        told.append(_("Due %(day)s") % {"day": short_day(step.due_on)})
    people = [who.words for who in (step.lead, step.co_lead) if who]
    return " · ".join([*told, *([", ".join(people)] if people else [])])


def _products(plan: Outline, until: date) -> Iterator[Point]:
    """Drafts; and what is only planned although every step towards it is done."""
    for objective in plan.objectives:
        for product in objective.products:
            drafted = product.state == Product.State.DRAFT
            worked = [step for step in product.steps if step.status != Status.DROPPED]
            finished = bool(worked) and all(step.status == Status.DONE for step in worked)
            if drafted or (finished and product.state == Product.State.PLANNED):
                text = f"{product.number} {product.title}"
                if product.owner:
                    text = f"{text} · {product.owner}"
                yield Point(Kind.PRODUCT, text[:LONGEST], objective=objective.key)


def _sorted(actions: Iterable[OpenAction]) -> list[OpenAction]:
    return sorted(actions, key=lambda each: (each.due_on or date.max, each.met_on, each.text))


def _action(action: OpenAction) -> Point:
    told = [action.text]
    if action.due_on:
        told.append(_("Due %(day)s") % {"day": short_day(action.due_on)})
    if action.lead:
        told.append(action.lead)
    told.append(_("from the meeting of %(day)s") % {"day": short_day(action.met_on)})
    return Point(Kind.ACTION, " · ".join(told)[:LONGEST], action.step)


def missing(points: Iterable[Point], present: Iterable[Point]) -> tuple[Point, ...]:
    """Those of the points that an agenda lacks, so that bringing it up to date only adds."""
    there = {point.mark for point in present}
    return tuple(point for point in points if point.mark not in there)
