"""The index is off until counsel says what "at risk" is; who searches it is designated."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.people.models import ProgramRecord
from cases.sharing.chain import is_designated
from cases.sharing.decision import Purpose
from cases.sharing.models import Designation, IndexStandard
from cases.sharing.policy import designating
from cases.sharing.policy.table import Row
from cases.sharing.standing import Standing
from counties.models import Membership
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import make_family
from tests.sharing.policy.conftest import YESTERDAY, Desk, switch_on

pytestmark = pytest.mark.django_db
STANDARD = {
    "standard": "An open case of maintenance",
    "components": ["FM"],
    "agencies": "CWS and CalWORKs",
}
INDEX = (Row("18961.5", "cws", "C1", "index"), Row("18961.5", "calworks", "C1", "index"))
FM = {"facts": {"C1": {}, "C5": {"service_component": "FM"}}}


def standards() -> list[IndexStandard]:
    with rls(county="alder"), transaction.atomic():
        return list(IndexStandard.objects.order_by("since"))


def designations() -> list[Designation]:
    with rls(county="alder"), transaction.atomic():
        return list(Designation.objects.order_by("since"))


def letter(user: Any, **more: Any) -> dict[str, Any]:
    return {"user": str(user.pk), "letter": "Letter 7 of the director", **more}


def since_november(user: Any = None) -> None:
    """A standard, and a designation, that began three weeks ago."""
    began = date(2026, 11, 10)
    with rls(county="alder"), transaction.atomic():
        IndexStandard.objects.create(
            county_id="alder", since=began, recorded_by=uuid.uuid4(), **STANDARD
        )
        if user is not None:
            Designation.objects.create(
                county_id="alder", user=user, letter="Letter 6", since=began,
                recorded_by=uuid.uuid4(),
            )  # fmt: skip


def indexed(user: Any, family: Any) -> bool:
    with working_as(user):
        rows = ProgramRecord.objects.filter(person=family.person).select_related("current")
        standing = Standing(user, Purpose.INDEX, list(rows))
        subject = standing.subject(list(rows), family.person.pk)
        return standing.exists(subject) and bool(standing.question(subject, Program.CWS, "C1"))


def test_the_index_is_off_until_all_three_are_there(desk: Desk, staff: dict[str, Any]) -> None:
    worker = staff["cws.worker@alder.example"]
    family = make_family(cws=FM)
    for step in (
        lambda: switch_on(INDEX),
        lambda: desk.send("index_standard", **STANDARD),
        lambda: desk.send("designations", **letter(worker)),
    ):
        assert "The index is off" in desk.page("index_standard")
        assert not indexed(worker, family)
        step()
    assert "The index is on" in desk.page("index_standard")
    assert indexed(worker, family)
    assert not indexed(worker, make_family(cws={"facts": {"C5": {"service_component": "PP"}}}))


def test_a_standard_holds_from_today_and_takes_the_place_of_the_one_before(desk: Desk) -> None:
    since_november()
    other = {**STANDARD, "components": ["FR", "PP"], "standard": "Another"}
    assert desk.send("index_standard", **other).status_code == 302
    first, second = standards()
    assert (first.since, first.until) == (date(2026, 11, 10), YESTERDAY)
    assert (second.since, second.until, second.components) == (TODAY, None, ["FR", "PP"])
    page = desk.page("index_standard")
    assert "Family Reunification, Permanent Placement" in page
    assert "An open case of maintenance" in page.split("Past standards, latest first")[1]


def test_two_standards_on_one_day_are_refused_in_words(desk: Desk) -> None:
    desk.send("index_standard", **STANDARD)
    answer = desk.send("index_standard", **STANDARD)
    assert answer.status_code == 409
    assert "A standard was recorded today already." in answer.content.decode()
    assert len(standards()) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"components": ["ER"]}, "Select a valid choice."),
        ({"components": []}, "This field is required."),
        ({"standard": ""}, "This field is required."),
        ({"until": "11/30/2026"}, "The last day lies in the past."),
    ],
)
def test_what_a_standard_must_say(desk: Desk, changed: dict[str, Any], sentence: str) -> None:
    answer = desk.send("index_standard", **{**STANDARD, **changed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert standards() == []


def test_components_are_the_codes_that_extracts_are_stored_with() -> None:
    from cases.records.reading.codes import SERVICE_COMPONENTS

    assert set(designating.COMPONENTS) == set(SERVICE_COMPONENTS.values()) - {"ER"}


def test_ending_the_standard_switches_the_index_off(desk: Desk, staff: dict[str, Any]) -> None:
    worker = staff["cws.worker@alder.example"]
    family = make_family(cws=FM)
    switch_on(INDEX)
    since_november(worker)
    assert indexed(worker, family)
    assert desk.send("end_standard", standards()[0].pk).status_code == 302
    assert not indexed(worker, family)
    assert "The index is off" in desk.page("designations")
    assert desk.send("end_standard", standards()[0].pk).status_code == 409


def test_a_designation_ends_at_once(desk: Desk, staff: dict[str, Any]) -> None:
    worker = staff["calworks.worker@alder.example"]
    since_november(worker)
    with working_as(worker):
        assert is_designated(worker)
    (made,) = designations()
    assert (made.since, made.letter) == (date(2026, 11, 10), "Letter 6")
    assert worker.name in desk.page("designations")
    assert desk.send("end_designation", made.pk).status_code == 302
    with working_as(worker):
        assert not is_designated(worker)
    assert worker.name in desk.page("designations").split("Past designations, latest first")[1]
    assert desk.send("end_designation", made.pk).status_code == 409


def test_a_designation_begins_today(desk: Desk, staff: dict[str, Any]) -> None:
    worker = staff["calworks.worker@alder.example"]
    with working_as(worker):
        assert not is_designated(worker)
    desk.send("designations", **letter(worker))
    with working_as(worker):
        assert is_designated(worker)
    (made,) = designations()
    assert (made.since, made.until, made.letter) == (TODAY, None, "Letter 7 of the director")
    assert "still counts until midnight" in desk.page("end_designation", made.pk)


def test_who_can_be_chosen(desk: Desk, staff: dict[str, Any]) -> None:
    """Staff of this county, of today, whose role may search, and nobody twice."""
    page = desk.page("designations")
    worker = staff["cws.worker@alder.example"]
    assert f'value="{worker.pk}"' in page
    for email in ("analyst@alder.example", "admin@alder.example", "cws.worker@birch.example"):
        assert str(staff[email].pk) not in page
        answer = desk.send("designations", **letter(staff[email]))
        assert answer.status_code == 422, email
    left = staff["liaison@alder.example"]
    with rls(county="alder"), transaction.atomic():
        Membership.objects.filter(user=left).update(until=YESTERDAY)
    assert desk.send("designations", **letter(left)).status_code == 422
    assert desk.send("designations", **letter(worker)).status_code == 302
    assert desk.send("designations", **letter(worker)).status_code == 422
    assert len(designations()) == 1


def test_a_form_sent_twice_designates_once(desk: Desk, staff: dict[str, Any]) -> None:
    sent = letter(staff["liaison@alder.example"], key="6a0c7a3e-5a55-4cde-9e5b-0f6f9b4a0c11")
    answers = [desk.send("designations", **sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(designations()) == 1


def test_who_left_is_marked(desk: Desk, staff: dict[str, Any]) -> None:
    worker = staff["cws.worker@alder.example"]
    desk.send("designations", **letter(worker, until="12/31/2026"))
    assert "no longer works here" not in desk.page("designations")
    with rls(county="alder"), transaction.atomic():
        Membership.objects.filter(user=worker).update(until=TODAY - timedelta(days=2))
    assert "no longer works here" in desk.page("designations")


def test_only_counsel_of_the_county(
    sign_in: Callable[[str], Client], desk: Desk, staff: dict[str, Any]
) -> None:
    since_november(staff["cws.worker@alder.example"])
    ends = [
        reverse("sharing:end_standard", args=[standards()[0].pk]),
        reverse("sharing:end_designation", args=[designations()[0].pk]),
    ]
    before = [(each.pk, each.until) for each in (*standards(), *designations())]
    liaison = letter(staff["liaison@alder.example"])
    for email, code in (
        ("privacy@alder.example", 403),
        ("coordinator@alder.example", 403),
        ("liaison@alder.example", 403),
        ("counsel@birch.example", 404),
    ):
        client = sign_in(email)
        for address in ends:
            assert client.post(address).status_code == code, email
        if code == 403:
            assert client.post(reverse("sharing:index_standard"), STANDARD).status_code == 403
            assert client.post(reverse("sharing:designations"), liaison).status_code == 403
    assert [(each.pk, each.until) for each in (*standards(), *designations())] == before
    for address in ends:
        assert desk.client.post(address).status_code == 302
