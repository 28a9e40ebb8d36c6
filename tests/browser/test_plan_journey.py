"""A whole plan by keyboard alone, in both languages, on a phone: begun, filled, approved."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from linkages.scope import rls
from workplans.models import Objective, WorkPlan

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
