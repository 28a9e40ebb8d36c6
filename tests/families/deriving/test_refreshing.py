"""What an open episode keeps follows the facts, in bulk; only what changed leaves a trace."""

import uuid
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.families.deriving import refresh
from cases.families.models import Episode
from cases.people.models import FamilyMember
from linkages import audit, parameters
from linkages.scope import rls
from tests.conftest import TODAY
from tests.families.made import Home, Made, make_home, make_homes, restate

pytestmark = pytest.mark.django_db
SANCTION = {"wtw_status": "sanction", "program_status": "active"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def derived(*homes: Home) -> list[Episode]:
    """The episodes of these families after a refreshing."""
    with rls(county="alder"), transaction.atomic(), audit.trail("alder", None, "test"):
        refresh("alder", [home.family.pk for home in homes])
        rows = {e.family_id: e for e in Episode.objects.filter(county="alder")}
    return [rows[home.family.pk] for home in homes]


def set_parameter(name: str, value: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        parameters.ParameterValue.objects.create(
            county_id="alder",
            name=name,
            value=value,
            effective_from=TODAY,
            reason="agreed",
            set_by=uuid.uuid4(),
        )


@pytest.mark.scenario(6)
def test_sanctioned_comes_first_then_noncompliance_then_treatment(staff: dict[str, Any]) -> None:
    treatment = make_home(
        aid={"wtw_status": "active"}, activities={"activity": "Mental health counseling"}
    )
    noncompliant = make_home(
        aid={
            "wtw_status": "noncompliance",
            "wtw_status_begin": "2026-11-20",
            "na840_on": "2026-11-20",
        }
    )
    sanctioned = make_home(aid={"wtw_status": "sanction", "wtw_status_begin": "2026-08-01"})
    homes = (treatment, noncompliant, sanctioned)
    found = derived(*homes)
    with rls(county="alder"):
        order = Episode.objects.filter(pk__in=[e.pk for e in found]).order_by("place")
        listed = [(episode.family_id, episode.rank) for episode in order]
    assert listed == [
        (sanctioned.family.pk, "1"),
        (noncompliant.family.pk, "2"),
        (treatment.family.pk, "3A"),
    ]


def test_an_episode_keeps_codes_and_records_and_no_facts(staff: dict[str, Any]) -> None:
    home = make_home(component="FR", removed_on=date(2026, 11, 6), aid=SANCTION)
    episode = derived(home)[0]
    assert (episode.model, episode.priority) == ("FR", "0")
    assert episode.model_why == [{"code": "FR", "records": [str(home.child.pk)]}]
    assert home.on_aid is not None
    assert episode.priority_why == [
        {"code": "0", "records": [str(home.child.pk)]},
        {"code": "1", "records": [str(home.on_aid.pk)]},
    ]
    assert episode.populations == ["FR", "sanctioned", "removal"]


def test_the_offices_are_those_of_the_workers(staff: dict[str, Any]) -> None:
    home, unknown = make_home(), make_home(cws_worker="NOBODY", calworks_worker="")
    first, second = derived(home, unknown)
    with rls(county="alder"):
        from counties.models import Membership

        rows = Membership.objects.filter(worker_id__in=["CW101", "EW201"], county="alder")
        codes = {row.unit.office.code for row in rows.select_related("unit__office")}
    assert first.offices == sorted(codes)
    assert second.offices == []


def test_what_is_as_it_was_leaves_no_trace(staff: dict[str, Any]) -> None:
    home = make_home(aid=SANCTION)
    derived(home)
    with rls(county="alder"):
        before = home.episode.events.count() if home.episode else 0
    derived(home)
    with rls(county="alder"):
        assert home.episode is not None
        assert home.episode.events.count() == before
    assert home.on_aid is not None
    restate(home.on_aid, {"C2": {"wtw_status": "exempt"}})
    assert derived(home)[0].priority == "4"
    with rls(county="alder"):
        assert home.episode.events.count() == before + 1


def test_a_record_that_its_file_no_longer_names_says_nothing(staff: dict[str, Any]) -> None:
    home = make_home(aid=SANCTION)
    assert home.on_aid is not None
    with rls(county="alder"), transaction.atomic():
        home.on_aid.gone_on = TODAY
        home.on_aid.save(update_fields=["gone_on"])
    assert derived(home)[0].priority == "4"


def test_who_left_the_family_says_nothing(staff: dict[str, Any]) -> None:
    home = make_home(aid=SANCTION)
    with rls(county="alder"), transaction.atomic():
        left = FamilyMember.objects.get(record=home.on_aid)
        left.until = TODAY
        left.save(update_fields=["until"])
    assert derived(home)[0].populations == ["FM"]


def test_a_report_is_told_by_its_kind_and_never_by_its_facts(staff: dict[str, Any]) -> None:
    report = make_home(kind="report", component="ER")
    assert (derived(report)[0].model, derived(report)[0].populations) == ("ER", ["ER"])
    # The same stated of a report inside a mutual family stays unread.
    mutual = make_home()
    restate(mutual.child, {"C6": {"service_component": "ER", "removal_on": "2026-11-30"}})
    assert (derived(mutual)[0].model, derived(mutual)[0].priority) == ("", "4")


def test_a_child_with_two_cases_counts_in_both(staff: dict[str, Any]) -> None:
    home = make_home(component="FM")
    with rls(county="alder"), transaction.atomic():
        from cases.people.models import RecordVersion

        said = [{"facts": {"C5": {"service_component": each}}} for each in ("FM", "FR")]
        report = {"facts": {"C6": {"service_component": "ER"}}}
        old = RecordVersion.objects.get(pk=home.child.current_id)
        old.pk, old.batch, old.memberships = uuid.uuid4(), uuid.uuid4(), [*said, report]
        old._state.adding = True
        old.save(force_insert=True)
        home.child.current = old
        home.child.save(update_fields=["current"])
    assert derived(home)[0].populations == ["FM", "FR"]


def test_the_county_sets_order_window_and_lifts(staff: dict[str, Any]) -> None:
    homeless = make_home(aid=SANCTION, activities={"homeless_assistance": "Shelter"})
    plain = make_home(aid=SANCTION)
    removed = make_home(component="FR", removed_on=date(2026, 11, 1), aid=SANCTION)
    with time_machine.travel("2026-12-05 18:00:00+00:00", tick=True):
        places = [episode.place for episode in derived(homeless, plain, removed)]
        assert places[2] < places[0] < places[1]
        set_parameter("families.absence_month", "30_days")
        set_parameter("families.lift_homeless", -2)
        set_parameter("families.priority_order", "3B, 1")
        places = [episode.place for episode in derived(homeless, plain, removed)]
        assert places[1] == places[2] < places[0]


def test_a_priority_set_by_hand_keeps_its_place(staff: dict[str, Any]) -> None:
    home, other = make_home(aid={"wtw_status": "exempt"}), make_home(aid=SANCTION)
    with rls(county="alder"), transaction.atomic():
        assert home.episode is not None
        home.episode.set_priority = "0"
        home.episode.set_priority_reason = "court asked"
        home.episode.set_priority_by = staff["coordinator@alder.example"]
        home.episode.save()
    first, second = derived(home, other)
    assert (first.priority, first.rank) == ("4", "0")
    assert first.place < second.place


def test_questions_do_not_grow_with_families(staff: dict[str, Any]) -> None:
    homes = make_homes("alder", [Made(aid=SANCTION)])
    with CaptureQueriesContext(
        connection,
    ) as few:
        derived(*homes)
    homes = make_homes("alder", [Made(aid=SANCTION) for _each in range(30)])
    with CaptureQueriesContext(connection) as many:
        derived(*homes)
    assert len(many) == len(few)


def test_the_whole_county_at_once(staff: dict[str, Any]) -> None:
    homes = make_homes("alder", [Made(aid=SANCTION), Made(component="PP")])
    with rls(county="alder"), transaction.atomic():
        refresh("alder")
        found = {e.family_id: e.model for e in Episode.objects.filter(county="alder")}
    assert [found[home.family.pk] for home in homes] == ["FM", "PP"]
