"""What differs between two readings of one plan: editions, or the draft. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkages.templatetags.words import short_day
from workplans.models import Product, Status
from workplans.plans.tree import Outline, Who

HEADER = {
    "name": gettext_lazy("Name"),
    "starts_on": gettext_lazy("Begins on"),
    "site": gettext_lazy("Site"),
    "goal": gettext_lazy("Goal"),
}
OBJECTIVE = {
    "statement": gettext_lazy("Objective"),
    "serves_goal": gettext_lazy("How it serves the goal"),
    "capacity": gettext_lazy("Capacity"),
    "set_status": gettext_lazy("Status as set"),
}
PRODUCT = {
    "title": gettext_lazy("Product"),
    "owner": gettext_lazy("Owner"),
    "state": gettext_lazy("State"),
}
STEP = {
    "text": gettext_lazy("Step"),
    "lead": gettext_lazy("Lead"),
    "co_lead": gettext_lazy("Co-lead"),
    "resources": gettext_lazy("Resources"),
    "starts_on": gettext_lazy("Start"),
    "due_on": gettext_lazy("Due"),
    "status": gettext_lazy("Status"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` or `after` is empty where the part came or went."""

    place: str
    what: str
    before: str
    after: str


# What people report while a plan is in force; everything else is written.
REPORTED = frozenset({"status", "set_status"})


def changes(before: Outline, after: Outline) -> tuple[Change, ...]:
    """Every difference, header first, then part by part in the order of `after`."""
    return _differing(before, after, OBJECTIVE, STEP)


def written_changes(before: Outline, after: Outline) -> tuple[Change, ...]:
    """The same without how far things are."""
    told = ({n: v for n, v in each.items() if n not in REPORTED} for each in (OBJECTIVE, STEP))
    return _differing(before, after, *told)


def _differing(
    before: Outline, after: Outline, objective: Mapping[str, Any], step: Mapping[str, Any]
) -> tuple[Change, ...]:
    return (
        *_columns("1", HEADER, before, after),
        *_parts(_topics(before), _topics(after), {"title": gettext_lazy("Topic area")}, "title"),
        *_parts(_objectives(before), _objectives(after), objective, "statement"),
        *_parts(_products(before), _products(after), PRODUCT, "title"),
        *_parts(_steps(before), _steps(after), step, "text"),
    )


Numbered = Mapping[str, tuple[str, Any]]


def _topics(plan: Outline) -> Numbered:
    return {each.key: (each.code, each) for each in plan.topics}


def _objectives(plan: Outline) -> Numbered:
    return {each.key: (str(each.number), each) for each in plan.objectives}


def _products(plan: Outline) -> Numbered:
    return {each.key: (each.number, each) for one in plan.objectives for each in one.products}


def _steps(plan: Outline) -> Numbered:
    return {each.key: (each.number, each) for each in plan.steps}


def _parts(
    before: Numbered, after: Numbered, names: Mapping[str, Any], title: str
) -> Iterator[Change]:
    for key, (number, part) in after.items():
        if key not in before:
            yield Change(number, str(names[title]), "", getattr(part, title))
        else:
            yield from _columns(number, names, before[key][1], part)
    for key, (number, part) in before.items():
        if key not in after:
            yield Change(number, str(names[title]), getattr(part, title), "")


def _columns(place: str, names: Mapping[str, Any], one: Any, other: Any) -> Iterator[Change]:
    for name, label in names.items():
        was, now = getattr(one, name), getattr(other, name)
        if was != now:
            yield Change(place, str(label), _words(was), _words(now))


def _words(value: Any) -> str:
    if isinstance(value, date):
        return str(short_day(value))
    if isinstance(value, Who):
        return value.words or _("nobody")
    if value in Status.values:
        return str(Status(value).label)
    if value in Product.State.values:
        return str(Product.State(value).label)
    return str(value or _("nothing"))
