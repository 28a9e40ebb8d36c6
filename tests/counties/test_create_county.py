"""A production installation's first county and administrator, by one command."""

import getpass
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from counties.models import County, Membership
from linkages.scope import rls
from tests.conftest import empty_all_tables, owner_connection

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long and private phrase"


@pytest.fixture
def as_owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command runs as the owner of the tables: the app may not make counties."""
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: PASSWORD)
    connection.close()
    connection.settings_dict["USER"] = "lk_owner"
    yield
    connection.close()
    connection.settings_dict["USER"] = "lk_app"
    # A sign-in has left an event, which nobody but the owner can take away again.
    empty_all_tables()
    with owner_connection() as owner:
        owner.execute("delete from counties_county where id = 'fresno'")


def test_the_first_administrator_signs_in(as_owner: None, client: Client) -> None:
    call_command("create_county", "fresno", "Fresno", "10", "ana@county.example", "Ana Ruiz")
    with rls(county="fresno"), transaction.atomic():
        assert Membership.objects.get().role == "admin"
    sent = {"login": "ana@county.example", "password": PASSWORD}
    assert client.post(reverse("account_login"), sent).status_code == 302
    assert client.get(reverse("counties:settings")).status_code == 200


@pytest.mark.parametrize(
    ("code", "password", "sentence"),
    [("77", PASSWORD, "01 to 58"), ("10", "short", "too short")],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    as_owner: None, monkeypatch: pytest.MonkeyPatch, code: str, password: str, sentence: str
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: password)
    with pytest.raises(CommandError, match=sentence):
        call_command("create_county", "fresno", "Fresno", code, "ana@county.example", "Ana Ruiz")
    assert not County.objects.filter(pk="fresno").exists()
