"""Matching authority: recorded, shown while it holds and after, ended."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.sharing.models import MatchingAuthority
from cases.sharing.policy import authority
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.policy.conftest import TOMORROW, YESTERDAY, Desk

pytestmark = pytest.mark.django_db
GIVEN = {
    "kind": "agreement",
    "reference": "Agreement 2026-7",
    "purpose": "Find families of both programs",
    "terms": "For Linkages only",
    "fields_compared": "Names and birth dates",
    "signer": "Directors",
    "signed_on": "11/1/2026",
    "since": "11/15/2026",
    "until": "11/14/2027",
}


def known() -> list[MatchingAuthority]:
    with rls(county="alder"), transaction.atomic():
        return list(MatchingAuthority.objects.all())


def recorded(since: date, until: date, county: str = "alder") -> MatchingAuthority:
    with rls(county=county), transaction.atomic():
        return MatchingAuthority.objects.create(
            county_id=county, kind="statute", reference="W&IC 10850", purpose="p", terms="t",
            fields="f", signer="s", signed_on=since, since=since, until=until,
            recorded_by=uuid.uuid4(),
        )  # fmt: skip


def missing() -> bool:
    with rls(county="alder"), transaction.atomic():
        return authority.missing("alder")


def test_counsel_records_one(desk: Desk) -> None:
    assert "only practice data may" in desk.page("authority")
    assert desk.send("authority", **GIVEN).status_code == 302
    (made,) = known()
    assert (made.reference, made.fields) == ("Agreement 2026-7", "Names and birth dates")
    assert (made.since, made.until) == (date(2026, 11, 15), date(2027, 11, 14))
    page = desk.page("authority")
    for words in ("Agreement 2026-7", "Names and birth dates", "Directors", "Nov 14, 2027"):
        assert words in page
    assert "only practice data may" not in page
    assert "Agreement 2026-7" in desk.page("policy")
    assert not missing()


def test_in_production_the_page_says_that_nothing_is_taken(desk: Desk, settings: Any) -> None:
    settings.PRODUCTION = True
    page = desk.page("authority")
    assert "No extract is taken until county counsel records one here." in page
    assert "practice data" not in page
    assert "None in force: no extract is taken." in desk.page("policy")
    settings.PRODUCTION = False
    assert "None in force: only practice data load." in desk.page("policy")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"since": "12/2/2026"}, "Record it on the day on which it begins, or later."),
        ({"signed_on": "12/2/2026"}, "The day lies in the future."),
        ({"since": "10/31/2026"}, "It cannot begin before it was signed."),
        ({"until": "11/30/2026"}, "It has ended already: nothing would hold."),
        ({"reference": ""}, "This field is required."),
        ({"kind": "word of mouth"}, "Select a valid choice."),
    ],
)
def test_what_the_form_refuses(desk: Desk, changed: dict[str, str], sentence: str) -> None:
    answer = desk.send("authority", **{**GIVEN, **changed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert known() == []


def test_until_today_is_still_in_force(desk: Desk) -> None:
    recorded(YESTERDAY, TODAY)
    assert not missing()


@pytest.mark.parametrize(
    ("since", "until"),
    [(YESTERDAY, YESTERDAY), (TOMORROW, TOMORROW)],
    ids=["past", "not yet"],
)
def test_outside_its_days_it_is_none(desk: Desk, since: date, until: date) -> None:
    recorded(since, until)
    assert missing()
    recorded(YESTERDAY, TOMORROW, county="birch")
    assert missing()


def test_ending_one_ends_it_at_once(desk: Desk) -> None:
    row = recorded(TODAY - timedelta(days=9), TODAY + timedelta(days=300))
    assert "It ends at once." in desk.page("end_authority", row.pk)
    assert desk.send("end_authority", row.pk).status_code == 302
    assert missing()
    assert known()[0].until == YESTERDAY
    assert "W&amp;IC 10850" in desk.page("authority").split("Past authorities, latest first")[1]
    assert desk.send("end_authority", row.pk).status_code == 409


def test_one_of_today_holds_until_midnight(desk: Desk) -> None:
    row = recorded(TODAY, TODAY + timedelta(days=300))
    assert "still counts until midnight" in desk.page("end_authority", row.pk)
    assert desk.send("end_authority", row.pk).status_code == 302
    assert known()[0].until == TODAY
    assert desk.send("end_authority", row.pk).status_code == 409


def test_only_counsel_of_the_county(sign_in: Callable[[str], Client], desk: Desk) -> None:
    row = recorded(TODAY - timedelta(days=9), TODAY + timedelta(days=300))
    end = reverse("sharing:end_authority", args=[row.pk])
    for email, code in (
        ("admin@alder.example", 403),
        ("coordinator@alder.example", 403),
        ("analyst@alder.example", 403),
        ("counsel@birch.example", 404),
    ):
        assert sign_in(email).post(end).status_code == code, email
        assert sign_in(email).get(end).status_code == code, email
        if code == 403:
            answer = sign_in(email).post(reverse("sharing:authority"), GIVEN)
            assert answer.status_code == 403
    assert [each.until for each in known()] == [TODAY + timedelta(days=300)]
    assert (
        "Record an authority"
        not in sign_in("admin@alder.example").get(reverse("sharing:authority")).content.decode()
    )
    assert desk.send("end_authority", row.pk).status_code == 302


def test_what_is_posted_beside_the_form_changes_nothing(desk: Desk) -> None:
    more = {"county": "birch", "county_id": "birch", "recorded_by": str(uuid.uuid4()), "id": "x"}
    assert desk.send("authority", **GIVEN, **more).status_code == 302
    (made,) = known()
    assert made.county_id == "alder" and str(made.recorded_by) != more["recorded_by"]
