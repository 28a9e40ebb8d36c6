"""The catalogue of topic areas as everybody works with it: pure, frozen, checked when read.

Texts are {"en": …, "es": …}. `read` and `Catalogue.written` are each other's opposite.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

Words = Mapping[str, str]


class Unreadable(Exception):
    """What is wrong with a catalogue. str(error) is a sentence for its editor."""


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
    source: str

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
