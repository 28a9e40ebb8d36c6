"""Forty representative actions, each of which leaves exactly one audit event that says who, what,
whose, on what basis and for what, when, from where and with what result."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.matching.models import MatchCandidate
from cases.people.models import Person
from cases.sharing.models import Alert, Disclosure, MonthlyReview
from counties.models import Unit
from counties.personas import PASSWORD
from linkages.audit import AuditEvent
from linkages.documents import Document
from linkages.scope import rls
from tests.conftest import working_as
from tests.matching.test_review import decide, pair_of, rosa
from tests.sharing.conftest import Family, grounds, make_family, time_machine_day

__all__ = ["grounds", "time_machine_day"]

pytestmark = pytest.mark.django_db
ELSEWHERE = "192.0.2.77"


class World:
    """Rows that the actions are about, by name; made when an action first asks for them."""

    def __init__(self, staff: dict[str, Any], run_jobs: Callable[..., Any]) -> None:
        self.staff = staff
        self.run_jobs = run_jobs
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            with rls(county="alder"):
                self._made[name] = getattr(self, f"_{name}")()
        return self._made[name]

    def _family(self) -> Family:
        return make_family()

    def _person(self) -> Person:
        return self["family"].person

    def _restricted(self) -> Person:
        return make_family(cws={"restriction": "S"}).person

    def _pair(self) -> MatchCandidate:
        return pair_of(*rosa())

    def _pair_cws(self) -> Any:
        return self["pair"].cws

    def _alert(self) -> Alert:
        return Alert.objects.create(
            county_id="alder", user=self.staff["liaison@alder.example"].pk, key="x", kind="denials",
            first_at=timezone.now(), last_at=timezone.now(),
        )  # fmt: skip

    def _review(self) -> MonthlyReview:
        unit = Unit.objects.get(code="CWS1", county="alder")
        return MonthlyReview.objects.create(county_id="alder", unit=unit, month=date(2026, 11, 1))

    def _waiting(self) -> Document:
        from linkages import documents

        with working_as(self.staff["cws.worker@alder.example"]) as user:
            return documents.request(
                "sharing.match_summary", subject=self["person"].pk, recipient=user, language="en"
            )

    def _document(self) -> Document:
        made = self["waiting"]
        self.run_jobs("alder")
        return made

    def _worker(self) -> Any:
        return self.staff["cws.worker@alder.example"]


Visit = Callable[[Client, World], int]


@dataclass(frozen=True, slots=True)
class Act:
    """An action by somebody and what its one event must say. `whom` names rows of the world,
    `crossed` what is disclosed: owner to categories."""

    name: str
    who: str
    visit: Visit
    action: str
    status: int = 200
    result: str = "allowed"
    whom: tuple[str, ...] = ()
    purpose: str = ""
    bases: frozenset[str] = frozenset()
    crossed: dict[str, set[str]] = field(default_factory=dict)
    county: str = "alder"
    origin: str | None = ELSEWHERE


def get(view: str, *args: str) -> Visit:
    def visit(client: Client, world: World) -> int:
        return client.get(reverse(view, args=[world[name].pk for name in args])).status_code

    return visit


def post(view: str, *args: str, **typed: Any) -> Visit:
    def visit(client: Client, world: World) -> int:
        fields = {k: v(world) if callable(v) else v for k, v in typed.items()}
        return client.post(reverse(view, args=[world[n].pk for n in args]), fields).status_code

    return visit


def sign_in(password: str) -> Visit:
    def visit(client: Client, world: World) -> int:
        client.logout()
        typed = {"login": "cws.worker@alder.example", "password": password}
        return client.post(reverse("account_login"), typed).status_code

    return visit


def render(client: Client, world: World) -> int:
    (job,) = world.run_jobs("alder")
    return 200 if job.state == "done" else 500


def link(client: Client, world: World) -> int:
    return decide(client, world["pair"], "link").status_code


def cut(client: Client, world: World) -> int:
    url = reverse("matching:cut", args=[world["pair"].pk])
    return client.post(url, {"reason": "Two cousins."}).status_code


def set_parameter(client: Client, world: World) -> int:
    typed = {"value": "20", "effective_from": "2026-12-05", "reason": "Agreed."}
    url = reverse("counties:parameter", args=["sharing.review_due_days"])
    return client.post(url, typed).status_code


TOKEN = {"token": lambda world: world["person"].token}
ABOUT = {"staff": lambda world: str(world["worker"].pk)}
OWN, LAW = frozenset({"assignment"}), frozenset({"10850"})
PLANNING = {"calworks": {"C1", "C2", "C3"}}
IDENTITY = {"cws": {"C1"}, "calworks": {"C1"}}
PERSON, ACCOUNT = ("person",), frozenset({"account"})
NO = {"result": "denied"}
GONE, FORBIDDEN = {**NO, "status": 404}, {**NO, "status": 403}

ACTIONS = [
    Act("a worker opens a person", "cws.worker", get("sharing:person", "person"),
        "GET sharing:person", whom=PERSON, purpose="casework", bases=OWN | LAW, crossed=PLANNING),
    Act("the other program's worker opens them", "calworks.worker", get("sharing:person", "person"),
        "GET sharing:person", whom=PERSON, purpose="casework", bases=OWN | LAW,
        crossed={"cws": {"C1", "C5"}}),
    Act("a supervisor opens a person", "cws.supervisor", get("sharing:person", "person"),
        "GET sharing:person", whom=PERSON, purpose="casework", bases=OWN | LAW, crossed=PLANNING),
    Act("a coordinator opens a person", "coordinator", get("sharing:person", "person"),
        "GET sharing:person", whom=PERSON, purpose="casework", bases=LAW,
        crossed={"cws": {"C1"}, "calworks": {"C1", "C2"}}),
    Act("somebody restricted is opened", "restricted", get("sharing:person", "restricted"),
        "GET sharing:person", whom=("restricted",), purpose="casework", bases=LAW,
        crossed={"cws": {"C1"}, "calworks": {"C1", "C2"}}),
    Act("a worker lists people", "cws.worker", get("sharing:people"), "GET sharing:people",
        whom=PERSON, purpose="casework", bases=OWN | LAW, crossed={"calworks": {"C1"}}),
    Act("a coordinator lists people", "coordinator", get("sharing:people"), "GET sharing:people",
        whom=PERSON, purpose="casework", bases=LAW, crossed=IDENTITY),
    Act("a worker sees what is new today", "cws.worker", get("today"), "GET today",
        whom=PERSON, purpose="casework", bases=OWN | LAW, crossed={"calworks": {"C1"}}),
    Act("a worker searches", "cws.worker", post("sharing:search", q="rosa"),
        "POST sharing:search", whom=PERSON, purpose="casework", bases=OWN | LAW,
        crossed={"calworks": {"C1"}}),
    Act("a coordinator searches", "coordinator", post("sharing:search", q="rosa"),
        "POST sharing:search", whom=PERSON, purpose="casework", bases=LAW, crossed=IDENTITY),
    Act("a search that finds nobody", "cws.worker", post("sharing:search", q="zzyzx"),
        "POST sharing:search"),
    Act("a reviewer sees the queue", "coordinator", get("matching:review"), "GET matching:review",
        whom=("pair_cws",), purpose="match_review", bases=frozenset({"match_review"}),
        crossed=IDENTITY),
    Act("an analyst sees a pair", "analyst", get("matching:pair", "pair"), "GET matching:pair",
        whom=("pair_cws",), purpose="match_review", bases=frozenset({"match_review"}),
        crossed=IDENTITY),
    Act("a pair is linked", "coordinator", link, "POST matching:decide", status=302,
        whom=("pair", "pair_cws"), purpose="match_review"),
    Act("a link is cut", "coordinator", cut, "POST matching:cut", status=302,
        whom=("pair", "pair_cws"), purpose="match_review"),
    Act("an account is opened", "privacy", get("sharing:account", "person"),
        "GET sharing:account", whom=PERSON, purpose="account", bases=ACCOUNT, crossed=IDENTITY),
    Act("an account is printed", "privacy", get("sharing:account_print", "person"),
        "GET sharing:account_print", whom=PERSON, purpose="account", bases=ACCOUNT,
        crossed=IDENTITY),
    Act("an account is taken out", "privacy", get("sharing:account_file", "person"),
        "GET sharing:account_file", whom=PERSON, purpose="export", bases=ACCOUNT,
        crossed=IDENTITY),
    Act("somebody is searched to open an account", "privacy",
        post("sharing:account_search", q="rosa"), "POST sharing:account_search", whom=PERSON,
        purpose="account", bases=ACCOUNT, crossed=IDENTITY),
    Act("access is explained", "admin", post("sharing:access", **ABOUT, **TOKEN),
        "POST sharing:access", whom=("person", "worker"), purpose="explain"),
    Act("a caseload is counted", "privacy", post("sharing:access", **ABOUT, token=""),
        "POST sharing:access", whom=("worker",), purpose="explain"),
    Act("alerts are listed", "privacy", get("sharing:alerts"), "GET sharing:alerts",
        whom=("alert",), purpose="alerts"),
    Act("an alert is settled", "privacy", post("sharing:settle", "alert", finding="Asked."),
        "POST sharing:settle", status=302, whom=("alert",)),
    Act("a month is read", "cws.supervisor", get("sharing:review", "review"),
        "GET sharing:review", whom=("review",), purpose="review"),
    Act("a month is signed", "cws.supervisor", post("sharing:review", "review", version="0"),
        "POST sharing:review", status=302, whom=("review",)),
    Act("a document is asked for", "cws.worker", post("sharing:summary", "person"),
        "POST sharing:summary", status=302),
    Act("a document is made", "cws.worker", render, "job:linkages.render_document",
        whom=("waiting", "person"), purpose="document", bases=OWN | LAW, crossed=PLANNING,
        origin=None),
    Act("a document is taken", "cws.worker", get("document_file", "document"),
        "GET document_file", whom=("document", "person"), purpose="download", bases=OWN | LAW),
    Act("a parameter is set", "admin", set_parameter, "POST counties:parameter", status=302),
    Act("a sign-in", "", sign_in(PASSWORD), "sign-in", status=302),
    Act("a failed sign-in", "", sign_in("wrong-password"), "sign-in", result="failed"),
    Act("another's client is refused", "cws.worker2", get("sharing:person", "person"),
        "GET sharing:person", whom=PERSON, **GONE),
    Act("somebody restricted is refused", "coordinator", get("sharing:person", "restricted"),
        "GET sharing:person", whom=("restricted",), **GONE),
    Act("another county's client is refused", "cws.worker@birch", get("sharing:person", "person"),
        "GET sharing:person", whom=PERSON, county="birch", **GONE),
    Act("a list is refused", "analyst", get("sharing:people"), "GET sharing:people", **FORBIDDEN),
    Act("a search is refused", "admin", post("sharing:search", q="rosa"), "POST sharing:search",
        **FORBIDDEN),
    Act("an account is refused", "coordinator", get("sharing:account", "person"),
        "GET sharing:account", whom=PERSON, **GONE),
    Act("another's document is refused", "coordinator", get("document_file", "document"),
        "GET document_file", whom=("document",), **GONE),
    Act("settling is refused", "admin", post("sharing:settle", "alert", finding="x"),
        "POST sharing:settle", whom=("alert",), **GONE),
    Act("another unit's month is refused", "calworks.supervisor", get("sharing:review", "review"),
        "GET sharing:review", whom=("review",), **GONE),
]  # fmt: skip
# What must be there before the action, though its address does not name it.
BEFORE = {
    "a worker lists people": PERSON,
    "a coordinator lists people": PERSON,
    "a worker sees what is new today": PERSON,
    "a worker searches": PERSON,
    "a coordinator searches": PERSON,
    "somebody is searched to open an account": PERSON,
    "a reviewer sees the queue": ("pair",),
    "a pair is linked": ("pair",),
    "alerts are listed": ("alert",),
    "a document is made": ("waiting",),
}


@pytest.fixture(autouse=True)
def _on_the_day(time_machine_day: None) -> None:
    """The day of the made-up families."""


def test_there_are_forty_of_them() -> None:
    assert len({act.name for act in ACTIONS}) == len(ACTIONS) == 40


@pytest.mark.check(105)
@pytest.mark.parametrize("act", ACTIONS, ids=lambda act: act.name)
def test_one_action_leaves_one_event(
    act: Act,
    staff: dict[str, Any],
    grounds: None,
    run_jobs: Any,
    django_capture_on_commit_callbacks: Any,
    settings: Any,
) -> None:
    settings.EVENT_HANDLERS = {}  # what follows from a link is accounted for by itself
    world = World(staff, run_jobs)
    for name in (*BEFORE.get(act.name, ()), *act.whom):
        world[name]
    handle, _at, county = act.who.partition("@")
    email = f"{handle or 'cws.worker'}@{county or 'alder'}.example"
    client = Client(REMOTE_ADDR=ELSEWHERE)
    client.force_login(staff[email], backend="allauth.account.auth_backends.AuthenticationBackend")
    if act.name == "a link is cut":
        assert link(client, world) == 302
    before = _events(act.county)
    began = timezone.now() - timedelta(seconds=1)
    assert act.visit(client, world) == act.status
    new = [event for pk, event in _events(act.county).items() if pk not in before]
    (event,) = new
    assert event.user_id == staff[email].pk
    assert (event.action, event.result) == (act.action, act.result)
    assert {world[name].pk for name in act.whom} <= set(event.subjects)
    assert event.purpose == act.purpose
    assert set(event.bases) == set(act.bases)
    assert event.origin == act.origin
    assert began <= event.at <= timezone.now() + timedelta(seconds=1)
    assert _crossed(event.pk, act.county) == act.crossed


def _events(county: str) -> dict[uuid.UUID, AuditEvent]:
    with rls(county=county), transaction.atomic():
        return {event.pk: event for event in AuditEvent.objects.all()}


def _crossed(event: uuid.UUID, county: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with rls(county=county), transaction.atomic():
        for row in Disclosure.objects.filter(event=event):
            found.setdefault(row.owner, set()).update(row.categories)
    return found
