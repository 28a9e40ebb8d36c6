"""An invitation: one link, good once and for some days, and nothing more in the mail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counties.models import Invitation, Membership, User
from counties.staff import inviting
from linkages.calendar import today
from linkages.scope import rls

pytestmark = pytest.mark.django_db

ADMIN = "admin@alder.example"
EMAIL = "ZQNEW@alder.example"
PASSWORD = "quiet rivers bend often"


def sent(**fields: object) -> dict[str, object]:
    return {
        "email": EMAIL,
        "language": "en",
        "role": "counsel",
        "program": "joint",
        "worker_id": "",
        "since": today().isoformat(),
        "reason": "Takes over from somebody",
        **fields,
    }


@pytest.fixture
def link(sign_in: Any, run_jobs: Any) -> str:
    """The path in the mail that an invited person gets."""
    assert sign_in(ADMIN).post(reverse("counties:invite"), sent()).status_code == 302
    run_jobs("alder")
    (letter,) = outbox.outbox
    assert letter.to == [EMAIL.lower()]
    return re.search(r"(/account/invitation/\S+)", letter.body).group(1)


def opened(link: str) -> Client:
    client = Client()
    assert client.get(link).status_code == 302
    return client


def test_the_invited_person_opens_their_account_once(link: str) -> None:
    page = reverse("invitation")
    client = opened(link)
    assert b"ounty invites zqnew@alder.example" in client.get(page).content
    form = {"name": "Nia Watts", "password": PASSWORD}
    assert client.post(page, form).status_code == 302
    assert client.get(reverse("today")).status_code == 200
    assert User.objects.get(email=EMAIL.lower()).name == "Nia Watts"
    for late in (client, opened(link)):
        late.logout()
        late.get(link)
        assert late.get(page).status_code == 404
        assert late.post(page, form).status_code == 404
    signing_in = {"login": EMAIL, "password": PASSWORD}
    assert Client().post(reverse("account_login"), signing_in).status_code == 302


@pytest.mark.check(93)
def test_the_mail_says_nothing_but_that_there_is_an_invitation(link: str) -> None:
    (letter,) = outbox.outbox
    for word in ("ZQNEW", "counsel", "County counsel", "Alder", "Takes over"):
        assert word not in letter.body and word not in letter.subject
    assert letter.subject == "Linkages: you are invited"


@pytest.mark.parametrize("spoiled", ["x", "", "A" * 64])
def test_a_link_that_was_touched_opens_nothing(link: str, spoiled: str) -> None:
    head, _, token = link.rpartition("/")
    other = f"{head}/{token[:-6]}{spoiled or 'BBBBBB'}"
    client = opened(other)
    assert client.get(reverse("invitation")).status_code == 404


def test_a_link_is_good_for_some_days_only(link: str) -> None:
    with rls(county="alder"):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert opened(link).get(reverse("invitation")).status_code == 404


def test_a_new_link_closes_the_one_before(link: str, sign_in: Any, run_jobs: Any) -> None:
    user = User.objects.get(email=EMAIL.lower())
    again = reverse("counties:invite_again", args=[user.pk])
    assert sign_in(ADMIN).post(again, {"act": "send"}).status_code == 302
    run_jobs("alder")
    newer = re.search(r"(/account/invitation/\S+)", outbox.outbox[-1].body).group(1)
    assert newer != link
    assert opened(link).get(reverse("invitation")).status_code == 404
    assert opened(newer).get(reverse("invitation")).status_code == 200
    assert sign_in(ADMIN).post(again, {"act": "withdraw"}).status_code == 302
    assert opened(newer).get(reverse("invitation")).status_code == 404


@pytest.mark.check(100)
def test_no_table_holds_what_opens_an_account(link: str) -> None:
    token = link.rpartition("/")[2]
    with rls(county="alder"):
        row = Invitation.objects.get()
        assert inviting.token_of(row) == token
        kept = [str(getattr(row, field.attname)) for field in row._meta.fields]
    assert not any(token in value or value in token for value in kept if len(value) > 8)


@pytest.mark.check(55)
@pytest.mark.parametrize(
    ("password", "sentence"),
    [("short words", "at least 12"), ("passwordpassword", "too common"), ("123456789012", "")],
)
def test_a_weak_password_is_refused_and_the_name_kept(
    link: str, password: str, sentence: str
) -> None:
    answer = opened(link)
    answer = answer.post(reverse("invitation"), {"name": "Nia Watts", "password": password})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nia Watts" in page and sentence in page
    assert not User.objects.get(email=EMAIL.lower()).has_usable_password()


@pytest.mark.check(55)
def test_a_password_may_be_pasted(link: str) -> None:
    page = opened(link).get(reverse("invitation")).content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', page).group(0)
    assert 'autocomplete="new-password"' in field
    assert "onpaste" not in page and "maxlength" not in field


def test_a_case_role_of_an_invited_person_waits(sign_in: Any, run_jobs: Any) -> None:
    form = sent(role="liaison")
    assert sign_in(ADMIN).post(reverse("counties:invite"), form).status_code == 302
    user = User.objects.get(email=EMAIL.lower())
    with rls(county="alder"):
        assert not Membership.objects.filter(user=user).exists()
    listed = sign_in(ADMIN).get(reverse("counties:staff"), {"shown": "invited"}).content
    assert b"zqnew@alder.example" in listed
    assert b"zqnew" not in sign_in(ADMIN).get(reverse("counties:staff")).content


def test_whoever_works_in_another_county_keeps_their_password(
    sign_in: Any, staff: dict[str, User], run_jobs: Any
) -> None:
    known = staff["counsel@birch.example"]
    sign_in(ADMIN).post(reverse("counties:invite"), sent(email=known.email))
    run_jobs("alder")
    before = User.objects.get(pk=known.pk).password
    link = re.search(r"(/account/invitation/\S+)", outbox.outbox[-1].body).group(1)
    client = opened(link)
    page = client.get(reverse("invitation")).content.decode()
    assert 'name="password"' not in page
    assert client.post(reverse("invitation")).status_code == 302
    assert client.get("/").status_code == 302
    assert User.objects.get(pk=known.pk).password == before


def test_only_an_administrator_invites(sign_in: Any) -> None:
    for who in ("coordinator", "cws.supervisor", "privacy"):
        client = sign_in(f"{who}@alder.example")
        assert client.post(reverse("counties:invite"), sent()).status_code == 403
    assert not User.objects.filter(email=EMAIL.lower()).exists()
