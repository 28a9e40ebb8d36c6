"""Signing in, choosing a county, and staying out."""

import re
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from counties.personas import PASSWORD, accounts
from counties.signin.ending import word_for

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


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_opens_once(
    staff: dict[str, Any], settings: Any
) -> None:
    email, new = "cws.worker@alder.example", "a new-word 4 Monday"
    client = Client(headers={"Accept-Language": "es"})
    answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
    assert "Revise su correo" in answer.content.decode()
    (message,) = outbox.outbox
    assert message.subject == "Una contraseña nueva para Linkages"
    link = urlsplit(re.findall(r"http\S+", message.body)[0]).path
    form = client.get(link, follow=True)
    assert "Elija una contraseña nueva" in form.content.decode()
    sent = {"password1": new, "password2": new}
    done = client.post(form.request["PATH_INFO"], sent, follow=True)
    assert "Su contraseña ya cambió" in done.content.decode()
    for word, status in ((PASSWORD, 200), (new, 302)):
        sent = {"login": email, "password": word}
        assert Client().post(reverse("account_login"), sent).status_code == status
    again = Client().get(link, follow=True)
    assert "This link opens nothing any more" in again.content.decode()


def test_nobody_adds_an_address_or_a_password_to_an_account(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    client = sign_in("cws.worker@alder.example")
    assert client.get(reverse("account_change_password")).status_code == 200
    given = {"email": "elsewhere@example.com", "action_add": ""}
    assert client.post(reverse("account_email"), given).status_code == 404
    user = staff["cws.worker@alder.example"]
    assert not EmailAddress.objects.filter(email="elsewhere@example.com").exists()
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("account_change_password"), follow=True)
    assert "You have no password here" in page.content.decode()
    sent = {"password1": "a new-word 4 Monday", "password2": "a new-word 4 Monday"}
    assert client.post(reverse("account_set_password"), sent).status_code == 405
    user.refresh_from_db()
    assert not user.has_usable_password()


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


WRONG = "not the password"


def tries(email: str, password: str, **extra: Any) -> Any:
    return Client(**extra).post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.check(54)
def test_a_lock_says_nothing_that_a_wrong_password_does_not(
    staff: dict[str, Any], time_machine: Any
) -> None:
    from datetime import datetime, timedelta

    email = "cws.worker@alder.example"
    start = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    time_machine.move_to(start)
    wrong = [tries(email, WRONG) for _attempt in range(5)]
    locked = tries(email, PASSWORD)
    assert locked.status_code == wrong[0].status_code == 200
    assert errors(locked) == errors(wrong[0]) and errors(locked)
    time_machine.move_to(start + timedelta(minutes=14, seconds=55))
    assert tries(email, PASSWORD).status_code == 200
    time_machine.move_to(start + timedelta(minutes=16))
    assert tries(email, PASSWORD).status_code == 302


def errors(answer: Any) -> list[str]:
    return [str(error) for error in answer.context["form"].non_field_errors()]


@pytest.mark.check(54)
def test_one_address_cannot_lock_everybody(staff: dict[str, Any]) -> None:
    """The address is refused before it has locked more than a few."""
    emails = sorted(staff)[:12]
    for email in emails:
        for _attempt in range(5):
            tries(email, WRONG, REMOTE_ADDR="203.0.113.7")
    elsewhere = [tries(email, PASSWORD, REMOTE_ADDR="198.51.100.2") for email in emails]
    assert [answer.status_code for answer in elsewhere].count(302) >= 4


@pytest.mark.check(54)
def test_an_unlock_is_an_administrators_and_is_kept(staff: dict[str, Any], sign_in: Any) -> None:
    from linkages.audit import AuditEvent
    from linkages.scope import rls

    email = "cws.worker@alder.example"
    for _attempt in range(5):
        tries(email, WRONG)
    assert tries(email, PASSWORD).status_code == 200
    page = reverse("counties:unlock", args=[staff[email].pk])
    assert sign_in("cws.supervisor@alder.example").post(page).status_code == 403
    assert sign_in("admin@birch.example").post(page).status_code == 404
    assert sign_in("admin@alder.example").post(page).status_code == 302
    assert tries(email, PASSWORD).status_code == 302
    with rls(county="alder"):
        event = AuditEvent.objects.get(purpose="unlock")
        assert event.subjects == [staff[email].pk] and event.result == "allowed"


@pytest.mark.check(50)
def test_no_session_outlives_twelve_hours_however_busy(sign_in: Any, time_machine: Any) -> None:
    from datetime import datetime, timedelta

    start = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    time_machine.move_to(start)
    client = sign_in("cws.worker@alder.example")
    for minutes in range(0, 12 * 60, 10):
        time_machine.move_to(start + timedelta(minutes=minutes))
        assert client.get("/keep-alive").status_code == 200
        assert client.post("/keep-alive").status_code == 200
    time_machine.move_to(start + timedelta(hours=12, minutes=1))
    assert client.get("/").status_code == 302


@pytest.mark.check(49)
def test_a_county_sets_its_idle_limit_and_nobody_above_twenty_minutes(
    sign_in: Any, staff: dict[str, Any], time_machine: Any
) -> None:
    from datetime import date, datetime, timedelta

    from counties.parameters import IDLE_MINUTES
    from linkages.parameters import ParameterValue
    from linkages.scope import rls

    start = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    time_machine.move_to(start)
    admin = sign_in("admin@alder.example")
    page = reverse("counties:parameter", args=[IDLE_MINUTES])
    form = {"effective_from": "2026-12-01", "reason": "Counter staff"}
    assert admin.post(page, {**form, "value": 21}).status_code == 200
    assert admin.post(page, {**form, "value": 5}).status_code == 302
    client = sign_in("cws.worker@alder.example")
    client.get("/")
    assert 290 < client.get("/keep-alive").json()["seconds"] <= 300
    time_machine.move_to(start + timedelta(minutes=6))
    assert client.get("/").status_code == 302
    with rls(county="alder"):  # as no form lets anybody write it
        ParameterValue.objects.create(
            county_id="alder",
            name=IDLE_MINUTES,
            value=600,
            effective_from=date(2026, 12, 1),
            reason="x",
            set_by=staff["admin@alder.example"].pk,
        )
    client = sign_in("cws.worker@alder.example")
    client.get("/")
    assert 19 * 60 < client.get("/keep-alive").json()["seconds"] <= 20 * 60


@pytest.mark.check(52)
@pytest.mark.usability(10)
def test_what_was_typed_comes_back_to_its_author_alone(
    sign_in: Any, staff: dict[str, Any], time_machine: Any
) -> None:
    from datetime import datetime, timedelta

    start = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    time_machine.move_to(start)
    page = reverse("counties:invite")
    client = sign_in("admin@alder.example")
    shown = client.get(page).content.decode()
    autosave = shown.partition('data-autosave-url="')[2].partition('"')[0]
    assert client.post(autosave, {"reason": "ZQDRAFT half a sentence"}).status_code == 200
    time_machine.move_to(start + timedelta(minutes=21))
    assert client.get(page).status_code == 302
    assert "ZQDRAFT" in sign_in("admin@alder.example").get(page).content.decode()
    assert "ZQDRAFT" not in sign_in("admin2@alder.example").get(page).content.decode()


@pytest.mark.check(53)
def test_after_sign_out_the_cookie_opens_nothing_and_the_browser_forgets(
    sign_in: Any, settings: Any
) -> None:
    name = settings.SESSION_COOKIE_NAME
    client = sign_in("cws.worker@alder.example")
    assert "no-store" in client.get("/")["Cache-Control"]
    kept = client.cookies[name].value
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies[name] = kept
    replayed = client.get("/")
    assert replayed.status_code == 302
    assert replayed["Location"].startswith(reverse("account_login"))


@pytest.mark.check(47)
def test_a_closed_account_is_out_at_the_next_request(sign_in: Any, staff: dict[str, Any]) -> None:
    from counties.models import User

    client = sign_in("cws.worker@alder.example")
    assert client.get("/").status_code == 200
    User.objects.filter(email="cws.worker@alder.example").update(is_active=False)
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert tries("cws.worker@alder.example", PASSWORD).status_code == 302
    assert client.get("/").status_code == 302


@pytest.mark.check(55)
def test_none_of_the_commonest_passwords_is_accepted() -> None:
    from django.contrib.auth.password_validation import (
        CommonPasswordValidator,
        get_password_validators,
    )
    from django.core.exceptions import ValidationError

    from counties.models import User

    commonest = CommonPasswordValidator().passwords
    assert len(commonest) >= 10_000
    from django.conf import settings

    validators = get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)
    user, accepted = User(email="x@y.example", name="X"), []
    for password in commonest:
        try:
            for validator in validators:
                validator.validate(password, user)
        except ValidationError:
            continue
        accepted.append(password)
    assert accepted == []
    for validator in validators:
        validator.validate("quiet rivers bend often", user)


@pytest.mark.check(58)
def test_the_session_id_changes_at_sign_in(staff: dict[str, Any], settings: Any) -> None:
    name = settings.SESSION_COOKIE_NAME
    client = Client()
    client.get(reverse("account_login"))
    client.cookies[name] = "a" * 32  # chosen by somebody else
    sent = {"login": "cws.worker@alder.example", "password": PASSWORD}
    assert client.post(reverse("account_login"), sent).status_code == 302
    assert client.cookies[name].value != "a" * 32
    assert client.cookies[name]["httponly"] and client.cookies[name]["samesite"] == "Lax"


def test_one_of_several_sessions_ends_and_only_ones_own(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    from allauth.usersessions.models import UserSession

    first, second = Client(), Client()
    for client in (first, second):
        sent = {"login": "cws.worker@alder.example", "password": PASSWORD}
        assert client.post(reverse("account_login"), sent).status_code == 302
    stranger = sign_in("admin@alder.example")
    key = second.session.session_key
    row = UserSession.objects.get(session_key=key)
    end = reverse("end_session", args=[word_for(row)])
    assert stranger.post(end).status_code == 404
    assert second.get("/").status_code == 200
    assert first.post(end).status_code == 302
    assert second.get("/").status_code == 302
    assert first.get("/").status_code == 200


@pytest.mark.check(59)
def test_the_cookie_of_a_session_goes_to_this_host_by_https_and_to_no_script(
    staff: dict[str, Any], settings: Any
) -> None:
    """With production's settings, whose values tests/house and tests/platform read."""
    settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME = True, "__Host-linkages"
    client = Client()
    sent = {"login": "cws.worker@alder.example", "password": PASSWORD}
    answer = client.post(reverse("account_login"), sent, secure=True)
    cookie = answer.cookies["__Host-linkages"]
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["path"] == "/" and not cookie["domain"]
