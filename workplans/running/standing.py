"""How a plan stands on a day: by topic area and objective, what was done, what is late. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linkages.calendar import months_after
from workplans.models import Product, Status
from workplans.plans.tree import Located, ObjectiveLine, Outline, ProductLine, TopicLine

SHOWN = (Status.DONE, Status.IN_PROGRESS, Status.BLOCKED, Status.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Tally:
    """Steps that were not dropped, by status; `overdue` of them are late."""

    counts: Mapping[str, int]
    overdue: int

    @property
    def steps(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts[Status.DONE]


@dataclass(frozen=True, slots=True)
class ObjectiveStanding:
    line: ObjectiveLine
    tally: Tally


@dataclass(frozen=True, slots=True)
class TopicStanding:
    line: TopicLine
    tally: Tally
    objectives: tuple[ObjectiveStanding, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that a report says from the plan itself. Lists are in the order of days."""

    on: date
    since: date
    until: date
    whole: Tally
    topics: tuple[TopicStanding, ...]
    done: tuple[Located, ...]
    overdue: tuple[Located, ...]
    blocked: tuple[Located, ...]
    coming: tuple[Located, ...]
    # (objective, product) that are approved.
    approved: tuple[tuple[ObjectiveLine, ProductLine], ...]


def standing(plan: Outline, *, on: date, months: int) -> Standing:
    """How the plan stands `on` a day, looking so many months back and as many ahead."""
    since, until = months_after(on, -months), months_after(on, months)
    located = plan.located
    return Standing(
        on=on,
        since=since,
        until=until,
        whole=_tally(located, on),
        topics=tuple(_topic(topic, located, on) for topic in plan.topics),
        done=_by_day(
            [each for each in located if _done_since(each, since)],
            {each.step.key: each.step.status_on for each in located},
        ),
        overdue=_by_due([each for each in located if each.step.is_overdue(on)]),
        blocked=_by_due([each for each in located if each.step.status == Status.BLOCKED]),
        coming=_by_due(
            [
                each
                for each in located
                if each.step.is_open and each.step.due_on and on <= each.step.due_on <= until
            ]
        ),
        approved=tuple(
            (objective, product)
            for objective in plan.objectives
            for product in objective.products
            if product.state == Product.State.APPROVED
        ),
    )


def _done_since(found: Located, since: date) -> bool:
    step = found.step
    return step.status == Status.DONE and step.status_on is not None and step.status_on > since


def _tally(found: Collection[Located], on: date) -> Tally:
    counts = dict.fromkeys(SHOWN, 0)
    for each in found:
        if each.step.status in counts:
            counts[Status(each.step.status)] += 1
    return Tally(counts, sum(each.step.is_overdue(on) for each in found))


def _topic(topic: TopicLine, located: Sequence[Located], on: date) -> TopicStanding:
    mine = [each for each in located if each.topic is topic]
    objectives = tuple(
        ObjectiveStanding(line, _tally([each for each in mine if each.objective is line], on))
        for line in topic.objectives
    )
    return TopicStanding(topic, _tally(mine, on), objectives)


def _by_due(found: list[Located]) -> tuple[Located, ...]:
    return tuple(sorted(found, key=lambda each: each.step.due_on or date.max))


def _by_day(found: list[Located], days: Mapping[str, date | None]) -> tuple[Located, ...]:
    return tuple(sorted(found, key=lambda each: days[each.step.key] or date.max))
