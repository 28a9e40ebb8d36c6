"""Families in which joint work can end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.families.models import Closing, Episode
from linkages.scope import rls
from tests.families.made import Home, make_home
from tests.sharing.conftest import _on_the_day, grounds, time_machine_day

__all__ = ["_on_the_day", "grounds", "time_machine_day"]


@pytest.fixture
def home(staff: dict[str, Any], grounds: None) -> Home:
    """A mutual family of cws.worker and calworks.worker of Alder."""
    return make_home()


def again(home: Home, county: str = "alder") -> Episode:
    """The family's latest episode as it is now."""
    with rls(county=county), transaction.atomic():
        return Episode.objects.filter(family=home.family).latest("number")


def last_closing(home: Home) -> Closing:
    with rls(county="alder"), transaction.atomic():
        found = Closing.objects.filter(episode__family=home.family).latest("proposed_at")
        str(found.proposed_by)
        return found


def stands_open(word: str, *tables: str) -> bool:
    """Whether somebody who reads these tables of families in Alder finds a word there."""
    found = []
    with rls(county="alder"), transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select t::text from families_{table} t")
            found += [row[0] for row in cursor.fetchall()]
    assert len(found) >= len(tables)
    return any(each in row for row in found for each in (word, word.encode().hex()))


def propose(client: Client, home: Home, **changed: Any) -> Any:
    """Send the form on which a closing is proposed, as the page showed it."""
    address = reverse("families:closing", args=[home.family.pk])
    form = client.get(address).context["form"]
    given = {
        "reason": "cws_closed",
        "last_day": "2026-12-11",
        "note": "",
        "key": str(form.fields["key"].initial),
        "version": form.fields["version"].initial,
    }
    return client.post(address, given | changed)


def step(client: Client, home: Home, act: str, why: str = "Because.", **changed: Any) -> Any:
    """Send the form on which a running closing is decided."""
    address = reverse("families:closing", args=[home.family.pk])
    shown = client.get(address).context["form"]
    given = {"act": act, "why": why} | changed
    if shown is not None:
        given = {
            "key": str(shown.fields["key"].initial),
            "version": shown.fields["version"].initial,
        } | given
    return client.post(address, given)


Sender = Callable[[str], Client]
