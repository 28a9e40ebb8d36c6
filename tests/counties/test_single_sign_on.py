"""The county's directory vouches for its own staff, by signed tokens, and for nobody else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from counties.models import User
from counties.signin.directories import directories
from tests.counties.fake_directory import CLIENT, SECRET, STRANGERS_KEY, FakeDirectory, running

pytestmark = pytest.mark.django_db

WORKER = "cws.worker@alder.example"


@pytest.fixture
def directory(settings: Any, staff: dict[str, User]) -> Iterator[FakeDirectory]:
    with running() as fake:
        settings.SSO = json.dumps([entry(fake.origin)])
        fake.claims = {"sub": "alder-7", "email": WORKER, "email_verified": True}
        yield fake


def entry(origin: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": "alder",
        "name": "Alder County",
        "server": origin,
        "client_id": CLIENT,
        "secret": SECRET,
        "county": "alder",
        "domains": ["alder.example"],
        **fields,
    }


def come_in(directory: FakeDirectory, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    there = client.get(reverse("sso_login", args=["alder"]))
    assert there.status_code == 302 and there["Location"].startswith(directory.origin)
    return client, client.get(directory.authorize(there["Location"]))


def test_staff_come_in_through_their_directory(directory: FakeDirectory) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "Sign in with Alder County" in page
    client, answer = come_in(directory)
    assert answer.status_code == 302
    assert b"Alder" in client.get("/").content
    asked = directory.asked[0]
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    account = SocialAccount.objects.get()
    assert (account.user.email, account.uid, account.extra_data) == (WORKER, "alder-7", {})
    again, _answer = come_in(directory)
    assert again.get("/").status_code == 200
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": "nobody@alder.example"},
        {"email": "cws.worker@birch.example"},
        {"email": "oversight@state.example"},
        {"email": ""},
    ],
)
def test_who_does_not_work_there_or_is_not_verified_stays_out(
    directory: FakeDirectory, claims: dict[str, Any]
) -> None:
    directory.claims |= claims
    before = User.objects.count()
    client, answer = come_in(directory)
    assert answer.status_code == 403
    assert client.get("/").status_code == 302
    assert User.objects.count() == before and not SocialAccount.objects.exists()


def test_a_directory_vouches_for_its_own_county_alone(
    directory: FakeDirectory, settings: Any
) -> None:
    settings.SSO = json.dumps([entry(directory.origin, domains=[])])
    directory.claims["email"] = "cws.worker@birch.example"
    client, answer = come_in(directory)
    assert answer.status_code == 403 and client.get("/").status_code == 302


def test_an_address_stays_with_the_first_who_brought_it(directory: FakeDirectory) -> None:
    come_in(directory)
    directory.claims["sub"] = "alder-8"
    client, answer = come_in(directory)
    assert answer.status_code == 403 and client.get("/").status_code == 302
    directory.claims |= {"sub": "alder-7", "email": "cws.worker2@alder.example"}
    client, answer = come_in(directory)
    assert answer.status_code == 403 and client.get("/").status_code == 302


@pytest.mark.parametrize(
    "lie",
    [
        {"key": STRANGERS_KEY},
        {"algorithm": "HS256"},
        {"issuer": "http://127.0.0.1:1"},
        {"claims": {"aud": "somebody-else"}},
        {"claims": {"exp": 1}},
    ],
)
def test_a_token_that_is_not_the_directorys_opens_nothing(
    directory: FakeDirectory, lie: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(directory, name, {**directory.claims, **value} if name == "claims" else value)
    client, answer = come_in(directory)
    assert answer.status_code in (200, 401, 403)
    assert client.get("/").status_code == 302


def test_a_code_without_its_verifier_or_state_is_worth_nothing(directory: FakeDirectory) -> None:
    client = Client()
    there = client.get(reverse("sso_login", args=["alder"]))
    back = directory.authorize(there["Location"])
    thief = Client()
    thief.get(back)
    assert thief.get("/").status_code == 302
    directory.codes = dict.fromkeys(directory.codes, "another challenge")
    client.get(back)
    assert client.get("/").status_code == 302


@pytest.mark.check(47)
def test_whose_role_has_ended_stays_out(directory: FakeDirectory, staff: dict[str, User]) -> None:
    come_in(directory)
    User.objects.filter(email=WORKER).update(is_active=False)
    client, answer = come_in(directory)
    assert answer.status_code == 403 and client.get("/").status_code == 302


@pytest.mark.check(56)
def test_a_directory_is_no_second_factor(
    directory: FakeDirectory, staff: dict[str, User], settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    client, _answer = come_in(directory)
    assert client.get("/")["Location"] == reverse("mfa_index")
    TOTP.activate(staff[WORKER], "JBSWY3DPEHPK3PXP")
    client, answer = come_in(directory)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302


def test_an_unknown_directory_is_no_address(directory: FakeDirectory) -> None:
    assert Client().get(reverse("sso_login", args=["birch"])).status_code == 404


def test_a_setting_that_cannot_be_read_stops_the_installation(settings: Any) -> None:
    settings.SSO = '[{"key": "x"}]'
    with pytest.raises(ImproperlyConfigured):
        directories()
    settings.SECURE, settings.SSO = True, json.dumps([entry("http://directory.example")])
    with pytest.raises(ImproperlyConfigured, match="https"):
        directories()
