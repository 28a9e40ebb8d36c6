"""Signing in, choosing a county, and staying out."""

from datetime import UTC
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from counties.personas import PASSWORD, accounts

pytestmark = pytest.mark.django_db


def test_every_persona_signs_in_with_the_demonstration_password(staff: dict[str, Any]) -> None:
    for email, _county, _persona in accounts():
        client = Client()
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, email
        assert client.get("/").status_code == 200


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.check(54)
def test_after_five_wrong_passwords_the_right_one_is_refused_too(
    staff: dict[str, Any], client: Client
) -> None:
    email = "cws.worker@alder.example"
    texts = set()
    for _attempt in range(5):
        answer = client.post(reverse("account_login"), {"login": email, "password": "wrong"})
        assert answer.status_code == 200
    answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    texts.add(answer.status_code)
    assert answer.status_code != 302
    assert client.get("/").status_code == 302


@pytest.mark.check(47)
def test_an_ended_membership_closes_the_county_at_the_next_request(sign_in: Any) -> None:
    from counties.models import Membership, User
    from linkages.scope import rls

    client = sign_in("admin@alder.example")
    assert client.get(reverse("counties:settings")).status_code == 200
    user = User.objects.get(email="admin@alder.example")
    with rls(county="alder"):
        Membership.objects.filter(user=user).update(until="2026-01-01")
    assert client.get(reverse("counties:settings")).status_code == 403


@pytest.mark.check(49)
def test_an_idle_session_ends_and_watching_pages_do_not_keep_it(
    sign_in: Any, time_machine: Any
) -> None:
    from datetime import datetime, timedelta

    start = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    time_machine.move_to(start)
    client = sign_in("cws.worker@alder.example")
    assert client.get("/").status_code == 200
    time_machine.move_to(start + timedelta(minutes=14))
    assert client.get("/keep-alive").status_code == 200
    time_machine.move_to(start + timedelta(minutes=16))
    assert client.get("/").status_code == 302


@pytest.mark.check(18)
def test_a_person_cannot_switch_to_a_county_without_membership(sign_in: Any) -> None:
    client = sign_in("cws.worker@alder.example")
    answer = client.post(reverse("counties:switch"), {"county": "birch"})
    assert answer.status_code == 404
    assert b"Birch" not in client.get("/").content


@pytest.mark.django_db(transaction=True)
@pytest.mark.check(105)
def test_a_failed_sign_in_is_kept_though_nobody_opened_a_transaction(
    staff: dict[str, Any], client: Client
) -> None:
    from django.db import transaction

    from linkages.audit import AuditEvent
    from linkages.scope import rls

    wrong = {"login": "cws.worker@alder.example", "password": "wrong"}
    assert client.post(reverse("account_login"), wrong).status_code == 200
    with rls(county="alder"), transaction.atomic():
        assert AuditEvent.objects.get().result == AuditEvent.Result.FAILED
