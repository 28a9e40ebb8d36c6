"""Practice is data: a county sets a value from a day on, once, and never rewrites the past."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from linkages import parameters
from linkages.parameters import Mark, Parameter, ParameterValue
from linkages.scope import rls

pytestmark = pytest.mark.django_db

DECLARED = [
    Parameter("test.share", int, 30, "Share", "How much", "Our choice", Mark.OURS, 1, 100),
    Parameter("test.open", bool, False, "Open", "Whether", "Our choice", Mark.OURS),
]


@pytest.fixture(autouse=True)
def declared(settings: Any) -> Iterator[None]:
    settings.PARAMETERS = [
        "counties.parameters.PARAMETERS",
        "tests.counties.test_parameters.DECLARED",
    ]
    parameters.declared.cache_clear()
    yield
    parameters.declared.cache_clear()


def sent(**fields: object) -> dict[str, object]:
    return {"value": 40, "effective_from": "2099-01-01", "reason": "Agreed", **fields}


def test_an_administrator_sets_a_value_from_a_day_on(sign_in: Any) -> None:
    page = reverse("counties:parameter", args=["test.share"])
    answer = sign_in("admin@alder.example").post(page, sent())
    assert answer.status_code == 302
    with rls(county="alder"):
        assert parameters.value("test.share", county="alder", on=date(2098, 12, 31)) == 30
        assert parameters.value("test.share", county="alder", on=date(2099, 1, 1)) == 40
    with rls(county="birch"):
        assert parameters.value("test.share", county="birch", on=date(2099, 1, 1)) == 30


def test_the_past_cannot_be_rewritten(sign_in: Any) -> None:
    page = reverse("counties:parameter", args=["test.share"])
    yesterday = (date.today() - timedelta(days=2)).isoformat()
    answer = sign_in("admin@alder.example").post(page, sent(effective_from=yesterday))
    assert answer.status_code == 200
    assert b"never rewrites the past" in answer.content


def test_a_value_outside_its_limits_is_refused_and_kept_on_the_page(sign_in: Any) -> None:
    page = reverse("counties:parameter", args=["test.share"])
    answer = sign_in("admin@alder.example").post(page, sent(value=400, reason="Wanted"))
    assert answer.status_code == 200
    assert b"Wanted" in answer.content
    with rls(county="alder"):
        assert not ParameterValue.objects.exists()


def test_a_coordinator_may_look_but_not_set(sign_in: Any) -> None:
    page = reverse("counties:parameter", args=["test.share"])
    client = sign_in("coordinator@alder.example")
    assert client.get(page).status_code == 200
    assert client.post(page, sent()).status_code == 403


@pytest.mark.fault(6)
def test_the_same_form_sent_twice_is_carried_out_once(sign_in: Any) -> None:
    page = reverse("counties:parameter", args=["test.share"])
    client = sign_in("admin@alder.example")
    form = sent(key=str(uuid.uuid4()))
    first, second = client.post(page, form), client.post(page, form)
    assert first["Location"] == second["Location"]
    with rls(county="alder"):
        assert ParameterValue.objects.count() == 1


def test_a_yes_or_no_parameter_is_stored_as_one(sign_in: Any) -> None:
    page = reverse("counties:parameter", args=["test.open"])
    sign_in("admin@alder.example").post(page, sent(value="yes"))
    with rls(county="alder"):
        assert ParameterValue.objects.get().value is True
