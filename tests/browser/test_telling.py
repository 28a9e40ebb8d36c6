"""Accepting families, giving them to others and being away, in a real browser."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

from cases.families.models import Acceptance
from cases.families.telling import answering
from linkages.calendar import today
from linkages.scope import rls
from tests.conftest import working_as
from tests.families.telling.world import answers, make_mutual, tell
from tests.sharing.conftest import grounds

__all__ = ["grounds"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")
Visit = Callable[..., Page]


@pytest.fixture
def families(staff: dict[str, Any], grounds: None) -> Any:
    """Three families told: one waits, one is overdue, one was declined."""
    homes = [make_mutual() for _each in range(3)]
    tell(*homes)
    with rls(county="alder"), transaction.atomic():
        late = Acceptance.objects.filter(episode=homes[1].episode)
        late.update(
            due_on=today() - timedelta(days=3), escalation=1, escalated_at="2026-12-01T18:00Z"
        )
    with working_as(staff["cws.worker@alder.example"]) as user:
        answering.decline(user, answers(homes[2])["cws"].pk, "closed_here", "Closed last week.")
    return homes


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.usability(17)
@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_telling_are_accessible_and_fit(
    visit: Visit, families: Any, assert_accessible: Callable[[Page], None], width: int
) -> None:
    token = answers(families[0])["cws"].token
    for who, path in (
        ("cws.worker", "/"),
        ("cws.worker", f"/families/{families[1].family.pk}/"),
        ("cws.worker", "/families/notices/"),
        ("cws.worker", f"/families/notices/{token}"),
        ("cws.worker", "/families/notices/away/"),
        ("cws.worker", "/families/notices/mail"),
        ("cws.supervisor", "/"),
        ("cws.supervisor", "/families/notices/unanswered/"),
        ("coordinator", "/families/notices/unanswered/?show=all"),
    ):
        page = visit(path, as_=f"{who}@alder.example", width=width)
        shoot(page, f"{width}-{who}-{path.strip('/').replace('/', '_')[:40] or 'today'}")
        assert_accessible(page)


def test_a_family_is_accepted_in_one_click_without_scripts(visit: Visit, families: Any) -> None:
    page = visit("/", as_="cws.worker@alder.example", java_script_enabled=False)
    name = f"Accept {families[0].family.token}"
    page.get_by_role("button", name=name).click()
    assert page.get_by_text("Accepted. The other side’s worker stands on the page.").is_visible()
    assert answers(families[0])["cws"].state == "accepted"
