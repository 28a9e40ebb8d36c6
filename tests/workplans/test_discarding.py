"""Giving an amendment up: the plan in force reads as it was approved, and nothing is lost."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.workplans.conftest import At
from workplans.models import PlanEdition, PlanLink, Status, Step, WorkPlan
from workplans.plans import acts, approving
from workplans.plans.acts import Header, NotAllowed, ObjectiveFields, StepFields
from workplans.plans.keeping import read
from workplans.plans.outline import Outline, outline

pytestmark = pytest.mark.django_db


@pytest.fixture
def amended(at: At, plan: WorkPlan) -> WorkPlan:
    """In force with a link and a step that waits for another, and being amended."""
    with at("cochair.cws") as user:
        one, two = outline(plan).objectives[0].steps[:2]
        acts.change_step(user, plan.pk, two.key, _fields(two, frozenset([UUID(one.key)])))
        acts.link(user, plan.pk, neighbor="sip", title="Strategy 2")
        edition = acts.submit(user, plan.pk)
    for side in ("cws", "calworks"):
        with at(f"sponsor.{side}") as user:
            acts.approve(user, plan.pk, edition.pk)
    with at("cochair.cws") as user:
        amended: WorkPlan = acts.amend(user, plan.pk, "One more site.")
    return amended


def _fields(step: Any, needs: frozenset[Any] = frozenset()) -> StepFields:
    return StepFields(step.text, product=Step.objects.get(pk=step.key).product, needs=needs)


def _alike(plan: Outline) -> Any:
    """What a plan says, without how often it was saved and in which state it is."""

    def said(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: said(each) for name, each in part.items() if name != "version"}
        return [said(each) for each in part] if isinstance(part, list) else part

    return said(replace(plan, state="").written())


def test_a_discarded_amendment_leaves_the_plan_as_it_was_approved(
    at: At, amended: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        holds = approving.in_force(amended)
        assert holds is not None
        before = read(holds.content)
        first, last = before.objectives
        one, two, three = first.steps[:3]
        acts.set_header(user, amended.pk, Header("Renamed", "renovation", before.starts_on, None,
                                                 "own", "Another goal", (), ()))  # fmt: skip
        acts.change_step(user, amended.pk, one.key, StepFields("Changed"))
        acts.move(user, amended.pk, "step", three.key, up=True)
        acts.remove(user, amended.pk, "step", two.key)
        acts.remove(user, amended.pk, "objective", last.key)
        acts.add_objective(user, amended.pk, code="T02-1")
        acts.unlink(user, amended.pk, PlanLink.objects.get(plan=amended).pk)
        acts.discard(user, amended.pk)
        amended.refresh_from_db()
        assert amended.state == WorkPlan.State.ACTIVE
        assert _alike(outline(amended)) == _alike(before)
        assert approving.in_force(amended) == holds
        # What it said is kept, and is nothing that waits for sponsors.
        kept = PlanEdition.objects.get(plan=amended, discarded=True)
        assert (kept.reason, kept.content["goal"]) == ("One more site.", "Another goal")
        assert approving.waiting(amended) is None
        with pytest.raises(NotAllowed):
            acts.discard(user, amended.pk)


def test_what_was_reported_meanwhile_stays(at: At, amended: WorkPlan) -> None:
    with at("cochair.cws") as user:
        old = outline(amended).objectives[0].steps[0]
        added = acts.add_objective(user, amended.pk, code="T02-1")
        new, *_others = outline(amended).objective(str(added.pk)).steps
        acts.set_status(user, old.key, Status.DONE, "Signed.")
        acts.set_status(user, new.key, Status.IN_PROGRESS)
        acts.discard(user, amended.pk)
        now = outline(amended)
        assert now.by_step[old.key].step.status == Status.DONE
        stays = now.objective(str(added.pk))
        assert stays is not None and stays.number == 3
        assert [each.status for each in stays.steps] == [Status.DROPPED]


def test_an_amendment_that_changed_nothing_leaves_no_edition(at: At, amended: WorkPlan) -> None:
    with at("cochair.cws") as user:
        acts.discard(user, amended.pk)
        assert PlanEdition.objects.filter(plan=amended).count() == 1


def test_who_keeps_the_plan_discards_on_a_page_that_says_what_goes(
    at: At, amended: WorkPlan, sign_in: Any
) -> None:
    with at("cochair.cws") as user:
        acts.add_objective(
            user, amended.pk, what=ObjectiveFields("Ours"), topic_id=amended.topics.first().pk
        )
    with at("sponsor.cws") as user, pytest.raises(PermissionDenied):
        acts.discard(user, amended.pk)
    address = reverse("workplans:discard_amendment", args=[amended.pk])
    client = sign_in("cochair.calworks@alder.example")
    whole = reverse("workplans:plan", args=[amended.pk])
    assert address in client.get(whole).content.decode()
    page = client.get(address)
    assert "Ours" in page.content.decode()
    key = str(page.context["form"]["key"].value())
    for _each in range(2):
        answer = client.post(address, {"key": key, "version": str(amended.version)})
        assert (answer.status_code, answer["Location"]) == (302, whole)
    assert address not in client.get(whole).content.decode()
    with at("cochair.cws"):
        assert not outline(amended).objective("Ours")
        assert PlanEdition.objects.filter(plan=amended, discarded=True).count() == 1
