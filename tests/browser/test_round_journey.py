"""A whole round by keyboard alone: asked, answered in two languages, agreed, closed, decided."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, Response, expect

from assessments.models import Answer, Consensus, Round
from assessments.rounds import acts
from assessments.rounds.answering import Said
from linkages.scope import rls
from tests.assessments.rounds_world import answers
from tests.conftest import working_as

expect.set_options(timeout=20_000)  # a busy machine is not what is tested here
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COORDINATOR = "coordinator@alder.example"
FIRST, SECOND = "cws.worker@alder.example", "calworks.worker@alder.example"
COCHAIRS = ("cochair.calworks@alder.example", "cochair.cws@alder.example")
SPONSORS = ("sponsor.calworks@alder.example", "sponsor.cws@alder.example")
# Colleagues of the first, so that their side has enough answers for a median.
COLLEAGUES = ("cws.worker2@alder.example", "cws.supervisor@alder.example")
LONGEST_WAY = 200
# A projector, and what letters on it must reach for the last row of a room, in its points.
PROJECTOR = {"width": 1920, "height": 1080}
READABLE = {
    ".projector-words": 48,
    ".projector .sides-median": 40,
    ".projector .sides thead th": 22,
    ".score-number": 48,
    ".score": 24,
}


def reach(page: Page, target: Locator) -> Locator:
    """Go to a control with the Tab key, as somebody without a mouse does."""
    expect(target).to_be_visible()
    for _each in range(LONGEST_WAY):
        if target.evaluate("element => element === document.activeElement"):
            return target
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by keyboard: {target}")


def press(page: Page, name: str, role: Any = "button") -> None:
    with page.expect_navigation():
        reach(page, page.get_by_role(role, name=name, exact=True))
        page.keyboard.press("Enter")


def choose(page: Page, code: str, score: int) -> None:
    """A point of the scale: to the group by Tab, within it by arrows."""
    reach(page, page.locator(f"[id='id_{code}-choice_0']"))
    page.keyboard.press("Space")
    for _point in range(score - 1):
        page.keyboard.press("ArrowRight")
    expect(page.locator(f"[id='id_{code}-choice_{score - 1}']")).to_be_checked()


def saved(answer: Response, code: str, score: int) -> bool:
    """Whether this is the server's word that it keeps the score."""
    sent = answer.request.post_data or ""
    return answer.status == 200 and f'"{code}-choice"\r\n\r\n{score}' in sent


def the_round() -> Round:
    with rls(county="alder"), transaction.atomic():
        return Round.objects.get()


def prepare(page: Page, staff: dict[str, Any]) -> None:
    """Begin, leave out all sections but Money, ask two people, let them answer."""
    reach(page, page.get_by_role("radio", name="Readiness assessment"))
    page.keyboard.press("Space")
    reach(page, page.get_by_label("Name"))
    page.keyboard.type("Ready?")
    press(page, "Begin")
    press(page, "Change it", "link")
    for code in ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R10"):
        reach(page, page.locator(f"input[name=sections][value={code}]"))
        page.keyboard.press("Space")
    press(page, "Save")
    press(page, "Ask people", "link")
    for email in (FIRST, SECOND):
        reach(page, page.locator(f"#id_pick-{staff[email].pk}"))
        page.keyboard.press("Space")
    press(page, "Ask those chosen")
    press(page, "Let people answer")


def test_a_whole_round_by_keyboard(
    visit: Callable[..., Page], staff: dict[str, Any], assert_accessible: Any, run_jobs: Any
) -> None:
    leader = visit("/program/rounds/new", as_=COORDINATOR)
    prepare(leader, staff)
    answer_all(visit, assert_accessible)
    answer_and_time_out(visit, assert_accessible)
    colleagues_answer(staff)
    agree(leader, assert_accessible)
    for email in COCHAIRS:
        page = visit(f"/program/rounds/{the_round().pk}/close", as_=email)
        press(page, "Sign and close")
    assert the_round().state == Round.State.CLOSED
    decide(leader, visit, assert_accessible)
    press(leader, "Make a brief (PDF)")
    run_jobs()
    leader.reload()
    expect(leader.get_by_role("link", name="Download")).to_be_visible()


def answer_all(visit: Callable[..., Page], assert_accessible: Any) -> None:
    page = visit("/program/rounds/asked", as_=FIRST)
    press(page, "Ready?", "link")
    expect(page.get_by_text("confidential, not anonymous", exact=False)).to_be_visible()
    press(page, "Start", "link")
    assert_accessible(page)
    for code, score in (("R9.1", 2), ("R9.2", 3), ("R9.3", 1)):
        choose(page, code, score)
    expect(page.get_by_text("3 of 3 answered")).to_be_visible()
    expect(page.locator("[data-autosave-line]")).to_contain_text("Saved")
    press(page, "Save and look over")
    press(page, "Hand in")
    with rls(county="alder", user=staff_key(FIRST)), transaction.atomic():
        found = Answer.objects.order_by("code").values_list("score", "counts")
        assert list(found) == [(2, True), (3, True), (1, True)]


def answer_and_time_out(visit: Callable[..., Page], assert_accessible: Any) -> None:
    """In Spanish on a phone. Half-way the session ends; nothing is lost, and they go on."""
    address = f"/program/rounds/{the_round().pk}/answer/sections/R9"
    page = visit(address, as_=SECOND, width=320, locale="es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("group", name="R9.1")).to_contain_text("fondos")
    assert_accessible(page)
    with page.expect_response(lambda answer: saved(answer, "R9.1", 4)):
        choose(page, "R9.1", 4)
    expect(page.locator("[data-autosave-line]")).to_contain_text("Guardado")
    page.context.clear_cookies()

    page = visit(address, as_=SECOND, width=320, locale="es")
    expect(page.locator("[id='id_R9.1-choice_3']")).to_be_checked()
    choose(page, "R9.2", 2)
    with page.expect_navigation():
        reach(page, page.locator("button[name=go][value=next]"))
        page.keyboard.press("Enter")
    reach(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    with page.expect_navigation():
        reach(page, page.locator("main form button[type=submit]"))
        page.keyboard.press("Enter")
    with rls(county="alder", user=staff_key(SECOND)), transaction.atomic():
        assert Answer.objects.filter(counts=True).count() == 2


def colleagues_answer(staff: dict[str, Any]) -> None:
    asked = the_round()
    with working_as(staff[COORDINATOR]) as user:
        acts.invite(user, asked.pk, {staff[email].pk: "cws" for email in COLLEAGUES})
    said = {code: Said("score", 3) for code in ("R9.1", "R9.2", "R9.3")}
    for email in COLLEAGUES:
        answers(staff, asked, email, said)


def agree(page: Page, assert_accessible: Any) -> None:
    """On the projector: number keys set the score, J goes on, N finds what is open."""
    asked = the_round()
    page.goto(f"/program/rounds/{asked.pk}/close-answers")
    press(page, "Close answering")
    press(page, "Lead the consensus", "link")
    assert_accessible(page)
    expect(page.locator(".projector")).to_contain_text("hidden: fewer than 3 answers")
    readable_across_the_room(page)
    for number, onward in (("3", "j"), ("2", "n")):
        with page.expect_navigation():
            page.keyboard.press(number)
        expect(page.locator(".score.is-chosen .score-number")).to_have_text(number)
        with page.expect_navigation():
            page.keyboard.press(onward)
    expect(page.locator("h1")).to_contain_text("claim", ignore_case=True)
    reach(page, page.get_by_label("Why the team chose this score"))
    page.keyboard.type("Nobody has read the instruction.")
    reach(page, page.get_by_role("button", name="We do not know yet"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with rls(county="alder"), transaction.atomic():
        rows = Consensus.objects.order_by("code").values_list("score", "rationale")
        assert list(rows) == [(3, ""), (2, ""), (None, "Nobody has read the instruction.")]


def readable_across_the_room(page: Page) -> None:
    """Statement, medians and choices stand large on one screen, without scrolling."""
    was = page.viewport_size
    page.set_viewport_size(PROJECTOR)
    for part, least in READABLE.items():
        assert page.locator(part).count(), part
        for shown in page.locator(part).all():
            size = shown.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
            place = shown.bounding_box()
            assert size >= least, part
            assert place and place["y"] + place["height"] <= PROJECTOR["height"], part
    page.set_viewport_size(was)


def decide(page: Page, visit: Callable[..., Page], assert_accessible: Any) -> None:
    """The county decides, and both sponsors sign what they read."""
    home = f"/program/rounds/{the_round().pk}/results/"
    page.goto(home)
    press(page, "Record the decision", "link")
    reach(page, page.get_by_role("radio", name="Proceed"))
    page.keyboard.press("Space")
    reach(page, page.get_by_label("Why"))
    page.keyboard.type("Money for the first office is there.")
    press(page, "Put it on record")
    for email in SPONSORS:
        sponsor = visit(home, as_=email)
        expect(sponsor.get_by_text("Money for the first office is there.")).to_be_visible()
        press(sponsor, "Sign for your program")
    page.reload()
    expect(page.get_by_text("Signed by both sponsors")).to_be_visible()
    assert_accessible(page)


def staff_key(email: str) -> Any:
    from counties.models import User

    return User.objects.get(email=email).pk
