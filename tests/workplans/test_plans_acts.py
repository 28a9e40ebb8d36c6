"""Writing a plan: copying from the catalogue, order, circles, two people at once."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from linkages.forms import Stale
from tests.workplans.conftest import At
from workplans.models import PlanContact, PlanTopic, Status, Step, WorkPlan
from workplans.plans import acts
from workplans.plans.acts import NotAllowed, ObjectiveFields, ProductFields, StepFields
from workplans.plans.keeping import read
from workplans.plans.needing import circle
from workplans.plans.outline import outline

pytestmark = pytest.mark.django_db


def test_a_launch_begins_with_both_contacts_and_coordinated_case_planning(
    at: At, plan: WorkPlan
) -> None:
    with at("cochair.cws"):
        tree = outline(plan)
    assert {each.program: each.email for each in tree.contacts} == {
        "calworks": "cochair.calworks@alder.example",
        "cws": "cochair.cws@alder.example",
    }
    assert [topic.code for topic in tree.topics] == ["T01", "T06", "T07"]


def test_an_objective_of_the_catalogue_comes_with_product_steps_and_dates(
    at: At, plan: WorkPlan
) -> None:
    with at("cochair.cws"):
        tree = outline(plan)
    first = tree.objectives[0]
    assert (first.number, first.code, first.products[0].number) == (1, "T01-1", "1A")
    assert [step.number for step in first.steps] == ["1A1", "1A2", "1A3", "1A4", "1A5"]
    # Months 1 to 2 of a year that begins on July 1.
    assert first.steps[0].starts_on == date(2026, 7, 1)
    assert first.steps[0].due_on == date(2026, 8, 31)
    assert first.derived == Status.NOT_STARTED
    assert read(tree.written()) == tree


def test_objectives_of_a_draft_are_counted_through_topic_by_topic(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        own = acts.add_objective(
            user,
            plan.pk,
            what=ObjectiveFields("Ours"),
            topic_id=plan.topics.get(code="T01").pk,
        )
        assert [each.number for each in outline(plan).objectives] == [1, 2, 3]
        acts.move(user, plan.pk, "objective", own.pk, up=True)
        assert outline(plan).objectives[0].statement == "Ours"


def test_steps_and_products_move_among_their_neighbors(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        objective = outline(plan).objectives[0]
        second = objective.steps[1]
        acts.move(user, plan.pk, "step", _key(second), up=True)
        product = acts.add_product(user, plan.pk, _key(objective), ProductFields("A poster"))
        acts.move(user, plan.pk, "product", product.pk, up=True)
        moved = outline(plan).objectives[0]
    assert moved.products[0].title == "A poster"
    assert moved.products[1].steps[0].key == second.key
    assert moved.products[1].steps[0].number == "1B1"


def test_a_circle_of_steps_is_refused_and_named(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        one, two, three = outline(plan).objectives[0].steps[:3]
        acts.change_step(user, plan.pk, _key(two), _fields(two, needs=one))
        acts.change_step(user, plan.pk, _key(three), _fields(three, needs=two))
        with pytest.raises(NotAllowed) as refusal:
            acts.change_step(user, plan.pk, _key(one), _fields(one, needs=three))
        told = str(refusal.value)
        assert told.count("→") == 3
        assert one.text in told
        assert outline(plan).objectives[0].steps[2].needs[0].number == "1A2"


def test_ways_that_meet_again_are_no_circle() -> None:
    a, b, c, d = (Step().pk for _each in range(4))
    assert circle({a: {b, c}, b: {d}, c: {d}}, a) == []
    assert circle({a: {b}, b: {c}, c: {a}}, a) == [a, b, c, a]


def test_the_second_of_two_editors_is_told_what_it_reads_now(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        step = outline(plan).objectives[0].steps[0]
        acts.change_step(user, plan.pk, _key(step), StepFields("First"), version=step.version)
    with at("cochair.calworks") as user:
        with pytest.raises(Stale, match="First"):
            acts.change_step(user, plan.pk, _key(step), StepFields("Mine"), version=step.version)
        assert outline(plan).by_step[step.key].step.text == "First"
        acts.change_step(user, plan.pk, _key(step), StepFields("Mine"), version=step.version + 1)


def test_only_who_keeps_plans_writes_in_them(at: At, plan: WorkPlan) -> None:
    for handle in ("cws.worker", "sponsor.cws"):
        with at(handle) as user, pytest.raises(PermissionDenied):
            acts.add_objective(user, plan.pk, code="T02-1")
    with at("coordinator") as user:
        acts.add_objective(user, plan.pk, code="T02-1")
    with at("cochair.cws", "birch") as user, pytest.raises(WorkPlan.DoesNotExist):
        acts.add_objective(user, plan.pk, code="T02-2")


def test_leads_report_on_their_own_steps_alone(at: At, plan: WorkPlan, staff: Any) -> None:
    worker = staff["cws.worker@alder.example"]
    with at("cochair.cws") as user:
        mine, theirs = outline(plan).objectives[0].steps[:2]
        acts.change_step(
            user, plan.pk, _key(mine), StepFields(mine.text, lead=worker, lead_program="cws")
        )
    with at("cws.worker") as user:
        made = acts.set_status(user, _key(mine), Status.DONE, "Signed on Tuesday.")
        assert (made.before, made.after) == (Status.NOT_STARTED, Status.DONE)
        with pytest.raises(PermissionDenied):
            acts.set_status(user, _key(theirs), Status.DONE)
        assert outline(plan).objectives[0].derived == Status.IN_PROGRESS
        assert outline(plan).by_step[mine.key].step.comment == "Signed on Tuesday."


def test_blocked_and_dropped_need_a_reason_and_the_last_word_can_be_taken_back(
    at: At, plan: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        step = outline(plan).objectives[0].steps[0]
        with pytest.raises(NotAllowed):
            acts.set_status(user, _key(step), Status.BLOCKED)
        acts.set_status(user, _key(step), Status.BLOCKED, "Waiting for counsel.")
        assert outline(plan).objectives[0].status == Status.BLOCKED
        acts.undo_status(user, _key(step))
        assert outline(plan).objectives[0].status == Status.NOT_STARTED
        acts.change_step(user, plan.pk, _key(step), StepFields(step.text, comment="By hand"))
        acts.set_status(user, _key(step), Status.DONE, "Both came.")
        assert outline(plan).by_step[step.key].step.comment == "Both came."
        acts.undo_status(user, _key(step))
        assert outline(plan).by_step[step.key].step.comment == "By hand"
        acts.set_status(user, _key(step), Status.IN_PROGRESS)
    with at("cochair.calworks") as other, pytest.raises(NotAllowed):
        acts.undo_status(other, _key(step))


def test_what_was_reported_on_stays_and_what_was_not_goes(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        one, two = outline(plan).objectives[0].steps[:2]
        acts.set_status(user, _key(one), Status.IN_PROGRESS)
        with pytest.raises(NotAllowed):
            acts.remove(user, plan.pk, "step", _key(one))
        acts.remove(user, plan.pk, "step", _key(two))
        assert two.key not in outline(plan).by_step


def test_an_objective_may_be_said_to_be_done_with_a_note(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        objective = outline(plan).objectives[0]
        with pytest.raises(NotAllowed):
            acts.set_objective_status(user, plan.pk, _key(objective), Status.DONE, " ")
        acts.set_objective_status(user, plan.pk, _key(objective), Status.DONE, "Done in 2025.")
        assert outline(plan).objectives[0].status == Status.DONE


def test_topic_areas_with_objectives_stay_ticked(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        with pytest.raises(NotAllowed):
            acts.choose_topics(user, plan.pk, ["T02"])
        acts.choose_topics(user, plan.pk, ["T01", "T06", "X1"], "Housing")
        topics = [(each.code, each.title) for each in outline(plan).topics]
    assert [code for code, _title in topics] == ["T01", "T06", "X1", "other"]
    assert topics[-1][1] == "Housing"
    # Whoever saw the list as it was before would untick what the other one has ticked.
    with at("cochair.calworks") as other, pytest.raises(Stale):
        acts.choose_topics(other, plan.pk, ["T01", "T06"], version=plan.version)


def test_a_topic_area_that_the_catalogue_knows_no_more_stays(at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        PlanTopic.objects.filter(plan=plan, code="T06").update(code="T99")
        acts.choose_topics(user, plan.pk, ["T01", "X1"])
        assert [each.code for each in outline(plan).topics] == ["T01", "T99", "X1"]


def test_a_header_takes_no_contact_away_that_its_page_did_not_show(
    at: At, plan: WorkPlan, sign_in: Any
) -> None:
    """A file may name two people of one program, or say of nobody for whom they are asked."""
    url = reverse("workplans:plan_header", args=[plan.pk])
    with at("cochair.cws"):
        rows = [("cws", "Zoe Second"), ("joint", "Rosa Whose")]
        PlanContact.objects.bulk_create(
            PlanContact(county_id="alder", plan=plan, program=program, name=name)
            for program, name in rows
        )
    client = sign_in("cochair.cws@alder.example")
    form = client.get(url).context["form"]
    given = {name: form[name].value() or "" for name in form.fields if name != "populations"}
    assert given["name_joint"] == "Rosa Whose" and given["name_cws"] != "Zoe Second"
    assert client.post(url, given | {"name_calworks": "", "phone_calworks": "1"}).status_code == 422
    assert client.post(url, given | {"name_joint": "Rosa Lima"}).status_code == 302
    with at("cochair.cws"):
        named = {each.name for each in outline(plan).contacts}
        assert named == {given["name_cws"], given["name_calworks"], "Zoe Second", "Rosa Lima"}


def test_an_outline_asks_as_often_for_many_steps_as_for_few(
    at: At, plan: WorkPlan, django_assert_max_num_queries: Any
) -> None:
    with at("cochair.cws") as user:
        for code in ("T02-1", "T05-1", "T07-1", "T07-2", "T12-1"):
            acts.add_objective(user, plan.pk, code=code)
        held = WorkPlan.objects.select_related("county", "site").get(pk=plan.pk)
        with django_assert_max_num_queries(7):
            assert len(outline(held).steps) > 35


def _key(part: Any) -> uuid.UUID:
    return uuid.UUID(part.key)


def _fields(step: Any, needs: Any) -> StepFields:
    product = Step.objects.get(pk=step.key).product
    return StepFields(step.text, product=product, needs=frozenset({_key(needs)}))
