"""The navigation says where one is: one entry, the closest."""

import re
from typing import Any

import pytest

from counties.personas import COUNTY_PERSONAS

pytestmark = pytest.mark.django_db
CURRENT = re.compile(r'<a href="([^"]+)" aria-current="page">')


@pytest.mark.parametrize(
    ("who", "path", "entry"),
    [
        ("cws.worker", "/people/", "/people/"),
        ("cws.worker", "/people/search", "/people/"),
        ("cws.supervisor", "/people/reviews", "/people/reviews"),
        ("privacy", "/people/alerts", "/people/alerts"),
        ("privacy", "/", "/"),
        ("cochair.cws", "/program/steps/1", "/program/"),
    ],
)
def test_one_entry_is_current(sign_in: Any, who: str, path: str, entry: str) -> None:
    page = sign_in(f"{who}@alder.example").get(path).content.decode()
    assert CURRENT.findall(page) == [entry]


@pytest.mark.parametrize("handle", [persona.handle for persona in COUNTY_PERSONAS])
def test_nobody_has_more_than_seven_entries(sign_in: Any, handle: str) -> None:
    page = sign_in(f"{handle}@alder.example").get("/").content.decode()
    side = page.partition('<nav class="side"')[2].partition("</nav>")[0]
    assert 1 <= side.count("<li>") <= 7


def test_what_does_not_fit_beside_the_settings_is_a_tab_there(sign_in: Any) -> None:
    page = sign_in("admin@alder.example").get("/settings/").content.decode()
    assert 'class="chip" href="/families/services/"' in page
    assert 'class="chip" href="/people/legal-bases/"' in page


def test_where_the_navigation_is_full_people_are_a_tab_of_families(sign_in: Any) -> None:
    client = sign_in("coordinator@alder.example")
    page = client.get("/people/").content.decode()
    assert CURRENT.findall(page.partition("</nav>")[0]) == ["/families/"]
    assert 'class="chip" href="/people/" aria-current="page"' in page
    assert 'class="chip" href="/people/"' in client.get("/families/").content.decode()
