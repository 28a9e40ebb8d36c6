"""Which families exist for whom, and who of them stands on the page."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.people import linking
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.sharing.families import families_visible_to, members_of
from cases.sharing.models import Disclosure, Narrowing, StaffRelation
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import assign, make_record

pytestmark = pytest.mark.django_db

CHILD, PARENT, CAREGIVER = "child", "parent", "caregiver"
CASE, AID, KIN_AID = "CASE1", "99-1B2K111", "99-1B2K999"


@dataclass(frozen=True, slots=True)
class Home:
    """A mother on aid and her two children in CWS: one linked with her, one whom nobody linked."""

    family: Family
    mother: ProgramRecord
    mother_on_aid: ProgramRecord
    linked: ProgramRecord
    linked_on_aid: ProgramRecord
    alone: ProgramRecord


def make_home(county: str = "alder", kind: str = "mutual", **alone: Any) -> Home:
    """Everybody of CWS with CW101, everybody on aid with EW201."""
    with rls(county=county), audit.trail(county, None, "test"), transaction.atomic():
        mother = make_record(county, Program.CWS, given="ZQMOTHER", facts={"C5": {"x": "1"}})
        mother_on_aid = make_record(county, Program.CALWORKS, given="ZQMOTHER", role="sanctioned")
        linked = make_record(county, Program.CWS, given="ZQLINKED", role="child")
        linked_on_aid = make_record(county, Program.CALWORKS, given="ZQLINKED", role="aided_child")
        said = {"given": "ZQALONE", "role": "child", "phone": "555-0142", **alone}
        unlinked = make_record(county, Program.CWS, **said)
        linking.link(mother, mother_on_aid, by=None)
        linking.link(linked, linked_on_aid, by=None)
        family = Family.objects.create(county_id=county, kind=kind)
        for record, unit, part in (
            (mother, CASE, PARENT),
            (mother_on_aid, AID, PARENT),
            (linked, CASE, CHILD),
            (linked_on_aid, AID, CHILD),
            (unlinked, CASE, CHILD),
        ):
            place(family, record, unit, part)
            assign(record, "CW101" if record.program == Program.CWS else "EW201")
        return Home(family, mother, mother_on_aid, linked, linked_on_aid, unlinked)


def place(family: Family, record: ProgramRecord, unit: str, part: str) -> FamilyMember:
    return FamilyMember.objects.create(
        county_id=family.county_id,
        family=family,
        record=record,
        unit=unit,
        part=part,
        rule="test",
        since=TODAY,
    )


@pytest.fixture
def seen(staff: dict[str, Any]) -> Any:
    """`seen("cws.worker", home)`: what that person of Alder sees of it; None where it is not."""

    def see(persona: str, home: Home, county: str = "alder") -> str | None:
        with working_as(staff[f"{persona}@{county}.example"], county) as user:
            found = families_visible_to(user).filter(pk=home.family.pk)
            return repr(members_of(user, found)[home.family.pk]) if found else None

    return see


@pytest.mark.parametrize(
    ("persona", "there"),
    [
        ("cws.worker", True),
        ("cws.supervisor", True),
        ("calworks.worker", True),
        ("calworks.supervisor", True),
        ("coordinator", True),
        ("liaison", True),
        ("cws.worker2", False),
        ("calworks.worker2", False),
        ("analyst", False),
        ("admin", False),
        ("privacy", False),
        ("counsel", False),
    ],
)
def test_a_family_is_there_for_who_has_business_with_one_of_it(
    seen: Any, grounds: None, persona: str, there: bool
) -> None:
    assert (seen(persona, make_home()) is not None) is there


@pytest.mark.check(13)
def test_another_county_has_no_such_family(seen: Any, grounds: None) -> None:
    home = make_home()
    assert seen("coordinator", home) is not None
    assert seen("coordinator", home, "birch") is None


def test_a_parents_worker_learns_of_her_children_and_never_where_they_are(
    seen: Any, grounds: None
) -> None:
    home = make_home(facts={"C5": {"service_component": "FR"}, "C6": {"disposition": "ZQREPORT"}})
    theirs = seen("calworks.worker", home)
    assert "ZQALONE" in theirs
    assert "'FR'" in theirs
    assert "555-0142" not in theirs
    assert theirs.count("ZQcwsstreet") == 2  # the mother's and the linked child's, by statute
    assert "ZQREPORT" not in theirs
    own = seen("cws.worker", home)
    assert "555-0142" in own
    assert "ZQREPORT" in own


def test_it_takes_counsels_ground(staff: dict[str, Any], seen: Any) -> None:
    assert "ZQALONE" not in seen("calworks.worker", make_home())


def test_of_a_narrowed_parent_the_children_are_not_told(
    staff: dict[str, Any], seen: Any, grounds: None
) -> None:
    home = make_home()
    with rls(county="alder"):
        Narrowing.objects.create(
            county_id="alder",
            record=home.mother,
            since=TODAY,
            reason="asked",
            made_by=staff["cws.worker@alder.example"].pk,
        )
    assert "ZQALONE" not in seen("calworks.worker", home)
    assert "ZQALONE" in seen("cws.worker", home)


def test_a_child_known_by_a_report_is_cws_own(seen: Any, grounds: None) -> None:
    home = make_home(facts={"C6": {"response_type": "immediate"}})
    assert "ZQALONE" not in seen("calworks.worker", home)
    assert "ZQALONE" not in seen("coordinator", home)
    assert "ZQALONE" in seen("cws.worker", home)


def test_a_child_on_aid_whom_cws_does_not_know_is_nobodys_business_there(
    seen: Any, grounds: None
) -> None:
    home = make_home()
    with rls(county="alder"), transaction.atomic():
        baby = make_record("alder", Program.CALWORKS, given="ZQBABY", role="aided_child")
        place(home.family, baby, AID, CHILD)
        assign(baby, "EW201")
    assert "ZQBABY" in seen("calworks.worker", home)
    for persona in ("cws.worker", "cws.supervisor", "coordinator"):
        assert "ZQBABY" not in seen(persona, home)


def test_that_a_placed_child_is_on_aid_elsewhere_is_placement(seen: Any, grounds: None) -> None:
    home = make_home(placed=True)
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        facts = {"C1": {"relationship": "grandchild"}, "C2": {"aid_code": "ZQ3A"}}
        there = make_record(
            "alder", Program.CALWORKS, given="ZQALONE", facts=facts, household=KIN_AID
        )
        linking.link(home.alone, there, by=None)
        assign(there, "EW202")
        elsewhere = Family.objects.create(county_id="alder", kind="caregiver")
        place(elsewhere, there, KIN_AID, CHILD)
        place(elsewhere, home.alone, KIN_AID, CHILD)
    theirs = seen("calworks.worker", home)
    assert "ZQALONE" in theirs
    assert "ZQ3A" not in theirs
    assert str(there.pk) not in theirs
    kept = Home(elsewhere, *(home.mother,) * 5)
    assert seen("cws.worker", kept) is not None
    for persona in ("calworks.worker", "calworks.worker2", "coordinator", "liaison"):
        assert seen(persona, kept) is None


@pytest.mark.parametrize("kind", ["report", "caregiver", "cws_only"])
def test_what_is_cws_own_is_for_cws_alone(seen: Any, grounds: None, kind: str) -> None:
    home = make_home(kind=kind)
    assert seen("cws.worker", home) is not None
    for persona in ("calworks.worker", "calworks.supervisor", "coordinator", "liaison"):
        assert seen(persona, home) is None


@pytest.mark.check(12)
@pytest.mark.parametrize("which", ["mother", "linked_on_aid", "alone"])
def test_one_sealed_member_closes_the_family(seen: Any, grounds: None, which: str) -> None:
    home = make_home()
    with rls(county="alder"):
        ProgramRecord.objects.filter(pk=getattr(home, which).pk).update(restriction="R")
    for persona in ("cws.worker", "calworks.worker", "coordinator", "cws.supervisor"):
        assert seen(persona, home) is None
    assert seen("restricted", home) is not None


def test_who_stands_too_close_to_one_of_them_meets_none(
    staff: dict[str, Any], seen: Any, grounds: None
) -> None:
    home = make_home()
    with rls(county="alder"):
        StaffRelation.objects.create(
            county_id="alder",
            user=staff["calworks.worker@alder.example"],
            record=home.alone,
            relation="relative",
            since=TODAY,
            recorded_by=staff["privacy@alder.example"].pk,
        )
    assert seen("calworks.worker", home) is None
    assert seen("calworks.supervisor", home) is not None


def test_who_left_is_there_only_when_asked_for_the_past(
    staff: dict[str, Any], grounds: None
) -> None:
    home = make_home()
    with rls(county="alder"):
        FamilyMember.objects.filter(record=home.alone).update(until=TODAY)
    with working_as(staff["cws.worker@alder.example"], "alder") as user:
        assert "ZQALONE" not in repr(members_of(user, [home.family]))
        assert "ZQALONE" in repr(members_of(user, [home.family], past=True))


def test_what_crosses_is_accounted_for_a_person_and_for_a_child_nobody_linked(
    staff: dict[str, Any], grounds: None
) -> None:
    home = make_home()
    with rls(county="alder"):
        home.mother.refresh_from_db()
        home.linked.refresh_from_db()
    with working_as(staff["calworks.worker@alder.example"], "alder") as user:
        members_of(user, [home.family])
        rows = Disclosure.objects.filter(recipient=user.pk, purpose="family", owner="cws")
        told = {row.person: set(row.categories) for row in rows}
    assert set(told) == {home.mother.person_id, home.linked.person_id, home.alone.pk}
    assert told[home.alone.pk] == {"C1", "C5"}


def test_the_number_of_queries_does_not_grow_with_families(
    staff: dict[str, Any], grounds: None
) -> None:
    def queries(homes: list[Home]) -> int:
        with (
            working_as(staff["calworks.worker@alder.example"], "alder") as user,
            CaptureQueriesContext(connection) as asked,
        ):
            found = list(families_visible_to(user).filter(pk__in=[h.family.pk for h in homes]))
            members = members_of(user, found)
        assert {len(each) for each in members.values()} == {3}
        return len(asked)

    homes = [make_home() for _place in range(4)]
    assert queries(homes[:1]) == queries(homes)


def test_another_adult_of_the_case_is_not_told_to_a_parents_worker(
    seen: Any, grounds: None
) -> None:
    home = make_home()
    with rls(county="alder"), transaction.atomic():
        uncle = make_record("alder", Program.CWS, given="ZQUNCLE", role="relative")
        place(home.family, uncle, CASE, "other")
    assert "ZQUNCLE" not in seen("calworks.worker", home)


def test_a_member_sealed_elsewhere_closes_the_family(seen: Any, grounds: None) -> None:
    home = make_home()
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        there = make_record("alder", Program.CALWORKS, given="ZQALONE", restriction="S")
        linking.link(home.alone, there, by=None)
    assert seen("coordinator", home) is None
    assert seen("cws.worker", home) is None
    assert seen("restricted", home) is not None
