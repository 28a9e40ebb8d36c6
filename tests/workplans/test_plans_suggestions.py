"""From result to plan: suggestions once, in order, with reasons; what comes of each is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Round
from assessments.results.done import done_since
from linkages.calendar import today
from linkages.forms import Stale
from tests.conftest import TODAY
from tests.workplans.conftest import At
from workplans.catalogue.shipped import SHIPPED
from workplans.models import Objective, PlanSuggestion, Status, WorkPlan
from workplans.plans import acts, suggestions
from workplans.plans.acts import NotAllowed
from workplans.plans.outline import outline

pytestmark = pytest.mark.django_db
Decision = PlanSuggestion.Decision


@pytest.fixture
def asked(staff: Any, at: At) -> Round:
    """Alder's closed renovation assessment of the demonstration."""
    from assessments.rounds.demo import seed

    seed(TODAY)
    with at("cochair.cws"):
        return Round.objects.get(name="One year on")


@pytest.fixture
def readiness(asked: Round, at: At) -> Round:
    """Alder's readiness assessment, with things that nobody knew."""
    with at("cochair.cws"):
        return Round.objects.get(name="Are we ready?")


def test_suggestions_are_written_down_once_and_ranked(at: At, readiness: Round) -> None:
    with at("cochair.cws"):
        first = suggestions.of_round(readiness)
        again = suggestions.of_round(readiness)
        assert [each.pk for each in first] == [each.pk for each in again]
        needed = [each.priority for each in first if not each.optional]
        assert needed == sorted(needed, reverse=True)
        assert needed
        # Of equal ones the topic area that comes first in the order of work.
        ranks = [
            (each.optional, -each.priority, SHIPPED.topic_of[each.code].rank) for each in first
        ]
        assert ranks == sorted(ranks)
        unknown = [each for each in first if each.finds_out]
        assert unknown
        # A topic area has one action for what nobody knows.
        topics = [each.code.partition("-")[0] for each in unknown]
        assert len(topics) == len(set(topics))
        assert all(each.reasons for each in first)


def test_an_open_round_suggests_nothing(at: At, asked: Round) -> None:
    with at("cochair.cws", "birch"):
        for each in Round.objects.exclude(state=Round.State.CLOSED):
            assert suggestions.of_round(each) == []


def test_what_is_accepted_keeps_where_it_came_from(at: At, asked: Round, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        row = suggestions.of_round(asked)[0]
        made = suggestions.accept(user, row.pk, plan.pk, version=row.version)
        assert made.origin["round"] == str(asked.pk)
        assert made.steps.exists()
        with pytest.raises(NotAllowed):
            suggestions.accept(user, row.pk, plan.pk)
        with pytest.raises(Stale, match="Accepted"):
            suggestions.reject(user, row.pk, "Too late.", version=row.version)
        suggestions.undo(user, row.pk)
        row.refresh_from_db()
        assert row.decision == Decision.OPEN
        assert not Objective.objects.filter(pk=made.pk).exists()


def test_what_nobody_knows_becomes_an_action_of_thirty_days(
    at: At, readiness: Round, plan: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        row = next(each for each in suggestions.of_round(readiness) if each.finds_out)
        made = suggestions.accept(user, row.pk, plan.pk)
        step = made.steps.get()
        assert step.due_on is not None and step.starts_on is not None
        assert step.due_on - step.starts_on == timedelta(days=30)


def test_a_suggestion_goes_into_no_plan_that_is_in_force(
    at: At, asked: Round, plan: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        acts.submit(user, plan.pk)
        row = suggestions.of_round(asked)[0]
        with pytest.raises(NotAllowed):
            suggestions.accept(user, row.pk, plan.pk)
        row.refresh_from_db()
        assert row.decision == Decision.OPEN


def test_the_next_round_sees_what_was_done_for_an_item(
    at: At, asked: Round, plan: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        done, turned = suggestions.of_round(asked)[:2]
        made = suggestions.accept(user, done.pk, plan.pk)
        acts.set_status(user, outline(plan).objective(str(made.pk)).steps[0].key, Status.DONE)
        suggestions.reject(user, turned.pk, "Another team does it.")
        item, other = done.reasons[0]["code"], turned.reasons[0]["code"]
        found = done_since("alder", [item, other], asked)
        told = [each.words for each in found[item]]
        assert any("1 of" in words for words in told)
        assert any("Another team does it." in each.words for each in found[other])
        assert done_since("alder", ["N99.9"], asked) == {}


def test_a_team_decides_on_the_page(
    sign_in: Callable[[str], Client], at: At, asked: Round, plan: WorkPlan
) -> None:
    client = sign_in("cochair.cws@alder.example")
    page = client.get(reverse("workplans:suggestions", args=[asked.pk])).content.decode()
    with at("cochair.cws"):
        one, two, three = suggestions.of_round(asked)[:3]
    assert str(one.pk) in page
    address = reverse("workplans:suggestion", args=[one.pk])
    assert client.post(address, {"word": "defer", "reason": "Later"}).status_code == 422
    until = (today() + timedelta(days=9)).isoformat()
    given = {"word": "defer", "reason": "Later", "until": until}
    assert client.post(address, given).status_code == 302
    edited = {"word": "edit", "plan": str(plan.pk), "statement": "In our words"}
    client.post(reverse("workplans:suggestion", args=[two.pk]), edited)
    client.post(reverse("workplans:suggestion", args=[three.pk]), {"word": "reject"})
    with at("cochair.cws"):
        decided = {each.pk: each.decision for each in PlanSuggestion.objects.all()}
        assert decided[one.pk] == Decision.DEFERRED
        assert decided[two.pk] == Decision.EDITED
        assert decided[three.pk] == Decision.OPEN
        assert Objective.objects.filter(plan=plan, statement="In our words").exists()
    assert sign_in("sponsor.cws@alder.example").get(address).status_code == 403
    assert sign_in("cochair.cws@birch.example").get(address).status_code == 404
