"""The page of today: what stands there for each role, in which order, and what is marked as new."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counties import personas
from counties.permissions import Role
from counties.today import TEACHING
from linkages.looks import Look, last_look
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
EVERYBODY = [email for email, _county, _persona in personas.accounts()]


def page_of(client: Client) -> str:
    answer = client.get(reverse("today"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_role_is_told_what_will_stand_here() -> None:
    assert set(TEACHING) == set(Role)
    assert all(TEACHING.values())


@pytest.mark.parametrize("email", EVERYBODY)
def test_an_empty_page_teaches(sign_in: SignIn, email: str) -> None:
    page = page_of(sign_in(email))
    assert 'class="empty"' in page or "What appears on this page" in page
    assert page.count("<h1") == 1


def test_headings_are_not_said_twice(sign_in: SignIn) -> None:
    for email in ("coordinator@alder.example", "cws.worker@alder.example", "admin@alder.example"):
        headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page_of(sign_in(email)))
        assert len(headings) == len(set(headings)), email


def test_settings_that_change_stand_there_for_who_answers_for_them(
    sign_in: SignIn, staff: dict[str, Any]
) -> None:
    admin = staff["admin@alder.example"]
    with rls(county="alder", user=admin.pk):
        ParameterValue.objects.create(
            county_id="alder",
            name="sharing.window_days",
            value=20,
            effective_from=timezone.localdate() + timedelta(days=10),
            reason="Counsel asked for it",
            set_by=admin.pk,
        )
    for persona in ("admin", "admin2", "cochair.cws", "sponsor.calworks", "counsel"):
        assert ">Settings that change</h2>" in page_of(sign_in(f"{persona}@alder.example")), persona
    for email in ("cws.worker@alder.example", "coordinator@alder.example", "admin@birch.example"):
        assert ">Settings that change</h2>" not in page_of(sign_in(email)), email


def test_a_look_goes_on_for_half_an_hour(staff: dict[str, Any]) -> None:
    user = staff["cws.worker@alder.example"]
    with rls(county="alder", user=user.pk):
        with time_machine.travel("2026-12-01 18:00:00+00:00", tick=False):
            first = timezone.now()
            assert last_look(user.pk) is None
        with time_machine.travel("2026-12-01 18:20:00+00:00", tick=False):
            again = timezone.now()
            assert last_look(user.pk) is None
        with time_machine.travel("2026-12-01 19:00:00+00:00", tick=False):
            assert last_look(user.pk) == again
            assert first < again


def test_a_look_is_ones_own(staff: dict[str, Any]) -> None:
    mine, other = staff["cws.worker@alder.example"], staff["coordinator@alder.example"]
    with rls(county="alder", user=mine.pk):
        last_look(mine.pk)
        assert Look.objects.count() == 1
    with rls(county="alder", user=other.pk):
        assert Look.objects.count() == 0


def test_what_came_since_then_is_marked(sign_in: SignIn, staff: dict[str, Any]) -> None:
    admin = staff["admin@alder.example"]
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=False):
        page_of(sign_in("admin@alder.example"))
    between = time_machine.travel("2026-12-02 15:00:00+00:00", tick=False)
    with between, rls(county="alder", user=admin.pk):
        ParameterValue.objects.create(
            county_id="alder",
            name="sharing.window_days",
            value=20,
            effective_from=TODAY,
            reason="Counsel asked for it",
            set_by=admin.pk,
        )
    with time_machine.travel("2026-12-02 16:00:00+00:00", tick=False):
        client = sign_in("admin@alder.example")
        assert "New</span>" in page_of(client)
    with time_machine.travel("2026-12-03 16:00:00+00:00", tick=False):
        client = sign_in("admin@alder.example")
        page = page_of(client)
        assert ">Settings that change</h2>" in page
        assert "New</span>" not in page
