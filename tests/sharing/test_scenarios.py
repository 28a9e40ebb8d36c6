"""What the county's caseworkers meet in a day: releases given, taken back, refused, run out."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.sharing.models import Consent, Disclosure
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import Family, assign, release, revoke, without_secrets

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Any]
EW, SW = "calworks.worker@alder.example", "cws.worker@alder.example"
SUD = {"C9": {"treatment": "ZQsud"}, "C8": {"medical": "ZQmedical"}}


def page(client: Any, person: Any) -> str:
    answer = client.get(reverse("sharing:person", args=[person.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.scenario(12)
def test_a_release_by_category_and_its_revocation(
    sign_in: SignIn, family: Callable[..., Family], grounds: None, staff: dict[str, Any],
    run_jobs: Callable[[], Any],
) -> None:  # fmt: skip
    made = family(cws={"facts": {"C5": {"service_component": "FM"}, **SUD}})
    on_the_second = {"signed_on": date(2026, 11, 2), "until": date(2027, 11, 2)}
    release(made.cws, "C1", "C2", "C3", "C4", "C5", **on_the_second)
    health = release(made.cws, "C8", **on_the_second)
    worker = sign_in(EW)
    with time_machine.travel("2026-12-01 18:04:00+00:00"):  # 10:04 in California
        body = page(worker, made.person)
        assert "ZQmedical" in body
        assert "Do not pass this on without a new release" in body
        assert "ZQsud" not in body
        assert worker.post(reverse("sharing:summary", args=[made.person.pk])).status_code == 302
        run_jobs()
        document = latest_document(worker)
        assert document.endswith("/file")
        assert worker.get(document).status_code == 200
    with time_machine.travel("2026-12-01 18:05:00+00:00"):
        revoke(health, staff[SW].pk)
    with time_machine.travel("2026-12-01 18:06:00+00:00"):
        body = page(worker, made.person)
        assert "ZQmedical" not in body
        assert "Family Maintenance" in body  # the twin: what was not revoked stays open
        assert worker.get(document).status_code in (403, 404)
    with rls(county="alder"):
        past = Disclosure.objects.filter(person=made.person.pk, categories__contains=["C8"])
        assert past.count() >= 2  # the account keeps what was shown


def latest_document(client: Any) -> str:
    """Where the newest of one's documents is fetched."""
    from linkages.documents import Document

    with rls(county="alder"):
        return reverse("document_file", args=[Document.objects.latest("requested_at").pk])


@pytest.mark.scenario(14)
@pytest.mark.parametrize(
    ("signer", "shown"), [("parent", False), ("self", True)], ids=["parent", "youth"]
)
def test_a_youth_of_fourteen_releases_their_own_counseling(
    sign_in: SignIn, family: Callable[..., Family], grounds: None, staff: dict[str, Any],
    signer: str, shown: bool,
) -> None:  # fmt: skip
    made = family(cws={"born": date(2012, 6, 1), "facts": {"C11": {"counseling": "ZQyouth"}}})
    named = {"named": [staff[EW].pk], "signer": signer}
    if signer == "self":
        release(made.cws, "C11", **named)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            release(made.cws, "C11", **named)
        release(made.cws, "C1", "C4", "C12", signer=signer)

    assert ("ZQyouth" in page(sign_in(EW), made.person)) is shown
    assert "ZQyouth" in page(sign_in(SW), made.person)


@pytest.mark.scenario(16)
@pytest.mark.check(25)
def test_without_a_release_statute_alone_decides(
    sign_in: SignIn, family: Callable[..., Family], grounds: None
) -> None:
    made = family(cws={"facts": {"C5": {"service_component": "FM"}, **SUD}})
    eligibility, social = page(sign_in(EW), made.person), page(sign_in(SW), made.person)
    assert "Family Maintenance" in eligibility
    assert "Sanction" in social
    assert "ZQactivity" in social
    for word in ("ZQmedical", "ZQsud", "ZQallegation", "ZQplacement", "ZQincome"):
        assert word not in eligibility
    for word in ("ZQgrant", "ZQtreatment", "ZQsafety"):
        assert word not in social
    for body in (eligibility, social):
        for word in ("declined", "refus", "uncooperative"):
            assert word not in body.lower()


@pytest.mark.check(26)
def test_a_release_opens_its_own_direction_only(
    sign_in: SignIn, family: Callable[..., Family], grounds: None
) -> None:
    made = family()
    before = page(sign_in(SW), made.person)
    release(made.cws, "C4")

    assert "ZQincome" in page(sign_in(EW), made.person)
    after = page(sign_in(SW), made.person)
    assert "ZQgrant" not in after
    assert without_secrets(after) == without_secrets(before)


@pytest.mark.check(27)
def test_a_revocation_closes_the_next_request_of_an_open_page(
    sign_in: SignIn, family: Callable[..., Family], staff: dict[str, Any]
) -> None:
    made = family()
    opened = release(made.cws, "C4")
    worker = sign_in(EW)
    assert "ZQincome" in page(worker, made.person)

    revoke(opened, staff[SW].pk)

    answer = worker.get(reverse("sharing:person", args=[made.person.pk]))
    assert "ZQincome" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"


def test_an_assignment_that_moves_closes_the_next_request(
    sign_in: SignIn, family: Callable[..., Family], grounds: None
) -> None:
    made = family()
    address = reverse("sharing:person", args=[made.person.pk])
    old, new = sign_in(EW), sign_in("calworks.worker2@alder.example")
    assert (old.get(address).status_code, new.get(address).status_code) == (200, 404)

    with rls(county="alder"), transaction.atomic():
        row = made.calworks.assignments.get()
        row.until = TODAY - timedelta(days=1)
        row.save(update_fields=["until"])
        assign(made.calworks, "EW202")

    assert (old.get(address).status_code, new.get(address).status_code) == (404, 200)


@pytest.mark.check(28)
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 8), date(2026, 11, 1)),  # both nights on which the clocks are changed
        (date(2026, 12, 2), date(2026, 12, 30)),
    ],
)
def test_a_release_opens_and_closes_at_midnight_in_california(
    sign_in: SignIn, family: Callable[..., Family], first: date, last: date
) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    def at(day: date, *clock: int) -> datetime:
        zone = ZoneInfo("America/Los_Angeles")
        return datetime(day.year, day.month, day.day, *clock, tzinfo=zone)

    with time_machine.travel(at(first - timedelta(days=30), 12)):
        made = family()
        with rls(county="alder"), transaction.atomic():
            made.calworks.assignments.update(since=date(2026, 1, 1))
        release(made.cws, "C4", signed_on=first - timedelta(days=31), since=first, until=last)
    for moment, shown in (
        (at(first - timedelta(days=1), 23, 59, 59), False),
        (at(first, 0, 0, 0), True),
        (at(last, 23, 59, 59), True),
        (at(last + timedelta(days=1), 0, 0, 0), False),
    ):
        with time_machine.travel(moment, tick=False):
            assert ("ZQincome" in page(sign_in(EW), made.person)) is shown, moment


@pytest.mark.check(34)
def test_a_signed_release_cannot_be_changed(family: Callable[..., Family]) -> None:
    from django.db.utils import ProgrammingError

    made = release(family().cws, "C4")
    for column, value in (("categories", ["C5"]), ("until", date(2030, 1, 1)), ("named", [])):
        with rls(county="alder"), pytest.raises(ProgrammingError), transaction.atomic():
            Consent.objects.filter(pk=made.pk).update(**{column: value})
    with rls(county="alder"), pytest.raises(ProgrammingError), transaction.atomic():
        Consent.objects.filter(pk=made.pk).delete()
    with rls(county="alder"), transaction.atomic():  # the twin: a revocation can be entered
        changed = Consent.objects.filter(pk=made.pk)
        assert changed.update(revoked_at=None, revoked_by=None) == 1


@pytest.mark.parametrize(
    "stated",
    [
        {"since": date(2026, 11, 1), "signed_on": date(2026, 11, 2)},
        {"categories": ("C4", "C8")},
        {"categories": ("C7",)},
        {"categories": ("C8",), "form": "verbal"},
        {"categories": ("C10",), "signer": "parent"},
        {"categories": ()},
        {"recipient": "cws"},
        {"until": date(2026, 1, 1)},
    ],
    ids=lambda stated: "-".join(stated),
)
def test_the_database_refuses_a_release_that_cannot_be(
    family: Callable[..., Family], stated: dict[str, Any]
) -> None:
    made = family()
    categories = stated.pop("categories", ("C4",))

    with pytest.raises(IntegrityError), transaction.atomic():
        release(made.cws, *categories, **stated)
    release(made.cws, "C4")
