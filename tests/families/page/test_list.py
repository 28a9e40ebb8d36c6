"""The list of families: who is on it, in which order, and what a line may tell."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.families.models import Episode
from cases.people.models import ProgramRecord
from cases.sharing.models import LegalBasis, Narrowing
from linkages.scope import rls
from tests.families.made import Home, Made, make_homes
from tests.sharing.conftest import without_chance

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(grounds: None) -> None:
    """Counsel opens the coordinator CWS involvement too."""
    with rls(county="alder"), transaction.atomic():
        LegalBasis.objects.create(
            county_id="alder",
            code="10850",
            owner="cws",
            category="C5",
            audience="coordinator",
            since=date(2026, 1, 1),
        )


def homes(*stated: Made) -> list[Home]:
    return make_homes("alder", stated)


def ranked(home: Home, priority: str) -> None:
    assert home.episode is not None
    with rls(county="alder"), transaction.atomic():
        Episode.objects.filter(pk=home.episode.pk).update(priority=priority)


def order(client: Client, query: str, *wanted: Home) -> list[int]:
    """In which places these families stand on the page."""
    page = client.get(f"/families/{query}").content.decode()
    return [page.find(str(home.family.token)) for home in wanted]


@pytest.fixture
def coordinator(sign_in: Any) -> Client:
    return sign_in("coordinator@alder.example")


def test_a_line_says_who_they_are_and_who_works_with_them(sign_in: Any, grounds: None) -> None:
    (home,) = homes(Made(surname="ZQSURNAME"))
    page = sign_in("cws.worker@alder.example").get("/families/").content.decode()
    assert all(word in page for word in ("ZQSURNAME", home.family.token))
    assert (
        home.family.token
        not in sign_in("cws.worker2@alder.example").get("/families/").content.decode()
    )


def test_the_members_counted_are_those_who_are_there_for_the_reader(
    sign_in: Any, grounds: None
) -> None:
    from tests.sharing.test_families import make_home

    make_home()

    def lines(who: str) -> Any:
        (line,) = sign_in(f"{who}@alder.example").get("/families/").context["lines"]
        return line

    assert lines("cws.worker").members == 3
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(current__given="ZQALONE").update(gone_on=date(2026, 11, 30))
        LegalBasis.objects.filter(owner="cws", category="C1", audience="pair").delete()
    assert lines("calworks.worker").members == 2


def test_who_coordinates_sees_the_countys_order_where_counsel_opened_it(
    coordinator: Client, opened: None
) -> None:
    first, second = homes(Made(), Made(surname="REYES"))
    ranked(first, "2")
    ranked(second, "1")
    one, two = order(coordinator, "?sort=priority", first, second)
    assert 0 < two < one
    page = coordinator.get("/families/").content.decode()
    assert "Sanctioned" in page
    assert "Noncompliance running" in page


def test_without_its_ground_nothing_tells_of_the_order(coordinator: Client, grounds: None) -> None:
    first, second = homes(Made(), Made(surname="REYES"))
    ranked(first, "2")
    ranked(second, "1")
    plain, sorted_ = (
        without_chance(coordinator.get(f"/families/{q}").content.decode().replace(q, ""))
        for q in ("?sort=found", "?sort=priority")
    )
    assert "Sanctioned" not in plain + sorted_
    before = order(coordinator, "?sort=priority", first, second)
    ranked(first, "1")
    ranked(second, "2")
    assert order(coordinator, "?sort=priority", first, second) == before


def test_where_sharing_is_narrowed_the_place_in_the_list_tells_nothing(
    coordinator: Client, opened: None, staff: Any
) -> None:
    first, narrowed = homes(Made(), Made(surname="REYES"))
    ranked(first, "2")
    ranked(narrowed, "0")
    assert order(coordinator, "?sort=priority", narrowed, first) == sorted(
        order(coordinator, "?sort=priority", narrowed, first)
    )
    with rls(county="alder"), transaction.atomic():
        Narrowing.objects.create(
            county_id="alder",
            record=narrowed.mother,
            since=date(2026, 11, 1),
            reason="asked",
            made_by=staff["coordinator@alder.example"].pk,
        )
    one, two = order(coordinator, "?sort=priority", first, narrowed)
    assert 0 < one < two
    page = coordinator.get("/families/").content.decode()
    assert "Children removed" not in page
    assert "Noncompliance running" in page


@pytest.mark.parametrize(
    ("query", "there"),
    [("", True), ("?state=identified", True), ("?state=closed", False), ("?office=ZZ", True)],
)
def test_the_list_is_filtered(coordinator: Client, grounds: None, query: str, there: bool) -> None:
    (home,) = homes(Made())
    with rls(county="alder"), transaction.atomic():
        Episode.objects.update(state="identified")
    found = coordinator.get(f"/families/{query}")
    assert (home.family.token in found.content.decode()) is there
    if not there:
        assert "No family fits" in found.content.decode()


def test_mine_and_my_units_are_told_apart(sign_in: Any, grounds: None) -> None:
    mine, other = homes(Made(), Made(cws_worker="CW102", surname="REYES"))
    supervisor = sign_in("cws.supervisor@alder.example")
    worker = sign_in("cws.worker@alder.example")
    assert all(place > 0 for place in order(supervisor, "?whose=unit", mine, other))
    assert order(worker, "?whose=mine", mine, other)[0] > 0
    assert order(worker, "?whose=mine", mine, other)[1] == -1


def test_an_empty_list_teaches(sign_in: Any, grounds: None) -> None:
    page = sign_in("cws.worker@alder.example").get("/families/").content.decode()
    assert "No families yet" in page
    assert "linked in both programs" in page


def test_the_list_asks_the_same_questions_of_one_family_and_of_many(
    coordinator: Client, opened: None
) -> None:
    homes(Made())
    coordinator.get("/families/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        coordinator.get("/families/")
    homes(*(Made(surname=f"REYES{n}") for n in range(12)))
    with CaptureQueriesContext(connection) as many:
        coordinator.get("/families/")
    assert len(many) <= len(few) + 1
