"""Roles with dates: a second administrator, transfers, ends, leavers."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from counties.models import BankCaseload, Holiday, Membership, RoleProposal, Unit, User
from counties.permissions import Role
from counties.staff import roles, worker_ids
from counties.staff.worker_ids import Named
from linkages.calendar import today
from linkages.scope import rls
from tests.conftest import working_as

pytestmark = pytest.mark.django_db

ADMIN, SECOND = "admin@alder.example", "admin2@alder.example"
WORKER = "cws.worker@alder.example"
DAY = "2099-01-01"
NAMED = [Named("cws", "CW101", 3), Named("cws", "CW555", 12), Named("calworks", "EW888", 4)]


def named_in_extracts(_county: str) -> list[Named]:
    return NAMED


def sent(**fields: object) -> dict[str, object]:
    return {
        "role": "liaison",
        "program": "joint",
        "worker_id": "",
        "since": today().isoformat(),
        "reason": "Agreed with both directors",
        **fields,
    }


def a_unit(program: str = "cws", code: str = "CWS9") -> Unit:
    first = Unit.objects.filter(program=program).first()
    return Unit.objects.create(
        county_id="alder", office=first.office, name="Unit nine", code=code, program=program
    )


def role_of(user: User, **conditions: Any) -> Membership:
    with rls(county="alder"):
        return Membership.objects.select_related("unit").get(
            user=user, county="alder", **conditions
        )


@pytest.fixture
def asked(sign_in: Any, staff: dict[str, User]) -> RoleProposal:
    """The analyst is to be liaison too, asked for by the first administrator."""
    person = staff["analyst@alder.example"]
    page = reverse("counties:give_role", args=[person.pk])
    assert sign_in(ADMIN).post(page, sent()).status_code == 302
    with rls(county="alder"):
        return RoleProposal.objects.get(user=person)


def decision(proposal: RoleProposal, **fields: object) -> tuple[str, dict[str, object]]:
    page = reverse("counties:proposal", args=[proposal.pk])
    return page, {"word": "approve", "reason": "Letter seen", **fields}


@pytest.mark.check(22)
def test_a_case_role_begins_with_a_second_administrators_word(
    asked: RoleProposal, sign_in: Any
) -> None:
    with rls(county="alder"):
        assert not Membership.objects.filter(user=asked.user, role=Role.LIAISON).exists()
    page, words = decision(asked)
    assert sign_in(SECOND).post(page, words).status_code == 302
    given = role_of(asked.user, role=Role.LIAISON)
    assert given.since == today()
    assert given.changed_by_id != asked.asked_by_id


@pytest.mark.check(21)
def test_nobody_approves_what_they_asked_for(asked: RoleProposal, sign_in: Any) -> None:
    page, words = decision(asked)
    assert sign_in(ADMIN).post(page, words).status_code == 403
    with rls(county="alder"):
        assert not Membership.objects.filter(user=asked.user, role=Role.LIAISON).exists()


@pytest.mark.check(21)
def test_the_act_itself_refuses_whoever_asked(asked: RoleProposal) -> None:
    """Whatever page or command calls it."""
    with working_as(asked.asked_by) as user, pytest.raises(roles.NotOnesOwn):
        roles.decide(user, asked.pk, approve=True, reason="Mine")


@pytest.mark.check(21)
def test_nobody_gives_a_role_to_themselves_or_approves_their_own(
    sign_in: Any, staff: dict[str, User]
) -> None:
    second = staff[SECOND]
    own = reverse("counties:give_role", args=[second.pk])
    assert sign_in(SECOND).post(own, sent(role="worker", program="cws")).status_code in (403, 422)
    assert sign_in(SECOND).post(own, sent()).status_code == 403
    assert sign_in(ADMIN).post(own, sent()).status_code == 302
    with rls(county="alder"):
        asked = RoleProposal.objects.get(user=second)
    page, words = decision(asked)
    assert sign_in(SECOND).post(page, words).status_code == 403
    with rls(county="alder"):
        assert RoleProposal.objects.get(pk=asked.pk).state == "waiting"


@pytest.mark.check(21)
def test_the_database_holds_two_people_to_it(asked: RoleProposal) -> None:
    with rls(county="alder"), pytest.raises(IntegrityError), transaction.atomic():
        RoleProposal.objects.filter(pk=asked.pk).update(
            state="approved", decided_by=asked.asked_by_id, decided_at="2026-12-01T10:00Z"
        )
    with rls(county="alder"), pytest.raises(IntegrityError), transaction.atomic():
        RoleProposal.objects.filter(pk=asked.pk).update(state="approved")


def test_a_refused_role_never_begins_and_is_decided_once(asked: RoleProposal, sign_in: Any) -> None:
    page, words = decision(asked, word="refuse")
    assert sign_in(SECOND).post(page, words).status_code == 302
    assert sign_in(SECOND).post(page, decision(asked)[1]).status_code == 409
    with rls(county="alder"):
        assert RoleProposal.objects.get(pk=asked.pk).state == "refused"
        assert not Membership.objects.filter(user=asked.user, role=Role.LIAISON).exists()


def test_another_county_sees_neither_the_request_nor_the_person(
    asked: RoleProposal, sign_in: Any
) -> None:
    birch = sign_in("admin@birch.example")
    page, words = decision(asked)
    assert birch.get(page).status_code == 404
    assert birch.post(page, words).status_code == 404
    assert birch.get(reverse("counties:staff_person", args=[asked.user_id])).status_code == 404
    assert birch.get(reverse("counties:waiting")).content.count(b"asked for by") == 0


def test_a_board_role_needs_no_second_word(sign_in: Any, staff: dict[str, User]) -> None:
    person = staff["analyst@alder.example"]
    page = reverse("counties:give_role", args=[person.pk])
    assert sign_in(ADMIN).post(page, sent(role="sponsor", program="cws")).status_code == 302
    assert role_of(person, role="sponsor").changed_by_id == staff[ADMIN].pk


def test_a_second_administrator_needs_one_more_word_a_first_does_not(
    staff: dict[str, User],
) -> None:
    with rls(county="alder"):
        assert roles.needs_second("alder", Role.ADMIN)
        Membership.objects.filter(user=staff[SECOND]).update(until="2026-01-01")
        assert not roles.needs_second("alder", Role.ADMIN)
        assert roles.needs_second("alder", Role.WORKER)


@pytest.mark.check(48)
def test_a_transfer_takes_the_old_units_rights_at_the_next_request(
    sign_in: Any, staff: dict[str, User]
) -> None:
    """Whose supervisor one is, is the unit one sits in now, read anew for every request."""
    supervisor = staff["cws.supervisor@alder.example"]
    client = sign_in(supervisor.email)
    theirs = reverse("counties:leave", args=[staff[WORKER].pk])
    assert client.get(theirs).status_code == 200
    with rls(county="alder"):
        unit = a_unit()
    before = role_of(supervisor)
    page = reverse("counties:transfer", args=[before.pk])
    form = {"unit": unit.pk, "worker_id": "CW100", "day": today().isoformat(), "reason": "Moves"}
    assert sign_in(ADMIN).post(page, form).status_code == 302
    assert client.get(theirs).status_code == 404
    old, new = role_of(supervisor, pk=before.pk), role_of(supervisor, ended_at=None)
    assert (old.until, old.ended_at is not None) == (today(), True)
    assert (new.unit_id, new.worker_id, new.since) == (unit.pk, "CW100", today())


@pytest.mark.check(58)
def test_another_unit_is_another_session_id_and_the_old_one_is_dead(
    sign_in: Any, staff: dict[str, User], settings: Any
) -> None:
    client = sign_in("cws.supervisor@alder.example")
    client.get("/")
    name = settings.SESSION_COOKIE_NAME
    before = client.cookies[name].value
    client.get("/")
    assert client.cookies[name].value == before
    with rls(county="alder"):
        Membership.objects.filter(user=staff["cws.supervisor@alder.example"]).update(
            unit=a_unit().pk
        )
    client.get("/")
    assert client.cookies[name].value not in ("", before)
    client.cookies[name] = before
    assert client.get("/").status_code == 302


def test_a_transfer_to_the_other_programs_unit_is_refused(
    sign_in: Any, staff: dict[str, User]
) -> None:
    with rls(county="alder"):
        other = Unit.objects.get(program="calworks")
    page = reverse("counties:transfer", args=[role_of(staff[WORKER]).pk])
    form = {"unit": other.pk, "worker_id": "", "day": today().isoformat(), "reason": "Moves"}
    assert sign_in(ADMIN).post(page, form).status_code == 422


@pytest.mark.scenario(25)
@pytest.mark.check(47)
def test_who_leaves_loses_access_at_the_next_request_and_the_history_stays(
    sign_in: Any, staff: dict[str, User]
) -> None:
    leaver = staff[WORKER]
    client = sign_in(WORKER)
    assert client.get("/").status_code == 200
    page = reverse("counties:leave", args=[leaver.pk])
    form = {"close": "on", "reason": "Works for another county from tomorrow"}
    assert sign_in(ADMIN).post(page, form).status_code == 302
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not User.objects.get(pk=leaver.pk).is_active
    person = sign_in(ADMIN).get(reverse("counties:staff_person", args=[leaver.pk])).content
    assert b"Role ended at once" in person and b"Works for another county" in person
    assert b"Role given" in person


@pytest.mark.check(47)
def test_an_account_with_a_role_elsewhere_stays_open_there(
    sign_in: Any, staff: dict[str, User]
) -> None:
    leaver = staff[WORKER]
    with rls(county="birch"):
        Membership.objects.create(
            county_id="birch", user=leaver, role="counsel", program="joint", since=date(2026, 1, 1)
        )
    form = {"close": "on", "reason": "Only in the other county now"}
    sign_in(ADMIN).post(reverse("counties:leave", args=[leaver.pk]), form)
    assert User.objects.get(pk=leaver.pk).is_active
    answer = sign_in(WORKER).get("/")
    assert b"Birch" in answer.content and b"Alder" not in answer.content


def test_a_role_ends_after_a_day_or_at_once(sign_in: Any, staff: dict[str, User]) -> None:
    row = role_of(staff[WORKER])
    page = reverse("counties:end_role", args=[row.pk])
    later = {"when": "later", "last_day": DAY, "reason": "Contract"}
    assert sign_in(ADMIN).post(page, later).status_code == 302
    assert role_of(staff[WORKER]).until == date(2099, 1, 1)
    past = {"when": "later", "last_day": "2020-01-01", "reason": "Contract"}
    assert sign_in(ADMIN).post(page, past).status_code == 422
    assert sign_in(ADMIN).post(page, {"when": "now", "reason": "Left"}).status_code == 302
    with rls(county="alder"):
        mine = Membership.objects.filter(user=staff[WORKER])
        assert not mine.in_force_on(today()).exists()
        assert mine.in_force_on(today() - timedelta(days=1)).exists()


def test_one_id_is_one_persons_at_a_time(sign_in: Any, staff: dict[str, User]) -> None:
    other = role_of(staff["cws.worker2@alder.example"])
    page = reverse("counties:worker_id", args=[other.pk])
    taken = sign_in(ADMIN).post(page, {"worker_id": "cw101", "reason": "Wrong"})
    assert taken.status_code == 409 and b"answers to this id already" in taken.content
    assert sign_in(ADMIN).post(page, {"worker_id": "cw909", "reason": "New"}).status_code == 302
    assert role_of(staff["cws.worker2@alder.example"]).worker_id == "CW909"


def test_ids_without_anybody_are_mapped_or_become_a_units(
    sign_in: Any, staff: dict[str, User], settings: Any
) -> None:
    settings.WORKER_IDS = ["tests.counties.staff.test_roles.named_in_extracts"]
    client = sign_in(ADMIN)
    page = client.get(reverse("counties:worker_ids")).content
    assert b"CW555" in page and b"EW888" in page and b"CW101" not in page
    with rls(county="alder"):
        unit = Unit.objects.get(program="cws")
        Membership.objects.filter(user=staff["cws.worker2@alder.example"]).update(worker_id="")
    bank = reverse("counties:mark_bank", args=["calworks", "EW888"])
    assert client.post(bank, {"unit": unit.pk}).status_code == 422
    bank = reverse("counties:mark_bank", args=["cws", "CW555"])
    assert client.post(bank, {"unit": unit.pk}).status_code == 302
    with rls(county="alder"):
        assert BankCaseload.objects.get(worker_id="CW555").unit_id == unit.pk
        assert [each.worker_id for each in worker_ids.unmapped("alder")] == ["EW888"]
    assert client.get(bank).status_code == 404
    other = role_of(staff["cws.worker2@alder.example"])
    taken = reverse("counties:worker_id", args=[other.pk])
    assert client.post(taken, {"worker_id": "CW555", "reason": "No"}).status_code == 409


def test_a_supervisor_gives_on_the_work_of_their_unit_alone(
    sign_in: Any, staff: dict[str, User]
) -> None:
    supervisor = sign_in("cws.supervisor@alder.example")
    mine = reverse("counties:leave", args=[staff[WORKER].pk])
    other = reverse("counties:leave", args=[staff["calworks.worker@alder.example"].pk])
    assert supervisor.get(mine).status_code == 200
    assert supervisor.get(other).status_code == 404
    assert supervisor.post(mine, {"close": "on", "reason": "No"}).status_code == 422
    assert User.objects.get(pk=staff[WORKER].pk).is_active
    assert sign_in(WORKER).get(other).status_code == 403


def test_units_are_added_renamed_and_moved(sign_in: Any) -> None:
    client = sign_in(ADMIN)
    with rls(county="alder"):
        unit = Unit.objects.select_related("office").get(program="cws")
        other = unit.office.__class__.objects.exclude(pk=unit.office_id).get()
    new = {"name": "Intake", "code": "CWS7", "program": "cws", "office": other.pk}
    assert client.post(reverse("counties:new_unit"), new).status_code == 302
    again = client.post(reverse("counties:new_unit"), new)
    assert again.status_code == 409
    form = {"name": "Renamed", "code": unit.code, "program": "cws", "office": other.pk}
    page = reverse("counties:unit", args=[unit.pk])
    stale = client.post(page, {**form, "version": "what nobody saw"})
    assert stale.status_code == 409
    assert client.post(page, form).status_code == 302
    with rls(county="alder"):
        moved = Unit.objects.get(pk=unit.pk)
        assert (moved.name, moved.office_id) == ("Renamed", other.pk)
    assert sign_in("admin@birch.example").get(page).status_code == 404


def test_a_holiday_is_added_and_taken_off_but_never_in_the_past(sign_in: Any) -> None:
    client = sign_in(ADMIN)
    page = reverse("counties:holidays")
    assert client.post(page, {"day": DAY, "name": "Furlough"}).status_code == 302
    assert client.post(page, {"day": DAY, "name": "Again"}).status_code == 409
    assert client.post(page, {"day": "2020-01-01", "name": "Past"}).status_code == 422
    with rls(county="alder"):
        row = Holiday.objects.get(day=DAY)
    remove = reverse("counties:remove_holiday", args=[row.pk])
    assert sign_in("admin@birch.example").post(remove).status_code == 404
    assert client.post(remove).status_code == 302
    with rls(county="alder"):
        assert not Holiday.objects.filter(day=DAY).exists()


@pytest.mark.fault(6)
def test_the_same_request_sent_twice_is_one(sign_in: Any, staff: dict[str, User]) -> None:
    person = staff["analyst@alder.example"]
    page = reverse("counties:give_role", args=[person.pk])
    client, form = sign_in(ADMIN), sent(key=str(uuid.uuid4()))
    assert client.post(page, form)["Location"] == client.post(page, form)["Location"]
    with rls(county="alder"):
        assert RoleProposal.objects.filter(user=person).count() == 1


def test_the_history_of_a_role_cannot_be_rewritten() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_table_privilege('lk_app', 'counties_membershipevent', 'update'), "
            "has_table_privilege('lk_app', 'counties_membership', 'delete')"
        )
        assert cursor.fetchone() == (False, False)


def test_a_role_with_a_last_day_is_not_made_longer_by_ending_it(
    sign_in: Any, staff: dict[str, User]
) -> None:
    """A case role is given by two; one alone does not prolong it."""
    page = reverse("counties:end_role", args=[role_of(staff[WORKER]).pk])
    for day, status in ((DAY, 302), ("2098-01-01", 302), (DAY, 409)):
        form = {"when": "later", "last_day": day, "reason": "Contract"}
        assert sign_in(ADMIN).post(page, form).status_code == status
    assert role_of(staff[WORKER]).until == date(2098, 1, 1)


def test_who_sits_in_another_unit_by_now_is_not_the_old_units_to_hand_over(
    sign_in: Any, staff: dict[str, User]
) -> None:
    page = reverse("counties:leave", args=[staff[WORKER].pk])
    supervisor = sign_in("cws.supervisor@alder.example")
    with working_as(staff[ADMIN]) as by:
        row, unit = role_of(staff[WORKER]), a_unit()
        roles.transfer(by, row.pk, unit, "CW101", today(), "Moves")
    assert supervisor.get(page).status_code == 404
    with working_as(staff[ADMIN]) as by:
        roles.end(by, role_of(staff[WORKER], unit=unit).pk, None, "Leaves")
    assert supervisor.get(page).status_code == 200
