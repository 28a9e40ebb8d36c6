"""Restricted families are told one by one, by who keeps them, and nobody else hears of them."""

import re
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.families.models import Wave
from cases.families.tap import waiting
from linkages.scope import rls
from tests.conftest import working_as
from tests.families.made import Made
from tests.families.tap.test_release import made, told

pytestmark = pytest.mark.django_db
PAGE = "families:release_restricted"


def test_both_sides_of_a_restricted_family_are_told(sign_in: Any, grounds: None) -> None:
    closed, plain = homes = made(Made(restriction="R"), Made())
    browser = sign_in("restricted@alder.example")
    page = browser.get(reverse(PAGE)).content.decode()
    assert closed.family.token in page
    assert plain.family.token not in page
    assert closed.episode is not None
    sent = {"episode": str(closed.episode.pk), "key": str(uuid.uuid4())}
    for _again in range(2):
        assert browser.post(reverse(PAGE), sent).status_code == 302
    assert told(homes) == {closed.family.pk}
    with rls(county="alder"):
        assert not Wave.objects.exists()
    coordinator = sign_in("coordinator@alder.example")
    for name in ("families:release", "families:families", "today"):
        shown = coordinator.get(reverse(name)).content.decode()
        assert closed.family.token not in shown
    waiting = re.search(r"All families</th><td [^>]*>.*?(\d+)", shown_release(sign_in))
    assert waiting and waiting[1] == "1"


def shown_release(sign_in: Any) -> str:
    page = sign_in("coordinator@alder.example").get(reverse("families:release"))
    return re.sub(r"<a [^>]*>", "", page.content.decode())


@pytest.mark.parametrize("persona", ["coordinator", "cws.supervisor", "admin", "liaison"])
def test_nobody_else_has_the_page(sign_in: Any, persona: str) -> None:
    assert sign_in(f"{persona}@alder.example").get(reverse(PAGE)).status_code == 403


def test_a_family_that_is_not_restricted_is_not_told_here(sign_in: Any, grounds: None) -> None:
    (plain,) = homes = made(Made())
    assert plain.episode is not None
    sent = {"episode": str(plain.episode.pk), "key": str(uuid.uuid4())}
    assert sign_in("restricted@alder.example").post(reverse(PAGE), sent).status_code == 404
    assert told(homes) == set()


def test_no_quota_and_no_wave_has_a_restricted_family(staff: dict[str, Any], grounds: None) -> None:
    closed, plain = made(Made(restriction="R"), Made())
    with rls(county="alder"), transaction.atomic():
        found = {each.pk for each in waiting.by_quota("alder", waiting.Part())}
    assert found == {plain.episode.pk}
    with working_as(staff["restricted@alder.example"]) as user:
        assert {each.pk for each in waiting.seen_by(user)} == {plain.episode.pk}
        assert {each.pk for each in waiting.closed_for(user)} == {closed.episode.pk}
