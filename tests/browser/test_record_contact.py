"""A contact in well under a minute: by keyboard alone or with two clicks, and nothing is lost."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from cases.families.models import Contact, Episode, Wording
from cases.sharing.models import LegalBasis
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.test_families import Home, make_home

expect.set_options(timeout=20_000)  # a busy machine is not what is tested here
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORKER = "cws.worker@alder.example"
LIMIT = 45  # seconds, of somebody who has done it before


@pytest.fixture
def home(staff: dict[str, Any]) -> Home:
    made = make_home()
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        Episode.objects.create(
            county_id="alder", family=made.family, state="accepted", identified_on=TODAY
        )
        for owner, category in (("cws", "C1"), ("cws", "C5"), ("calworks", "C1")):
            LegalBasis.objects.create(
                county_id="alder",
                code="10850",
                owner=owner,
                category=category,
                audience="pair",
                since=TODAY.replace(year=TODAY.year - 1),
            )
    return made


def said() -> list[str]:
    with rls(county="alder"), transaction.atomic():
        return [str(each.said.get("text")) for each in Wording.objects.order_by("at")]


@pytest.mark.usability(3)
@pytest.mark.usability(12)
def test_a_call_is_recorded_by_keyboard_alone(
    visit: Callable[..., Page], home: Home, assert_accessible: Any
) -> None:
    page = visit(f"/families/{home.family.pk}/", as_=WORKER)
    assert_accessible(page)

    began = time.monotonic()
    page.keyboard.press("c")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    page.keyboard.type("She asks that both workers come together next time.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The contact is recorded.")).to_be_visible()
    assert time.monotonic() - began < LIMIT

    expect(page.locator("#written")).to_contain_text("both workers come together")
    assert said() == ["She asks that both workers come together next time."]
    with rls(county="alder"), transaction.atomic():
        contact = Contact.objects.get()
    assert (contact.kind, contact.category, contact.program) == ("phone", "C1", "cws")


@pytest.mark.usability(3)
def test_a_home_visit_takes_two_clicks_and_its_kind_sets_the_category(
    visit: Callable[..., Page], home: Home, assert_accessible: Any
) -> None:
    page = visit(f"/families/{home.family.pk}/", as_=WORKER)
    page.get_by_role("link", name="Home visit").click()
    assert_accessible(page)
    expect(page.get_by_label("CWS involvement", exact=False)).to_be_checked()
    page.get_by_label("Kind of contact").select_option("phone")
    expect(page.get_by_label("Identity, case numbers", exact=False)).to_be_checked()
    page.get_by_label("Kind of contact").select_option("home_visit")
    page.keyboard.type("x")  # the field of the kind has the focus; nothing is lost by typing there
    page.get_by_label("Text", exact=True).fill("Hours of both plans gone through.")
    page.get_by_role("button", name="Record contact").click()
    expect(page.locator("#written")).to_contain_text("Hours of both plans")
    with rls(county="alder"), transaction.atomic():
        assert Contact.objects.get().category == "C5"


@pytest.mark.usability(10)
def test_what_was_typed_is_saved_by_itself_and_stands_there_again(
    visit: Callable[..., Page], home: Home
) -> None:
    page = visit(f"/families/{home.family.pk}/add/contact", as_=WORKER)
    page.get_by_label("Text", exact=True).fill("Half a sentence")
    expect(page.locator("[data-autosave-line]")).to_contain_text("Saved ")
    again = visit(f"/families/{home.family.pk}/add/contact", as_=WORKER)
    expect(again.get_by_label("Text", exact=True)).to_have_value("Half a sentence")
    assert said() == []


def test_the_page_is_folded_and_arranged_and_stays_so(
    visit: Callable[..., Page], home: Home, assert_accessible: Any
) -> None:
    page = visit(f"/families/{home.family.pk}/", as_=WORKER, width=320)
    assert_accessible(page)
    history = page.locator("details[data-part=page-history]")
    expect(history).not_to_have_attribute("open", "")
    with page.expect_response(lambda answer: answer.url.endswith("/arrange")):
        history.locator("summary").first.click()
    page.reload()
    expect(history).to_have_attribute("open", "")
    page.get_by_text("Order of this page").click()
    page.get_by_role("button", name=re.compile("Up.*History")).click()
    expect(page.locator("details[data-part]").last).not_to_have_attribute(
        "data-part", "page-history"
    )


def test_without_a_script_everything_works(visit: Callable[..., Page], home: Home) -> None:
    page = visit(f"/families/{home.family.pk}/", as_=WORKER, java_script_enabled=False)
    page.get_by_text("Order of this page").click()
    page.get_by_role("button", name=re.compile("^Unfold.*History")).click()
    expect(page.locator("details[data-part=page-history]")).to_have_attribute("open", "")
    page.get_by_role("link", name="Record a contact").click()
    page.get_by_label("Text", exact=True).fill("Written without a script.")
    page.get_by_role("button", name="Record contact").click()
    page.get_by_role("link", name="Copy for CWS contact").first.click()
    expect(page.get_by_label("Text to copy")).to_contain_text("Written without a script.")
