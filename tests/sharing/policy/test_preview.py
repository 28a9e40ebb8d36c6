"""Whom a change would touch: the same count as asking everybody, one by one."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.people.models import ProgramRecord
from cases.sharing.decision import Allowed, Purpose, decide
from cases.sharing.models import (
    Audience,
    Consent,
    Designation,
    IndexStandard,
    LegalBasis,
    Narrowing,
    Roster,
    RosterSubject,
    Seat,
)
from cases.sharing.policy import words
from cases.sharing.policy.preview import Effect, preview, stands_of
from cases.sharing.policy.table import CELLS, POSSIBLE, Cell, Row, Table
from cases.sharing.standing import Standing
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import Family, make_family
from tests.sharing.policy.conftest import BASE, PAIR_C1, PAIR_C5, Bench, Desk, switch_on

pytestmark = pytest.mark.django_db
EVERYTHING: Table = frozenset(POSSIBLE)
ONLY_REPORT = {"facts": {"C6": {"disposition": "ZQallegation"}}}
MAINTAINED = {"facts": {"C1": {}, "C5": {"service_component": "FM"}, "C12": {"school": "ZQ"}}}


def in_alder(act: Callable[[], Any]) -> Any:
    with rls(county="alder"), transaction.atomic():
        return act()


def effects(before: Table, after: Table) -> dict[Cell, tuple[bool, int]]:
    found = in_alder(lambda: preview("alder", before, after))
    return {each.cell: (each.gains, each.people) for each in found}


def release(
    family: Family,
    *,
    owner: str,
    recipient: str,
    categories: list[str],
    signer: str = "self",
) -> None:
    in_alder(
        lambda: Consent.objects.create(
            county_id="alder",
            record=family.cws if owner == Program.CWS else family.calworks,
            owner=owner,
            recipient=recipient,
            categories=categories,
            signer=signer,
            form="paper",
            signed_on=TODAY,
            received_on=TODAY,
            since=TODAY,
            until=TODAY + timedelta(days=300),
        )
    )


def narrow(family: Family) -> None:
    in_alder(
        lambda: Narrowing.objects.create(
            county_id="alder", record=family.cws, reason="asked", since=TODAY, made_by=uuid.uuid4()
        )
    )


def seat(kind: str, families: list[Family], users: list[Any]) -> None:
    """A complete team about some people."""

    def make() -> None:
        roster = Roster.objects.create(
            county_id="alder", kind=kind, title="Team", relevance="Planning", since=TODAY,
            authorized_on=TODAY, until=TODAY + timedelta(days=20), made_by=uuid.uuid4(),
        )  # fmt: skip
        for family in families:
            RosterSubject.objects.create(county_id="alder", roster=roster, record=family.cws)
        for user in users:
            Seat.objects.create(county_id="alder", roster=roster, user=user, since=TODAY)

    in_alder(make)


@pytest.fixture
def population(bench: Bench, staff: dict[str, Any]) -> dict[str, Family]:
    """People who stand in every way to the other side."""
    people = {
        "both": make_family(),
        "maintained": make_family(cws=MAINTAINED),
        "only cws assigned": make_family(calworks_worker=""),
        "only calworks assigned": make_family(cws_worker=""),
        "nobody assigned": make_family(cws_worker="", calworks_worker=""),
        "released": make_family(cws=MAINTAINED),
        "narrowed": make_family(cws=MAINTAINED),
        "in teams": make_family(cws=MAINTAINED),
        "in teams, narrowed": make_family(),
        "sealed": make_family(cws={"restriction": "S", **MAINTAINED}),
        "sensitive": make_family(calworks={"restriction": "Y"}),
        "report only": make_family(cws=ONLY_REPORT),
    }
    release(people["released"], owner="cws", recipient="calworks", categories=["C1", "C5"])
    release(people["released"], owner="calworks", recipient="cws", categories=["C2"])
    narrow(people["narrowed"])
    narrow(people["in teams, narrowed"])
    mixed = [staff[f"{handle}@alder.example"] for handle in SEATED]
    teamed = [people[name] for name in ("in teams", "in teams, narrowed", "sealed", "report only")]
    for kind in ("cft", "mdt", "er_team"):
        seat(kind, teamed, mixed)
    in_alder(
        lambda: IndexStandard.objects.create(
            county_id="alder", standard="s", components=["FM"], agencies="a", since=TODAY,
            recorded_by=uuid.uuid4(),
        )
    )  # fmt: skip
    for handle in DESIGNATED:
        user = staff[f"{handle}@alder.example"]
        in_alder(
            lambda user=user: Designation.objects.create(
                county_id="alder", user=user, letter="l", since=TODAY, recorded_by=uuid.uuid4()
            )
        )
    return people


SEATED = ("cws.worker2", "calworks.worker2", "cws.supervisor", "calworks.supervisor")
DESIGNATED = ("cws.worker", "calworks.worker")
# (audience, owner) to real staff of that audience across from the owner. Those of teams have no
# caseload of their own here; workers' whole chain is CW101 and EW201.
ASKERS: dict[tuple[str, str], str] = {
    ("pair", "cws"): "calworks.worker",
    ("pair", "calworks"): "cws.worker",
    ("coordinator", "cws"): "coordinator",
    ("coordinator", "calworks"): "coordinator",
    ("index", "cws"): "calworks.worker",
    ("index", "calworks"): "cws.worker",
    **{(team, "cws"): "calworks.worker2" for team in ("cft", "mdt", "er_team")},
    **{(team, "calworks"): "cws.worker2" for team in ("cft", "mdt", "er_team")},
}


def brute_force(
    staff: dict[str, Any], before: Table, after: Table, cells: Sequence[Cell] = CELLS
) -> dict[Cell, tuple[bool, int]]:
    """The same, by switching the bases in the database and asking as each member of staff."""
    old, new = (asked_all(staff, table, cells) for table in (before, after))
    found = {}
    for cell in cells:
        lost, gained = old[cell] - new[cell], new[cell] - old[cell]
        if lost or gained:
            assert not (lost and gained)
            found[cell] = (bool(gained), len(lost or gained))
    return found


def asked_all(
    staff: dict[str, Any], table: Table, cells: Sequence[Cell]
) -> dict[Cell, set[uuid.UUID]]:
    in_alder(LegalBasis.objects.all().delete)
    switch_on(table)
    return {
        cell: seen_by(staff[f"{ASKERS[cell.audience, cell.owner]}@alder.example"], cell)
        for cell in cells
    }


def seen_by(user: Any, cell: Cell) -> set[uuid.UUID]:
    """People of whom somebody may read a cell as a member of that audience and of no other."""
    purpose = Purpose.INDEX if cell.audience == "index" else Purpose.CASEWORK
    with working_as(user):
        records = list(ProgramRecord.objects.filter(person__isnull=False).select_related("current"))
        standing = Standing(user, purpose, records)
        standing.grounds = tuple(
            ground for ground in standing.grounds if ground.audience == cell.audience
        )
        return {
            person
            for person, theirs in standing.by_person.items()
            if not standing.restricted.get(person) and person not in standing.reported
            if isinstance(
                decide(
                    standing.question(
                        standing.subject(theirs, person), Program(cell.owner), cell.category
                    )
                ),
                Allowed,
            )
        }


TABLES: list[tuple[str, Table, Table]] = [
    ("nothing to everything", frozenset(), EVERYTHING),
    ("everything to nothing", EVERYTHING, frozenset()),
    ("C5 of the pair off", BASE, BASE - {PAIR_C5}),
    (
        "team identity off",
        EVERYTHING,
        frozenset(r for r in EVERYTHING if not (r.audience == "cft" and r.category == "C1")),
    ),
    (
        "another statute for the same",
        frozenset({PAIR_C1, Row("830", "cws", "C1", "mdt"), Row("830", "cws", "C5", "mdt")}),
        frozenset({PAIR_C1, Row("830", "cws", "C1", "mdt"), Row("10850.1", "cws", "C5", "mdt")}),
    ),
]


@pytest.mark.parametrize(("before", "after"), [t[1:] for t in TABLES], ids=[t[0] for t in TABLES])
def test_the_preview_counts_what_staff_would_see(
    population: dict[str, Family], staff: dict[str, Any], before: Table, after: Table
) -> None:
    told = effects(before, after)

    counted = brute_force(staff, before, after)

    assert {cell: effect for cell, effect in told.items() if effect[1]} == counted


@pytest.mark.parametrize("audience", Audience.values)
def test_each_row_alone(
    population: dict[str, Family], staff: dict[str, Any], audience: str
) -> None:
    """Off what everything opens; where two statutes open a cell, the other still does."""
    cells = [cell for cell in CELLS if cell.audience == audience]
    for row in POSSIBLE:
        if row.audience != audience:
            continue
        told = effects(EVERYTHING, EVERYTHING - {row})
        counted = brute_force(staff, EVERYTHING, EVERYTHING - {row}, cells)
        assert {cell: effect for cell, effect in told.items() if effect[1]} == counted, row


def test_what_is_listed_does_not_depend_on_who_is_there(bench: Bench) -> None:
    nobody = effects(frozenset(), EVERYTHING)
    assert set(nobody) == set(CELLS)
    assert set(nobody.values()) == {(True, 0)}


def test_restricted_people_and_reports_never_count(bench: Bench) -> None:
    make_family(cws={"restriction": "S"})
    make_family(cws={"restriction": "Y"})
    make_family(cws=ONLY_REPORT)
    assert list(in_alder(lambda: list(stands_of("alder")))) == []
    make_family()
    assert len(in_alder(lambda: list(stands_of("alder")))) == 1


@pytest.mark.parametrize("count", [0, 1, 10])
def test_few_people_are_not_told_apart_from_none(count: int) -> None:
    effect = Effect(Cell("cws", "C5", "pair"), gains=False, people=count)
    told = "CalWORKs workers would lose C5 of CWS on fewer than 11 people."
    assert words.effect(effect) == told


def test_from_eleven_on_people_are_counted() -> None:
    effect = Effect(Cell("calworks", "C2", "pair"), gains=True, people=1200)
    told = "CWS social workers would gain C2 of CalWORKs on 1,200 people."
    assert words.effect(effect) == told
    assert "on 11 people" in words.effect(Effect(Cell("cws", "C1", "mdt"), True, 11))


def test_the_page_names_the_effects_of_a_draft(base: Bench, desk: Desk) -> None:
    for _ in range(11):
        make_family()
    drafted = base.draft(BASE - {PAIR_C5})
    page = desk.page("edition", drafted.pk)
    assert "CalWORKs workers would lose C5 of CWS on 11 people." in page


def test_the_number_of_queries_does_not_grow(bench: Bench) -> None:
    def queries() -> int:
        with rls(county="alder"), transaction.atomic(), CaptureQueriesContext(connection) as seen:
            preview("alder", frozenset(), EVERYTHING)
        return len(seen)

    make_family()
    few = queries()
    for _ in range(8):
        make_family()
    assert queries() == few <= 14


def test_what_a_parent_released_ends_when_the_child_is_of_age(bench: Bench) -> None:
    for born in (date(2008, 12, 1), date(2008, 12, 2)):
        family = make_family(cws={"born": born}, calworks={"born": born})
        release(family, owner="cws", recipient="calworks", categories=["C5"], signer="parent")

    told = effects(BASE, BASE - {PAIR_C5})

    assert told == {PAIR_C5.cell: (False, 1)}
