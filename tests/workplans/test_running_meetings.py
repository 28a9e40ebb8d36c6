"""Meetings: called with an agenda from the plan, minutes by two people, decisions, actions."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linkages.forms import Stale
from linkages.scope import rls
from tests.workplans.conftest import At
from workplans.models import Action, AgendaPoint, Meeting, Objective, Step, WorkPlan
from workplans.plans import acts
from workplans.plans.acts import NotAllowed
from workplans.running import meetings, minutes
from workplans.running.meetings import Calling
from workplans.running.minutes import Came, Promise

pytestmark = pytest.mark.django_db
CHAIR, OTHER = "cochair.cws@alder.example", "coordinator@alder.example"
ON = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-09-01 18:00:00+00:00", tick=True):
        yield


@pytest.fixture
def met(at: At, plan: WorkPlan) -> Meeting:
    """A meeting of September 1; steps of T01-1 were due on August 31."""
    with at("cochair.cws") as user:
        return meetings.call(user, plan.pk, Calling("Team", ON))


def fresh(row: Any) -> Any:
    with rls(county="alder"):
        return type(row).objects.get(pk=row.pk)


def send(client: Client, name: str, *args: Any, **given: Any) -> Any:
    """What a browser sends: a key of its own, and the fields."""
    form = {"key": str(uuid.uuid4())} | given
    return client.post(reverse(f"workplans:{name}", args=args), form)


def test_a_meeting_is_called_with_the_overdue_steps_and_people_of_both_sides(met: Meeting) -> None:
    with rls(county="alder"):
        points = list(met.points.all())
        sides = {each.program for each in met.attendance.all()}
    assert [point.kind for point in points] == ["overdue"] * 5
    assert points[0].text.startswith("1A1 ")
    assert all(point.step_id and point.objective_id for point in points)
    assert {"cws", "calworks"} <= sides


def test_who_may_call_and_who_may_only_look(
    at: At, sign_in: Any, plan: WorkPlan, met: Meeting
) -> None:
    new = reverse("workplans:call_meeting", args=[plan.pk])
    page = reverse("workplans:meeting", args=[plan.pk, met.pk])
    for who, may_call in ((CHAIR, 200), (OTHER, 200), ("cws.supervisor@alder.example", 403)):
        assert sign_in(who).get(new).status_code == may_call
        assert sign_in(who).get(page).status_code == 200
    assert sign_in("partner@alder.example").get(page).status_code in (403, 404)
    assert sign_in("cochair.cws@birch.example").get(page).status_code == 404
    with at("cws.worker") as user, pytest.raises(PermissionDenied):
        meetings.call(user, plan.pk, Calling("x", ON))


def test_points_are_added_moved_and_taken_off(at: At, met: Meeting) -> None:
    with at("cochair.cws") as user:
        own = meetings.add_point(user, met.pk, "How are we?")
        assert (own.kind, own.order) == ("own", 6)
        meetings.move_point(user, met.pk, own.pk, up=True)
        assert [p.pk for p in met.points.all()].index(own.pk) == 4
        last = met.points.last()
        meetings.remove_point(user, met.pk, last.pk)
        assert [p.order for p in met.points.all()] == [1, 2, 3, 4, 5]
        minutes.write(user, met.pk, own.pk, "Well.", version=1)
        with pytest.raises(NotAllowed):
            meetings.remove_point(user, met.pk, own.pk)
        assert meetings.renew(user, met.pk) == 1
        assert meetings.renew(user, met.pk) == 0


def test_two_people_write_minutes_of_one_point_and_nothing_is_lost(
    sign_in: Any, plan: WorkPlan, met: Meeting
) -> None:
    with rls(county="alder"):
        point = met.points.first()
    args = (plan.pk, met.pk, point.pk)
    first, second = sign_in(CHAIR), sign_in(OTHER)
    assert send(first, "write_minutes", *args, minutes="First", version="1").status_code == 302
    answer = send(second, "write_minutes", *args, minutes="Second", version="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First" in page and ">\nSecond</textarea>" in page and "changed this" in page
    again = answer.context["form"].data["version"]
    both = send(second, "write_minutes", *args, minutes="First. Second.", version=again)
    assert both.status_code == 302
    assert fresh(point).minutes == "First. Second."


def test_what_was_typed_and_not_saved_comes_back(
    sign_in: Any, plan: WorkPlan, met: Meeting
) -> None:
    with rls(county="alder"):
        point = met.points.first()
    client = sign_in(CHAIR)
    typed = {"minutes": "Half a sent", "shown": str(point.version)}
    client.post(reverse("save_draft", args=[f"minutes:{point.pk}"]), typed)
    page = reverse("workplans:meeting", args=[plan.pk, met.pk])
    assert "Half a sent" in client.get(page).content.decode()
    other = sign_in(OTHER)
    assert "Half a sent" not in other.get(page).content.decode()
    # Somebody else was quicker: what comes back does not write over them unseen.
    args = (plan.pk, met.pk, point.pk)
    send(other, "write_minutes", *args, minutes="All of it", version=str(point.version))
    form = client.get(page).context["lines"][0].form
    sent = {name: form[name].value() for name in ("minutes", "version", "shown")}
    assert sent["minutes"] == "Half a sent"
    assert send(client, "write_minutes", *args, **sent).status_code == 409
    assert fresh(point).minutes == "All of it"


def test_decisions_and_actions_stand_under_their_point_and_on_the_logs(
    sign_in: Any, plan: WorkPlan, met: Meeting
) -> None:
    client = sign_in(CHAIR)
    with rls(county="alder"):
        point = met.points.first()
    under = f"?point={point.pk}"
    there = reverse("workplans:team_decide", args=[plan.pk, met.pk]) + under
    client.post(there, {"key": str(uuid.uuid4()), "text": "=We go on"})
    there = reverse("workplans:promise_action", args=[plan.pk, met.pk]) + under
    given = {"text": "Call counsel", "lead_words": "Front desk", "due_on": "2026-09-15"}
    client.post(there, {"key": str(uuid.uuid4())} | given)
    with rls(county="alder"):
        assert point.decisions.get().text == "=We go on"
        assert point.actions.get().lead_words == "Front desk"
    table = client.get(reverse("workplans:decision_file", args=[plan.pk])).content.decode()
    assert "'=We go on" in table
    log = reverse("workplans:actions", args=[plan.pk])
    for query, found in (("", True), ("?state=open", True), ("?state=done", False),
                         ("?words=COUNSEL", True), ("?words=dogs", False)):  # fmt: skip
        assert ("Call counsel" in client.get(log + query).content.decode()) is found
    table = client.get(reverse("workplans:action_file", args=[plan.pk]) + "?state=done")
    assert "Call counsel" not in table.content.decode()


def test_open_actions_come_to_the_next_agenda_and_settled_ones_do_not(
    at: At, plan: WorkPlan, met: Meeting
) -> None:
    with at("cochair.cws") as user:
        made = [minutes.promise(user, met.pk, Promise(text)) for text in ("open", "done", "gone")]
        minutes.settle(user, made[1].pk, Promise("done"), Came(done_on=ON), version=1)
        minutes.settle(user, made[2].pk, Promise("gone"), Came(dropped_reason="no"), version=1)
        following = meetings.call(user, plan.pk, Calling("Team", date(2026, 10, 1)))
        carried = following.points.filter(kind=AgendaPoint.Kind.ACTION)
        assert [point.text for point in carried] == ["open · from the meeting of Sep 1, 2026"]


def test_an_action_becomes_a_step_of_a_plan_that_stands_open(
    at: At, plan: WorkPlan, met: Meeting
) -> None:
    with at("cochair.cws") as user:
        made = minutes.promise(user, met.pk, Promise("Write a guide", due_on=date(2026, 10, 1)))
        objective = Objective.objects.filter(plan=plan).first()
        step = minutes.to_step(user, made.pk, objective.pk, version=1)
        assert (step.text, step.due_on) == ("Write a guide", date(2026, 10, 1))
        with pytest.raises(NotAllowed):
            minutes.settle(user, made.pk, Promise("x"), Came(), version=2)
        other = minutes.promise(user, met.pk, Promise("Later"))
        WorkPlan.objects.filter(pk=plan.pk).update(state="active")
        with pytest.raises(NotAllowed):
            minutes.to_step(user, other.pk, objective.pk, version=1)


def test_whoever_promised_says_what_came_of_it_and_nothing_else(
    sign_in: Any, at: At, staff: dict[str, Any], plan: WorkPlan, met: Meeting
) -> None:
    worker = "cws.worker@alder.example"
    with at("cochair.cws") as user:
        mine = minutes.promise(user, met.pk, Promise("Mine", lead=staff[worker]))
        other = minutes.promise(user, met.pk, Promise("Not mine"))
    given = {"text": "Changed", "state": "done", "done_on": "2026-09-01", "version": "1"}
    assert send(sign_in(worker), "action", plan.pk, mine.pk, **given).status_code == 302
    assert send(sign_in(worker), "action", plan.pk, other.pk, **given).status_code == 403
    settled = fresh(mine)
    assert (settled.text, settled.done_on) == ("Mine", ON)
    assert fresh(other).done_on is None


def test_a_meeting_is_called_off_with_a_reason_and_then_nothing_is_written(
    sign_in: Any, plan: WorkPlan, met: Meeting, at: At
) -> None:
    client = sign_in(CHAIR)
    args = (plan.pk, met.pk)
    assert send(client, "call_off_meeting", *args, reason="", version="1").status_code == 422
    assert send(client, "call_off_meeting", *args, reason="Ill", version="1").status_code == 302
    assert (fresh(met).state, fresh(met).cancel_reason) == ("cancelled", "Ill")
    with at("cochair.cws") as user, pytest.raises(NotAllowed):
        minutes.decide(user, met.pk, "x")


def test_a_meeting_of_tomorrow_has_not_been_held(at: At, plan: WorkPlan, met: Meeting) -> None:
    with at("cochair.cws") as user:
        later = meetings.call(user, plan.pk, Calling("Team", date(2026, 9, 2)))
        with pytest.raises(NotAllowed):
            meetings.hold(user, later.pk)
        assert meetings.hold(user, met.pk).state == "held"
        with pytest.raises(Stale):
            meetings.change(user, met.pk, Calling("x", ON), version=1)


def test_who_was_there(sign_in: Any, plan: WorkPlan, met: Meeting) -> None:
    client = sign_in(CHAIR)
    with rls(county="alder"):
        one, two, *_rest = met.attendance.all()
    send(client, "attendance", plan.pk, met.pk, present=[str(one.pk), str(two.pk)])
    send(client, "attendance", plan.pk, met.pk, present=[str(two.pk)])
    send(client, "add_guest", plan.pk, met.pk, words="A parent", program="joint")
    with rls(county="alder"):
        there = met.attendance.filter(present=True)
        assert {each.words or each.pk for each in there} == {two.pk, "A parent"}


def test_a_meeting_asks_as_often_for_thirty_points_as_for_three(
    at: At, sign_in: Any, plan: WorkPlan, met: Meeting, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, page = sign_in(CHAIR), reverse("workplans:meeting", args=[plan.pk, met.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    with at("cochair.cws") as user:
        for number in range(30):
            point = meetings.add_point(user, met.pk, f"Point {number}")
            minutes.decide(user, met.pk, "Yes", point.pk)
            minutes.promise(user, met.pk, Promise("Do", lead=user), point.pk)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


def test_every_page_of_a_meeting_opens(sign_in: Any, at: At, plan: WorkPlan, met: Meeting) -> None:
    with at("cochair.cws") as user:
        action = minutes.promise(user, met.pk, Promise("Do", lead=user))
        point = met.points.first()
    client = sign_in(CHAIR)
    for name, args in (
        ("meetings", []), ("call_meeting", []), ("meeting", [met.pk]),
        ("change_meeting", [met.pk]), ("call_off_meeting", [met.pk]), ("add_guest", [met.pk]),
        ("write_minutes", [met.pk, point.pk]), ("team_decide", [met.pk]),
        ("promise_action", [met.pk]), ("decisions", []), ("actions", []), ("action", [action.pk]),
        ("action_step", [action.pk]), ("reports", []),
    ):  # fmt: skip
        answer = client.get(reverse(f"workplans:{name}", args=[plan.pk, *args]))
        assert answer.status_code == 200, name
    assert "Do" in client.get(reverse("today")).content.decode()


def test_a_round_that_closed_since_the_last_meeting_stands_on_the_agenda(
    at: At, plan: WorkPlan, met: Meeting
) -> None:
    from assessments.models import Round, RoundDecision

    with at("cochair.cws") as user:
        meetings.hold(user, met.pk)
        asked = Round.objects.create(
            county_id="alder", name="Second look", instrument_code="renovation",
            instrument_number=1, content={}, state="closed", snapshot={}, began_by=user,
            closed_at=timezone.now() + timedelta(days=3),
        )  # fmt: skip
        RoundDecision.objects.create(
            county_id="alder", round=asked, kind="proceed", reason="x", by=user,
            at=timezone.now() + timedelta(days=4),
        )  # fmt: skip
        following = meetings.call(user, plan.pk, Calling("Team", date(2026, 10, 1)))
        results = following.points.filter(kind=AgendaPoint.Kind.RESULT)
        assert [point.text for point in results] == [
            "Results of “Second look”, closed on Sep 4, 2026",
            "What “Second look” led to: Proceed",
        ]


def test_an_agenda_is_drawn_from_what_is_still_there(at: At, plan: WorkPlan, met: Meeting) -> None:
    with at("cochair.cws") as user:
        step = Step.objects.filter(objective__plan=plan).order_by("objective__number").first()
        acts.remove(user, plan.pk, "step", step.pk)
        assert met.points.filter(step=step.pk).count() == 0
        assert met.points.count() == 5
        assert Action.objects.filter(meeting=met).count() == 0
