"""Closing a person, naming who may see them nevertheless, and opening again, by the pages."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.people.models import ProgramRecord
from cases.sharing.models import NamedReader, Shield
from cases.sharing.restricting import acts
from linkages.audit import AuditEvent
from linkages.forms import Stale
from linkages.scope import rls
from tests.conftest import working_as
from tests.sharing.conftest import Family, make_family, make_record, without_secrets
from tests.sharing.restricting.conftest import Office

pytestmark = pytest.mark.django_db

Member = Callable[[str], Any]
OTHERS = ("cws.worker", "cws.supervisor", "calworks.worker", "coordinator", "liaison")


def opens(desk: Office, persona: str, made: Family) -> bool:
    status = desk(persona).get("sharing:person", made.person.pk).status_code
    assert status in (200, 404)
    return bool(status == 200)


@pytest.mark.check(12)
def test_the_countys_own_restriction_closes_the_next_request(desk: Office) -> None:
    made, other = make_family(), make_family()
    assert all(opens(desk, persona, made) for persona in OTHERS)

    answer = desk("restricted").restrict(made)

    assert answer.status_code == 302
    assert not any(opens(desk, persona, made) for persona in OTHERS)
    assert all(opens(desk, persona, other) for persona in OTHERS)
    assert opens(desk, "restricted", made)
    with rls(county="alder"):
        made.calworks.refresh_from_db()
        shield = Shield.objects.get()
        assert (made.calworks.shield, shield.kind, shield.why) == ("S", "S", "safety")
        event = AuditEvent.objects.get(action="POST sharing:restrict")
        assert event.reason == "She asked for it."
        assert {made.person.pk, made.calworks.pk} <= set(event.subjects)


def test_lifting_opens_again_but_not_what_the_extract_closes(desk: Office) -> None:
    made = make_family()
    closed = make_family(cws={"restriction": "R"})
    office = desk("restricted")
    office.restrict(made)
    office.restrict(closed)

    assert office.lift(made).status_code == 302
    assert office.lift(closed).status_code == 302

    assert opens(desk, "cws.worker", made)
    assert not opens(desk, "cws.worker", closed)
    page = office.get("sharing:person", closed.person.pk).content.decode()
    assert "Only the program itself can lift that" in page
    assert "/lift" not in page
    with rls(county="alder"):
        assert not ProgramRecord.objects.exclude(shield="N").exists()
        assert not Shield.objects.filter(until=None).exists()


@pytest.mark.check(12)
def test_a_named_reader_with_an_assignment_sees_and_nobody_else(
    desk: Office, member: Member
) -> None:
    made = make_family(cws={"restriction": "R"})
    office = desk("restricted")
    office.restrict(made)
    assert not opens(desk, "calworks.worker", made)

    assert office.name(made, member("calworks.worker")).status_code == 302

    assert opens(desk, "calworks.worker", made)
    assert not opens(desk, "cws.worker", made)
    with rls(county="alder"):
        assert NamedReader.objects.count() == 2  # both closed records
        assert AuditEvent.objects.get(action="POST sharing:name_reader").reason


def test_a_named_reader_without_business_sees_nothing_unless_reading_along(
    desk: Office, member: Member
) -> None:
    made = make_family(calworks={"restriction": "S"})
    office = desk("restricted")
    office.name(made, member("calworks.worker2"))
    assert not opens(desk, "calworks.worker2", made)
    office.name(made, member("calworks.worker2"), extra="on")
    assert opens(desk, "calworks.worker2", made)


def test_taking_a_name_off_closes_the_next_request(desk: Office, member: Member) -> None:
    made = make_family(calworks={"restriction": "S"})
    office, reader = desk("restricted"), member("calworks.worker")
    office.name(made, reader, extra="on")
    assert opens(desk, "calworks.worker", made)

    name, where = "sharing:take_off_reader", (made.person.pk, reader.user_id)
    assert office.get(name, *where).status_code == 200
    assert office.post(name, *where, reason="Left the case.").status_code == 302

    assert not opens(desk, "calworks.worker", made)
    with rls(county="alder"):
        assert not NamedReader.objects.exists()
    assert office.post(name, *where, reason="Again.").status_code == 404


def test_a_record_closed_later_closes_named_readers_out_again(desk: Office, member: Member) -> None:
    made = make_family(calworks={"restriction": "S"})
    office = desk("restricted")
    office.name(made, member("calworks.worker"))
    office.restrict(made, made.cws)
    assert not opens(desk, "calworks.worker", made)
    assert "name them again" in office.get("sharing:person", made.person.pk).content.decode()
    office.name(made, member("calworks.worker"))
    assert opens(desk, "calworks.worker", made)


def test_only_caseworkers_of_this_county_can_be_named(desk: Office, staff: Any) -> None:
    from counties.models import Membership

    made = make_family(calworks={"restriction": "S"})
    with rls(county="birch"):
        stranger = Membership.objects.get(user=staff["cws.worker@birch.example"])
    with rls(county="alder"):
        analyst = Membership.objects.get(user=staff["analyst@alder.example"])
    for wrong in (stranger, analyst):
        assert desk("restricted").name(made, wrong).status_code == 422
    with rls(county="alder"):
        assert not NamedReader.objects.exists()


def test_another_persons_record_cannot_be_slipped_in(desk: Office) -> None:
    made, other = make_family(), make_family()
    assert desk("restricted").restrict(made, other.cws).status_code == 422
    with rls(county="alder"):
        assert not Shield.objects.exists()


@pytest.mark.parametrize("persona", ["cws.worker", "cws.supervisor", "coordinator", "liaison"])
def test_who_sees_the_person_but_keeps_no_restrictions_may_not(desk: Office, persona: str) -> None:
    made = make_family()
    assert desk(persona).restrict(made).status_code == 403
    assert desk(persona).get("sharing:restricted").status_code == 403
    assert "Restriction" not in desk(persona).get("sharing:person", made.person.pk).content.decode()


def test_a_restricted_person_and_nobody_look_the_same_to_who_asks(desk: Office) -> None:
    made = make_family(cws={"restriction": "R"})
    for persona in ("coordinator", "cws.worker"):
        for name in ("sharing:restrict", "sharing:name_reader"):
            there = desk(persona).get(name, made.person.pk)
            nobody = desk(persona).get(name, uuid.uuid4())
            assert there.status_code == nobody.status_code == 404
            left, right = there.content.decode(), nobody.content.decode()
            assert without_secrets(left) == without_secrets(right)
    assert desk("restricted").get("sharing:name_reader", made.person.pk).status_code == 200


def test_the_list_says_who_closes_whom_and_who_reads(desk: Office, member: Member) -> None:
    made = make_family(cws={"surname": "ZQCLOSED", "restriction": "R"})
    shielded = make_family(cws={"surname": "ZQSHIELDED"})
    make_family(cws={"surname": "ZQOPEN"})
    office = desk("restricted")
    office.restrict(shielded)
    office.name(shielded, member("calworks.worker"))
    page = office.get("sharing:restricted").content.decode()
    assert made.person.token in page and shielded.person.token in page
    assert "by its extract of Dec 1, 2026" in page
    assert "by the county since Dec 1, 2026: Somebody’s safety (Marcus Bell)" in page
    assert "Grace Tran" in page
    assert "ZQOPEN" not in page


def test_the_list_costs_the_same_for_one_and_for_twenty(desk: Office, member: Member) -> None:
    def closed() -> Family:
        made = make_family()
        with rls(county="alder"):
            how = acts.Restrict("S", "safety", "x")
            with working_as(member("restricted").user) as user:
                acts.restrict(made.cws, how, by=user.pk)
                acts.name_reader(made.person, member("cws.worker"), extra=False, reason="x")
        return made

    closed()
    office = desk("restricted")
    office.get("sharing:restricted")
    with CaptureQueriesContext(connection) as one:
        office.get("sharing:restricted")
    for _each in range(19):
        closed()
    with CaptureQueriesContext(connection) as twenty:
        page = office.get("sharing:restricted")
    assert len(page.context["rows"]) == 20
    assert len(twenty) == len(one)


def test_a_shield_on_a_record_that_lost_its_person_can_still_be_lifted(
    desk: Office, staff: Any
) -> None:
    from cases.people import linking
    from cases.people.models import Link

    made = make_family()
    office = desk("restricted")
    office.restrict(made)
    with working_as(staff["coordinator@alder.example"]) as user:
        linking.cut(Link.objects.get(cut_at=None), by=user.pk, reason="Cousins")
    assert "linked no more" in office.get("sharing:restricted").content.decode()
    with rls(county="alder"):
        shield = Shield.objects.get()
    assert desk("coordinator").post("sharing:lift", shield.pk, reason="x").status_code == 403
    assert office.post("sharing:lift", shield.pk, reason="Over.").status_code == 302
    with rls(county="alder"):
        made.calworks.refresh_from_db()
        assert made.calworks.shield == "N"


def test_the_second_of_two_is_told_who_was_first(desk: Office) -> None:
    made = make_family()
    first, second = desk("restricted"), desk("restricted")
    first.restrict(made)
    answer = second.restrict(made)
    assert answer.status_code == 422  # the record is no longer among those to choose
    with rls(county="alder"):
        assert Shield.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_restrict_at_the_same_moment(staff: dict[str, Any]) -> None:
    made = make_family()
    gate, told = threading.Barrier(2), []

    def close(reason: str) -> None:
        user = staff["restricted@alder.example"]
        try:
            with working_as(user):
                gate.wait()
                acts.restrict(made.cws, acts.Restrict("S", "safety", reason), by=user.pk)
        except Stale as stale:
            told.append(str(stale))
        finally:
            connection.close()

    both = [threading.Thread(target=close, args=[reason]) for reason in ("one", "other")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert told == ["Marcus Bell has restricted this record in the meantime."]
    with rls(county="alder"):
        from django.db import transaction

        with transaction.atomic():
            assert Shield.objects.count() == 1


@pytest.mark.check(12)
def test_one_closed_record_of_three_closes_the_whole_person(desk: Office, staff: Any) -> None:
    """A person with two CWS records, the second of which is sealed."""
    from cases.people import linking
    from linkages.programs import Program

    made = make_family()
    with working_as(staff["coordinator@alder.example"]) as user:
        second = make_record("alder", Program.CWS, restriction="R")
        linking.link(second, made.calworks, by=user.pk)
    assert not any(opens(desk, persona, made) for persona in OTHERS)
    assert opens(desk, "restricted", made)
