"""Narrowing what statutes share of a person to identity, and lifting it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.sharing.models import Narrowing, Seat
from linkages import audit
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import Family, make_family

pytestmark = pytest.mark.django_db

SENTENCE = "Only identity is shared"
REASON = "The mother asked for it."


@pytest.fixture(autouse=True)
def _grounds(grounds: None) -> None: ...


@pytest.fixture
def page(sign_in: Callable[[str], Client]) -> Callable[[str, Family], str]:
    def opened(persona: str, made: Family) -> str:
        client = sign_in(f"{persona}@alder.example")
        return client.get(reverse("sharing:person", args=[made.person.pk])).text

    return opened


@pytest.fixture
def send(sign_in: Callable[[str], Client]) -> Callable[..., Any]:
    """`send("narrow", "cws.worker", family)`."""

    def sent(act: str, persona: str, made: Family, **fields: Any) -> Any:
        client = sign_in(f"{persona}@alder.example")
        fields = {"key": uuid.uuid4(), "reason": REASON, **fields}
        return client.post(reverse(f"sharing:{act}", args=[made.person.pk]), fields)

    return sent


def rows() -> list[Narrowing]:
    with rls(county="alder"):
        return list(Narrowing.objects.order_by("since", "pk"))


@pytest.mark.check(27)
def test_it_closes_at_the_very_next_request_and_opens_again(page: Any, send: Any) -> None:
    made = make_family()
    assert "ZQactivity" in page("cws.worker", made)
    assert send("narrow", "calworks.worker", made).status_code == 302
    after = page("cws.worker", made)
    assert "ZQactivity" not in after
    assert "ROSA DELGADO" in after
    assert "ZQallegation" in after  # one's own program's facts stay
    assert "Family Reunification" not in page("calworks.worker", made)
    assert send("widen", "calworks.worker", made).status_code == 302
    assert "ZQactivity" in page("cws.worker", made)
    assert SENTENCE not in page("cws.worker", made)


def test_everybody_who_opens_the_page_reads_the_same_and_no_reason(page: Any, send: Any) -> None:
    made = make_family()
    assert SENTENCE not in page("cws.worker", made)
    send("narrow", "cws.worker", made)
    for persona in ("cws.worker", "calworks.worker", "calworks.supervisor", "coordinator"):
        text = page(persona, made)
        assert SENTENCE in text
        assert "Since Dec 1, 2026 the law opens" in text
        assert REASON not in text


@pytest.mark.parametrize(
    ("persona", "side"),
    [
        ("cws.worker", "cws"),
        ("cws.supervisor", "cws"),
        ("calworks.worker", "calworks"),
        ("coordinator", "cws"),
        ("liaison", "cws"),
    ],
)
def test_it_hangs_on_the_record_of_ones_own_side(
    send: Any, staff: dict[str, Any], persona: str, side: str
) -> None:
    made = make_family()
    send("narrow", persona, made)
    (row,) = rows()
    assert row.record_id == getattr(made, side).pk
    assert (row.reason, row.since, row.until) == (REASON, TODAY, None)
    assert row.made_by == staff[f"{persona}@alder.example"].pk
    with rls(county="alder"):
        event = AuditEvent.objects.get(action="POST sharing:narrow")
    assert event.subjects == [made.person.pk]
    assert event.reason == REASON


def test_a_liaison_of_one_program_narrows_on_its_side(send: Any, staff: dict[str, Any]) -> None:
    liaison = staff["liaison@alder.example"]
    with rls(county="alder"), audit.trail("alder", None, "test"):
        liaison.memberships.update(program="calworks")
    made = make_family()
    send("narrow", "liaison", made)
    (row,) = rows()
    assert row.record_id == made.calworks.pk


def test_each_side_lifts_what_it_narrowed_itself(page: Any, send: Any) -> None:
    made = make_family()
    send("narrow", "cws.worker", made)
    assert "Widen again" not in page("calworks.worker", made)
    assert "Narrow sharing to identity" in page("calworks.worker", made)
    send("widen", "calworks.worker", made)
    assert SENTENCE in page("calworks.worker", made)
    send("narrow", "calworks.worker", made)
    send("widen", "cws.worker", made)
    assert SENTENCE in page("cws.worker", made)
    assert "Widen again" in page("coordinator", made)
    send("widen", "coordinator", made)
    assert SENTENCE not in page("cws.worker", made)
    assert len(rows()) == 2


def test_it_can_be_narrowed_again_on_the_same_day(page: Any, send: Any) -> None:
    made = make_family()
    for _round in range(2):
        send("narrow", "cws.worker", made)
        assert SENTENCE in page("cws.worker", made)
        send("widen", "cws.worker", made)
        assert SENTENCE not in page("cws.worker", made)
    assert len(rows()) == 2


def test_twice_is_once(send: Any) -> None:
    made = make_family()
    key = uuid.uuid4()
    first, again = (send("narrow", "cws.worker", made, key=key) for _each in range(2))
    other = send("narrow", "cws.supervisor", made)
    assert [answer.status_code for answer in (first, again, other)] == [302, 302, 302]
    assert len(rows()) == 1


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_it_needs_a_reason(send: Any, reason: str) -> None:
    answer = send("narrow", "cws.worker", make_family(), reason=reason)
    assert answer.status_code == 200
    assert "id_reason_error" in answer.text
    assert not rows()


@pytest.mark.parametrize("act", ["narrow", "widen"])
def test_who_is_not_theirs_is_not_there(send: Any, act: str) -> None:
    for persona in ("cws.worker2", "analyst", "admin"):
        assert send(act, persona, make_family()).status_code == 404
    with rls(county="alder"):
        assert not Narrowing.objects.exists()
    assert send(act, "cws.worker", make_family()).status_code == 302


def test_a_seat_in_a_team_opens_the_page_and_narrows_nothing(
    send: Any, page: Any, staff: dict[str, Any]
) -> None:
    from cases.sharing.models import LegalBasis, Roster, RosterSubject

    made = make_family()
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        basis = {"code": "832", "owner": "cws", "category": "C1", "audience": "cft"}
        LegalBasis.objects.create(county_id="alder", since=TODAY, **basis)
        roster = Roster.objects.create(
            county_id="alder",
            kind="cft",
            title="Team",
            relevance="Planning",
            authorized_on=TODAY,
            since=TODAY,
            made_by=staff["cws.supervisor@alder.example"].pk,
        )
        RosterSubject.objects.create(county_id="alder", roster=roster, record=made.cws)
        member = staff["calworks.worker2@alder.example"]
        Seat.objects.create(county_id="alder", roster=roster, user=member, since=TODAY)
    assert "Narrow sharing to identity" not in page("calworks.worker2", made)
    assert send("narrow", "calworks.worker2", made).status_code == 403
    assert not rows()


def test_a_birch_worker_narrows_nobody_in_alder(sign_in: Callable[[str], Client]) -> None:
    address = reverse("sharing:narrow", args=[make_family().person.pk])
    client = sign_in("coordinator@birch.example")
    assert client.post(address, {"reason": REASON}).status_code == 404


def test_the_page_costs_the_same_narrowed_or_not(
    sign_in: Callable[[str], Client], send: Any
) -> None:
    made = make_family()
    client = sign_in("cws.worker@alder.example")
    address = reverse("sharing:person", args=[made.person.pk])
    counts = []
    for act in ("widen", "narrow"):
        send(act, "cws.worker", made)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
