"""Who exists for whom, and that the queryset and the decision say the same."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.people import linking
from cases.people.models import Link, Person, ProgramRecord, RecordVersion
from cases.sharing.decision import Subject, may_open
from cases.sharing.models import Assignment
from cases.sharing.reading import Fact, Purpose, gather
from cases.sharing.scope import people_visible_to, viewer_of
from counties.models import Membership, Unit
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import Family, assign, make_record

pytestmark = pytest.mark.django_db

WORKERS = {Program.CWS: ("CW101", "CW102", "CWS1"), Program.CALWORKS: ("EW201", "EW202", "CAL1")}
WATCHERS = (
    "cws.worker",
    "cws.worker2",
    "cws.supervisor",
    "calworks.worker",
    "calworks.supervisor",
    "coordinator",
    "liaison",
    "restricted",
    "analyst",
    "admin",
    "privacy",
)


@pytest.mark.parametrize(
    ("persona", "sees"),
    [
        ("cws.worker", True),
        ("cws.worker2", False),
        ("cws.supervisor", True),
        ("calworks.worker", True),
        ("calworks.worker2", False),
        ("calworks.supervisor", True),
        ("coordinator", True),
        ("liaison", True),
        ("restricted", True),
        ("analyst", False),
        ("admin", False),
        ("privacy", False),
        ("counsel", False),
        ("sponsor.cws", False),
        ("cochair.calworks", False),
    ],
)
def test_whose_business_a_linked_person_is(
    staff: dict[str, Any], family: Callable[..., Family], persona: str, sees: bool
) -> None:
    made = family()
    with working_as(staff[f"{persona}@alder.example"]) as user:
        assert list(people_visible_to(user)) == ([made.person] if sees else [])


def test_the_other_countys_people_do_not_exist(
    staff: dict[str, Any], family: Callable[..., Family]
) -> None:
    family("birch")
    with working_as(staff["coordinator@alder.example"]) as user:
        assert not people_visible_to(user).exists()
    with working_as(staff["coordinator@birch.example"], "birch") as user:
        assert people_visible_to(user).count() == 1


def test_a_unit_that_is_assigned_without_a_worker_is_its_supervisors(
    staff: dict[str, Any], family: Callable[..., Family]
) -> None:
    made = family(cws_worker="CWS1", calworks_worker="")
    with working_as(staff["cws.supervisor@alder.example"]) as user:
        assert list(people_visible_to(user)) == [made.person]
    with working_as(staff["cws.worker@alder.example"]) as user:
        assert not people_visible_to(user).exists()


def test_an_assignment_counts_through_its_last_day(
    staff: dict[str, Any], family: Callable[..., Family]
) -> None:
    for until, sees in ((TODAY, True), (TODAY - timedelta(days=1), False)):
        made = family(cws_worker="", calworks_worker="")
        with rls(county="alder"):
            assign(made.cws, "CW101", until=until)
        with working_as(staff["cws.worker@alder.example"]) as user:
            assert people_visible_to(user).filter(pk=made.person.pk).exists() is sees


def test_the_same_worker_id_on_the_other_side_is_somebody_else(
    staff: dict[str, Any], family: Callable[..., Family]
) -> None:
    family(cws_worker="", calworks_worker="CW101")
    with working_as(staff["cws.worker@alder.example"]) as user:
        assert not people_visible_to(user).exists()


@pytest.mark.check(12)
@pytest.mark.scenario(15)
@pytest.mark.parametrize("side", ["cws", "calworks"])
@pytest.mark.parametrize("flag", ["R", "S"])
def test_the_stricter_side_of_a_link_decides(
    staff: dict[str, Any], family: Callable[..., Family], side: str, flag: str
) -> None:
    made = family(**{side: {"restriction": flag}})
    for persona in WATCHERS:
        with working_as(staff[f"{persona}@alder.example"]) as user:
            found = list(people_visible_to(user))
            assert found == ([made.person] if persona == "restricted" else []), persona


def test_after_a_cut_there_is_nobody(staff: dict[str, Any], family: Callable[..., Family]) -> None:
    made = family()
    with working_as(staff["coordinator@alder.example"]) as user:
        linking.cut(Link.objects.get(cws=made.cws), by=user.pk, reason="Two people")
        assert not people_visible_to(user).exists()


@dataclass(slots=True)
class Model:
    """A few lines that say the same as the queryset, slowly: the world as sets."""

    restricted: set[Any] = field(default_factory=set)
    linked: dict[Any, Any] = field(default_factory=dict)  # record -> person
    assigned: dict[Any, set[tuple[str, date | None]]] = field(default_factory=dict)
    unit_of: dict[str, Any] = field(default_factory=dict)  # worker id -> unit id
    side: dict[Any, Program] = field(default_factory=dict)
    reports: set[Any] = field(default_factory=set)

    def subject(self, user: Any, person: Any) -> Subject:
        records = [r for r, p in self.linked.items() if p == person]
        viewer = viewer_of(user)
        chain = {
            self.side[r]
            for r in records
            for worker, until in self.assigned.get(r, ())
            if (until is None or until >= TODAY)
            and viewer.program in (self.side[r], Program.JOINT)
            and self.is_mine(user, worker)
        }
        return Subject(
            linked=bool(records),
            restricted=any(r in self.restricted for r in records),
            report_only=bool(cws := [r for r in records if self.side[r] == Program.CWS])
            and self.reports.issuperset(cws),
            chain=frozenset(chain),
        )

    def is_mine(self, user: Any, worker: str) -> bool:
        working = user.working_in
        if worker == working.worker_id:
            return bool(worker)
        if working.role != "supervisor":
            return False
        return worker == working.unit.code or self.unit_of.get(worker) == working.unit_id


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), steps=st.integers(5, 14))
def test_queryset_and_decision_agree(staff: dict[str, Any], seed: int, steps: int) -> None:
    with transaction.atomic():
        try_world(staff, random.Random(seed), steps)
        transaction.set_rollback(True)


def try_world(staff: dict[str, Any], chance: random.Random, steps: int) -> None:
    """A random small world, compared after every step through every watcher's eyes."""
    model = Model()
    with rls(county="alder"), audit.trail("alder", None, "test"):
        records = [make_record("alder", program) for program in WORKERS for _one in range(3)]
        model.side = {record.pk: Program(record.program) for record in records}
        members = Membership.objects.exclude(worker_id="")
        model.unit_of = dict(members.values_list("worker_id", "unit"))
    for _step in range(steps):
        with rls(county="alder"), audit.trail("alder", None, "test"):
            act = chance.choice([join, join, part, give, give, finish, restrict, move, report])
            act(model, records, staff, chance)
            model.linked = {
                pk: person
                for pk, person in ProgramRecord.objects.values_list("pk", "person")
                if person
            }
        for persona in chance.sample(WATCHERS, 3):
            with working_as(staff[f"{persona}@alder.example"]) as user:
                compare(model, user)


def compare(model: Model, user: Any) -> None:
    people = list(Person.objects.all())
    expected = {p.pk for p in people if may_open(viewer_of(user), model.subject(user, p.pk))}
    assert set(people_visible_to(user).values_list("pk", flat=True)) == expected
    seen = gather(user, Purpose.CASEWORK, people).people
    assert {person.person for person in seen} == expected
    for person in seen:
        chain = model.subject(user, person.person).chain
        shown = {r.program for r in person.records for f in r.facts if isinstance(f, Fact)}
        assert shown == chain  # without statutes, one's own side and nothing else


def join(model: Model, records: list[Any], staff: Any, chance: random.Random) -> None:
    linking.link(chance.choice(records[:3]), chance.choice(records[3:]), by=None)


def part(model: Model, records: list[Any], staff: Any, chance: random.Random) -> None:
    link = Link.objects.filter(cut_at=None).order_by("?").first()
    if link:
        linking.cut(link, by=staff["coordinator@alder.example"].pk, reason="Not the same")


def give(model: Model, records: list[Any], staff: Any, chance: random.Random) -> None:
    record = chance.choice(records)
    worker = chance.choice(WORKERS[Program(record.program)])
    known = model.assigned.setdefault(record.pk, set())
    if (worker, None) not in known:
        assign(record, worker)
        known.add((worker, None))


def finish(model: Model, records: list[Any], staff: Any, chance: random.Random) -> None:
    open_rows = list(Assignment.objects.filter(until=None).select_related("unit"))
    if not open_rows:
        return
    row = chance.choice(sorted(open_rows, key=lambda each: str(each.pk)))
    row.until = chance.choice([TODAY, TODAY - timedelta(days=1)])
    row.save()
    worker = row.worker_id or row.unit.code
    known = model.assigned[row.record_id]
    known.discard((worker, None))
    known.add((worker, row.until))


def restrict(model: Model, records: list[Any], staff: Any, chance: random.Random) -> None:
    record = chance.choice(records)
    flag = chance.choice("NSR")
    ProgramRecord.objects.filter(pk=record.pk).update(restriction=flag)
    (model.restricted.discard if flag == "N" else model.restricted.add)(record.pk)


def report(model: Model, records: list[Any], staff: Any, chance: random.Random) -> None:
    """CWS comes to have nothing but a report on a client, or more than that."""
    record = chance.choice(records[:3])
    only = chance.choice([True, False])
    facts = {"C6": {"disposition": "open"}} | ({} if only else {"C5": {"component": "FM"}})
    RecordVersion.objects.filter(record=record).update(facts=facts)
    (model.reports.add if only else model.reports.discard)(record.pk)


def move(model: Model, records: list[Any], staff: Any, chance: random.Random) -> None:
    """A worker leaves the unit, or comes back to it."""
    member = Membership.objects.get(worker_id="CW102")
    unit = Unit.objects.get(code="CWS1")
    member.unit = None if member.unit_id else unit
    member.save()
    model.unit_of["CW102"] = member.unit_id
