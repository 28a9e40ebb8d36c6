"""Joint work ends: proposed, confirmed, handed off, closed, and never twice."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.db import transaction
from django.urls import reverse

from cases.families.closing import acts, mails, watch
from cases.families.closing.acts import NotAllowed, Proposal
from cases.families.models import Closing, ClosingTick, FamilyChange, MailChoice
from cases.people.models import ProgramRecord
from linkages import watches
from linkages.forms import Stale
from linkages.mail import Mail
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.closing.conftest import Sender, again, last_closing, propose, stands_open, step
from tests.families.made import Home, make_home

pytestmark = pytest.mark.django_db

WORKER, SUPERVISOR = "cws.worker@alder.example", "cws.supervisor@alder.example"
THEIRS = "calworks.worker@alder.example"
WATCH = "cases.families.closing.watch.look"


def set_parameter(staff: dict[str, Any], name: str, value: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        ParameterValue.objects.create(
            county_id="alder",
            name=name,
            value=value,
            effective_from=TODAY - timedelta(days=1),
            reason="test",
            set_by=staff["admin@alder.example"].pk,
        )


def test_a_worker_proposes_and_a_supervisor_confirms(home: Home, sign_in: Sender) -> None:
    answer = propose(sign_in(WORKER), home)
    assert answer.status_code == 302
    assert last_closing(home).state == "proposed"
    assert again(home).state == "identified"

    assert step(sign_in(SUPERVISOR), home, "confirm", "").status_code == 302

    episode = again(home)
    assert (episode.state, episode.closing_on) == ("closing", date(2026, 12, 11))
    assert episode.close_reason == "cws_closed"
    assert episode.closed_on is None


def test_a_worker_cannot_confirm_where_the_county_wants_a_second_person(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    propose(sign_in(WORKER), home)
    found = last_closing(home)
    for email in (WORKER, THEIRS):
        with working_as(staff[email]) as user, pytest.raises(NotAllowed):
            acts.confirm(user, found.pk, version=found.version)
    assert step(sign_in(THEIRS), home, "confirm").status_code in (409, 422)
    assert last_closing(home).state == "proposed"


def test_where_the_county_wants_no_second_person_the_hand_off_begins_at_once(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    set_parameter(staff, "families.closing_second_person", False)
    propose(sign_in(WORKER), home)
    assert again(home).state == "closing"


def test_a_shorter_hand_off_wants_a_reason(home: Home, sign_in: Sender) -> None:
    answer = propose(sign_in(WORKER), home, last_day="2026-12-10")
    assert answer.status_code == 409
    assert "Say why it must be sooner" in answer.content.decode()
    assert propose(sign_in(WORKER), home, last_day="2026-12-10", note="x").status_code == 302


@pytest.mark.check(101)
def test_what_the_other_side_needs_to_know_stands_sealed(home: Home, sign_in: Sender) -> None:
    propose(sign_in(SUPERVISOR), home, note="ZQNOTE")
    assert last_closing(home).said == {"note": "ZQNOTE"}
    assert "ZQNOTE" in section_of(sign_in(THEIRS), home)
    assert not stands_open("ZQNOTE", "closing", "closingevent", "episode", "episodeevent")


def test_calworks_gets_thirty_days_where_it_relies_on_the_case(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    relied = {"relied_on": "on"}
    assert propose(sign_in(WORKER), home, last_day="2026-12-30", **relied).status_code == 409
    assert propose(sign_in(WORKER), home, last_day="2026-12-31", **relied).status_code == 302


def test_days_of_the_hand_off_are_the_countys(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    set_parameter(staff, "families.closing_notice_days", 15)
    assert propose(sign_in(WORKER), home, last_day="2026-12-15").status_code == 409
    assert propose(sign_in(WORKER), home, last_day="2026-12-16").status_code == 302


def handed_off(home: Home, staff: dict[str, Any]) -> Closing:
    with working_as(staff[SUPERVISOR]) as user:
        proposal = Proposal("returned", date(2026, 12, 11))
        return acts.propose(user, home.episode.pk, proposal, version=1)


def on(day: str, county: str = "alder") -> None:
    with time_machine.travel(f"{day} 18:00:00+00:00", tick=True):
        watches.look(county, WATCH)


def tick_all(found: Closing, staff: dict[str, Any]) -> None:
    with working_as(staff[WORKER]) as user:
        for code in found.needed:
            acts.tick(user, found.pk, code, done=True)


def test_it_closes_by_itself_after_the_last_day_once_the_checklist_is_done(
    home: Home, staff: dict[str, Any]
) -> None:
    found = handed_off(home, staff)
    tick_all(found, staff)
    on("2026-12-11")
    assert again(home).closed_on is None
    on("2026-12-12")
    episode = again(home)
    assert (episode.state, episode.closed_on) == ("closed", date(2026, 12, 12))
    assert episode.closed_by_id is None
    assert last_closing(home).state == "closed"


def test_it_waits_for_an_open_line_and_not_for_one_that_need_not_be(
    home: Home, staff: dict[str, Any]
) -> None:
    found = handed_off(home, staff)
    tick_all(found, staff)
    assert "letter" not in found.needed
    with working_as(staff[WORKER]) as user:
        acts.tick(user, found.pk, "family_told", done=False)
    on("2026-12-14")
    assert again(home).state == "closing"
    with working_as(staff[WORKER]) as user:
        acts.tick(user, found.pk, "family_told", done=True)
    on("2026-12-15")
    assert again(home).state == "closed"
    with rls(county="alder"):
        assert ClosingTick.objects.filter(code="family_told").count() == 2


def test_another_countys_closings_are_not_its_own(home: Home, staff: dict[str, Any]) -> None:
    tick_all(handed_off(home, staff), staff)
    on("2026-12-12", "birch")
    assert again(home).state == "closing"
    on("2026-12-12", "alder")
    assert again(home).state == "closed"


def test_closed_before_the_last_day_wants_a_reason(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    handed_off(home, staff)
    assert step(sign_in(SUPERVISOR), home, "now", "").status_code == 422
    assert step(sign_in(SUPERVISOR), home, "now", "Moved yesterday.").status_code == 302
    assert (again(home).state, again(home).closed_on) == ("closed", TODAY)


@pytest.mark.parametrize("act", ["refuse", "take_back"])
def test_what_is_not_closed_goes_on_as_before(home: Home, sign_in: Sender, act: str) -> None:
    propose(sign_in(WORKER), home)
    who = SUPERVISOR if act == "refuse" else WORKER
    assert step(sign_in(who), home, act).status_code == 302
    assert again(home).state == "identified"
    assert propose(sign_in(WORKER), home).status_code == 302


@pytest.mark.fault(8)
def test_of_two_who_propose_at_once_one_counts_and_the_other_is_told(
    home: Home, staff: dict[str, Any]
) -> None:
    for email in (WORKER, THEIRS):
        with working_as(staff[email]) as user:
            proposal = Proposal("aid_ended", date(2026, 12, 11))
            if email == WORKER:
                acts.propose(user, home.episode.pk, proposal, version=1)
                continue
            with pytest.raises(Stale) as told:
                acts.propose(user, home.episode.pk, proposal, version=1)
    assert staff[WORKER].name in str(told.value)
    with rls(county="alder"):
        assert Closing.objects.count() == 1


def test_of_two_who_decide_the_second_is_told(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    propose(sign_in(WORKER), home)
    found = last_closing(home)
    coordinator = staff["coordinator@alder.example"]
    with working_as(coordinator) as user:
        acts.refuse(user, found.pk, "Not yet.", version=found.version)
    with working_as(staff[SUPERVISOR]) as user, pytest.raises(Stale) as told:
        acts.confirm(user, found.pk, version=found.version)
    assert coordinator.name in str(told.value)
    assert again(home).state == "identified"


def test_the_same_form_twice_is_one_closing(home: Home, sign_in: Sender) -> None:
    client = sign_in(WORKER)
    key = "9c4f8a5e-0000-4000-8000-000000000001"
    first = propose(client, home, key=key)
    second = propose(client, home, key=key)
    assert first.status_code == second.status_code == 302
    with rls(county="alder"):
        assert Closing.objects.count() == 1


def test_a_click_is_undone_within_seconds_and_not_later(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    client = sign_in(SUPERVISOR)
    address = reverse("families:closing_undo", args=[home.family.pk])
    propose(client, home)
    assert again(home).state == "closing"
    assert client.post(address).status_code == 302
    assert again(home).state == "identified"

    propose(client, home)
    with time_machine.travel("2026-12-01 18:01:00+00:00", tick=True):
        found = last_closing(home)
        with working_as(staff[SUPERVISOR]) as user, pytest.raises(NotAllowed):
            acts.undo(user, found.pk)
    assert again(home).state == "closing"


def test_undo_is_ones_own(home: Home, sign_in: Sender, staff: dict[str, Any]) -> None:
    propose(sign_in(SUPERVISOR), home)
    found = last_closing(home)
    with working_as(staff["coordinator@alder.example"]) as user, pytest.raises(NotAllowed):
        acts.undo(user, found.pk)
    with working_as(staff[SUPERVISOR]) as user:
        acts.undo(user, found.pk)


def test_a_final_closing_undone_is_a_hand_off_again(home: Home, staff: dict[str, Any]) -> None:
    found = handed_off(home, staff)
    with working_as(staff[SUPERVISOR]) as user:
        acts.close_now(user, found.pk, "Moved.", version=found.version)
        assert acts.undo(user, found.pk).state == "confirmed"
    assert (again(home).state, again(home).closed_on) == ("closing", None)


def test_why_it_ends_is_shown_to_whom_that_fact_is_open(staff: dict[str, Any]) -> None:
    """Counsel of this county opened nothing between the programs."""
    from cases.families.closing.pages import reason_words
    from cases.sharing.families import families_visible_to, members_of

    home = make_home()
    seen = {}
    for email in (WORKER, THEIRS):
        with working_as(staff[email]) as user:
            found = families_visible_to(user).filter(pk=home.family.pk)
            members = members_of(user, found)[home.family.pk]
            seen[email] = [reason_words(members, each) for each in ("cws_closed", "aid_ended")]
    assert seen == {WORKER: ["The CWS case closed", ""], THEIRS: ["", "CalWORKs ended"]}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        (THEIRS, 200),
        (SUPERVISOR, 200),
        ("coordinator@alder.example", 200),
        ("liaison@alder.example", 403),
        ("cws.worker2@alder.example", 404),
        ("coordinator@birch.example", 404),
        ("admin@alder.example", 404),
    ],
)
def test_who_may_close(home: Home, sign_in: Sender, who: str, status: int) -> None:
    client = sign_in(who)
    for name in ("closing", "hold"):
        assert client.get(reverse(f"families:{name}", args=[home.family.pk])).status_code == status


def test_a_sealed_family_is_closed_by_who_sees_it(
    staff: dict[str, Any], grounds: None, sign_in: Sender
) -> None:
    home = make_home(restriction="R")
    address = reverse("families:closing", args=[home.family.pk])
    assert sign_in("coordinator@alder.example").get(address).status_code == 404
    assert sign_in("restricted@alder.example").get(address).status_code == 200


def test_watch_moves_nothing_twice(home: Home, staff: dict[str, Any]) -> None:
    found = handed_off(home, staff)
    tick_all(found, staff)
    on("2026-12-12")
    version = again(home).version
    with time_machine.travel("2026-12-13 18:00:00+00:00"), rls(county="alder"):
        from django.utils import timezone

        with transaction.atomic():
            watch.look("alder", timezone.now(), timezone.now())
    assert again(home).version == version


def changed(home: Home, kind: str, record: Any = None) -> None:
    with rls(county="alder"), transaction.atomic():
        FamilyChange.objects.create(
            county_id="alder", family=home.family, kind=kind, record=record and record.pk
        )


def section_of(client: Any, home: Home) -> str:
    return client.get(reverse("families:family", args=[home.family.pk])).content.decode()


def test_what_an_extract_says_proposes_to_close(
    staff: dict[str, Any], grounds: None, sign_in: Sender
) -> None:
    home = make_home(aid={"wtw_status": "active"})
    assert "Is joint work to end?" not in section_of(sign_in(WORKER), home)
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=home.on_aid.pk).update(gone_on=TODAY)
    changed(home, "left", home.on_aid)
    page = section_of(sign_in(WORKER), home)
    assert "What changed: CalWORKs ended." in page
    address = reverse("families:closing", args=[home.family.pk])
    assert f"{address}?reason=aid_ended" in page
    chosen = sign_in(WORKER).get(f"{address}?reason=aid_ended").context["form"]
    assert chosen.initial["reason"] == "aid_ended"
    changed(home, "mutual")
    assert "Is joint work to end?" not in section_of(sign_in(WORKER), home)


def test_that_aid_ended_is_not_told_to_whom_nobody_opened_it(
    staff: dict[str, Any], sign_in: Sender
) -> None:
    home = make_home(aid={"wtw_status": "active"})
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=home.on_aid.pk).update(gone_on=TODAY)
    changed(home, "left", home.on_aid)
    assert "Is joint work to end?" not in section_of(sign_in(WORKER), home)
    assert "Is joint work to end?" in section_of(sign_in(THEIRS), home)


@pytest.mark.check(93)
def test_both_sides_are_told_by_a_mail_that_tells_nothing(
    home: Home, sign_in: Sender, staff: dict[str, Any], run_jobs: Any
) -> None:
    propose(sign_in(WORKER), home)
    run_jobs()
    assert outbox.outbox == []
    step(sign_in(SUPERVISOR), home, "confirm", "")
    with rls(county="alder"), transaction.atomic():
        quiet = {"way": "none", "hour": 7}
        choice = MailChoice.objects.create(county_id="alder", user=staff[WORKER], **quiet)
        assert not mails.MAIL.wanted(Mail.objects.get(recipient=staff[WORKER]))
        MailChoice.objects.filter(pk=choice.pk).update(way="alone")
    run_jobs()
    assert {message.to[0] for message in outbox.outbox} == {WORKER, THEIRS}
    for message in outbox.outbox:
        told = message.subject + message.body
        assert reverse("families:closing", args=[home.family.pk]) in told
        assert "DELGADO" not in told
        assert home.family.token not in told
