"""A day at a family's page: without network, back and forth in the browser, on paper, by thumb."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_record_contact import WORKER, home, said
from tests.sharing.test_families import Home

__all__ = ["home"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALLEST = 24  # CSS pixels


@pytest.mark.fault(33)
def test_a_lost_network_loses_no_word_and_sends_it_once(
    visit: Callable[..., Page], watch: Watch, home: Home
) -> None:
    watch.allowed += ["failed: ", "ERR_INTERNET_DISCONNECTED"]
    page = visit(f"/families/{home.family.pk}/add/contact", as_=WORKER)
    page.context.set_offline(True)
    page.get_by_label("Text", exact=True).fill("Written in a car park.")
    expect(page.locator("[data-autosave-line]")).to_contain_text("Not saved since")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Written in a car park.")
    page.context.set_offline(False)
    expect(page.locator("[data-autosave-line]")).to_contain_text("Saved ")
    page.get_by_role("button", name="Record contact").click()
    expect(page.locator("#written")).to_contain_text("Written in a car park.")
    assert said() == ["Written in a car park."]
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "car park" not in kept


@pytest.mark.usability(18)
def test_back_and_reload_never_send_anything_twice(visit: Callable[..., Page], home: Home) -> None:
    page = visit(f"/families/{home.family.pk}/add/contact", as_=WORKER)
    page.get_by_label("Text", exact=True).fill("Only once.")
    page.get_by_role("button", name="Record contact").click()
    expect(page.locator("#written")).to_contain_text("Only once.")
    page.reload()
    assert said() == ["Only once."]
    page.go_back()
    page.go_forward()
    expect(page.locator("#written")).to_contain_text("Only once.")
    assert said() == ["Only once."]


@pytest.mark.usability(15)
def test_whatever_can_be_pressed_is_large_enough_for_a_thumb(
    visit: Callable[..., Page], home: Home
) -> None:
    page = visit(f"/families/{home.family.pk}/", as_=WORKER, width=320)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll("main button, main summary, main .usa-button")]
             .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
             .filter(([, box]) => box.width && box.height)
             .map(([words, box]) => [words, box.width, box.height])"""
    )
    assert len(boxes) > 10
    small = [each for each in boxes if min(each[1:]) < SMALLEST]
    assert small == []


@pytest.mark.usability(20)
def test_on_paper_there_is_the_family_and_nothing_to_click(
    visit: Callable[..., Page], home: Home
) -> None:
    page = visit(f"/families/{home.family.pk}/", as_=WORKER)
    expect(page.locator("nav").first).to_be_visible()
    page.emulate_media(media="print")
    for frame in ("nav", "header form", "main .usa-button"):
        seen: list[Any] = [e for e in page.locator(frame).all() if e.is_visible()]
        assert seen == [], frame
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text("ZQMOTHER")
