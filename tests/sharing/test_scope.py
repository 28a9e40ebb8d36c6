"""Who exists for whom, and that the queryset and the decision say the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.people import linking
from cases.people.models import Link
from cases.sharing.scope import people_visible_to
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import Family, assign

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


def test_what_a_unit_holds_as_a_whole_is_everybodys_in_it(
    staff: dict[str, Any], family: Callable[..., Family]
) -> None:
    made = family(cws_worker="CWS1", calworks_worker="")
    for handle, expected in (
        ("cws.supervisor", [made.person]),
        ("cws.worker", [made.person]),
        ("calworks.worker", []),
    ):
        with working_as(staff[f"{handle}@alder.example"]) as user:
            assert list(people_visible_to(user)) == expected


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
