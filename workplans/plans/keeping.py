"""A plan's tree read from JSON: frozen editions, the example, snapshots."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workplans.plans.tree import (
    NOBODY,
    Contact,
    Link,
    Need,
    ObjectiveLine,
    Outline,
    ProductLine,
    StepLine,
    TopicLine,
    Who,
)

Held = Mapping[str, Any]


def read(held: Held) -> Outline:
    """The outline that `Outline.written` gave. KeyError and ValueError: it did not write this."""
    return Outline(
        key=held["key"],
        county=held["county"],
        name=held["name"],
        kind=held["kind"],
        state=held["state"],
        site=held["site"],
        starts_on=date.fromisoformat(held["starts_on"]),
        dated=date.fromisoformat(held["dated"]),
        starter=held["starter"],
        goal=held["goal"],
        populations=tuple(held["populations"]),
        contacts=tuple(Contact(**each) for each in held["contacts"]),
        links=_links(held),
        topics=tuple(_topic(each) for each in held["topics"]),
        version=held["version"],
    )


def _links(held: Held) -> tuple[Link, ...]:
    return tuple(Link(**each) for each in held["links"])


def _topic(held: Held) -> TopicLine:
    objectives = tuple(_objective(each) for each in held["objectives"])
    return TopicLine(**{**held, "objectives": objectives})


def _objective(held: Held) -> ObjectiveLine:
    return ObjectiveLine(
        **{
            **held,
            "products": tuple(_product(each) for each in held["products"]),
            "loose": tuple(_step(each) for each in held["loose"]),
            "links": _links(held),
        }
    )


def _product(held: Held) -> ProductLine:
    return ProductLine(**{**held, "steps": tuple(_step(each) for each in held["steps"])})


def _step(held: Held) -> StepLine:
    return StepLine(
        **{
            **held,
            "lead": _who(held["lead"]),
            "co_lead": _who(held["co_lead"]),
            "starts_on": _day(held["starts_on"]),
            "due_on": _day(held["due_on"]),
            "status_on": _day(held["status_on"]),
            "needs": tuple(Need(**each) for each in held["needs"]),
        }
    )


def _who(held: Held) -> Who:
    return Who(**held) if held["words"] else NOBODY


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
