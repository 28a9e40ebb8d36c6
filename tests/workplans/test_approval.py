"""Sponsors' words on a plan: one for each program, both at once, amendments, editions."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.workplans.conftest import At
from workplans.models import PlanEdition, Status, WorkPlan
from workplans.plans import acts, approving
from workplans.plans.acts import NotAllowed
from workplans.plans.outline import outline

State = WorkPlan.State


def _approved(at: At, plan: WorkPlan) -> PlanEdition:
    with at("cochair.cws") as user:
        edition = acts.submit(user, plan.pk)
    for side in ("cws", "calworks"):
        with at(f"sponsor.{side}") as user:
            acts.approve(user, plan.pk, edition.pk)
    return edition


@pytest.mark.django_db
def test_both_sponsors_put_a_plan_in_force(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        edition = acts.submit(user, plan.pk)
    with at("sponsor.cws") as user:
        acts.approve(user, plan.pk, edition.pk)
        plan.refresh_from_db()
        assert (plan.state, approving.in_force(plan)) == (State.SUBMITTED, None)
        with pytest.raises(NotAllowed, match="already"):
            acts.approve(user, plan.pk, edition.pk)
    with at("sponsor.calworks") as user:
        acts.approve(user, plan.pk, edition.pk)
        plan.refresh_from_db()
        assert plan.state == State.ACTIVE
        assert approving.in_force(plan) == edition


@pytest.mark.django_db
def test_a_plan_that_waits_or_holds_is_not_written_in(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        edition = acts.submit(user, plan.pk)
        with pytest.raises(NotAllowed):
            acts.add_objective(user, plan.pk, code="T02-1")
    with at("sponsor.cws") as user:
        acts.return_(user, plan.pk, edition.pk, "The goal is not clear.")
    with at("cochair.cws") as user:
        acts.add_objective(user, plan.pk, code="T02-1")
        with pytest.raises(NotAllowed, match="what changed"):
            acts.submit(user, plan.pk)
        again = acts.submit(user, plan.pk, "The goal names a site.")
    assert again.number == 2


@pytest.mark.django_db
def test_what_was_approved_holds_while_it_is_amended(at: At, plan: WorkPlan) -> None:
    first = _approved(at, plan)
    with at("cochair.cws") as user:
        acts.amend(user, plan.pk, "One more site.")
        acts.add_objective(user, plan.pk, code="T02-1")
        assert approving.in_force(plan) == first
        assert len(first.content["topics"]) == 3
        # What came by an amendment stands after the last number, though its topic comes earlier.
        numbers = {each.code: each.number for each in outline(plan).objectives}
        assert numbers == {"T01-1": 1, "T06-1": 2, "T02-1": 3}
        second = acts.submit(user, plan.pk)
        assert second.reason == "One more site."
        assert approving.in_force(plan) == first
    with at("sponsor.cws") as user:
        acts.return_(user, plan.pk, second.pk, "Too much.")
        plan.refresh_from_db()
        assert (plan.state, approving.in_force(plan)) == (State.AMENDING, first)


@pytest.mark.django_db(transaction=True)
def test_two_sponsors_at_once_lose_nothing(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        edition = acts.submit(user, plan.pk)
    both = threading.Barrier(2)
    troubles: list[Exception] = []

    def approve(side: str) -> None:
        try:
            with at(f"sponsor.{side}") as user:
                both.wait()
                acts.approve(user, plan.pk, edition.pk)
        except Exception as trouble:  # noqa: BLE001  told to the test below
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[side]) for side in ("cws", "calworks")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with at("cochair.cws"):
        held: Any = WorkPlan.objects.get(pk=plan.pk)
        assert held.state == State.ACTIVE
        assert PlanEdition.objects.filter(plan=plan, approved_at__isnull=False).count() == 1
        assert edition.approvals.filter(approves=True).count() == 2


@pytest.mark.django_db
def test_a_closed_plan_starts_again_with_what_one_takes(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        tree = outline(plan)
        done, dropped = tree.objectives[0].steps[:2]
        acts.set_status(user, done.key, Status.DONE)
        acts.set_status(user, dropped.key, Status.DROPPED, "Not needed.")
        acts.link(user, plan.pk, neighbor="sip", title="Of the plan")
        for each in tree.objectives:
            acts.link(user, plan.pk, neighbor="sip", title=each.code, objective=each.key)
        acts.close(user, plan.pk, "The coordinator left.")
        with pytest.raises(NotAllowed):
            acts.set_status(user, done.key, Status.IN_PROGRESS)
        taking = acts.Taking(
            "Again",
            date(2027, 7, 1),
            frozenset({tree.objectives[0].key}),
            frozenset({Status.NOT_STARTED, Status.DONE}),
        )
        again = outline(acts.restart(user, plan.pk, taking))
    assert [each.code for each in again.objectives] == ["T01-1"]
    assert [each.title for each in again.links] == ["Of the plan"]
    assert [each.title for each in again.objectives[0].links] == ["T01-1"]
    steps = again.objectives[0].steps
    assert [each.status for each in steps] == [Status.DONE, *[Status.NOT_STARTED] * 3]
    assert steps[0].due_on == done.due_on
    assert steps[1].due_on == date(2027, 8, 31)
