"""Teams by their pages: opening, seats, what a team opens and to whom, its window."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.sharing.models import Assignment, Extension, LegalBasis, Roster, RosterSubject, Seat
from cases.sharing.teams import acts
from linkages.audit import AuditEvent
from linkages.forms import Stale
from linkages.scope import rls
from tests.conftest import working_as
from tests.sharing.conftest import make_family, without_secrets
from tests.sharing.teams.conftest import Office

pytestmark = pytest.mark.django_db

At = Callable[[str], Office]
ALLEGATION, CASE = "ZQallegation", "Family Reunification"


@contextmanager
def on(moment: str) -> Iterator[None]:
    """A moment in California, such as "2026-12-05 23:59:00"."""
    with time_machine.travel(f"{moment}-08:00", tick=True):
        yield


CAUSE = "The medical report that the decision needs comes on December 18."


@pytest.mark.scenario(17)
def test_a_reports_window_closes_by_itself_and_opens_for_good_cause(office: At) -> None:
    made = make_family(cws_worker="CW101", calworks_worker="EW201")
    person = ("person", made.person.pk)
    with on("2026-11-20 10:00:00"):
        supervisor = office("cws.supervisor")
        assert ALLEGATION not in office("calworks.worker").get(*person).content.decode()
        team = supervisor.opened(made, "er_team", reported_on="2026-11-05")
        assert team.until.isoformat() == "2026-12-05"
        supervisor.seat(team, "cws.worker")
        assert "Shares nothing until a second member is seated." in supervisor.words(team)
        supervisor.seat(team, "calworks.worker", "calworks.worker2")
        assert "closes Sat, Dec 5 (15 days)" in supervisor.words(team)
        for persona in ("calworks.worker", "calworks.worker2"):
            page = office(persona).get(*person).content.decode()
            assert ALLEGATION in page and "W&amp;IC 18961.7" in page
        # The twin: a colleague without a seat.
        outside = office("calworks.supervisor").get(*person).content.decode()
        assert ALLEGATION not in outside
    with on("2026-12-05 23:59:00"):
        assert ALLEGATION in office("calworks.worker").get(*person).content.decode()
    with on("2026-12-06 00:00:01"):
        page = office("calworks.worker").get(*person)
        assert page.status_code == 200 and ALLEGATION not in page.content.decode()
        assert office("calworks.worker2").get(*person).status_code == 404
        supervisor = office("cws.supervisor")
        assert "closed Sat, Dec 5 (yesterday)" in supervisor.words(team)
        given = {"until": "2026-12-20", "cause": CAUSE, "version": "2026-12-05"}
        assert office("calworks.supervisor").post(
            "extend_window", team.pk, **given
        ).status_code in (
            403,
            404,
        )
        assert supervisor.post("extend_window", team.pk, **given).status_code == 302
        assert ALLEGATION in office("calworks.worker").get(*person).content.decode()
        assert "closes Sun, Dec 20 (14 days)" in supervisor.words(team)
        assert CAUSE in supervisor.words(team)
    with rls(county="alder"):
        extension = Extension.objects.get()
        assert (extension.until.isoformat(), extension.cause) == ("2026-12-20", CAUSE)
        event = AuditEvent.objects.get(action="POST sharing:extend_window", result="allowed")
        assert event.reason == CAUSE and team.pk in event.subjects
        assert event.user_id == extension.by
    with on("2026-12-20 23:59:00"):
        assert ALLEGATION in office("calworks.worker").get(*person).content.decode()
    with on("2026-12-21 00:00:01"):
        assert ALLEGATION not in office("calworks.worker").get(*person).content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"until": "2026-12-05"}, "Choose a later day"),
        ({"until": "2026-11-30"}, "Choose a later day"),
        ({"cause": "Takes longer."}, "at least 20"),
        ({"until": ""}, "required"),
    ],
)
def test_good_cause_is_a_later_day_and_a_real_sentence(
    office: At, given: dict[str, str], told: str
) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "er_team", reported_on="2026-11-05")
    supervisor.seat(team, "cws.worker", "calworks.worker")
    fields = {"until": "2026-12-20", "cause": CAUSE, "version": "2026-12-05"}
    answer = supervisor.post("extend_window", team.pk, **(fields | given))
    assert answer.status_code == 422 and told in answer.content.decode()
    with rls(county="alder"):
        assert not Extension.objects.exists()
        assert Roster.objects.get().until.isoformat() == "2026-12-05"


def test_whoever_extends_second_looks_again(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "er_team", reported_on="2026-11-05")
    supervisor.seat(team, "cws.worker", "calworks.worker")
    fields = {"until": "2026-12-20", "cause": CAUSE, "version": "2026-12-05"}
    assert supervisor.post("extend_window", team.pk, **fields).status_code == 302
    supervisor.post("extend_window", team.pk, **(fields | {"until": "2026-12-27"}))
    with rls(county="alder"):
        assert Extension.objects.count() == 1
        assert Roster.objects.get().until.isoformat() == "2026-12-20"
    assert "changed the window in the meantime" in supervisor.words(team)


def test_good_cause_is_the_cws_sides_even_where_the_other_side_sits(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "er_team", reported_on="2026-11-05")
    supervisor.seat(team, "cws.worker", "calworks.supervisor")
    given = {"until": "2026-12-20", "cause": CAUSE, "version": "2026-12-05"}
    for persona in ("calworks.supervisor", "cws.worker"):
        assert office(persona).status("team", team.pk) == 200
        assert "Extend the window" not in office(persona).words(team)
        assert office(persona).post("extend_window", team.pk, **given).status_code == 403
    assert supervisor.post("extend_window", team.pk, **given).status_code == 302


def test_three_make_a_multidisciplinary_team(office: At) -> None:
    made = make_family()
    coordinator = office("coordinator")
    person = ("person", made.person.pk)
    team = coordinator.opened(made, "mdt")
    coordinator.seat(team, "cws.worker", "calworks.worker2")
    assert "Shares nothing until a third member is seated." in coordinator.words(team)
    assert office("calworks.worker2").status(*person) == 404
    coordinator.seat(team, "liaison")
    assert "Its members see what county counsel opened" in coordinator.words(team)
    page = office("calworks.worker2").get(*person).content.decode()
    assert ALLEGATION in page and CASE not in page
    assert office("calworks.supervisor").status(*person) == 200  # EW201's supervisor, by the chain


def test_a_family_team_shares_from_its_authorization(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    person = ("person", made.person.pk)
    team = supervisor.opened(made, "cft")
    supervisor.seat(team, "calworks.worker2")
    assert "everybody with power to consent has signed" in supervisor.words(team)
    assert office("calworks.worker2").status(*person) == 404
    assert supervisor.post("authorize_team", team.pk, day="2026-12-02").status_code == 422
    assert supervisor.post("authorize_team", team.pk, day="2026-11-28").status_code == 302
    page = office("calworks.worker2").get(*person).content.decode()
    assert CASE in page and ALLEGATION not in page


def test_without_counsel_a_complete_team_says_that_it_shares_nothing(office: At) -> None:
    made = make_family()
    coordinator = office("coordinator")
    team = coordinator.opened(made, "mdt")
    coordinator.seat(team, "cws.worker", "calworks.worker2", "liaison")
    with rls(county="alder"):
        LegalBasis.objects.filter(audience="mdt").update(until="2026-11-30")
    assert "until county counsel opens information" in coordinator.words(team)
    assert office("calworks.worker2").status("person", made.person.pk) == 404


@pytest.mark.check(27)
def test_ending_a_seat_closes_the_next_request(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft", authorized_on="2026-11-28")
    supervisor.seat(team, "calworks.worker2")
    assert office("calworks.worker2").status("person", made.person.pk) == 200
    with rls(county="alder"):
        seat = Seat.objects.get()
    assert supervisor.post("end_seat", seat.pk, reason="Left.").status_code == 302
    for name, key in (("person", made.person.pk), ("team", team.pk)):
        assert office("calworks.worker2").status(name, key) == 404
    assert supervisor.post("end_seat", seat.pk, reason="Left.").status_code == 404
    supervisor.seat(team, "calworks.worker2")
    assert office("calworks.worker2").status("person", made.person.pk) == 200


def test_closing_a_team_ends_all_seats_and_is_for_good(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "er_team", reported_on="2026-11-05")
    supervisor.seat(team, "cws.worker", "calworks.worker2")
    assert office("calworks.worker2").status("person", made.person.pk) == 200
    answer = supervisor.post("close_team", team.pk, reason="The report is unfounded.")
    assert answer.status_code == 302
    assert office("calworks.worker2").status("person", made.person.pk) == 404
    assert "This team shares nothing any more." in supervisor.words(team)
    with rls(county="alder"):
        until = Roster.objects.get().until.isoformat()
    given = {"until": "2026-12-20", "cause": CAUSE, "version": until}
    supervisor.post("extend_window", team.pk, **given)
    with rls(county="alder"):
        assert not Extension.objects.exists()
        assert not Seat.objects.filter(until=None).exists()
    assert office("calworks.worker2").status("person", made.person.pk) == 404


def test_a_seat_without_verified_identity_sees_nothing(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft", authorized_on="2026-11-28")
    supervisor.seat(team, "calworks.worker2", verified=False)
    assert "not verified: sees nothing yet" in supervisor.words(team)
    assert office("calworks.worker2").status("person", made.person.pk) == 404


def test_a_team_is_about_both_sides_records(office: At) -> None:
    made = make_family()
    office("cws.supervisor").opened(made, "cft")
    with rls(county="alder"):
        about = set(RosterSubject.objects.values_list("record", flat=True))
    assert about == {made.cws.pk, made.calworks.pk}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"relevance": "Because."}, "at least 20"),
        ({"title": "Rosa and school"}, "name out of the title"),
        ({"kind": "er_team"}, "Enter the day of the report."),
        ({"kind": "er_team", "reported_on": "2026-12-02"}, "still to come"),
        ({"kind": "er_team", "reported_on": "2026-10-31"}, "closed Mon, Nov 30"),
        ({"authorized_on": "2026-12-02"}, "still to come"),
        ({"kind": "index"}, "index"),
    ],
)
def test_what_a_team_needs_is_asked_for(office: At, given: dict[str, str], told: str) -> None:
    answer = office("cws.supervisor").open(make_family(), given.pop("kind", "cft"), **given)
    assert answer.status_code == 422 and told in answer.content.decode()
    with rls(county="alder"):
        assert not Roster.objects.exists()


def test_who_opens_a_team_about_whom(office: At) -> None:
    theirs, others = make_family(), make_family(cws_worker="CW999", calworks_worker="EW999")
    assert office("cws.supervisor").open(theirs, "cft").status_code == 302
    assert office("calworks.supervisor").open(theirs, "cft").status_code == 302
    for persona in ("coordinator", "liaison", "restricted"):
        assert office(persona).open(others, "mdt").status_code == 302
    assert office("cws.supervisor").open(others, "cft").status_code == 404
    assert office("cws.worker").open(theirs, "cft").status_code == 403
    assert office("analyst").open(theirs, "cft").status_code == 404


def test_the_calworks_side_knows_of_no_report(office: At) -> None:
    made = make_family()
    answer = office("calworks.supervisor").open(made, "er_team", reported_on="2026-11-20")
    assert answer.status_code == 422
    team = office("cws.supervisor").opened(made, "er_team", reported_on="2026-11-20")
    for persona in ("calworks.supervisor", "calworks.worker", "coordinator", "liaison"):
        assert office(persona).status("team", team.pk) == 404
        assert team.title not in office(persona).get("teams").content.decode()
        page = office(persona).get("person", made.person.pk).content.decode()
        assert str(team.pk) not in page and team.title not in page
    cws = office("cws.supervisor").get("person", made.person.pk).content.decode()
    assert str(team.pk) in cws


@pytest.mark.parametrize(
    ("persona", "sees"),
    [
        ("cws.worker2", True),  # sits on it
        ("cws.supervisor", True),  # opened it
        ("calworks.supervisor", True),  # has the person in the unit
        ("coordinator", True),
        ("liaison", True),
        ("restricted", True),
        ("cws.worker", False),
        ("calworks.worker", False),
        ("analyst", False),
        ("privacy", False),
        ("admin", False),
    ],
)
def test_for_whom_a_team_exists(office: At, persona: str, sees: bool) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft", authorized_on="2026-11-28")
    supervisor.seat(team, "cws.worker2")
    there = office(persona).get("team", team.pk)
    assert there.status_code == (200 if sees else 404)
    if not sees:
        nobody = office(persona).get("team", uuid.uuid4())
        left, right = there.content.decode(), nobody.content.decode()
        assert without_secrets(left) == without_secrets(right)


@pytest.mark.check(12)
def test_restriction_is_over_all_teams(office: At, member: Any) -> None:
    """A sealed person's team is there for a named member and the restricted coordinator alone."""
    from guardian.shortcuts import assign_perm

    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft", authorized_on="2026-11-28")
    supervisor.seat(team, "calworks.worker2", "cws.worker2")
    with rls(county="alder"):
        made.cws.refresh_from_db()
        made.cws.restriction = "R"
        made.cws.save(update_fields=["restriction"])
        assign_perm("people.read_restricted", member("calworks.worker2").user, made.cws)
    for persona, status in (
        ("cws.supervisor", 404),
        ("cws.worker2", 404),
        ("coordinator", 404),
        ("calworks.worker2", 200),
        ("restricted", 200),
    ):
        assert office(persona).status("team", team.pk) == status, persona
        listed = office(persona).get("teams").content.decode()
        assert (str(team.pk) in listed) is (status == 200), persona
    assert office("calworks.worker2").status("person", made.person.pk) == 200
    assert office("cws.worker2").status("person", made.person.pk) == 404


def test_who_is_close_to_somebody_never_meets_their_team(office: At, staff: dict[str, Any]) -> None:
    from cases.sharing.restricting import acts as restricting

    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft", authorized_on="2026-11-28")
    supervisor.seat(team, "calworks.worker2")
    assert office("calworks.worker2").status("team", team.pk) == 200
    close = staff["calworks.worker2@alder.example"]
    with working_as(staff["restricted@alder.example"]) as user:
        restricting.relate([made.cws.pk], close, "relative", by=user.pk)
    assert office("calworks.worker2").status("team", team.pk) == 404
    assert office("calworks.worker2").status("person", made.person.pk) == 404


def test_a_member_only_looks(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft", authorized_on="2026-11-28")
    supervisor.seat(team, "calworks.worker2")
    with rls(county="alder"):
        seat = Seat.objects.get()
    worker = office("calworks.worker2")
    assert "Seat a member" not in worker.words(team)
    given = {"member": str(worker.member("calworks.worker").pk)}
    assert worker.post("seat", team.pk, **given).status_code == 403
    assert worker.post("close_team", team.pk, reason="x").status_code == 403
    assert worker.post("end_seat", seat.pk).status_code == 403
    assert worker.post("authorize_team", team.pk, day="2026-11-28").status_code == 403


@pytest.mark.parametrize("persona", ["analyst", "privacy", "counsel", "sponsor.cws"])
def test_who_opens_no_people_cannot_be_seated(office: At, persona: str) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft")
    given = {"member": str(supervisor.member(persona).pk), "verified": "on"}
    assert supervisor.post("seat", team.pk, **given).status_code == 422
    with rls(county="alder"):
        assert not Seat.objects.exists()


def test_after_the_person_left_the_chain_the_supervisor_keeps_what_they_opened(
    office: At,
) -> None:
    made = make_family()
    team = office("cws.supervisor").opened(made, "cft")
    with rls(county="alder"):
        Assignment.objects.filter(record=made.cws).update(until="2026-11-30")
    words = office("cws.supervisor").words(team)
    assert "ROSA" not in words and made.person.token in words


def test_the_list_costs_the_same_for_one_and_for_twenty(office: At) -> None:
    coordinator = office("coordinator")

    def opened() -> None:
        team = coordinator.opened(make_family(), "mdt")
        coordinator.seat(team, "cws.worker", "liaison")

    opened()
    coordinator.get("teams")
    with CaptureQueriesContext(connection) as one:
        coordinator.get("teams")
    for _each in range(19):
        opened()
    with CaptureQueriesContext(connection) as twenty:
        page = coordinator.get("teams")
    assert len(page.context["rows"]) == 20
    assert len(twenty) == len(one)


def test_seated_twice_at_once_somebody_sits_once(office: At) -> None:
    made = make_family()
    supervisor = office("cws.supervisor")
    team = supervisor.opened(made, "cft")
    supervisor.seat(team, "cws.worker")
    supervisor.seat(team, "cws.worker")
    assert "sits on this team already" in supervisor.words(team)
    with rls(county="alder"):
        assert Seat.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_seat_the_same_member_at_the_same_moment(staff: dict[str, Any]) -> None:
    from counties.models import Membership

    made = make_family()
    with working_as(staff["cws.supervisor@alder.example"]) as user:
        said = acts.Team("cft", "Way home", "x" * 30, made.cws.first_seen_on)
        team = acts.open_team(made.person, said, by=user.pk)
        worker = Membership.objects.get(user=staff["cws.worker@alder.example"])
    gate, told = threading.Barrier(2), []

    def take(email: str) -> None:
        try:
            with working_as(staff[email]):
                gate.wait()
                acts.seat(team, worker, verified=True)
        except Stale as stale:
            told.append(str(stale))
        finally:
            connection.close()

    both = [
        threading.Thread(target=take, args=[f"{who}@alder.example"])
        for who in ("cws.supervisor", "coordinator")
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(told) == 1
    with rls(county="alder"), transaction.atomic():
        assert Seat.objects.count() == 1
