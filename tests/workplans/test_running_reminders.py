"""Leads hear of what is due and overdue, co-chairs of what stays so: once a day, never twice."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox

from linkages import watches
from linkages.mail import Mail
from linkages.scope import rls
from tests.workplans.conftest import At
from workplans.models import Step, WorkPlan
from workplans.plans import acts
from workplans.running.reminding import Rules

WATCH = "workplans.running.reminding.look"
LEAD, CO_LEAD = "cws.worker@alder.example", "calworks.worker@alder.example"
# Friday, September 4, 2026; Monday the 7th is Labor Day.
FRIDAY = date(2026, 9, 4)


@pytest.mark.parametrize(
    ("on", "reminded", "told"),
    [
        (date(2026, 8, 27), None, False),
        (date(2026, 8, 28), None, True),
        (date(2026, 9, 4), None, True),
        (date(2026, 9, 3), date(2026, 8, 28), False),
        (date(2026, 9, 4), date(2026, 8, 28), False),
        (date(2026, 9, 5), date(2026, 8, 28), True),
        # On the day itself they heard that it is due, and now that it is overdue.
        (date(2026, 9, 5), date(2026, 9, 4), True),
        (date(2026, 9, 11), date(2026, 9, 5), False),
        (date(2026, 9, 12), date(2026, 9, 5), True),
        # The step got another day after its leads had heard of the first one.
        (date(2026, 8, 28), date(2026, 7, 1), True),
    ],
)
def test_when_leads_hear_of_a_step_that_is_due_on_a_friday(
    on: date, reminded: date | None, told: bool
) -> None:
    rules = Rules(on, remind=7, again=7, escalate=10, holidays=frozenset())
    assert rules.is_told(FRIDAY, reminded) is told


@pytest.mark.parametrize(
    ("on", "escalated", "told"),
    [
        (date(2026, 9, 10), None, False),
        (date(2026, 9, 11), None, True),
        (date(2026, 9, 14), date(2026, 9, 11), False),
        (date(2026, 9, 11), date(2026, 7, 1), True),
        # They heard of an earlier due day; this one is the day on which they did.
        (date(2026, 9, 11), date(2026, 9, 4), True),
        (date(2026, 9, 4), None, False),
    ],
)
def test_when_co_chairs_hear_of_it(on: date, escalated: date | None, told: bool) -> None:
    """Three business days after a Friday before Labor Day end on Thursday."""
    rules = Rules(on, remind=7, again=7, escalate=3, holidays=frozenset({date(2026, 9, 7)}))
    assert rules.is_escalated(FRIDAY, escalated) is told


@pytest.fixture
def running(at: At, staff: dict[str, Any], plan: WorkPlan, settings: Any) -> WorkPlan:
    """A plan in force with two steps of the same two leads, due on September 4."""
    settings.MAIL_ON = True
    with time_machine.travel("2026-08-03 18:00:00+00:00", tick=True):
        with at("cochair.cws") as user:
            steps = Step.objects.filter(objective__plan=plan)
            steps.update(due_on=None)
            keys = list(steps.values_list("pk", flat=True)[:2])
            steps.filter(pk__in=keys).update(
                due_on=FRIDAY, lead=staff[LEAD], co_lead=staff[CO_LEAD]
            )
            edition = acts.submit(user, plan.pk)
        for side in ("cws", "calworks"):
            with at(f"sponsor.{side}") as user:
                acts.approve(user, plan.pk, edition.pk)
    return plan


def on(day: str, run_jobs: Any) -> list[str]:
    """To whom mail went on a day on which the watch looked twice."""
    before = len(outbox.outbox)
    with time_machine.travel(f"{day} 18:00:00+00:00", tick=True):
        watches.look("alder", WATCH)
        watches.look("alder", WATCH)
        run_jobs()
    return sorted(each.to[0] for each in outbox.outbox[before:])


@pytest.mark.django_db
def test_one_mail_a_person_and_day_with_fixed_words(
    running: WorkPlan, run_jobs: Any, settings: Any
) -> None:
    assert on("2026-08-27", run_jobs) == []
    settings.MAIL_ON = False
    assert on("2026-08-28", run_jobs) == []
    settings.MAIL_ON = True
    assert on("2026-08-29", run_jobs) == []  # a Saturday
    assert on("2026-08-31", run_jobs) == [CO_LEAD, LEAD]
    assert on("2026-09-01", run_jobs) == []
    said = outbox.outbox[-1].body
    with rls(county="alder"):
        texts = Step.objects.filter(objective__plan=running).values_list("text", flat=True)
    assert not any(text in said for text in texts) and str(running.pk) not in said
    assert on("2026-09-07", run_jobs) == []  # Labor Day
    assert on("2026-09-08", run_jobs) == [CO_LEAD, LEAD]
    assert on("2026-09-14", run_jobs) == []
    assert on("2026-09-15", run_jobs) == [CO_LEAD, LEAD]


@pytest.mark.django_db
def test_both_co_chairs_hear_once_of_what_stays_overdue(running: WorkPlan, run_jobs: Any) -> None:
    on("2026-09-08", run_jobs)
    assert on("2026-09-21", run_jobs) == [CO_LEAD, LEAD]  # the tenth business day after the 4th
    chairs = ["cochair.calworks@alder.example", "cochair.cws@alder.example"]
    assert on("2026-09-22", run_jobs) == chairs
    assert on("2026-09-23", run_jobs) == []


@pytest.mark.django_db
def test_nobody_hears_of_a_step_that_is_done_or_of_a_draft(
    running: WorkPlan, run_jobs: Any
) -> None:
    with rls(county="alder"):
        Step.objects.filter(objective__plan=running).update(status="done")
    assert on("2026-09-22", run_jobs) == []
    with rls(county="alder"):
        Step.objects.filter(objective__plan=running).update(status="not_started")
        WorkPlan.objects.filter(pk=running.pk).update(
            state="closed", closed_on=FRIDAY, close_reason="over"
        )
    assert on("2026-09-23", run_jobs) == []


@pytest.mark.django_db
def test_a_mail_whose_step_was_done_meanwhile_does_not_leave(
    running: WorkPlan, run_jobs: Any
) -> None:
    with time_machine.travel("2026-08-31 18:00:00+00:00", tick=True):
        watches.look("alder", WATCH)
        with rls(county="alder"):
            Step.objects.filter(objective__plan=running).update(status="done")
        run_jobs()
    with rls(county="alder"):
        assert set(Mail.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert outbox.outbox == []
