"""A work plan as one frozen tree: header, topic areas, objectives, products, steps. Pure.

Board, table, timeline, print, spreadsheet and frozen editions all use this one shape.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from linkages.calendar import today as _today
from workplans.models import Neighbor, Product, Status

OPEN = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS, Status.BLOCKED})
OVER = frozenset({Status.DONE, Status.DROPPED})
# How a page marks each status; see `linkages.templatetags.uswds.state`.
KINDS = {
    Status.NOT_STARTED: "neutral",
    Status.IN_PROGRESS: "waiting",
    Status.BLOCKED: "stop",
    Status.DONE: "good",
    Status.DROPPED: "closed",
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the county's staff (`key` is their id), or words for whoever has no account."""

    key: str = ""
    words: str = ""
    program: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)

    def columns(self, role: str) -> dict[str, Any]:
        """What a step's row says of its `lead` or `co_lead`."""
        return {
            f"{role}_id": UUID(self.key) if self.key else None,
            f"{role}_words": "" if self.key else self.words,
            f"{role}_program": self.program,
        }


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one asks about the plan."""

    program: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another plan of the county that this one, or one of its objectives, serves."""

    key: str
    neighbor: str
    title: str
    link: str

    @property
    def neighbor_words(self) -> str:
        """Which plan it is, in the reader's language."""
        return str(Neighbor(self.neighbor).label)


@dataclass(frozen=True, slots=True)
class Need:
    """A step that must be done first."""

    key: str
    number: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One action step. `number` is 1A1, or 1.1 where it works towards no product."""

    key: str
    number: str
    text: str
    lead: Who
    co_lead: Who
    resources: str
    starts_on: date | None
    due_on: date | None
    status: str
    reason: str
    status_on: date | None
    comment: str
    help_title: str
    help_link: str
    # "See Objective 7": its id and its number.
    sees: str
    sees_number: int | None
    needs: tuple[Need, ...]
    version: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to do."""
        return self.status in OPEN

    def is_overdue(self, on: date | None = None) -> bool:
        """Whether its day is over and it is neither done nor dropped."""
        return self.is_open and self.due_on is not None and self.due_on < (on or _today())

    @property
    def status_words(self) -> str:
        """The status in the reader's language."""
        return str(Status(self.status).label)


@dataclass(frozen=True, slots=True)
class ProductLine:
    """What can be held in the hand: 1A, 1B and on."""

    key: str
    number: str
    title: str
    owner: str
    state: str
    link: str
    shared: bool
    steps: tuple[StepLine, ...]
    version: int

    @property
    def state_words(self) -> str:
        """The state in the reader's language."""
        return str(Product.State(self.state).label)


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """An implementation objective. `set_status` with its note stands over what steps say."""

    key: str
    number: int
    statement: str
    serves_goal: str
    code: str
    origin: dict[str, object]
    capacity: str
    set_status: str
    set_status_note: str
    products: tuple[ProductLine, ...]
    # Steps towards the objective as a whole.
    loose: tuple[StepLine, ...]
    links: tuple[Link, ...]
    version: int

    @property
    def steps(self) -> tuple[StepLine, ...]:
        """All its steps, those of products first, as they are printed."""
        return (*(step for each in self.products for step in each.steps), *self.loose)

    @property
    def derived(self) -> str:
        """The status that follows from the steps."""
        return derived([step.status for step in self.steps])

    @property
    def status(self) -> str:
        """The status that counts."""
        return self.set_status or self.derived

    @property
    def status_words(self) -> str:
        """The status in the reader's language."""
        return str(Status(self.status).label)

    @property
    def due_on(self) -> date | None:
        """The last day on which a step is due."""
        return max((step.due_on for step in self.steps if step.due_on), default=None)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic area that the county works on: one table of the template."""

    key: str
    code: str
    title: str
    category: str
    objectives: tuple[ObjectiveLine, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A step with where it stands."""

    topic: TopicLine
    objective: ObjectiveLine
    product: ProductLine | None
    step: StepLine


@dataclass(frozen=True)
class Outline:
    """A whole work plan at one moment."""

    key: str
    county: str
    name: str
    kind: str
    state: str
    site: str
    starts_on: date
    dated: date
    starter: str
    goal: str
    populations: tuple[str, ...]
    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    topics: tuple[TopicLine, ...]
    version: int

    @cached_property
    def objectives(self) -> tuple[ObjectiveLine, ...]:
        """Every objective, in the order of print."""
        return tuple(each for topic in self.topics for each in topic.objectives)

    @cached_property
    def located(self) -> tuple[Located, ...]:
        """Every step with where it stands, in the order of print."""
        return tuple(self._located())

    def _located(self) -> Iterator[Located]:
        for topic in self.topics:
            for objective in topic.objectives:
                for product in objective.products:
                    for step in product.steps:
                        yield Located(topic, objective, product, step)
                for step in objective.loose:
                    yield Located(topic, objective, None, step)

    @cached_property
    def by_step(self) -> dict[str, Located]:
        """Where a step stands, by the step's id."""
        return {each.step.key: each for each in self.located}

    @cached_property
    def steps(self) -> tuple[StepLine, ...]:
        """Every step, in the order of print."""
        return tuple(each.step for each in self.located)

    def objective(self, key: str) -> ObjectiveLine | None:
        """The objective with this id."""
        return next((each for each in self.objectives if each.key == key), None)

    def written(self) -> dict[str, Any]:
        """JSON of the shape that `keeping.read` understands."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}

    def counts(self) -> dict[str, int]:
        """How many steps have each status; all statuses are there."""
        found = dict.fromkeys(Status.values, 0)
        for step in self.steps:
            found[step.status] += 1
        return found


def _plain(part: Any) -> Any:
    """Days as ISO text, tuples as lists, everything else as it is."""
    if is_dataclass(part):
        return {each.name: _plain(getattr(part, each.name)) for each in fields(part)}
    if isinstance(part, tuple | list):
        return [_plain(each) for each in part]
    return part.isoformat() if isinstance(part, date) else part


def derived(statuses: Sequence[str]) -> str:
    """What an objective's steps say of it. Dropped steps count only where there are no others.

    Blocked is said first, because somebody has to act; then work has begun as soon as one step
    has; done is said when every step that was not dropped is.
    """
    held = [status for status in statuses if status != Status.DROPPED]
    if not held:
        return Status.DROPPED if statuses else Status.NOT_STARTED
    if all(status == Status.DONE for status in held):
        return Status.DONE
    if Status.BLOCKED in held:
        return Status.BLOCKED
    if any(status != Status.NOT_STARTED for status in held):
        return Status.IN_PROGRESS
    return Status.NOT_STARTED


def letter(place: int) -> str:
    """A for 0, Z for 25, AA for 26: how products are lettered."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
