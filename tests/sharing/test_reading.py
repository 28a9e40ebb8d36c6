"""What comes through the one door, and what is written down when it does."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.sharing.models import Disclosure
from cases.sharing.reading import Fact, PersonFacts, Purpose, Withheld, read
from linkages import audit
from linkages.audit import AuditEvent
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import working_as
from tests.sharing.conftest import Family, assign, make_family, make_record

pytestmark = pytest.mark.django_db


def seen_by(staff: dict[str, Any], persona: str, made: Family) -> PersonFacts | None:
    with working_as(staff[f"{persona}@{made.county}.example"], made.county) as user:
        found = read(user, Purpose.CASEWORK, [made.person])
        return found[0] if found else None


def shown(person: PersonFacts, program: Program) -> set[str]:
    return {f.category for r in person.of(program) for f in r.facts if isinstance(f, Fact)}


@pytest.mark.parametrize(
    ("persona", "cws", "calworks"),
    [
        ("cws.worker", {"C1", "C4", "C5", "C6", "C7", "C8"}, {"C1", "C2", "C3"}),
        ("cws.supervisor", {"C1", "C4", "C5", "C6", "C7", "C8"}, {"C1", "C2", "C3"}),
        ("calworks.worker", {"C1", "C5"}, {"C1", "C2", "C3", "C4", "C9", "C10"}),
        ("coordinator", {"C1"}, {"C1", "C2"}),
        ("liaison", {"C1"}, {"C1", "C2"}),
    ],
)
def test_each_sees_their_own_and_what_counsel_opened(
    staff: dict[str, Any], grounds: None, persona: str, cws: set[str], calworks: set[str]
) -> None:
    person = seen_by(staff, persona, make_family())
    assert person is not None
    assert shown(person, Program.CWS) == cws
    assert shown(person, Program.CALWORKS) == calworks


def test_a_fact_says_where_it_comes_from_and_on_what_basis(
    staff: dict[str, Any], grounds: None
) -> None:
    person = seen_by(staff, "cws.worker", make_family())
    assert person is not None
    (theirs,), (ours,) = person.of(Program.CALWORKS), person.of(Program.CWS)
    fact = theirs.fact("months_on_aid")
    assert fact is not None
    assert (fact.value, fact.source, fact.basis) == ("17", Program.CALWORKS, "10850")
    assert fact.as_of == theirs.as_of
    own = ours.fact("next_hearing_on")
    assert own is not None
    assert (str(own.value), own.basis) == ("2027-01-15", "assignment")


@pytest.mark.check(31)
def test_withheld_is_the_same_with_and_without_something_to_withhold(
    staff: dict[str, Any], grounds: None
) -> None:
    full = seen_by(staff, "calworks.worker", make_family())
    bare = seen_by(staff, "calworks.worker", make_family(cws={"facts": {}}))
    assert full is not None
    assert bare is not None

    def closed(person: PersonFacts) -> set[str]:
        return {f.category for f in person.of("cws")[0].facts if isinstance(f, Withheld)}

    assert closed(full) == closed(bare)
    assert {"C6", "C7", "C8"} < closed(full)


@pytest.mark.parametrize("persona", ["calworks.worker", "coordinator"])
def test_no_word_of_a_closed_category_comes_out(
    staff: dict[str, Any], grounds: None, persona: str
) -> None:
    person = seen_by(staff, persona, make_family(cws={"ssn_last4": "9876"}))
    assert "ZQcwsstreet" in repr(person)
    for canary in ("ZQallegation", "ZQplacement", "ZQmedical", "ZQincome", "9876"):
        assert canary not in repr(person)


@pytest.mark.parametrize("persona", ["calworks.worker", "coordinator"])
def test_the_address_of_a_placed_child_is_placement(
    staff: dict[str, Any], grounds: None, persona: str
) -> None:
    made = make_family(cws={"placed": True, "phone": "555-0177"}, calworks_worker="")
    with rls(county="alder"):
        assign(made.calworks, "EW201")
    person = seen_by(staff, persona, made)
    assert "ZQcwsstreet" not in repr(person)
    assert "555-0177" not in repr(person)
    if persona == "coordinator":
        assert "ZQcalworksstreet" not in repr(person)
    assert "ZQcwsstreet" in repr(seen_by(staff, "cws.worker", made))


def test_who_cares_for_a_child_is_placement(staff: dict[str, Any], grounds: None) -> None:
    memberships = [{"case": "ZQcase", "category": "C7"}]
    made = make_family(cws={"role": "caregiver", "memberships": memberships})
    for persona in ("calworks.worker", "coordinator"):
        seen = repr(seen_by(staff, persona, made))
        assert "caregiver" not in seen
        assert "ZQcase" not in seen
    assert "ZQcase" in repr(seen_by(staff, "cws.worker", made))


def test_of_a_report_nothing_crosses_not_even_the_name(
    staff: dict[str, Any], grounds: None
) -> None:
    made = make_family(cws={"given": "ZQREPORTED", "facts": {"C6": {"disposition": "open"}}})
    for persona in ("calworks.worker", "coordinator"):
        assert "ZQREPORTED" not in repr(seen_by(staff, persona, made))
    assert "ZQREPORTED" in repr(seen_by(staff, "cws.worker", made))


def test_race_and_ethnicity_come_out_for_nobody(staff: dict[str, Any], grounds: None) -> None:
    made = make_family(cws={"race_ethnicity": ["ZQrace"], "race_source": "ZQsource"})
    seen = repr(seen_by(staff, "cws.worker", made))
    assert "ZQrace" not in seen
    assert "ZQsource" not in seen


@pytest.mark.parametrize("persona", ["cws.worker2", "analyst", "admin", "privacy"])
def test_whose_business_it_is_not_gets_nobody(
    staff: dict[str, Any], grounds: None, persona: str
) -> None:
    assert seen_by(staff, persona, make_family()) is None


@pytest.mark.scenario(15)
def test_a_sealed_client_is_nobody_even_for_the_own_worker(
    staff: dict[str, Any], grounds: None
) -> None:
    made = make_family(cws={"restriction": "R"})
    for persona in ("cws.worker", "calworks.worker", "coordinator", "cws.supervisor"):
        assert seen_by(staff, persona, made) is None
    restricted = seen_by(staff, "restricted", made)
    assert restricted is not None
    assert shown(restricted, Program.CWS) == {"C1"}


@pytest.mark.check(10)
def test_under_review_identity_shows_and_nothing_else(staff: dict[str, Any]) -> None:
    with rls(county="alder"):
        record = make_record("alder", Program.CWS, placed=True)
        other = make_record("alder", Program.CALWORKS)
    for persona in ("coordinator", "liaison", "analyst"):
        with working_as(staff[f"{persona}@alder.example"]) as user:
            found = read(user, Purpose.MATCH_REVIEW, [other, record], sheltered={other.pk})
        assert [p.records[0].record for p in found] == [other.pk, record.pk]
        assert {f.category for p in found for f in p.records[0].facts if isinstance(f, Fact)} == {
            "C1"
        }
        assert "street" not in repr(found)
    with working_as(staff["cws.worker@alder.example"]) as user:
        assert read(user, Purpose.MATCH_REVIEW, [record]) == ()


@pytest.mark.scenario(15)
@pytest.mark.check(12)
def test_a_sealed_candidate_is_for_the_restricted_coordinator(staff: dict[str, Any]) -> None:
    with rls(county="alder"):
        record = make_record("alder", Program.CWS, restriction="R")
    for persona, sees in (("coordinator", 0), ("analyst", 0), ("restricted", 1)):
        with working_as(staff[f"{persona}@alder.example"]) as user:
            assert len(read(user, Purpose.MATCH_REVIEW, [record])) == sees


def test_what_crossed_is_written_down_with_its_ground(staff: dict[str, Any], grounds: None) -> None:
    made = make_family()
    user_id = staff["cws.worker@alder.example"].pk
    with working_as(staff["cws.worker@alder.example"]) as user:
        read(user, Purpose.CASEWORK, [made.person])
        event = audit.current().write()
        (row,) = Disclosure.objects.all()
    assert event is not None
    assert (row.recipient, row.person, row.event) == (user_id, made.person.pk, event.pk)
    assert (row.owner, row.recipient_program) == ("calworks", "cws")
    assert (row.categories, row.bases) == (["C1", "C2", "C3"], ["10850"])
    assert (row.purpose, row.channel) == ("casework", "screen")
    assert event.subjects == [made.person.pk]
    assert event.bases == ["10850", "assignment"]


def test_joint_staff_have_no_own_program_and_get_a_row_for_each(
    staff: dict[str, Any], grounds: None
) -> None:
    made = make_family()
    with working_as(staff["coordinator@alder.example"]) as user:
        read(user, Purpose.CASEWORK, [made.person])
        rows = {row.owner: row.categories for row in Disclosure.objects.all()}
    assert rows == {"cws": ["C1"], "calworks": ["C1", "C2"]}


def test_where_nothing_crossed_nothing_is_accounted_for(staff: dict[str, Any]) -> None:
    made = make_family()
    with working_as(staff["cws.worker@alder.example"]) as user:
        read(user, Purpose.CASEWORK, [made.person])
        assert not Disclosure.objects.exists()
        assert audit.current().write() is not None
        assert AuditEvent.objects.count() == 1


def test_only_what_was_asked_for_is_read_and_accounted_for(
    staff: dict[str, Any], grounds: None
) -> None:
    made = make_family()
    with working_as(staff["cws.worker@alder.example"]) as user:
        (person,) = read(user, Purpose.CASEWORK, [made.person], categories=["C1"])
        assert {f.category for r in person.records for f in r.facts} == {"C1"}
        assert Disclosure.objects.get().categories == ["C1"]


def test_outside_a_trail_nothing_is_read(staff: dict[str, Any]) -> None:
    made = make_family()
    user = staff["cws.worker@alder.example"]
    with rls(county="alder", user=user.pk):
        user.working_in = user.memberships.get()
        with pytest.raises(LookupError):
            read(user, Purpose.CASEWORK, [made.person])


def test_a_hundred_people_cost_as_many_queries_as_one(staff: dict[str, Any], grounds: None) -> None:
    families = [make_family() for _each in range(100)]
    counts = {}
    for persona in ("cws.supervisor", "coordinator"):
        for number in (1, 100):
            with working_as(staff[f"{persona}@alder.example"]) as user:
                with CaptureQueriesContext(connection) as queries:
                    found = read(user, Purpose.CASEWORK, [f.person for f in families[:number]])
                assert len(found) == number
                asked = [q["sql"] for q in queries if not re.match("SAVEPOINT|RELEASE", q["sql"])]
                counts[persona, number] = len(asked)
    assert counts["cws.supervisor", 1] == counts["cws.supervisor", 100] <= 13
    assert counts["coordinator", 1] == counts["coordinator", 100] <= 13


def test_workers_are_called_by_their_names(staff: dict[str, Any], grounds: None) -> None:
    person = seen_by(staff, "cws.worker", make_family(calworks_worker="EW999"))
    assert person is not None
    assert "Dana Kim" in str(person.of("cws")[0].value("worker"))
    assert person.of("calworks")[0].value("worker") == "EW999"


def test_that_a_record_is_gone_shows_only_with_its_status(
    staff: dict[str, Any], grounds: None
) -> None:
    made = make_family(cws={"gone_on": "2026-11-20"})
    own, joint = (seen_by(staff, p, made) for p in ("cws.worker", "coordinator"))
    assert own is not None
    assert joint is not None
    assert own.of("cws")[0].gone_on is not None
    assert joint.of("cws")[0].gone_on is None  # the coordinator has no ground for C5 here


def test_facts_cannot_be_changed(staff: dict[str, Any]) -> None:
    person = seen_by(staff, "cws.worker", make_family())
    assert person is not None
    with pytest.raises(AttributeError):
        person.records[0].facts[0].value = "X"  # type: ignore[misc]
