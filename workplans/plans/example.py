"""The example plan that the product ships with: a county that does not exist, half a year in.

Its objectives and steps are the shipped catalogue's; who leads them and how far they are stands in
the file. All of it is our own.
"""

import functools
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from linkages.bilingual import said
from linkages.calendar import months_after
from workplans.catalogue.reading import ObjectiveText, Topic
from workplans.catalogue.shipped import SHIPPED
from workplans.models import Product, Status
from workplans.plans.reporting import WITH_REASON
from workplans.plans.tree import (
    NOBODY,
    Contact,
    Link,
    ObjectiveLine,
    Outline,
    ProductLine,
    StepLine,
    TopicLine,
    Who,
)

FILE = Path(__file__).parent / "shipped" / "example.json"
Held = Mapping[str, Any]


@functools.cache
def shipped(language: str) -> Outline:
    """The example in a language."""
    held = json.loads(FILE.read_text(encoding="utf-8"))
    return _Example(held, language[:2]).outline()


class _Example:
    def __init__(self, held: Held, language: str) -> None:
        self.held, self.language = held, language
        self.starts_on = date.fromisoformat(held["starts_on"])
        self.dated = date.fromisoformat(held["dated"])

    def outline(self) -> Outline:
        held = self.held
        links = tuple(
            Link("", each["neighbor"], said(each["title"], self.language), "")
            for each in held["links"]
        )
        return Outline(
            key="example",
            county=said(held["county"], self.language),
            name=said(held["name"], self.language),
            kind=held["kind"],
            state="active",
            site=said(held["site"], self.language),
            starts_on=self.starts_on,
            dated=self.dated,
            starter=held["starter"],
            goal=said(held["goal"], self.language),
            populations=tuple(held["populations"]),
            contacts=tuple(Contact(**each) for each in held["contacts"]),
            links=links,
            topics=tuple(self._topics()),
            version=1,
        )

    def _topics(self) -> Iterator[TopicLine]:
        number = 0
        for topic in SHIPPED.topic_list:
            lines = []
            for each in self.held["objectives"]:
                if SHIPPED.topic_of[each["code"]] is topic:
                    number += 1
                    lines.append(self._objective(number, each, SHIPPED.objectives[each["code"]]))
            if lines:
                yield self._topic(topic, lines)

    def _topic(self, topic: Topic, lines: list[ObjectiveLine]) -> TopicLine:
        category = SHIPPED.category_of.get(topic.code)
        return TopicLine(
            key=topic.code,
            code=topic.code,
            title=said(topic.title, self.language),
            category=said(category.title, self.language) if category else "",
            objectives=tuple(lines),
        )

    def _objective(self, number: int, held: Held, text: ObjectiveText) -> ObjectiveLine:
        product = ProductLine(
            key=f"{text.code}-a",
            number=f"{number}A",
            title=said(text.product, self.language),
            owner=said(held["owner"], self.language),
            state=Product.State.PLANNED,
            link="",
            shared=False,
            steps=tuple(self._steps(number, held, text)),
            version=1,
        )
        return ObjectiveLine(
            key=text.code,
            number=number,
            statement=said(text.statement, self.language),
            serves_goal=said(held["serves"], self.language),
            code=text.code,
            origin={},
            capacity="",
            set_status="",
            set_status_note="",
            products=(product,),
            loose=(),
            links=(),
            version=1,
        )

    def _steps(self, number: int, held: Held, text: ObjectiveText) -> Iterator[StepLine]:
        starts_on = months_after(self.starts_on, text.from_month - 1)
        due_on = months_after(self.starts_on, text.to_month) - date.resolution
        for place, step in enumerate(text.steps):
            status = held["statuses"][place]
            comment = said(held["comments"].get(str(place), {}), self.language)
            lead, co_lead = held["leads"][place]
            yield StepLine(
                key=f"{text.code}-{place}",
                number=f"{number}A{place + 1}",
                text=said(step.words, self.language),
                lead=_who(lead),
                co_lead=_who(co_lead),
                resources="",
                starts_on=starts_on,
                due_on=due_on,
                status=status,
                reason=comment if status in WITH_REASON else "",
                status_on=None if status == Status.NOT_STARTED else self.dated,
                comment="" if status in WITH_REASON else comment,
                help_title=said(step.resource.title, self.language) if step.resource else "",
                help_link="",
                sees="",
                sees_number=None,
                needs=(),
                version=1,
            )


def _who(held: list[str] | None) -> Who:
    return Who("", held[0], held[1]) if held else NOBODY
