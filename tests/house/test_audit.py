"""Nothing confidential is shown that is not written down, and what is written down stays."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.sharing import demo
from cases.sharing.models import Disclosure
from linkages import audit, housekeeping, seals
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.conftest import TODAY, owner_connection
from tests.sharing.conftest import make_family

Denied = AuditEvent.Result.DENIED


def note(county: str = "alder", *, days_ago: int = 0, **fields: Any) -> AuditEvent:
    with rls(county=county), transaction.atomic():
        return AuditEvent.objects.create(
            county_id=county,
            at=timezone.now() - timedelta(days=days_ago),
            action="GET sharing:person",
            result=AuditEvent.Result.ALLOWED,
            subjects=[uuid.uuid4()],
            **fields,
        )


@pytest.mark.check(106)
@pytest.mark.django_db
@pytest.mark.parametrize("table", ["linkages_auditevent", "sharing_disclosure"])
@pytest.mark.parametrize(
    "statement",
    [
        "update {} set purpose = 'none'",
        "delete from {}",
        "truncate {}",
        "alter table {} disable trigger all",
        "alter table {} drop column purpose",
        "drop table {}",
        "create trigger quiet before insert on {} execute function linkages_append_only()",
    ],
)
def test_the_app_cannot_touch_what_is_written(table: str, statement: str) -> None:
    with (
        rls(county="alder"),
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.check(106)
@pytest.mark.django_db
def test_not_even_a_partition_can_be_reached_by_its_own_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select inhrelid::regclass::text from pg_inherits where inhparent::regclass::text "
            "in ('linkages_auditevent', 'sharing_disclosure')"
        )
        parts = [row[0] for row in cursor]
    assert len(parts) >= 8
    for part in parts:
        for statement in (f"select * from {part}", f"delete from {part}"):
            with (
                rls(county="alder"),
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


@pytest.mark.check(106)
@pytest.mark.django_db(transaction=True)
def test_even_the_owner_is_stopped_by_the_trigger() -> None:
    note()
    with (
        owner_connection() as owner,
        pytest.raises(Exception, match="never changed or deleted"),
    ):
        owner.execute("set app.county = 'alder'")
        owner.execute("update linkages_auditevent set purpose = 'none'")


@pytest.fixture
def sealed_week(transactional_db: None) -> Iterator[list[AuditEvent]]:
    """Three days of events of two counties, sealed."""
    events = [note(days_ago=ago) for ago in (3, 3, 2, 1)]
    with rls(county="alder"), transaction.atomic():  # late on Pacific time, the next day in UTC
        late = timezone.localtime().replace(hour=23, minute=30) - timedelta(days=2)
        fields = {"action": "x", "result": "allowed", "at": late, "subjects": [uuid.uuid4()]}
        events[2] = AuditEvent.objects.create(county_id="alder", **fields)
    note("birch", days_ago=2)
    for county in ("alder", "birch"):
        with rls(county=county), transaction.atomic():
            seals.seal_days(county, timezone.localdate())
    yield events


def verify() -> str:
    said = StringIO()
    call_command("verify_audit", stdout=said)
    return said.getvalue()


@pytest.mark.check(106)
def test_an_untouched_chain_verifies(sealed_week: list[AuditEvent]) -> None:
    said = verify()
    assert "alder: 3 days sealed, unchanged" in said
    assert "birch: 2 days sealed, unchanged" in said
    note(days_ago=0)
    verify()


@pytest.mark.check(106)
@pytest.mark.parametrize(
    "edit",
    [
        "update linkages_auditevent set reason = 'changed' where id = '{}'",
        "update linkages_auditevent set subjects = '{{}}' where id = '{}'",
        "update linkages_auditevent set result = 'denied' where id = '{}'",
        "delete from linkages_auditevent where id = '{}'",
        "insert into linkages_auditevent select gen_random_uuid(), county_id, at, user_id, action,"
        " result, subjects, bases, purpose, reason, origin from linkages_auditevent"
        " where id = '{}'",
    ],
)
def test_an_edit_by_whoever_owns_the_table_is_found(
    sealed_week: list[AuditEvent], edit: str
) -> None:
    victim = sealed_week[2]
    with owner_connection() as owner:
        owner.execute("set app.county = 'alder'")
        owner.execute("alter table linkages_auditevent disable trigger append_only")
        done = owner.execute(edit.format(victim.pk))
        assert done.rowcount == 1
        owner.execute("alter table linkages_auditevent enable trigger append_only")
    day = timezone.localdate(victim.at)
    with rls(county="alder"), transaction.atomic():
        assert seals.broken_days("alder") == [day]
    with pytest.raises(CommandError):
        verify()


@pytest.mark.django_db
def test_a_day_is_sealed_once_and_only_when_it_is_over() -> None:
    note(days_ago=2)
    with rls(county="alder"):
        assert seals.seal_days("alder", timezone.localdate()) == 2
        assert seals.seal_days("alder", timezone.localdate()) == 0


@pytest.mark.django_db
def test_the_chain_begins_with_the_first_event() -> None:
    first = note(days_ago=30)
    with rls(county="alder"):
        seals.seal_days("alder", timezone.localdate())
        assert seals.AuditSeal.objects.first().day == timezone.localdate(first.at)


@pytest.mark.django_db
def test_just_after_midnight_yesterday_is_left_open() -> None:
    import time_machine

    note(days_ago=0)
    for moment, sealed in (("2027-01-02 08:10+00:00", 0), ("2027-01-02 11:10+00:00", 1)):
        with time_machine.travel(moment, tick=False):
            housekeeping.tidy()
        with rls(county="alder"):
            days = list(seals.AuditSeal.objects.values_list("day", flat=True))
        assert (date(2027, 1, 1) in days) is bool(sealed)


@pytest.fixture
def broken(transactional_db: None) -> Iterator[Callable[[str], None]]:
    """`broken("table")`: from now on nothing can be inserted there, as on a full disk."""
    tables: list[str] = []

    def break_it(table: str) -> None:
        tables.append(table)
        with owner_connection() as owner:
            owner.execute(
                "create or replace function refuse() returns trigger language plpgsql as "
                "$$ begin raise exception 'disk full' using errcode = '53100'; end $$"
            )
            owner.execute(
                f"create trigger refuse before insert on {table} "
                "for each row execute function refuse()"
            )

    yield break_it
    with owner_connection() as owner:
        for table in tables:
            owner.execute(f"drop trigger refuse on {table}")
        owner.execute("drop function if exists refuse")


@pytest.mark.check(107)
@pytest.mark.parametrize("table", ["linkages_auditevent", "sharing_disclosure"])
def test_what_cannot_be_written_down_is_not_shown(
    broken: Callable[[str], None], sign_in: Callable[[str], Client], table: str
) -> None:
    demo.seed(TODAY)
    made = make_family()
    client = sign_in("cws.worker@alder.example")
    page = reverse("sharing:person", args=[made.person.pk])
    assert "DELGADO" in client.get(page).content.decode()
    broken(table)
    response = client.get(page)
    assert response.status_code == 503
    assert "DELGADO" not in response.content.decode()


@pytest.mark.check(107)
def test_a_denial_that_cannot_be_written_down_is_a_503_too(
    broken: Callable[[str], None], sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("cws.worker@alder.example")
    missing = reverse("sharing:person", args=[uuid.uuid4()])
    assert client.get(missing).status_code == 404
    broken("linkages_auditevent")
    assert client.get(missing).status_code == 503


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_and_not_a_fault_of_ours(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    login = reverse("account_login")
    assert client.get(login).status_code == 200
    for error, status in ((OperationalError("gone"), 503), (RuntimeError("ours"), 500)):

        def away(request: Any, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
        client.cookies["linkages"] = "x" * 32
        response = client.get(login)
        assert response.status_code == status
        assert ("Retry-After" in response) is (status == 503)


@pytest.mark.check(105)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("persona", "method", "path", "status", "result"),
    [
        ("cws.worker", "get", "/people/", 200, "allowed"),
        ("analyst", "get", "/people/", 403, "denied"),
        ("cws.worker", "get", f"/people/{uuid.uuid4()}", 404, "denied"),
        ("cws.worker", "get", f"/documents/{uuid.uuid4()}/file", 404, "denied"),
        ("coordinator", "post", "/people/search", 200, "allowed"),
        ("admin", "post", "/people/search", 403, "denied"),
    ],
)
def test_one_event_a_request(
    sign_in: Callable[[str], Client],
    persona: str,
    method: str,
    path: str,
    status: int,
    result: str,
) -> None:
    demo.seed(TODAY)
    make_family()
    client = sign_in(f"{persona}@alder.example")
    assert getattr(client, method)(path, {"q": "rosa"}).status_code == status
    with rls(county="alder"):
        (event,) = AuditEvent.objects.all()
    assert event.result == result
    assert event.origin == "127.0.0.1"
    assert event.user_id is not None
    assert event.action.startswith(method.upper())


@pytest.mark.check(105)
@pytest.mark.django_db
def test_a_failed_sign_in_is_kept_where_the_person_works(
    client: Client, staff: dict[str, Any]
) -> None:
    for email in ("cws.worker@alder.example", "nobody@alder.example"):
        client.post(reverse("account_login"), {"login": email, "password": "wrong-password"})
    with rls(county="alder"):
        (event,) = AuditEvent.objects.all()
    assert (event.action, event.result) == ("sign-in", "failed")
    assert event.user_id == staff["cws.worker@alder.example"].pk
    with rls(county="birch"):
        assert not AuditEvent.objects.exists()


@pytest.mark.check(112)
@pytest.mark.django_db
def test_another_countys_events_are_out_of_reach() -> None:
    note()
    with rls(county="birch"):
        assert not AuditEvent.objects.exists()
        assert not Disclosure.objects.exists()
    with rls(county="birch"), pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.create(county_id="alder", action="x", result=Denied)


@pytest.mark.django_db
def test_an_event_lands_in_the_partition_of_its_month() -> None:
    made = note()
    with rls(county="alder"), connection.cursor() as cursor:
        cursor.execute(
            "select tableoid::regclass::text from linkages_auditevent where id = %s", [made.pk]
        )
        assert cursor.fetchone() == (f"linkages_auditevent_{timezone.now():%Y_%m}",)


@pytest.mark.django_db
def test_nothing_touched_nothing_written() -> None:
    with rls(county="alder"), audit.trail("alder", None, "GET today") as trail:
        assert trail.write() is None
        assert not AuditEvent.objects.exists()
