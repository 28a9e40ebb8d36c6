"""Downstream of the federal file: people without a name are compared, linked, and shown."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.matching.models import MatchCandidate
from cases.people.models import Person, ProgramRecord
from cases.records.profiles import samples
from cases.records.reading.layouts import LAYOUTS
from linkages.scope import rls
from tests.records.conftest import Desk, child, text
from tests.records.profiles.conftest import plain
from tests.sharing.conftest import grounds

__all__ = ["grounds"]

pytestmark = pytest.mark.django_db
FEDERAL = samples.content("tanf", LAYOUTS[-1], "99")
LUIS = {"ssn": "900-55-1201", "dob": "2016-05-02", "first": "LUIS", "last": "REYES"}


@pytest.fixture
def coordinator(sign_in: Callable[[str], Client], grounds: None) -> Client:
    return sign_in("coordinator@alder.example")


def test_number_birth_date_and_sex_make_a_pair_and_less_makes_none(
    desk: Desk, coordinator: Client
) -> None:
    born_alike = child(2, dob="2016-05-02")  # same day and sex, no number
    desk.accepted("cws", text(child(1, **LUIS), born_alike))
    desk.accepted("calworks", FEDERAL)
    with rls(county="alder"):
        nameless = ProgramRecord.objects.filter(program="calworks")
        assert nameless.count() == 5
        assert set(nameless.values_list("current__surname", "current__given")) == {("", "")}
        pair = MatchCandidate.objects.select_related("cws__current").get()
        assert pair.cws.current.given == "LUIS"
    words = plain(coordinator.get(reverse("matching:review")).content.decode())
    assert "LUIS REYES · Name not given" in words
    assert "First name LUIS not given Nothing to compare" in words
    assert "same SSN: strong" in words and "same birth date: strong" in words


def test_a_linked_person_shows_by_the_name_of_the_other_side_or_by_token(
    desk: Desk, coordinator: Client, sign_in: Callable[[str], Client]
) -> None:
    desk.accepted("cws", text(child(1, **LUIS)))
    desk.accepted("calworks", FEDERAL)
    with rls(county="alder"):
        pair = MatchCandidate.objects.get()
    fields: dict[str, Any] = {"verb": "link", "version": pair.version}
    assert coordinator.post(reverse("matching:decide", args=[pair.pk]), fields).status_code == 302
    with rls(county="alder"):
        person = Person.objects.get()
    address = reverse("sharing:person", args=[person.pk])
    named = plain(coordinator.get(address).content.decode())
    assert "LUIS REYES" in named
    listed = coordinator.get(reverse("sharing:people")).content.decode()
    assert "LUIS REYES" in listed
    with rls(county="alder"):
        # What if nobody names them: the CWS side is there, and says no name either.
        version = ProgramRecord.objects.get(program="cws").current
        type(version).objects.filter(pk=version.pk).update(given="", surname="")
    page = coordinator.get(address).content.decode()
    assert f"<span data-private>{person.token}</span>" in page
    assert person.token in coordinator.get(reverse("sharing:people")).content.decode()
