"""The month of look-ups: made when a month is over, read by its supervisor, signed once."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.sharing.accounting import reviews
from cases.sharing.models import LookUp, MonthlyReview
from counties.models import Membership, Unit
from linkages import housekeeping
from linkages.scope import rls
from tests.conftest import working_as
from tests.sharing.conftest import Family

pytestmark = pytest.mark.django_db
SUPERVISOR = "cws.supervisor@alder.example"
OFFICER = "privacy@alder.example"
NOVEMBER = date(2026, 11, 1)


def on(moment: str) -> Any:
    return time_machine.travel(f"{moment}+00:00", tick=True)


def look_up(user: Any, moment: str, person: Any = None, **fields: Any) -> LookUp:
    with rls(county="alder"), transaction.atomic():
        return LookUp.objects.create(
            **{
                "county_id": "alder",
                "user": user.pk,
                "kind": "index",
                "reason": "intake",
                "person": person,
                "event": uuid.uuid4(),
                "at": datetime.fromisoformat(moment).replace(tzinfo=UTC),
                **fields,
            }
        )


def months(county: str = "alder") -> list[tuple[date, str]]:
    housekeeping.watch()
    with rls(county=county), transaction.atomic():
        rows = MonthlyReview.objects.order_by("month", "unit__code")
        return list(rows.values_list("month", "unit__code"))


def review(code: str = "CWS1", month: date = NOVEMBER) -> MonthlyReview:
    with rls(county="alder"), transaction.atomic():
        unit = Unit.objects.get(code=code)
        return MonthlyReview.objects.get_or_create(county_id="alder", unit=unit, month=month)[0]


def page_of(client: Client, found: MonthlyReview) -> Any:
    return client.get(reverse("sharing:review", args=[found.pk]))


def sign(client: Client, found: MonthlyReview, version: str, **typed: str) -> Any:
    fields = {"note": "Asked Kai about two.", "version": version, **typed}
    return client.post(reverse("sharing:review", args=[found.pk]), fields)


@pytest.mark.check(108)
def test_a_month_that_is_over_gets_a_review_a_unit_and_gets_it_once(
    staff: dict[str, Any],
) -> None:
    look_up(staff["cws.worker@alder.example"], "2026-10-09T20:00")
    with on("2026-11-30 20:00"):
        october = [(date(2026, 10, 1), "CAL1"), (date(2026, 10, 1), "CWS1")]
        assert months() == october
    with on("2026-12-01 07:59"):  # still November in California
        assert months() == october
    with on("2026-12-01 08:01"):
        both = [*october, (NOVEMBER, "CAL1"), (NOVEMBER, "CWS1")]
        assert months() == both
        assert months() == both


def test_the_first_month_begins_without_any_look_up(staff: dict[str, Any]) -> None:
    assert months() == [(NOVEMBER, "CAL1"), (NOVEMBER, "CWS1")]


@pytest.mark.check(108)
def test_the_list_shows_what_the_unit_looked_up_that_month_and_nothing_else(
    family: Callable[..., Family], staff: dict[str, Any], sign_in: Callable[[str], Client]
) -> None:
    plain, closed = family(), family(cws={"restriction": "S"})
    worker, other = staff["cws.worker@alder.example"], staff["calworks.worker@alder.example"]
    look_up(worker, "2026-11-01T08:00", plain.person.pk, words="ZQfirst")
    look_up(worker, "2026-12-01T07:59", closed.person.pk, words="ZQlast")
    look_up(worker, "2026-11-01T06:59", words="ZQbefore")
    look_up(worker, "2026-12-01T08:00", words="ZQafter")
    look_up(other, "2026-11-10T20:00", words="ZQother")
    look_up(staff[SUPERVISOR], "2026-11-10T20:00", words="ZQown")
    page = page_of(sign_in(SUPERVISOR), review()).content.decode()
    for words in ("ZQfirst", "ZQlast", "ZQown", "An application or intake", worker.name):
        assert words in page
    for words in ("ZQbefore", "ZQafter", "ZQother", "ROSA", closed.person.token):
        assert words not in page
    assert plain.person.token in page
    assert page.count("Your own") == 2  # the row, and the sentence under the table


@pytest.mark.check(108)
def test_the_supervisor_signs_once(staff: dict[str, Any], sign_in: Callable[[str], Client]) -> None:
    look_up(staff["cws.worker@alder.example"], "2026-11-10T20:00")
    found, client = review(), sign_in(SUPERVISOR)
    assert "I have read these look-ups" in page_of(client, found).content.decode()
    assert sign(client, found, "1").status_code == 302
    signed = review()
    assert signed.signed_by == staff[SUPERVISOR].pk and signed.note == "Asked Kai about two."
    again = sign(client, found, "1", note="Other")
    assert again.status_code == 409 and "signed this month already" in again.content.decode()
    assert review().note == "Asked Kai about two."
    assert "I have read these look-ups" not in page_of(client, found).content.decode()


@pytest.mark.check(108)
def test_a_month_that_is_not_over_cannot_be_signed(
    staff: dict[str, Any], sign_in: Callable[[str], Client]
) -> None:
    early, client = review(month=date(2026, 12, 1)), sign_in(SUPERVISOR)
    answer = sign(client, early, "0")
    assert answer.status_code == 409 and "not over yet" in answer.content.decode()
    assert review(month=date(2026, 12, 1)).signed_at is None
    assert sign(client, review(), "0").status_code == 302


def test_nobody_signs_for_look_ups_that_the_page_did_not_show(
    staff: dict[str, Any], sign_in: Callable[[str], Client]
) -> None:
    found, client = review(), sign_in(SUPERVISOR)
    look_up(staff["cws.worker@alder.example"], "2026-11-10T20:00")
    answer = sign(client, found, "0")
    assert answer.status_code == 409 and "did not show" in answer.content.decode()
    assert review().signed_at is None
    assert sign(client, found, "1").status_code == 302


@pytest.mark.check(21)
@pytest.mark.check(108)
@pytest.mark.parametrize(
    ("who", "seen", "signed"),
    [
        (SUPERVISOR, 200, 302),
        ("calworks.supervisor@alder.example", 404, 404),
        ("cws.supervisor@birch.example", 404, 404),
        (OFFICER, 200, 403),
        ("cws.worker@alder.example", 404, 404),
        ("admin@alder.example", 404, 404),
    ],
)
def test_who_reads_and_who_signs(
    sign_in: Callable[[str], Client], who: str, seen: int, signed: int
) -> None:
    found, client = review(), sign_in(who)
    assert page_of(client, found).status_code == seen
    assert sign(client, found, "0").status_code == signed
    assert (review().signed_at is not None) is (signed == 302)


@pytest.mark.check(108)
@pytest.mark.parametrize(
    ("moment", "overdue"), [("2026-12-11 07:59", False), ("2026-12-11 08:01", True)]
)
def test_an_unsigned_month_is_overdue_for_everybody_who_looks_after_it(
    sign_in: Callable[[str], Client], moment: str, overdue: bool
) -> None:
    with on(moment):
        found = review()
        supervisor, officer = sign_in(SUPERVISOR), sign_in(OFFICER)
        for client in (supervisor, officer):
            page = client.get(reverse("sharing:reviews")).content.decode()
            assert ("Overdue" in page) is overdue and ("To sign" in page) is not overdue
        today = supervisor.get(reverse("today")).content.decode()
        assert "Reviews of look-ups" in today and ("Overdue" in today) is overdue
        officers = officer.get(reverse("today")).content.decode()
        assert ("Reviews of look-ups" in officers) is overdue
        sign(supervisor, found, "0")
        assert "Reviews of look-ups" not in supervisor.get(reverse("today")).content.decode()
        assert "Overdue" not in officer.get(reverse("sharing:reviews")).content.decode()


@pytest.mark.parametrize(
    ("who", "units"),
    [(OFFICER, 2), (SUPERVISOR, 1), ("privacy@birch.example", 0)],
)
def test_the_list_holds_ones_own_unit_or_the_county(
    sign_in: Callable[[str], Client], who: str, units: int
) -> None:
    review(), review("CAL1")
    page = sign_in(who).get(reverse("sharing:reviews"))
    assert page.content.decode().count('scope="row"') == units
    assert sign_in("cws.worker@alder.example").get(reverse("sharing:reviews")).status_code == 403


def test_who_left_the_unit_is_read_with_it_for_the_time_before(staff: dict[str, Any]) -> None:
    worker = staff["cws.worker@alder.example"]
    look_up(worker, "2026-11-10T20:00")
    with rls(county="alder"), transaction.atomic():
        mine = Membership.objects.filter(user=worker)
        assert reviews.look_ups(review()).count() == 1
        mine.update(until=date(2026, 11, 15))
        assert reviews.look_ups(review()).count() == 1
        mine.update(until=date(2026, 10, 31))
        assert reviews.look_ups(review()).count() == 0


@pytest.mark.check(108)
def test_staff_without_a_unit_are_counted_for_the_privacy_officer(
    staff: dict[str, Any], sign_in: Callable[[str], Client]
) -> None:
    coordinator = staff["coordinator@alder.example"]
    for moment in ("2026-11-01T08:00", "2026-11-20T20:00", "2026-12-01T08:30"):
        look_up(coordinator, moment, kind="opened")
    look_up(coordinator, "2026-10-31T20:00", kind="opened")
    look_up(staff["cws.worker@alder.example"], "2026-11-20T20:00")
    with working_as(staff[OFFICER]) as officer:
        told = [(each.month, each.who, each.count) for each in reviews.without_a_unit(officer)]
    assert told == [(date(2026, 12, 1), coordinator.name, 1), (NOVEMBER, coordinator.name, 2)]
    assert coordinator.name in sign_in(OFFICER).get(reverse("sharing:reviews")).content.decode()
    for who in (SUPERVISOR, "privacy@birch.example"):
        page = sign_in(who).get(reverse("sharing:reviews")).content.decode()
        assert "Staff without a unit" not in page


@pytest.mark.check(108)
def test_months_that_passed_while_nothing_ran_are_caught_up_and_a_new_unit_owes_none(
    staff: dict[str, Any],
) -> None:
    look_up(staff["cws.worker@alder.example"], "2026-09-09T20:00")
    expected = [(date(2026, m, 1), code) for m in (9, 10, 11) for code in ("CAL1", "CWS1")]
    assert months() == expected
    with rls(county="alder"), transaction.atomic():
        office = Unit.objects.get(code="CWS1").office
        Unit.objects.create(county_id="alder", office=office, name="New", code="CWS2")
    assert months() == expected
