"""The frame around every page, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORKER = "cws.worker@alder.example"
Visit = Callable[..., Page]


@pytest.mark.usability(13)
@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"locale": "es"}, {"width": 320}])
def test_sign_in_and_account_pages_have_no_barrier(
    visit: Visit, assert_accessible: Any, settings: Any, look: dict[str, Any]
) -> None:
    settings.DEMO = True  # with its banner
    page = visit("/account/login/", **look)
    assert_accessible(page)
    page.get_by_role("main").get_by_role("button").first.click()
    assert_accessible(page)
    page = visit("/", as_=WORKER, **look)
    assert_accessible(page)
    for path in ("/account/password/change/", "/account/second-factor/", "/account/sessions/"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert_accessible(page)


@pytest.mark.usability(14)
def test_a_page_without_scripts_keeps_navigation_search_and_sign_out(visit: Visit) -> None:
    page = visit("/", as_=WORKER, width=320, java_script_enabled=False)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_role("button", name="Hide names")).to_be_hidden()
    page.locator("details.menu-end summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.usability(12)
def test_single_keys_act_outside_fields_only_and_can_be_switched_off(visit: Visit) -> None:
    page = visit("/", as_=WORKER)
    keys = page.locator("dialog#keys")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    search = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("a?")
    expect(search).to_have_value("a?")
    expect(keys).to_be_hidden()
    search.blur()
    page.keyboard.press("?")
    keys.get_by_role("button", name="Switch keys off").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


@pytest.mark.check(117)
def test_the_privacy_screen_stays_in_its_tab_and_keeps_one_word(visit: Visit) -> None:
    page = visit("/", as_=WORKER)
    page.get_by_role("button", name="Hide names").click()
    page.reload()
    pressed = page.get_by_role("button", name="Hide names")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    color = "getComputedStyle(document.querySelector('[data-private]')).color"
    assert page.evaluate(color) == "rgba(0, 0, 0, 0)"
    assert page.evaluate("sessionStorage.getItem('privacy-screen')") == "on"
    assert page.evaluate("localStorage.length") == 0
    other = page.context.new_page()
    other.goto("/")
    expect(other.get_by_role("button", name="Hide names")).to_have_attribute(
        "aria-pressed", "false"
    )


@pytest.mark.check(51)
@pytest.mark.usability(11)
def test_the_end_of_a_session_is_announced_and_one_key_extends(visit: Visit) -> None:
    page = visit("/", as_=WORKER)
    asked: list[str] = []
    left = {"GET": 125, "POST": 900}

    def answer(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(json={"seconds": left[route.request.method]})

    page.route("**/keep-alive", answer)
    page.clock.install()
    page.reload()
    page.get_by_role("searchbox").fill("typed before")
    seconds = int(page.locator("dialog#session").get_attribute("data-seconds") or 0)
    page.clock.fast_forward((seconds - 121) * 1000)
    left["GET"] = 119
    page.clock.run_for(3000)
    warning = page.get_by_role("alertdialog")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(warning.get_by_role("status", include_hidden=True)).to_contain_text("2 minutes")
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    assert asked[-1] == "POST"
    expect(page.get_by_role("searchbox")).to_have_value("typed before")


@pytest.mark.check(51)
def test_an_ended_session_leaves_nothing_readable_on_the_screen(visit: Visit) -> None:
    page = visit("/", as_=WORKER)
    page.route("**/keep-alive", lambda route: route.fulfill(json={"seconds": 0}))
    page.clock.install()
    page.reload()
    page.clock.fast_forward(24 * 3600 * 1000)
    page.clock.run_for(3000)
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()


@pytest.mark.usability(12)
def test_focus_is_visible_and_starts_at_the_skip_link(visit: Visit) -> None:
    page = visit("/", as_=WORKER)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    for _stop in range(10):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2
