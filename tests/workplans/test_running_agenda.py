"""The agenda follows from the plan: what stands on it, in which order, with which link."""

from dataclasses import replace
from datetime import date

from linkages.programs import Program
from workplans.models import AgendaPoint, Product, Status
from workplans.plans.tree import (
    NOBODY,
    ObjectiveLine,
    Outline,
    ProductLine,
    StepLine,
    TopicLine,
    Who,
)
from workplans.running.agenda import OpenAction, Result, agenda, missing
from workplans.running.standing import standing

Kind = AgendaPoint.Kind
ON, NEXT = date(2026, 12, 1), date(2026, 12, 31)


def a_step(
    key: str, status: str = Status.NOT_STARTED, due: date | None = None, **more: object
) -> StepLine:
    return StepLine(
        key, f"1.{key}", f"Do {key}", NOBODY, NOBODY, "", None, due, status, "", None, "", "", "",
        "", None, (), 1, **more,
    )  # fmt: skip


def a_plan(*steps: StepLine, products: tuple[ProductLine, ...] = ()) -> Outline:
    objective = ObjectiveLine("o", 1, "Aim", "", "", {}, "", "", "", products, steps, (), 1)
    topic = TopicLine("t", "T01", "Direction", "", (objective,))
    return Outline(
        "p", "Alder", "Plan", "launch", "active", "", ON, ON, "", "Goal", (), (), (), (topic,), 1
    )


def test_each_step_stands_once_in_the_first_part_that_fits() -> None:
    plan = a_plan(
        a_step("1", due=date(2026, 12, 20)),
        a_step("2", Status.BLOCKED, date(2027, 3, 1)),
        a_step("3", Status.IN_PROGRESS, date(2026, 11, 30)),
        a_step("4", Status.BLOCKED, date(2026, 11, 1)),
        a_step("5", Status.DONE, date(2026, 11, 1)),
        a_step("6", due=date(2027, 1, 1)),
        a_step("7"),
        a_step("8", Status.DROPPED, date(2026, 11, 1)),
    )
    found = agenda(plan, on=ON, until=NEXT)
    assert [(point.kind, point.step) for point in found] == [
        (Kind.OVERDUE, "4"), (Kind.OVERDUE, "3"), (Kind.DUE, "1"), (Kind.BLOCKED, "2"),
    ]  # fmt: skip
    assert all(point.objective == "o" for point in found)


def test_a_step_due_on_the_day_of_the_meeting_is_due_and_not_overdue() -> None:
    found = agenda(a_plan(a_step("1", due=ON), a_step("2", due=NEXT)), on=ON, until=NEXT)
    assert [point.kind for point in found] == [Kind.DUE, Kind.DUE]


def test_a_point_names_number_day_reason_and_leads() -> None:
    step = replace(
        a_step("1", Status.BLOCKED, date(2026, 11, 1)),
        lead=Who("u", "Ana", Program.CWS), co_lead=Who("", "Ben"), reason="No room",
    )  # fmt: skip
    (point,) = agenda(a_plan(step), on=ON, until=NEXT)
    assert point.text == "1.1 Do 1 · Blocked: No room · Due Nov 1, 2026 · Ana, Ben"


def test_products_to_approve_are_drafts_and_those_whose_steps_are_done() -> None:
    done, open_ = a_step("1", Status.DONE), a_step("2")

    def product(key: str, state: str, *steps: StepLine) -> ProductLine:
        return ProductLine(key, f"1{key}", key, "", state, "", False, steps, 1)

    plan = a_plan(
        products=(
            product("A", Product.State.DRAFT, open_),
            product("B", Product.State.PLANNED, done),
            product("C", Product.State.PLANNED, done, open_),
            product("D", Product.State.APPROVED, done),
            product("E", Product.State.PLANNED),
        )
    )
    found = [point.text for point in agenda(plan, on=ON, until=ON) if point.kind == Kind.PRODUCT]
    assert found == ["1A A", "1B B"]


def test_open_actions_then_results_come_last_in_the_order_of_their_days() -> None:
    met = date(2026, 11, 3)
    found = agenda(
        a_plan(a_step("1", due=date(2026, 11, 1))),
        on=ON,
        until=NEXT,
        actions=[OpenAction("later", "", None, met), OpenAction("first", "Ana", ON, met)],
        results=[Result("b", ON), Result("a", met)],
    )
    assert [point.kind for point in found] == [
        Kind.OVERDUE, Kind.ACTION, Kind.ACTION, Kind.RESULT, Kind.RESULT,
    ]  # fmt: skip
    assert found[1].text == "first · Due Dec 1, 2026 · Ana · from the meeting of Nov 3, 2026"
    assert [point.text for point in found[3:]] == ["a", "b"]


def test_bringing_an_agenda_up_to_date_only_adds() -> None:
    first = agenda(a_plan(a_step("1", due=date(2026, 11, 1))), on=ON, until=NEXT)
    plan = a_plan(a_step("1", Status.BLOCKED, date(2026, 11, 1)), a_step("2", due=NEXT))
    added = missing(agenda(plan, on=ON, until=NEXT), first)
    assert [point.step for point in added] == ["2"]
    assert missing(first, first) == ()


def test_an_agenda_names_so_many_of_a_kind_and_says_that_there_are_more() -> None:
    late = [a_step(str(number), due=date(2026, 11, number)) for number in range(1, 6)]
    found = agenda(a_plan(*late, a_step("9", due=NEXT)), on=ON, until=NEXT, most=3)
    assert [point.step for point in found] == ["1", "2", "3", "", "9"]
    assert (found[3].kind, found[3].text) == (Kind.OVERDUE, "There are more of these in the plan.")
    assert missing(found, found) == ()


def test_a_report_looks_back_and_ahead_to_the_day() -> None:
    """Three months from December 1: what was done on September 1 stood in the last report."""
    done = [
        replace(a_step(str(day.day), Status.DONE), status_on=day)
        for day in (date(2026, 9, 1), date(2026, 9, 2))
    ]
    coming = [
        a_step("today", due=ON),
        a_step("last", due=date(2027, 3, 1)),
        a_step("later", due=date(2027, 3, 2)),
    ]
    found = standing(a_plan(*done, *coming), on=ON, months=3)
    assert [each.step.key for each in found.done] == ["2"]
    assert [each.step.key for each in found.coming] == ["today", "last"]
    assert found.overdue == ()
    assert (found.whole.done, found.whole.steps) == (2, 5)
