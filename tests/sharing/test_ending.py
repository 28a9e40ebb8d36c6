"""Releases that end, on the page of today of those whose clients gave them."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import TODAY
from tests.sharing.conftest import make_family, release, revoke

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
TITLE = "Releases of information that end"


def part(client: Client) -> str:
    answer = client.get(reverse("today"))
    assert answer.status_code == 200
    parts = re.split(r"<section id", answer.content.decode())
    found = "".join(each for each in parts if f">{TITLE}</h2>" in each)
    return html.unescape(re.sub(r"\s+", " ", found.partition("</section>")[0]))


@pytest.mark.parametrize(
    ("days", "said"),
    [(46, ""), (45, "Ends soon"), (16, "Ends soon"), (15, "Ask again now"), (0, "Last day")],
)
def test_it_is_said_45_days_before_15_and_on_the_last(
    sign_in: SignIn, grounds: None, days: int, said: str
) -> None:
    made = make_family()
    release(made.cws, "C1", "C4", until=TODAY + timedelta(days=days))
    for persona in ("cws.worker", "calworks.worker", "cws.supervisor"):
        found = part(sign_in(f"{persona}@alder.example"))
        assert (said in found and bool(found)) is bool(said), persona
        assert "income" not in found.lower()


@pytest.mark.parametrize("persona", ["cws.worker2", "calworks.worker2", "coordinator", "privacy"])
def test_nobody_else_hears_of_it(sign_in: SignIn, grounds: None, persona: str) -> None:
    made = make_family()
    release(made.cws, "C1", "C4", until=TODAY + timedelta(days=5))
    assert part(sign_in(f"{persona}@alder.example")) == ""
    assert part(sign_in("cws.worker@alder.example"))


def test_a_later_one_or_a_taken_back_one_ends_nothing(
    sign_in: SignIn, grounds: None, staff: dict[str, Any]
) -> None:
    followed, revoked, open_one = make_family(), make_family(), make_family()
    soon = TODAY + timedelta(days=5)
    for made in (followed, open_one):
        release(made.cws, "C1", "C4", until=soon)
    release(followed.cws, "C1", "C4", "C5")
    revoke(release(revoked.cws, "C1", until=soon), staff["cws.worker@alder.example"].pk)
    found = part(sign_in("cws.worker@alder.example"))
    assert reverse("sharing:person", args=[open_one.person.pk]) in found
    assert "1 ends soon" in found


def test_what_is_for_named_eyes_is_told_to_them_alone(
    sign_in: SignIn, grounds: None, staff: dict[str, Any]
) -> None:
    made = make_family()
    named = staff["calworks.worker@alder.example"]
    release(made.cws, "C10", named=[named.pk], until=TODAY + timedelta(days=5))
    assert part(sign_in("calworks.worker@alder.example"))
    assert part(sign_in("cws.worker@alder.example")) == ""


def test_a_sealed_client_ends_nothing_for_who_may_not_see_them(
    sign_in: SignIn, grounds: None
) -> None:
    made = make_family(cws={"restriction": "R"})
    release(made.cws, "C1", until=TODAY + timedelta(days=5))
    assert part(sign_in("cws.worker@alder.example")) == ""
