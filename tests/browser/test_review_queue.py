"""An analyst's morning at the queue: sixty pairs by keyboard alone, none lost, none twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from cases.matching.models import MatchCandidate, MatchDecision
from cases.people.models import Link
from linkages.calendar import today
from linkages.scope import rls
from tests.matching.desk.queue import at, household, pairs

expect.set_options(timeout=20_000)  # a busy machine is not what is tested here
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANALYST = "analyst@alder.example"
COORDINATOR = "coordinator@alder.example"
PAIRS = 60
# Link, not the same as suggested, for the second reason, needs information, and so on.
PRESSES = ("l", "n", "2", "m", "l", "l")
AFTER = {"l": "linked", "n": "not_same", "2": "not_same", "m": "needs_information"}


def open_pair(page: Page) -> str:
    """The pair that stands on the page now."""
    return page.locator("[data-pair-detail]").get_attribute("data-pair-detail") or ""


def press(page: Page, key: str) -> str:
    """Press a key on the pair that is shown; the pair, once another stands there."""
    before = open_pair(page)
    page.wait_for_timeout(350)  # somebody looks at it
    page.keyboard.press(key)
    page.wait_for_function(
        "before => { const now = document.querySelector('[data-pair-detail]');"
        " return !now || now.dataset.pairDetail !== before; }",
        arg=before,
    )
    return before


def states() -> dict[str, str]:
    with rls(county="alder"), transaction.atomic():
        return {str(pk): s for pk, s in MatchCandidate.objects.values_list("pk", "state")}


def decisions(**conditions: Any) -> int:
    with rls(county="alder"), transaction.atomic():
        return MatchDecision.objects.filter(**conditions).count()


@pytest.mark.usability(4)
def test_sixty_pairs_by_keyboard_alone(visit: Callable[..., Page], staff: Any) -> None:
    pairs(PAIRS)
    page = visit("/matches/", as_=ANALYST)
    expect(page.locator("#queue-count")).to_have_text("60 pairs, the most certain first")
    wanted: dict[str, str] = {}
    undone = 0
    number = 0
    while len(wanted) < PAIRS - 1:
        key = PRESSES[number % len(PRESSES)]
        number += 1
        pair = press(page, key)
        wanted[pair] = AFTER[key]
        expect(page.locator("h2#pair")).to_be_focused()
        if number % 15 == 7:
            page.keyboard.press("u")
            expect(page.get_by_text("Undone. The pair is as it was.")).to_be_visible()
            assert open_pair(page) == pair
            press(page, "l")
            wanted[pair], undone = "linked", undone + 1
            # From here the queue goes on behind that pair.
    assert undone >= 3
    kept = states()
    assert {pair: kept[pair] for pair in wanted} == wanted
    assert decisions() == len(wanted) + 2 * undone
    assert decisions(verb="undo") == undone
    with rls(county="alder"), transaction.atomic():
        linked = sum(state == "linked" for state in wanted.values())
        assert Link.objects.filter(cut_at=None).count() == linked


def test_pressing_fast_decides_nothing_that_was_not_seen(
    visit: Callable[..., Page], staff: Any
) -> None:
    made = pairs(12)
    page = visit("/matches/", as_=ANALYST)
    page.wait_for_timeout(400)
    seen = {open_pair(page)}
    for _press in range(25):
        page.keyboard.press("l")
        page.wait_for_timeout(30)
        seen.add(open_pair(page))
    page.wait_for_timeout(1500)
    last = open_pair(page)
    kept = states()
    linked = {pair for pair, state in kept.items() if state == "linked"}
    # Each was on the screen, each once, and the one that is there now waits.
    assert 1 <= len(linked) < len(made) and linked <= seen
    assert decisions() == len(linked) and last not in linked


def test_what_is_sent_on_a_line_that_is_away_is_sent_again_once(
    visit: Callable[..., Page], staff: Any, watch: Any
) -> None:
    pairs(3)
    watch.allowed += ["failed:", "console: Failed to load", "console: "]
    page = visit("/matches/", as_=ANALYST)
    page.wait_for_timeout(400)
    pair = open_pair(page)
    page.context.set_offline(True)
    page.keyboard.press("l")
    expect(page.get_by_text("Nothing is lost; try again")).to_be_visible()
    assert open_pair(page) == pair and decisions() == 0
    page.context.set_offline(False)
    press(page, "l")
    assert states()[pair] == "linked" and decisions() == 1


def test_the_bar_counts_down_and_goes(visit: Callable[..., Page], staff: Any) -> None:
    pairs(3)
    page = visit("/matches/", as_=ANALYST)
    press(page, "m")
    bar = page.locator("[data-undo]")
    expect(bar).to_contain_text("s left")
    expect(bar).to_have_count(0, timeout=14_000)


def test_a_household_by_keyboard(
    visit: Callable[..., Page], staff: Any, assert_accessible: Any
) -> None:
    family = household()
    page = visit(at("pair", family[0]), as_=ANALYST)
    page.wait_for_timeout(400)
    page.keyboard.press("h")
    page.wait_for_url("**/household")
    assert_accessible(page)
    page.keyboard.press("l")
    expect(page.get_by_text("The household is decided.")).to_be_visible()
    assert {states()[str(pair.pk)] for pair in family} == {"linked"}
    assert_accessible(page)
    page.keyboard.press("u")
    expect(page.get_by_text("Undone. The household is as it was.")).to_be_visible()
    assert {states()[str(pair.pk)] for pair in family} == {"proposed"}


def test_another_reason_is_typed(visit: Callable[..., Page], staff: Any) -> None:
    pairs(2)
    page = visit("/matches/", as_=ANALYST)
    page.wait_for_timeout(400)
    pair = open_pair(page)
    page.keyboard.press("6")
    expect(page.get_by_label("Note for whoever looks next")).to_be_visible()
    page.get_by_label("Note for whoever looks next").focus()
    page.keyboard.type("Two sisters l n m")
    assert states()[pair] == "proposed"
    page.keyboard.press("Shift+Tab")
    page.get_by_role("heading", level=2).first.focus()
    page.wait_for_timeout(400)
    page.keyboard.press("6")
    page.wait_for_function(
        "before => document.querySelector('[data-pair-detail]').dataset.pairDetail !== before",
        arg=pair,
    )
    with rls(county="alder"), transaction.atomic():
        made = MatchDecision.objects.get()
        assert (made.reason, made.note) == ("other", "Two sisters l n m")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 320)])
def test_every_state_of_the_queue_is_accessible(
    visit: Callable[..., Page],
    staff: Any,
    sign_in: Any,
    assert_accessible: Any,
    language: str,
    width: int,
) -> None:
    made = [*household(), *pairs(5)]
    with rls(county="alder"), transaction.atomic():
        first, second, third = (MatchCandidate.objects.filter(pk=p.pk) for p in made[-3:])
        first.update(deferred_until=today() + timedelta(days=4), deferred_by=staff[COORDINATOR])
        second.update(deferred_until=today(), deferred_by=staff[ANALYST])
        third.update(assigned_to=staff[ANALYST])
    page = visit("/matches/", as_=ANALYST, width=width, locale=language)
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
    if width == 320:
        # The pair stands before the list.
        detail, listed = (
            page.locator("#detail").bounding_box(),
            page.locator("#list").bounding_box(),
        )
        assert detail and listed and detail["y"] < listed["y"]
    press(page, "m")  # with the bar, in the part that took the place of the last one
    assert_accessible(page)
    for address in (
        "/matches/?state=deferred",
        "/matches/?whose=me",
        "/matches/?whose=today",
        "/matches/?whose=nobody&band=review",
        "/matches/?state=linked",
        at("defer", made[0]),
        at("past", made[0]),
        at("hand_out"),
        at("deputies"),
        at("decisions"),
        at("reasons"),
    ):
        page.goto(address)
        assert_accessible(page)
    page.goto("/matches/")
    page.emulate_media(media="print")
    assert page.locator(".decision").first.is_visible() is False
    assert page.locator("h2#pair").is_visible()
