"""The order in which a plan's parts stand, and the numbers of its objectives."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Max

from workplans.models import Objective, WorkPlan

Row = TypeVar("Row", bound=Any)


def next_number(plan: WorkPlan) -> int:
    """The number of a new objective."""
    last = Objective.objects.filter(plan=plan).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def renumber(plan: WorkPlan) -> None:
    """Count the objectives of a draft through, topic area by topic area.

    Once a plan was approved its numbers are what people call things by: they stay, and what is
    added by an amendment comes after the last.
    """
    if plan.state != WorkPlan.State.DRAFT or plan.editions.exists():
        return
    rows = Objective.objects.filter(plan=plan).order_by(
        "topic__order", "topic__code", "topic_id", "number"
    )
    write_order(list(rows), "number")


def write_order(rows: Sequence[Row], column: str = "order") -> None:
    """Number rows from 1 in the order in which they are given, touching what differs only."""
    moved = []
    for place, row in enumerate(rows, start=1):
        if getattr(row, column) != place:
            setattr(row, column, place)
            moved.append(row)
    if moved:
        type(moved[0]).objects.bulk_update(moved, [column])


def shifted(rows: Iterable[Row], one: Row, *, up: bool) -> list[Row]:
    """The rows with `one` a place further up, or down; at the end nothing moves."""
    listed = list(rows)
    place = listed.index(one)
    other = place - 1 if up else place + 1
    if 0 <= other < len(listed):
        listed[place], listed[other] = listed[other], listed[place]
    return listed
