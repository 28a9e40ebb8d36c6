"""A quota opens the tap by itself: on business days, so many a week, each family once."""

import threading
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from cases.families.models import Quota, Wave
from linkages import watches
from linkages.scope import rls
from tests.families.made import Made
from tests.families.tap.test_release import SANCTION, confirm, made, run_committed_jobs, told

pytestmark = pytest.mark.django_db
WATCH = "cases.families.tap.releasing.look"
TUESDAY = "2026-12-01"


def open_tap(sign_in: Any, since: str = TUESDAY, weekly: int = 2, **changed: Any) -> Any:
    """What a coordinator sends to set a quota."""
    sent = {
        "population": "all",
        "office": "",
        "weekly": weekly,
        "since": since,
        "reason": "both units agreed",
        "key": str(uuid.uuid4()),
    }
    url = reverse("families:set_quota")
    return sign_in("coordinator@alder.example").post(url, sent | changed)


def on(day: str, hour: int = 18) -> Any:
    """At a moment of that day."""
    return time_machine.travel(datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC))


def looked(run_jobs: Any) -> None:
    """What the scheduler does every minute, and then the workers."""
    watches.look("alder", WATCH)
    run_jobs()


def test_a_new_county_tells_nobody(sign_in: Any, grounds: None, run_jobs: Any) -> None:
    homes = made(*[Made() for _each in range(3)])
    page = sign_in("coordinator@alder.example").get(reverse("families:release"))
    assert "Baseline: nobody is told" in page.content.decode()
    looked(run_jobs)
    assert told(homes) == set()


def test_so_many_a_week_and_no_more(sign_in: Any, grounds: None, run_jobs: Any) -> None:
    homes = made(*[Made() for _each in range(7)])
    assert open_tap(sign_in).status_code == 302
    looked(run_jobs)
    assert len(told(homes)) == 2
    for hour in (19, 20):
        with on(TUESDAY, hour):
            looked(run_jobs)
    with on("2026-12-04"):
        looked(run_jobs)
    assert len(told(homes)) == 2
    with on("2026-12-06"):  # a Sunday
        looked(run_jobs)
    assert len(told(homes)) == 2
    with on("2026-12-07"):
        looked(run_jobs)
    assert len(told(homes)) == 4


def test_weeks_that_were_missed_are_not_made_up_for(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    homes = made(*[Made() for _each in range(9)])
    open_tap(sign_in)
    looked(run_jobs)
    with on("2026-12-28"):  # three Mondays later
        looked(run_jobs)
        looked(run_jobs)
    assert len(told(homes)) == 4


def test_the_first_in_the_countys_order_come_first(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    plain, sanctioned, noncompliant = made(
        Made(), Made(aid=SANCTION), Made(aid={"wtw_status": "noncompliance"})
    )
    open_tap(sign_in)
    looked(run_jobs)
    assert told([plain, sanctioned, noncompliant]) == {
        sanctioned.family.pk,
        noncompliant.family.pk,
    }


def test_what_was_released_by_hand_counts(sign_in: Any, grounds: None, run_jobs: Any) -> None:
    homes = made(*[Made() for _each in range(6)])
    confirm(sign_in("coordinator@alder.example"), number=2)
    run_jobs()
    open_tap(sign_in, weekly=3)
    looked(run_jobs)
    assert len(told(homes)) == 3


def test_a_quota_begins_on_its_day_and_ends_when_it_is_stopped(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    homes = made(*[Made() for _each in range(6)])
    open_tap(sign_in, since="2026-12-03")
    looked(run_jobs)
    assert told(homes) == set()
    with on("2026-12-03"):
        looked(run_jobs)
    assert len(told(homes)) == 2
    with rls(county="alder"):
        quota = Quota.objects.get(county="alder")
    with on("2026-12-04"):
        url = reverse("families:stop_quota", args=[quota.pk])
        client = sign_in("coordinator@alder.example")
        assert client.post(url, {"reason": " "}).status_code == 422
        assert client.post(url, {"reason": "ZQWHY nobody is left"}).status_code == 302
        assert "ZQWHY" in client.get(reverse("families:release")).content.decode()
    with on("2026-12-07"):
        looked(run_jobs)
    assert len(told(homes)) == 2
    with rls(county="alder"), connection.cursor() as cursor:
        cursor.execute("select stopped_why from families_quotaevent order by pgh_id")
        assert cursor.fetchall() == [("",), ("ZQWHY nobody is left",)]


def test_a_new_quota_takes_the_place_of_the_old_one(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    homes = made(*[Made() for _each in range(6)])
    open_tap(sign_in)
    open_tap(sign_in, weekly=4)
    looked(run_jobs)
    assert len(told(homes)) == 4
    with rls(county="alder"):
        assert list(Quota.objects.filter(until=None).values_list("weekly", flat=True)) == [4]
        assert Quota.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"weekly": 0}, {"since": "2026-11-30"}, {"population": "nobody"}],
)
def test_a_quota_needs_a_reason_a_number_and_a_day(
    sign_in: Any, grounds: None, wrong: dict[str, Any]
) -> None:
    assert open_tap(sign_in, **wrong).status_code == 422
    with rls(county="alder"):
        assert not Quota.objects.exists()


def test_a_holiday_is_no_day_for_it(sign_in: Any, grounds: None, run_jobs: Any) -> None:
    homes = made(Made())
    with on("2026-12-25"):
        open_tap(sign_in, since="2026-12-25")
        looked(run_jobs)
        assert told(homes) == set()
        page = sign_in("coordinator@alder.example").get(reverse("families:release"))
        assert "Mon, Dec 28" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_release_once(sign_in: Any, grounds: None, run_jobs: Any) -> None:
    homes = made(*[Made() for _each in range(8)])
    open_tap(sign_in, weekly=3)

    def look() -> None:
        try:
            watches.look("alder", WATCH)
        finally:
            connection.close()

    both = [threading.Thread(target=look) for _each in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    run_committed_jobs()
    assert len(told(homes)) == 3
    with rls(county="alder"), transaction.atomic():
        assert Wave.objects.count() == 1
        assert Wave.objects.get().week == date(2026, 11, 30)
