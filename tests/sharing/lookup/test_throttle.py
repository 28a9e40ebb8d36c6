"""Opening people outside one's caseload: each leaves a row, and too many in an hour none."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.sharing.models import Disclosure, LookUp
from linkages.audit import AuditEvent
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import Family, assign, make_family
from tests.sharing.lookup.conftest import questions

LIMIT = 5
FR = {"facts": {"C5": {"service_component": "FR"}}}


@pytest.fixture
def limit(staff: dict[str, Any]) -> None:
    """Alder allows the fewest openings that a county may set."""
    with rls(county="alder"), transaction.atomic():
        ParameterValue.objects.create(
            county_id="alder",
            name="sharing.openings_an_hour",
            value=LIMIT,
            effective_from=TODAY,
            reason="For the test",
            set_by=staff["admin@alder.example"].pk,
        )


@pytest.fixture
def coordinator(sign_in: Callable[[str], Client], grounds: None) -> Client:
    return sign_in("coordinator@alder.example")


def opened(client: Client, made: Family) -> Any:
    return client.get(reverse("sharing:person", args=[made.person.pk]))


@pytest.mark.django_db
class TestOpening:
    def test_it_leaves_one_row_a_person_and_hour(
        self, coordinator: Client, sign_in: Callable[[str], Client], staff: dict[str, Any]
    ) -> None:
        made = make_family()
        with time_machine.travel("2026-12-01 18:00:00+00:00", tick=False) as clock:
            opened(coordinator, made)
            opened(coordinator, made)
            (row,) = questions()
            clock.shift(3601)
            opened(sign_in("coordinator@alder.example"), made)
        assert (row.kind, row.person, row.reason) == ("opened", made.person.pk, "")
        assert row.user == staff["coordinator@alder.example"].pk
        assert len(questions()) == 2
        with rls(county="alder"):
            assert AuditEvent.objects.filter(pk=row.event, action="GET sharing:person").exists()

    @pytest.mark.parametrize("persona", ["cws.worker", "calworks.supervisor"])
    def test_ones_own_caseload_leaves_none(
        self, sign_in: Callable[[str], Client], persona: str
    ) -> None:
        assert opened(sign_in(f"{persona}@alder.example"), make_family()).status_code == 200
        assert not questions()

    def test_a_coordinators_own_client_leaves_none(
        self, coordinator: Client, staff: dict[str, Any]
    ) -> None:
        from counties.models import Team, TeamMember

        made = make_family()
        with rls(county="alder"):
            team = Team.objects.create(county_id="alder", name="Together")
            member = staff["coordinator@alder.example"]
            TeamMember.objects.create(county_id="alder", team=team, user=member, since=TODAY)
            assignment = assign(made.cws, "CW999")
            assignment.team = team
            assignment.save(update_fields=["team"])
        assert opened(coordinator, made).status_code == 200
        assert not questions()

    def test_lists_and_search_are_no_openings(self, coordinator: Client) -> None:
        make_family()
        assert "ROSA" in coordinator.get(reverse("sharing:people")).text
        assert "ROSA" in coordinator.post(reverse("sharing:search"), {"q": "rosa"}).text
        assert not questions()

    def test_it_costs_always_the_same(self, coordinator: Client, staff: dict[str, Any]) -> None:
        counts = []
        for _each in range(3):
            made = make_family()
            with CaptureQueriesContext(connection) as queries:
                opened(coordinator, made)
            with CaptureQueriesContext(connection) as again:
                opened(coordinator, made)
            counts.append((len(queries), len(queries) - len(again)))
        # A second time costs no row; the limit comes with the page's other parameters.
        assert len(set(counts[1:])) == 1
        assert counts[1][1] == 1


@pytest.mark.django_db
@pytest.mark.check(80)
class TestTooMany:
    @pytest.fixture(autouse=True)
    def _limited(self, limit: None) -> None: ...

    def test_the_next_is_shown_nothing_until_the_hour_has_passed(
        self, coordinator: Client, sign_in: Callable[[str], Client]
    ) -> None:
        people = [make_family() for _each in range(LIMIT + 1)]
        with time_machine.travel("2026-12-01 18:00:00+00:00", tick=False) as clock:
            for made in people[:LIMIT]:
                assert opened(coordinator, made).status_code == 200
                clock.shift(60)
            refused = opened(coordinator, people[-1])
            assert refused.status_code == 429
            assert "Please wait a little" in refused.text
            assert "ROSA" not in refused.text
            assert people[-1].person.token not in refused.text
            wait = int(refused["Retry-After"])
            assert wait == 3600 - 60 * LIMIT + 1
            # Those who were open stay so: going back to somebody is nobody new.
            assert opened(coordinator, people[0]).status_code == 200
            clock.shift(wait - 2)
            coordinator = sign_in("coordinator@alder.example")
            assert opened(coordinator, people[-1]).status_code == 429
            clock.shift(2)
            assert opened(coordinator, people[-1]).status_code == 200

    def test_the_refusal_is_written_down_and_nothing_else_is(self, coordinator: Client) -> None:
        people = [make_family() for _each in range(LIMIT + 1)]
        for made in people:
            opened(coordinator, made)
        with rls(county="alder"):
            shown = set(Disclosure.objects.values_list("person", flat=True))
            denied = AuditEvent.objects.get(result="denied")
        assert shown == {made.person.pk for made in people[:-1]}
        assert denied.action == "GET sharing:person"
        assert len(questions()) == LIMIT

    def test_a_document_is_an_opening_too(self, coordinator: Client) -> None:
        people = [make_family() for _each in range(LIMIT + 1)]
        answers = [
            coordinator.post(reverse("sharing:summary", args=[made.person.pk])) for made in people
        ]
        assert [answer.status_code for answer in answers] == [302] * LIMIT + [429]

    def test_others_and_ones_own_caseload_are_not_held_up(
        self, coordinator: Client, sign_in: Callable[[str], Client]
    ) -> None:
        people = [make_family() for _each in range(LIMIT + 1)]
        for made in people:
            opened(coordinator, made)
        for persona in ("liaison", "cws.worker"):
            assert opened(sign_in(f"{persona}@alder.example"), people[-1]).status_code == 200

    def test_a_worker_opens_a_whole_caseload(self, sign_in: Callable[[str], Client]) -> None:
        client = sign_in("cws.worker@alder.example")
        people = [make_family() for _each in range(LIMIT + 2)]
        assert {opened(client, made).status_code for made in people} == {200}

    def test_the_index_counts_whom_it_shows_and_questions_about_nobody(
        self,
        index: None,
        designate: Callable[..., Any],
        sign_in: Callable[[str], Client],
    ) -> None:
        designate("cws.worker2")
        client = sign_in("cws.worker2@alder.example")
        for number in range(LIMIT + 1):
            make_family(cws={**FR, "given": "ABCDEF"[number] * 4})

        def ask(typed: str) -> Any:
            fields = {"q": typed, "reason": "report"}
            return client.post(reverse("sharing:look_up"), fields)

        answers = [ask(name) for name in ("aaaa", "bbbb", "zzzz", "yyyy", "xxxx")]
        assert {answer.status_code for answer in answers} == {200}
        refused = ask("dddd")
        assert refused.status_code == 429
        assert "DDDD" not in refused.text
        assert ask("zzzz").status_code == 429
        assert "AAAA" in ask("aaaa").text

    def test_questions_about_one_too_close_count_like_those_about_nobody(
        self,
        index: None,
        designate: Callable[..., Any],
        relate: Callable[..., Any],
        sign_in: Callable[[str], Client],
    ) -> None:
        designate("cws.worker2")
        relate("cws.worker2", make_family(cws=FR).cws)
        client = sign_in("cws.worker2@alder.example")
        fields = {"q": "rosa delgado", "reason": "report"}
        statuses = [
            client.post(reverse("sharing:look_up"), fields).status_code for _n in range(LIMIT + 1)
        ]
        assert statuses == [200] * LIMIT + [429]


@contextmanager
def _browsers(user: Any, number: int) -> Iterator[list[Client]]:
    clients = [Client() for _each in range(number)]
    for client in clients:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    yield clients


@pytest.mark.check(80)
@pytest.mark.django_db(transaction=True)
def test_a_script_with_eight_windows_stops_at_the_limit(
    limit: None, grounds: None, staff: dict[str, Any]
) -> None:
    people = [make_family() for _each in range(48)]
    seen: list[int] = []

    def walk(client: Client, share: list[Family]) -> None:
        try:
            seen.extend(opened(client, made).status_code for made in share)
        finally:
            connection.close()

    with _browsers(staff["coordinator@alder.example"], 8) as clients:
        threads = [
            threading.Thread(target=walk, args=[client, people[number::8]])
            for number, client in enumerate(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen.count(200) == LIMIT
    assert seen.count(429) == len(people) - LIMIT
    with rls(county="alder"), transaction.atomic():
        assert LookUp.objects.count() == LIMIT
