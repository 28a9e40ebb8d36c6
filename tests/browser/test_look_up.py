"""Known to the other side? By keyboard alone, in two actions once a reason has been given."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from cases.sharing.models import LegalBasis
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import make_family

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORKER = "cws.worker@alder.example"


@pytest.mark.usability(2)
@pytest.mark.usability(12)
def test_type_and_enter_is_all_it_takes(
    visit: Callable[..., Page], staff: dict[str, Any], assert_accessible: Any
) -> None:
    make_family()
    with rls(county="alder"), transaction.atomic():
        LegalBasis.objects.create(
            county_id="alder",
            code="10850",
            owner="calworks",
            category="C1",
            audience="pair",
            since=TODAY.replace(year=TODAY.year - 1),
        )
    page = visit("/", as_=WORKER)

    page.keyboard.press("w")
    expect(page.get_by_label("Name, number or birth date")).to_be_focused()
    page.keyboard.type("rosa delgado")
    page.keyboard.press("Tab")
    page.keyboard.type("An app")  # of the reasons: an application or intake
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Known to both programs:")
    expect(page.get_by_role("main")).to_contain_text("Grace Tran")
    assert_accessible(page)

    # From now on the reason is known: open, type, Enter.
    page.keyboard.press("Escape")
    page.goto("/people/look-up")
    page.keyboard.type("rosa delgado")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Grace Tran")
