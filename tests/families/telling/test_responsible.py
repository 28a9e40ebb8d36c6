"""Who is asked on either side."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.families.models import Acceptance, Episode, Notice
from cases.families.telling import acts
from cases.families.telling.acts import Side
from cases.families.telling.parameters import RECEIVER, TEAM
from cases.people.models import Family
from cases.sharing.models import StaffRelation
from counties.models import Membership, Team, TeamMember
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY
from tests.families.telling.world import (
    CALWORKS,
    CWS,
    Mutual,
    answers,
    hold,
    make_mutual,
    state_of,
    tell,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]


def sides(home: Mutual, county: str = "alder") -> dict[str, Side]:
    with rls(county=county), transaction.atomic():
        return {side.program: side for side in acts.responsible([home.episode])[home.episode.pk]}


def people(side: Side, staff: dict[str, Any]) -> set[str]:
    return {email.split("@")[0] for email, user in staff.items() if user.pk in side.users}


def says(name: str, value: str, staff: dict[str, Any], county: str = "alder") -> None:
    with rls(county=county), transaction.atomic():
        ParameterValue.objects.create(
            county_id=county,
            name=name,
            value=value,
            effective_from=TODAY,
            reason="test",
            set_by=staff[f"admin@{county}.example"].pk,
        )


def test_the_workers_whom_the_extracts_name_are_asked(staff: dict[str, Any]) -> None:
    found = sides(make_mutual())
    assert people(found[CWS], staff) == {"cws.worker"}
    assert people(found[CALWORKS], staff) == {"calworks.worker"}
    assert (found[CWS].worker_id, found[CALWORKS].worker_id) == ("CW101", "EW201")
    assert found[CWS].copies == ()


def test_of_several_workers_the_one_with_most_members_is_asked_and_the_other_told(
    staff: dict[str, Any],
) -> None:
    home = make_mutual(cws=("CW102", "CW101"))
    with rls(county="alder"), transaction.atomic():
        from tests.families.telling.world import put
        from tests.sharing.conftest import make_record

        third = make_record("alder", CWS, given="ZQTHIRD")
        put(home.family, third, "C-1", "child")
        hold(third, "CW101")
    found = sides(home)[CWS]
    assert people(found, staff) == {"cws.worker"}
    assert found.copies == (staff["cws.worker2@alder.example"].pk,)


def test_a_bank_caseload_goes_to_the_supervisor_of_its_unit(staff: dict[str, Any]) -> None:
    found = sides(make_mutual(cws=("BANK1", "BANK1"), unit="CWS1"))[CWS]
    assert people(found, staff) == {"cws.supervisor"}
    assert found.worker_id == "BANK1"
    assert found.unit_id is not None


def test_a_caseload_of_nobody_and_nowhere_goes_to_the_liaison_else_to_the_coordinator(
    staff: dict[str, Any],
) -> None:
    home = make_mutual(cws=("BANK1", "BANK1"))
    assert people(sides(home)[CWS], staff) == {"liaison"}
    assert sides(home)[CWS].worker_id == ""
    with rls(county="alder"), transaction.atomic():
        Membership.objects.filter(user=staff["liaison@alder.example"]).update(until=TODAY_BEFORE)
    assert people(sides(home)[CWS], staff) == {"coordinator"}


TODAY_BEFORE = TODAY.replace(day=1, month=11)


@pytest.mark.parametrize(
    ("receiver", "asked"),
    [("worker", {"cws.worker"}), ("supervisor", {"cws.supervisor"}), ("liaison", {"liaison"})],
)
def test_a_county_says_who_receives(staff: dict[str, Any], receiver: str, asked: set[str]) -> None:
    says(RECEIVER[CWS], receiver, staff)
    assert people(sides(make_mutual(unit="CWS1"))[CWS], staff) == asked


def test_a_linkages_team_receives_as_far_as_its_members_may_see_the_family(
    staff: dict[str, Any],
) -> None:
    says(RECEIVER[CWS], "team", staff)
    says(TEAM, "Linkages", staff)
    with rls(county="alder"), transaction.atomic():
        team = Team.objects.create(county_id="alder", name="Linkages")
        for handle in ("liaison", "cws.worker2"):
            TeamMember.objects.create(
                county_id="alder", team=team, user=staff[f"{handle}@alder.example"], since=TODAY
            )
    assert people(sides(make_mutual())[CWS], staff) == {"liaison"}


@pytest.mark.check(95)
def test_a_sealed_family_is_told_only_to_whoever_may_see_it(staff: dict[str, Any]) -> None:
    home = make_mutual(restriction="S")
    found = sides(home)
    assert people(found[CWS], staff) == {"restricted"}
    assert people(found[CALWORKS], staff) == {"restricted"}
    assert people(sides(make_mutual())[CWS], staff) == {"cws.worker"}


@pytest.mark.check(95)
def test_who_is_close_to_one_of_them_is_not_asked(staff: dict[str, Any]) -> None:
    home = make_mutual(unit="CWS1")
    with rls(county="alder"), transaction.atomic():
        StaffRelation.objects.create(
            county_id="alder",
            user=staff["cws.worker@alder.example"],
            record=home.child_on_aid,
            relation="relative",
            since=TODAY,
            recorded_by=staff["privacy@alder.example"].pk,
        )
    assert people(sides(home)[CWS], staff) == {"cws.supervisor"}


def test_telling_asks_both_sides_and_tells_each_person_once(staff: dict[str, Any]) -> None:
    first, second = make_mutual(), make_mutual()
    assert tell(first, second) == 2
    found = answers(first)
    assert {(row.program, row.state, row.worker_id) for row in found.values()} == {
        ("cws", "waiting", "CW101"),
        ("calworks", "waiting", "EW201"),
    }
    assert state_of(first) == state_of(second) == "notified"
    assert tell(first, second) == 0
    with rls(county="alder"), transaction.atomic():
        assert Acceptance.objects.count() == 4
        assert Notice.objects.count() == 4


@pytest.mark.parametrize("change", ["mutual_no_more", "closed", "joined"])
def test_what_is_no_open_mutual_family_is_not_told(staff: dict[str, Any], change: str) -> None:
    home, kept = make_mutual(), make_mutual()
    with rls(county="alder"), transaction.atomic():
        if change == "mutual_no_more":
            Family.objects.filter(pk=home.family.pk).update(kind="cws_only")
        elif change == "joined":
            Family.objects.filter(pk=home.family.pk).update(ended_at=kept.family.formed_at)
        else:
            Episode.objects.filter(pk=home.episode.pk).update(
                closed_on=TODAY, close_reason="not_mutual"
            )
    tell(home, kept)
    assert answers(home) == {}
    assert state_of(kept) == "notified"


def test_four_families_cost_no_more_questions_than_one(staff: dict[str, Any]) -> None:
    homes = [make_mutual() for _each in range(4)]
    counts = []
    for asked in (homes[:1], homes):
        with rls(county="alder"), transaction.atomic(), CaptureQueriesContext(connection) as seen:
            acts.responsible([home.episode for home in asked])
        counts.append(len(seen))
    assert counts[0] == counts[1]
