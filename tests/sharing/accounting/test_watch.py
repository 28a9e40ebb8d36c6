"""The watch over real rows: each alert fires, once, and its subject does not settle it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.sharing.accounting import alerts as acting
from cases.sharing.models import Alert, LookUp, StaffRelation
from counties.models import User
from counties.personas import PASSWORD
from linkages import exports, housekeeping, watches
from linkages.audit import AuditEvent
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import Family

pytestmark = pytest.mark.django_db
OFFICER = "privacy@alder.example"
WORKER = "cws.worker@alder.example"
WATCH = "cases.sharing.accounting.watch.look"


@pytest.fixture(autouse=True)
def _everybody_signed_in_lately(staff: dict[str, Any]) -> None:
    User.objects.update(last_login=timezone.now() - timedelta(days=1))


def alerts(county: str = "alder") -> list[Alert]:
    """What the watch has told after looking once more."""
    housekeeping.watch()
    with rls(county=county), transaction.atomic():
        return list(Alert.objects.order_by("first_at", "key"))


def kinds(county: str = "alder") -> list[str]:
    return [alert.kind for alert in alerts(county)]


def look_up(user: User, *people: Any, kind: str = "opened", county: str = "alder") -> None:
    with rls(county=county), transaction.atomic():
        LookUp.objects.bulk_create(
            LookUp(county_id=county, user=user.pk, kind=kind, person=each, event=uuid.uuid4())
            for each in people
        )


def set_limit(name: str, value: int) -> None:
    with rls(county="alder"), transaction.atomic():
        ParameterValue.objects.create(
            county_id="alder", name=name, value=value, effective_from=TODAY, reason="x",
            set_by=uuid.uuid4(),
        )  # fmt: skip


def test_nothing_out_of_pattern_is_no_alert(
    family: Callable[..., Family], sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    page = reverse("sharing:person", args=[family().person.pk])
    assert sign_in(WORKER).get(page).status_code == 200
    look_up(staff[WORKER], uuid.uuid4())
    assert alerts() == []


@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"surname": "TRAN"}, True),
        ({"surname": "Tran-Vo"}, True),
        ({"phone": "(916) 555-0100"}, True),
        ({"phone": "0100"}, False),
        ({"surname": "DELGADO"}, False),
    ],
)
def test_a_look_up_of_somebody_with_ones_own_name_or_telephone(
    family: Callable[..., Family], staff: dict[str, Any], stated: dict[str, str], told: bool
) -> None:
    worker = staff[WORKER]
    worker.name, worker.phone = "Elias Tran", "916-555-0100"
    worker.save(update_fields=["name", "phone"])
    person = family(cws_worker="", calworks=stated).person
    look_up(worker, person.pk)
    found = alerts()
    assert [(a.kind, a.user, a.person) for a in found] == (
        [("relative", worker.pk, person.pk)] if told else []
    )


@pytest.mark.check(109)
@pytest.mark.parametrize("side", ["cws", "calworks"])
def test_a_recorded_tie_alerts_though_the_page_was_refused(
    family: Callable[..., Family],
    sign_in: Callable[[str], Client],
    staff: dict[str, Any],
    side: str,
) -> None:
    made, other = family(), family()
    with rls(county="alder"), transaction.atomic():
        StaffRelation.objects.create(
            county_id="alder", user=staff[WORKER], record=getattr(made, side), relation="self",
            since=TODAY, recorded_by=staff[OFFICER].pk,
        )  # fmt: skip
    client = sign_in(WORKER)
    assert client.get(reverse("sharing:person", args=[other.person.pk])).status_code == 200
    assert alerts() == []
    assert client.get(reverse("sharing:person", args=[made.person.pk])).status_code == 404
    assert [(a.kind, a.user, a.person) for a in alerts()] == [
        ("relative", staff[WORKER].pk, made.person.pk)
    ]


@pytest.mark.check(109)
@pytest.mark.parametrize(("count", "told"), [(4, []), (5, [5]), (7, [7])])
def test_as_many_people_as_the_hour_allows(
    staff: dict[str, Any], count: int, told: list[int]
) -> None:
    set_limit("sharing.openings_an_hour", 5)
    look_up(staff[WORKER], *(uuid.uuid4() for _number in range(count)))
    look_up(staff[WORKER], *(uuid.uuid4() for _number in range(9)), kind="known")
    assert [alert.count for alert in alerts()] == told


@pytest.mark.check(109)
@pytest.mark.parametrize("side", ["cws", "calworks"])
@pytest.mark.parametrize("restriction", ["S", "R", "N"])
def test_a_refused_attempt_at_somebody_restricted(
    family: Callable[..., Family],
    sign_in: Callable[[str], Client],
    staff: dict[str, Any],
    side: str,
    restriction: str,
) -> None:
    made = family(cws_worker="", calworks_worker="", **{side: {"restriction": restriction}})
    page = reverse("sharing:person", args=[made.person.pk])
    assert sign_in(WORKER).get(page).status_code == 404
    told = [(a.kind, a.user, a.person) for a in alerts()]
    closed = restriction != "N"
    assert told == ([("restricted", staff[WORKER].pk, made.person.pk)] if closed else [])


@pytest.mark.check(109)
def test_who_may_see_somebody_restricted_alerts_nobody(
    family: Callable[..., Family], sign_in: Callable[[str], Client]
) -> None:
    page = reverse("sharing:person", args=[family(cws={"restriction": "S"}).person.pk])
    assert sign_in("restricted@alder.example").get(page).status_code == 200
    assert alerts() == []


@pytest.mark.check(109)
@pytest.mark.parametrize(("count", "told"), [(9, []), (10, ["denials"]), (12, ["denials"])])
def test_ten_refusals(sign_in: Callable[[str], Client], count: int, told: list[str]) -> None:
    client = sign_in(WORKER)
    for _number in range(count):
        assert client.get(reverse("sharing:person", args=[uuid.uuid4()])).status_code == 404
    assert kinds() == told


@pytest.mark.check(109)
@pytest.mark.parametrize(("limit", "told"), [(3, []), (2, ["export"])])
def test_a_file_about_many_people(
    family: Callable[..., Family], staff: dict[str, Any], limit: int, told: list[str]
) -> None:
    set_limit("sharing.large_file_people", limit)
    people = [family(), family(), family()]
    with rls(county="alder"), transaction.atomic():
        AuditEvent.objects.create(
            county_id="alder", user_id=staff[WORKER].pk, action="GET x", result="allowed",
            purpose=exports.PURPOSE,
            subjects=[uuid.uuid4(), *(f.person.pk for f in people), *(f.cws.pk for f in people)],
        )  # fmt: skip
    assert kinds() == told


@pytest.mark.check(105)
@pytest.mark.check(109)
@pytest.mark.parametrize(
    ("places", "minutes", "told"),
    [
        (("10.0.0.1", "10.9.9.9"), 20, ["places"]),
        (("10.0.0.1", "10.0.0.1"), 20, []),
        (("10.0.0.1", "10.9.9.9"), 31, []),
    ],
)
def test_signing_in_from_two_places(
    staff: dict[str, Any], places: tuple[str, str], minutes: int, told: list[str]
) -> None:
    import time_machine

    for number, origin in enumerate(places):
        moment = timezone.now() + timedelta(minutes=minutes * number)
        with time_machine.travel(moment):
            answer = Client(REMOTE_ADDR=origin).post(
                reverse("account_login"), {"login": WORKER, "password": PASSWORD}
            )
            assert answer.status_code == 302
    with rls(county="alder"), transaction.atomic():
        kept = AuditEvent.objects.filter(action="sign-in", result="allowed").order_by("at")
        assert [(e.origin, e.user_id) for e in kept] == [(p, staff[WORKER].pk) for p in places]
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        assert kinds() == told


@pytest.mark.check(109)
@pytest.mark.parametrize(("days", "told"), [(44, []), (46, ["dormant"])])
def test_an_account_that_nobody_used(staff: dict[str, Any], days: int, told: list[str]) -> None:
    seen = timezone.now() - timedelta(days=days)
    User.objects.filter(pk=staff[WORKER].pk).update(last_login=seen)
    assert kinds() == told
    assert kinds("birch") == []


def test_an_alert_is_one_however_often_the_watch_looks(
    sign_in: Callable[[str], Client],
) -> None:
    client = sign_in(WORKER)
    for _number in range(10):
        client.get(reverse("sharing:person", args=[uuid.uuid4()]))
    assert len(alerts()) == len(alerts()) == 1
    for _number in range(2):
        client.get(reverse("sharing:person", args=[uuid.uuid4()]))
    (alert,) = alerts()
    assert alert.count == 12


def test_a_watch_that_is_killed_tells_everything_at_its_next_look(
    sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(WORKER)
    for _number in range(10):
        client.get(reverse("sharing:person", args=[uuid.uuid4()]))

    def killed(county: str, day: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cases.sharing.accounting.reviews.begin", killed)
        with pytest.raises(KeyboardInterrupt):
            watches.look("alder", WATCH)
    with rls(county="alder"), transaction.atomic():
        assert not Alert.objects.exists() and not watches.Watermark.objects.exists()
    assert kinds() == ["denials"]


def test_a_watch_that_was_away_for_days_misses_nothing(
    sign_in: Callable[[str], Client],
) -> None:
    import time_machine

    housekeeping.watch()
    client = sign_in(WORKER)
    for _number in range(10):
        client.get(reverse("sharing:person", args=[uuid.uuid4()]))
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert kinds() == ["denials"]


def test_an_event_that_was_committed_late_is_still_seen(staff: dict[str, Any]) -> None:
    """A request that took a while writes its event with the moment at which it began to write."""
    housekeeping.watch()
    with rls(county="alder"), transaction.atomic():
        AuditEvent.objects.bulk_create(
            AuditEvent(
                county_id="alder", user_id=staff[WORKER].pk, action="GET x", result="denied",
                at=timezone.now() - timedelta(minutes=50),
            )
            for _number in range(10)
        )  # fmt: skip
    assert kinds() == ["denials"]


def test_alerts_stay_in_their_county(
    family: Callable[..., Family], sign_in: Callable[[str], Client]
) -> None:
    client = sign_in(WORKER)
    for _number in range(10):
        client.get(reverse("sharing:person", args=[uuid.uuid4()]))
    assert kinds() == ["denials"] and kinds("birch") == []


def an_alert(user: Any, **fields: Any) -> Alert:
    with rls(county="alder"), transaction.atomic():
        return Alert.objects.create(
            county_id="alder", user=user.pk, key=str(uuid.uuid4()), kind="denials",
            first_at=timezone.now(), last_at=timezone.now(), count=12, **fields,
        )  # fmt: skip


def settle(client: Client, alert: Alert, **typed: str) -> Any:
    typed = {"finding": "Asked her. A wrong bookmark.", **typed}
    return client.post(reverse("sharing:settle", args=[alert.pk]), typed)


def state_of(alert: Alert) -> Any:
    with rls(county="alder"), transaction.atomic():
        return Alert.objects.get(pk=alert.pk)


@pytest.mark.check(21)
def test_nobody_settles_an_alert_about_themselves(
    sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    own, other = an_alert(staff[OFFICER]), an_alert(staff[WORKER])
    client = sign_in(OFFICER)
    assert settle(client, own).status_code == 403
    assert client.get(reverse("sharing:settle", args=[own.pk])).status_code == 403
    assert state_of(own).settled_at is None
    assert settle(client, other).status_code == 302
    settled = state_of(other)
    assert settled.settled_by == staff[OFFICER].pk
    assert settled.finding == "Asked her. A wrong bookmark."


@pytest.mark.check(21)
def test_the_act_itself_refuses_ones_own_alert_whatever_page_calls_it(
    staff: dict[str, Any],
) -> None:
    own, other = an_alert(staff[OFFICER]), an_alert(staff[WORKER])
    with working_as(staff[OFFICER]) as officer:
        with pytest.raises(PermissionDenied):
            acting.settle(officer, own.pk, "Fine.")
        assert acting.settle(officer, other.pk, "Asked.").settled_by == officer.pk


def test_an_alert_is_settled_once_and_with_a_finding(
    sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    alert = an_alert(staff[WORKER])
    client = sign_in(OFFICER)
    assert settle(client, alert, finding="").status_code == 200
    assert state_of(alert).settled_at is None
    settle(client, alert)
    first = state_of(alert)
    answer = client.post(
        reverse("sharing:settle", args=[alert.pk]), {"finding": "Another"}, follow=True
    )
    assert "Somebody has settled this alert already." in answer.content.decode()
    assert state_of(alert).finding == first.finding


def test_what_goes_on_after_it_was_settled_is_another_alert(
    sign_in: Callable[[str], Client],
) -> None:
    client = sign_in(WORKER)
    for _number in range(10):
        client.get(reverse("sharing:person", args=[uuid.uuid4()]))
    (alert,) = alerts()
    settle(sign_in(OFFICER), alert)
    assert len(alerts()) == 1
    for _number in range(3):
        client.get(reverse("sharing:person", args=[uuid.uuid4()]))
    assert sorted(a.settled_at is None for a in alerts()) == [False, True]


@pytest.mark.check(112)
@pytest.mark.parametrize(
    ("who", "listed", "opened"),
    [
        (OFFICER, 200, 200),
        ("privacy@birch.example", 200, 404),
        ("admin@alder.example", 403, 404),
        ("restricted@alder.example", 403, 404),
        (WORKER, 403, 404),
    ],
)
def test_who_sees_alerts(
    sign_in: Callable[[str], Client], staff: dict[str, Any], who: str, listed: int, opened: int
) -> None:
    alert = an_alert(staff[WORKER])
    client = sign_in(who)
    page = client.get(reverse("sharing:alerts"))
    assert page.status_code == listed
    assert client.get(reverse("sharing:settle", args=[alert.pk])).status_code == opened
    if who == OFFICER:
        assert "Was refused 12 times within five minutes." in page.content.decode()
        with rls(county="alder"), transaction.atomic():
            event = AuditEvent.objects.get(action="GET sharing:alerts")
            assert alert.pk in event.subjects
    elif listed == 200:
        assert "Was refused" not in page.content.decode()


def test_a_restricted_person_has_no_name_and_no_link_among_alerts(
    family: Callable[..., Family], sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    closed, plain = family(cws={"restriction": "S"}), family()
    for made in (closed, plain):
        an_alert(staff[WORKER], person=made.person.pk)
    page = sign_in(OFFICER).get(reverse("sharing:alerts")).content.decode()
    assert plain.person.token in page and closed.person.token not in page
    assert str(closed.person.pk) not in page and "ROSA" not in page


def test_open_alerts_come_first_and_on_the_page_of_today(
    sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    client = sign_in(OFFICER)
    first = an_alert(staff[WORKER])
    settle(client, first)
    an_alert(staff["calworks.worker@alder.example"])
    page = client.get(reverse("sharing:alerts")).content.decode()
    names = [staff[f"{each}.worker@alder.example"].name for each in ("calworks", "cws")]
    assert page.index(names[0]) < page.index(names[1])
    today = client.get(reverse("today")).content.decode()
    assert "All alerts (1 open)" in today and names[0] in today and names[1] not in today
    assert "All alerts" not in sign_in(WORKER).get(reverse("today")).content.decode()
