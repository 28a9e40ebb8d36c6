"""The demonstration extracts: the same for the same seed, readable, and with one of everything."""

import csv
from collections import Counter
from datetime import date
from random import Random

import pytest

from cases.people.identity import Program
from cases.records.demodata import write_demo
from cases.records.demodata.families import Deck
from cases.records.demodata.places import PLACES
from cases.records.reading import codes
from cases.records.reading.consolidation import Consolidator
from cases.records.reading.identity import fingerprint
from cases.records.reading.ids import to_key
from cases.records.reading.rows import Accepted, Options, Quarantined, read

TODAY = date(2026, 12, 1)


class Written:
    """One county's files, read back."""

    def __init__(self, county: str, folder, seed: int = 1) -> None:
        self.places = PLACES[county]
        self.files = write_demo(county, folder, TODAY, seed)
        self.reasons: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.cws = self.clients(self.files.children, self.files.others)
        self.calworks = self.clients(self.files.calworks)
        with self.files.truth.open(encoding="utf-8") as file:
            self.truth = list(csv.DictReader(file))

    def clients(self, *paths):
        options = Options(county=self.places.code, test_numbers=True, as_of=TODAY)
        people = Consolidator()
        for path in paths:
            with path.open("rb") as stream:
                for outcome in read(stream, options):
                    if isinstance(outcome, Accepted):
                        people.add(outcome.row)
                        self.flags.update(outcome.row.flags)
                    elif isinstance(outcome, Quarantined):
                        self.reasons.update(reason.code for reason in outcome.reasons)
        return {client.key: client for client in people.clients()}

    def values(self, field: str) -> set[str]:
        return {
            part[field]
            for client in (*self.cws.values(), *self.calworks.values())
            for membership in client.memberships
            for part in membership.facts.values()
            if field in part
        }

    def caseload(self, worker: str) -> set[str]:
        return {
            client.household
            for client in (*self.cws.values(), *self.calworks.values())
            for membership in client.memberships
            for part in membership.facts.values()
            if part.get("worker_id") == worker
        }

    def pairs(self):
        """Both versions of everybody whom both programs know this week."""
        for line in self.truth:
            pair = self.cws.get(to_key(line["client_id_19"])), self.calworks.get(line["cin"])
            if all(pair):
                yield (*pair, set(line["tags"].split(";")))


@pytest.fixture(scope="module", params=["alder", "birch"])
def written(request, tmp_path_factory):
    return Written(request.param, tmp_path_factory.mktemp(request.param))


def test_same_seed_writes_the_same_bytes_and_another_seed_other_people(tmp_path):
    one = write_demo("birch", tmp_path / "one", TODAY, 5)
    same = write_demo("birch", tmp_path / "same", TODAY, 5)
    other = write_demo("birch", tmp_path / "other", TODAY, 6)
    for name in ("children", "others", "calworks", "next_children", "next_calworks", "truth"):
        assert getattr(one, name).read_bytes() == getattr(same, name).read_bytes(), name
        assert getattr(one, name).read_bytes() != getattr(other, name).read_bytes(), name


def test_sizes_are_those_of_the_demonstration(written):
    children = sum(client.row.role == "child" for client in written.cws.values())
    persons = len(written.calworks)
    share = {"alder": 1, "birch": 2}[written.places.slug]
    assert 800 <= children * share <= 1_000
    assert 900 <= (len(written.cws) - children) * share <= 1_300
    assert 5_600 <= persons * share <= 6_200


def test_about_a_third_of_cws_clients_are_known_to_both_programs(written):
    assert 0.28 <= sum(1 for _ in written.pairs()) / len(written.cws) <= 0.42


def test_only_planted_rows_are_quarantined_and_nothing_else_is_remarked(written):
    assert written.reasons == {
        "excel_damaged_id": 5,
        "date_impossible": 3,
        "county_other": 2,
        "date_two_digit_year": 1,
    }
    assert not written.flags


def test_social_security_numbers_are_in_the_range_that_was_never_issued(written):
    numbers = {
        client.row.ssn
        for client in (*written.cws.values(), *written.calworks.values())
        if client.row.ssn
    }
    assert len(numbers) > 1_000
    assert all(number.startswith("9") for number in numbers)


@pytest.mark.parametrize("field", ["service_component", "program_status", "wtw_status"])
def test_every_status_occurs(written, field):
    assert set(codes.FACT_TABLES[field].values()) <= written.values(field)


def test_every_restriction_role_and_interest_occurs(written):
    assert {client.limited_access for client in written.cws.values()} == {"N", "S", "R"}
    adults = {"aided_adult", "sanctioned", "timed_out", "ssi", "unaided_work_eligible", "excluded",
              "non_needy_caretaker", "not_aided_adult"}  # fmt: skip
    assert adults | {"aided_child"} == {client.row.role for client in written.calworks.values()}
    assert {"court", "voluntary"} == written.values("intervention")
    assert "Family Reunification services" in written.values("activity")
    assert {"1", "2"} <= written.values("sanction_number")
    for field in ("placement_type", "next_hearing_on", "na840_on", "exempt_type", "child_care_end"):
        assert written.values(field), field


def test_every_kind_of_difference_between_the_agencies_occurs(tmp_path):
    tags = {tag for _, _, found in Written("alder", tmp_path).pairs() for tag in found}
    assert tags >= {
        "nickname", "married-name", "double-surname", "name-order", "spelling", "typing",
        "dob-typo", "dob-estimated", "ssn-edit", "no-cws-ssn", "moved", "twin", "junior/senior",
        "baby", "placed", "teen-parent",
    }  # fmt: skip


def test_truth_pairs_are_the_same_people(written):
    alike = differing = 0
    for cws, calworks, tags in written.pairs():
        same_name = calworks.row.surname.lower() == cws.row.surname.lower()
        alike += cws.row.born == calworks.row.born and same_name
        if "dob-estimated" in tags:
            assert cws.row.born_estimated
            assert (cws.row.born.month, cws.row.born.day) == (1, 1)
        if cws.row.ssn and calworks.row.ssn and "ssn-edit" not in tags:
            assert cws.row.ssn == calworks.row.ssn
        differing += cws.row.ssn != calworks.row.ssn
    assert alike > 0.3 * len(written.truth)
    assert differing > 0.2 * len(written.truth)


def test_some_placed_children_are_in_a_caregivers_calworks_household(written):
    caregivers = {
        calworks.household for cws, calworks, _ in written.pairs() if cws.row.role == "caregiver"
    }
    with_caregiver = [
        (cws, calworks)
        for cws, calworks, _ in written.pairs()
        if cws.placed and calworks.household in caregivers
    ]
    assert with_caregiver
    for cws, calworks in with_caregiver:
        assert cws.row.street.upper() == calworks.row.street


@pytest.mark.parametrize(
    "persona", ["cws.worker", "cws.worker2", "calworks.worker", "calworks.worker2"]
)
def test_workers_whom_a_visitor_can_be_have_a_caseload(written, persona):
    (worker,) = [worker for worker in written.places.workers if worker.persona == persona]
    assert 25 <= len(written.caseload(worker.id)) <= 45


def test_visitors_workers_of_both_programs_have_families_in_common(written):
    families = written.caseload("CW101")
    households = written.caseload("EW201") | written.caseload("EW202")
    shared = {
        cws.household
        for cws, calworks, _ in written.pairs()
        if cws.household in families and calworks.household in households
    }
    assert len(shared) >= 5


def test_restricted_clients_are_with_the_restricted_unit(written):
    restricted = {unit.code for unit in written.places.units if unit.restricted}
    for client in written.cws.values():
        units = {
            part["unit"]
            for membership in client.memberships
            for part in membership.facts.values()
            if "unit" in part
        }
        if client.limited_access != "N" and units:
            assert units == restricted


def test_a_fresh_deck_deals_every_value_once():
    deck = Deck(Random(1), ("often", "seldom", "never"), (1_000, 1, 0))
    assert {deck.draw() for _ in range(3)} == {"often", "seldom", "never"}
    assert "never" not in {deck.draw() for _ in range(100)}


def test_every_unit_and_worker_has_its_place():
    for places in PLACES.values():
        assert {unit.office for unit in places.units} == {office.code for office in places.offices}
        assert {worker.unit for worker in places.workers} == {unit.code for unit in places.units}
        roster = places.roster(Program.CALWORKS, 40)
        assert len({worker.id for worker in roster}) == 40
        assert [worker.id for worker in roster[:2]] == ["EW201", "EW202"]


def test_next_week_has_changed_gone_and_new_people(written):
    after = written.clients(written.files.next_children, written.files.next_others)
    after |= written.clients(written.files.next_calworks)
    before = {**written.cws, **written.calworks}
    gone, new, kept = before.keys() - after, after.keys() - before, before.keys() & after
    changed = {key for key in kept if fingerprint(before[key]) != fingerprint(after[key])}
    assert 0.002 * len(before) < len(gone) < 0.05 * len(before)
    assert 0.005 * len(before) < len(new) < 0.08 * len(before)
    assert 0.02 * len(before) < len(changed) < 0.2 * len(before)


def test_scale_multiplies_the_people(tmp_path):
    small = write_demo("birch", tmp_path / "small", TODAY, 1, scale=0.2)
    large = write_demo("birch", tmp_path / "large", TODAY, 1, scale=0.6)

    def count(path):
        return len(path.read_bytes().splitlines())

    assert 2.5 < count(large.calworks) / count(small.calworks) < 3.5
    assert 2.3 < count(large.children) / count(small.children) < 3.7
