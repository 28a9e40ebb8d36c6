"""A whole plan by keyboard alone, in both languages, on a phone: begun, filled, approved; then a
meeting about it, and a plan that comes from a file."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from linkages.calendar import months_after, today
from linkages.scope import rls
from tests.conftest import working_as
from workplans.models import Action, Meeting, Objective, PlanTopic, Step, TeamDecision, WorkPlan
from workplans.plans import acts
from workplans.running.demo import FILE

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COCHAIR = "cochair.cws@alder.example"
MOST_TABS = 120


def reach(page: Page, selector: str) -> Locator:
    """Tab to a control, as somebody without a mouse gets there."""
    wanted = page.locator(selector).first
    expect(wanted).to_be_attached()
    for _each in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"nobody gets to {selector} by keyboard")


def go(page: Page, selector: str) -> None:
    """Follow a link, or press a button, and wait for the page behind it."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


SUBMIT = "main form.usa-form button[type=submit]"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_plan_from_nothing_to_both_sponsors_word(
    visit: Callable[..., Page], staff: Any, assert_accessible: Any, language: str
) -> None:
    page = visit("/plans/", as_=COCHAIR, width=320, locale=language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    go(page, 'a[href="/plans/new"]')
    reach(page, "[name=name]")
    page.keyboard.type("Linkages")
    go(page, SUBMIT)

    assert_accessible(page)
    reach(page, "[name=starter][value=launch]")
    page.keyboard.press("Space")
    reach(page, "[name=populations][value=fm_calworks]")
    page.keyboard.press("Space")
    go(page, SUBMIT)

    plan = page.url.partition("?")[0].rpartition("/")[2]
    go(page, f'a[href="/plans/{plan}/topics"]')
    reach(page, "[name=topics_A][value=T01]")
    page.keyboard.press("Space")
    go(page, SUBMIT)
    go(page, f'a[href="/plans/{plan}/objectives/add"]')
    assert_accessible(page)
    go(page, 'button[name=code][value="T01-1"]')
    assert_accessible(page)
    with rls(county="alder"), transaction.atomic():
        made = WorkPlan.objects.get(pk=plan)
        assert made.goal
        assert Objective.objects.get(plan=made).steps.count() == 5

    go(page, f'a[href="/plans/{plan}/submit"]')
    go(page, SUBMIT)
    for side in ("cws", "calworks"):
        sponsor = visit("/", as_=f"sponsor.{side}@alder.example", width=320, locale=language)
        go(sponsor, f'a[href="/plans/{plan}/decide"]')
        assert_accessible(sponsor)
        reach(sponsor, "[name=word][value=approve]")
        sponsor.keyboard.press("Space")
        go(sponsor, SUBMIT)
    with rls(county="alder"), transaction.atomic():
        assert WorkPlan.objects.get(pk=plan).state == WorkPlan.State.ACTIVE


def write(page: Page, selector: str, words: str) -> None:
    """Get to a field and type."""
    reach(page, selector)
    page.keyboard.type(words)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_meeting_about_a_plan_and_a_plan_from_a_file(
    visit: Callable[..., Page], staff: Any, assert_accessible: Any, language: str
) -> None:
    with working_as(staff[COCHAIR]) as user:
        began = months_after(today().replace(day=1), -4)
        plan = acts.begin(user, acts.Beginning("Linkages", WorkPlan.Kind.LAUNCH, began))
        acts.add_objective(user, plan.pk, code="T01-1")

    page = visit(f"/plans/{plan.pk}/meetings", as_=COCHAIR, width=320, locale=language)
    go(page, f'a[href="/plans/{plan.pk}/meetings/new"]')
    write(page, "[name=on]", today().strftime("%m%d%Y"))
    go(page, SUBMIT)
    assert_accessible(page)
    write(page, "textarea[name=minutes]", "Both leaders were briefed on Monday.")
    go(page, ".agenda-point form button[type=submit]")
    go(page, '.agenda-point a[href*="/decide?"]')
    write(page, "[name=text]", "Sponsors meet every quarter.")
    go(page, SUBMIT)
    go(page, '.agenda-point a[href*="/promise?"]')
    assert_accessible(page)
    write(page, "[name=text]", "Send the dates")
    go(page, SUBMIT)
    go(page, 'form[action$="/held"] button')
    assert_accessible(page)
    with rls(county="alder"), transaction.atomic():
        met = Meeting.objects.get(plan=plan)
        assert met.state == Meeting.State.HELD
        first = met.points.get(minutes="Both leaders were briefed on Monday.")
        assert first.step is not None
        assert TeamDecision.objects.get(meeting=met).point == first
        assert Action.objects.get(meeting=met).text == "Send the dates"

    page.goto("/plans/import")
    file = {"name": "plan.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    reach(page, "[name=file]").set_input_files([file])
    go(page, SUBMIT)
    expect(page.locator("main .usa-alert")).to_contain_text("Child care after hours")
    expect(page.locator("main")).to_contain_text("Call every provider")
    assert_accessible(page)
    reach(page, "select[name=topic_0]")
    go(page, SUBMIT)
    made = page.url.partition("?")[0].rpartition("/")[2]
    with rls(county="alder"), transaction.atomic():
        topics = PlanTopic.objects.filter(plan=made)
        assert topics.filter(code="other", title="Child care after hours").exists()
        assert Step.objects.filter(objective__plan=made).count() == 3
