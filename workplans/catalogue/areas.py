"""Topic areas and their objectives, as everybody works with them: pure and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from linkages.bilingual import Words


@dataclass(frozen=True, slots=True)
class Resource:
    """Where there is help for a step: the sample plan's asterisk."""

    title: Words
    link: str


@dataclass(frozen=True, slots=True)
class StepText:
    """One action step as the catalogue proposes it."""

    words: Words
    resource: Resource | None


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """An objective: statement, steps, product, who, and from which month to which of twelve.

    `roles` are codes of `Catalogue.roles`; `both` of them need one lead from each program.
    """

    code: str
    statement: Words
    product: Words
    steps: tuple[StepText, ...]
    roles: tuple[str, ...]
    both: frozenset[str]
    from_month: int
    to_month: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic area. `find_out` is what to do, within thirty days, about what nobody knows."""

    code: str
    title: Words
    about: Words
    find_out: Words
    objectives: tuple[ObjectiveText, ...]
    # Ready extensions stand under "Other".
    extension: bool
    # Ticked from the start in a launch plan, and missed there when it is not (T07 above all).
    in_launch: bool
    # Where it comes in the order of work: 1 first.
    rank: int
    # Protocols that both programs write together ask for a lead of each.
    co_led: bool


@dataclass(frozen=True, slots=True)
class Category:
    """Topic areas under one heading of the template."""

    code: str
    title: Words
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All topic areas in one edition. `mark` and `source` say how sure its names are."""

    number: int
    categories: tuple[Category, ...]
    topic_list: tuple[Topic, ...]
    roles: Mapping[str, Words]
    mark: str
    source: Words

    @cached_property
    def topics(self) -> dict[str, Topic]:
        return {topic.code: topic for topic in self.topic_list}

    @cached_property
    def objectives(self) -> dict[str, ObjectiveText]:
        return {each.code: each for topic in self.topic_list for each in topic.objectives}

    @cached_property
    def topic_of(self) -> dict[str, Topic]:
        """The topic area in which an objective stands, by the objective's code."""
        return {each.code: topic for topic in self.topic_list for each in topic.objectives}

    @property
    def extensions(self) -> tuple[Topic, ...]:
        """Topic areas that stand ready under "Other"."""
        return tuple(topic for topic in self.topic_list if topic.extension)

    @cached_property
    def category_of(self) -> dict[str, Category]:
        """The category under which a topic area stands, by the topic's code."""
        return {code: each for each in self.categories for code in each.topics}

    def written(self) -> dict[str, Any]:
        """JSON of the shape that `reading.read` understands."""
        return {
            "number": self.number,
            "categories": [
                {"code": each.code, "title": dict(each.title), "topics": list(each.topics)}
                for each in self.categories
            ],
            "topics": [_topic(topic) for topic in self.topic_list],
            "roles": {code: dict(words) for code, words in self.roles.items()},
            "mark": self.mark,
            "source": dict(self.source),
        }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "code": topic.code,
        "title": dict(topic.title),
        "about": dict(topic.about),
        "find_out": dict(topic.find_out),
        "objectives": [_objective(each) for each in topic.objectives],
        "extension": topic.extension,
        "in_launch": topic.in_launch,
        "rank": topic.rank,
        "co_led": topic.co_led,
    }


def _objective(each: ObjectiveText) -> dict[str, Any]:
    return {
        "code": each.code,
        "statement": dict(each.statement),
        "product": dict(each.product),
        "steps": [_step(step) for step in each.steps],
        "roles": list(each.roles),
        "both": sorted(each.both),
        "from_month": each.from_month,
        "to_month": each.to_month,
    }


def _step(step: StepText) -> dict[str, Any]:
    held = step.resource
    resource = None if held is None else {"title": dict(held.title), "link": held.link}
    return {"words": dict(step.words), "resource": resource}
