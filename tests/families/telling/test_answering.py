"""Accepting, declining, handing on: who may, what follows, and exactly once."""

import uuid

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from cases.families.agreement import acts as agreement
from cases.families.agreement.acts import Said
from cases.families.models import Acceptance, Episode, GivenAccess, Task
from cases.families.telling import answering, away, handing, scope
from cases.families.telling.handing import NotPossible
from cases.families.telling.titles import FIRST_CONTACT
from cases.people.models import ProgramRecord
from cases.sharing.models import Assignment, StaffRelation
from linkages import watches
from linkages.forms import Stale
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.telling.desk import Desk
from tests.families.telling.world import answers, make_mutual, state_of, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]


def fresh(row: Acceptance) -> Acceptance:
    with rls(county="alder"), transaction.atomic():
        return Acceptance.objects.select_related("answered_by").get(pk=row.pk)


def test_accepted_by_both_is_accepted_and_asks_both_for_a_first_contact(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    first, second = answers(home)["cws"], answers(home)["calworks"]
    desk.accept("cws.worker", first)
    assert state_of(home) == "notified"
    desk.accept("calworks.worker", second)
    assert state_of(home) == "accepted"
    with rls(county="alder"), transaction.atomic():
        tasks = Task.objects.filter(family=home.family, code=FIRST_CONTACT)
        # Told on a Tuesday: three business days later.
        assert {(t.doer, t.worker_id, str(t.due_on)) for t in tasks} == {
            ("cws", "CW101", "2026-12-04"),
            ("calworks", "EW201", "2026-12-04"),
        }


def test_one_side_declines_and_the_coordinator_and_the_other_side_hear_of_it(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    desk.accept("calworks.worker", answers(home)["calworks"])
    row = desk.decline("cws.worker", answers(home)["cws"], "closed_here")
    assert (row.state, row.decline, row.note) == ("declined", "closed_here", "ZQnote")
    assert state_of(home) == "notified"
    assert desk.told("answered") == {"coordinator", "calworks.worker"}


def test_who_declined_already_is_not_told_that_the_other_side_did_too(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    desk.decline("calworks.worker", answers(home)["calworks"], "closed_here")
    desk.decline("cws.worker", answers(home)["cws"], "closed_here")
    assert desk.told("answered") == {"coordinator", "cws.worker"}


@pytest.mark.parametrize(
    ("handle", "may"),
    [
        ("cws.worker", True),
        ("cws.supervisor", True),
        ("cws.worker2", False),
        ("calworks.worker", False),
        ("calworks.supervisor", False),
        ("coordinator", False),
        ("liaison", False),
        ("analyst", False),
    ],
)
def test_the_worker_or_their_supervisor_answers_and_nobody_else(
    desk: Desk, handle: str, may: bool
) -> None:
    home = make_mutual()
    tell(home)
    row = answers(home)["cws"]
    if may:
        desk.accept(handle, row)
    else:
        with pytest.raises(ObjectDoesNotExist):
            desk.accept(handle, row)
    assert (fresh(row).state == "accepted") is may


def test_an_answer_is_given_once_and_the_second_is_told_who_was_first(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    row = answers(home)["cws"]
    desk.accept("cws.worker", row)
    with pytest.raises(Stale, match=desk.user("cws.worker").name):
        desk.decline("cws.supervisor", row)
    assert fresh(row).state == "accepted"


def test_the_liaison_answers_where_no_worker_is_known(desk: Desk) -> None:
    home = make_mutual(cws=("BANK1", "BANK1"))
    tell(home)
    desk.accept("liaison", answers(home)["cws"])
    assert answers(home)["cws"].state == "accepted"


def test_handed_on_the_new_worker_is_asked_anew_and_sees_the_family(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    row = answers(home)["cws"]
    assert not desk.sees("cws.worker2", home)
    new = desk.hand("cws.worker", row, "cws.worker2")
    assert (fresh(row).state, fresh(row).handed_to_id) == ("handed_on", new.pk)
    assert (new.state, new.worker_id) == ("waiting", "CW102")
    assert desk.sees("cws.worker2", home)
    assert "cws.worker2" in desk.told("told")
    desk.accept("cws.worker2", new)


def test_what_is_given_by_hand_has_a_last_day_and_ends_when_it_goes_on(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    new = desk.hand("cws.worker", answers(home)["cws"], "cws.worker2")
    with rls(county="alder"), transaction.atomic():
        given = Assignment.objects.filter(worker_id="CW102")
        assert {str(row.until) for row in given} == {"2027-12-01"}
        assert {row.record_id for row in given} == {home.mother.pk, home.child.pk}
    back = desk.hand("cws.worker2", new, "cws.worker")
    assert not desk.sees("cws.worker2", home)
    assert back.worker_id == "CW101"


def test_an_accepted_family_that_is_handed_on_is_notified_again(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    for side, handle in (("cws", "cws.worker"), ("calworks", "calworks.worker")):
        desk.accept(handle, answers(home)[side])
    new = desk.hand("cws.worker", answers(home)["cws"], "cws.worker2")
    assert state_of(home) == "notified"
    desk.accept("cws.worker2", new)
    assert state_of(home) == "accepted"


def test_who_may_not_take_a_family_is_refused_without_a_reason(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    with rls(county="alder"), transaction.atomic():
        StaffRelation.objects.create(
            county_id="alder",
            user=desk.user("cws.worker2"),
            record=home.child_on_aid,
            relation="relative",
            since=TODAY,
            recorded_by=desk.user("privacy").pk,
        )
    row = answers(home)["cws"]
    with pytest.raises(NotPossible, match="cannot take this family"):
        desk.hand("cws.worker", row, "cws.worker2")
    assert fresh(row).state == "waiting"
    with rls(county="alder"), transaction.atomic():
        assert not GivenAccess.objects.exists()
        assert not Assignment.objects.filter(worker_id="CW102").exists()


def test_nobody_hands_a_family_to_the_other_program(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    with pytest.raises(NotPossible):
        desk.hand("cws.worker", answers(home)["cws"], "calworks.worker2")


def test_a_supervisor_gives_many_at_once_and_takes_them_back(desk: Desk) -> None:
    homes = [make_mutual() for _each in range(3)]
    tell(*homes)
    rows = [answers(home)["cws"] for home in homes]
    desk.accept("cws.worker", rows[0])
    assert desk.assign("cws.supervisor", rows, "cws.worker2") == 3
    assert {answers(home)["cws"].worker_id for home in homes} == {"CW102"}
    assert desk.undo("cws.supervisor") == 3
    assert [fresh(row).state for row in rows] == ["accepted", "waiting", "waiting"]
    assert fresh(rows[0]).answered_by == desk.user("cws.worker")
    assert not any(desk.sees("cws.worker2", home) for home in homes)
    with pytest.raises(Stale):
        desk.undo("cws.supervisor")


def test_what_somebody_answered_meanwhile_is_not_taken_back(desk: Desk) -> None:
    homes = [make_mutual(), make_mutual()]
    tell(*homes)
    desk.assign("cws.supervisor", [answers(home)["cws"] for home in homes], "cws.worker2")
    desk.accept("cws.worker2", answers(homes[0])["cws"])
    assert desk.undo("cws.supervisor") == 1
    assert answers(homes[0])["cws"].worker_id == "CW102"


def test_a_supervisor_gives_away_nothing_of_another_unit_or_program(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    rows = list(answers(home).values())
    assert desk.assign("calworks.supervisor", rows, "calworks.worker2") == 1
    assert answers(home)["cws"].worker_id == "CW101"
    assert answers(home)["calworks"].worker_id == "EW202"


@pytest.mark.check(95)
def test_a_sealed_family_stays_with_who_may_see_it_when_many_are_given(desk: Desk) -> None:
    open_one, sealed = make_mutual(), make_mutual()
    tell(open_one, sealed)
    rows = [answers(home)["cws"] for home in (open_one, sealed)]
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=sealed.child.pk).update(restriction="S")
    assert desk.assign("cws.supervisor", rows, "cws.worker2") == 1
    assert fresh(rows[1]).state == "waiting"
    assert desk.assign("restricted", rows, "cws.worker2") == 0


def test_a_leavers_families_go_to_whoever_takes_over(desk: Desk) -> None:
    home, done = make_mutual(), make_mutual()
    tell(home, done)
    desk.accept("cws.worker", answers(done)["cws"])
    with working_as(desk.user("cws.supervisor")) as supervisor:
        moved = handing.hand_over(
            desk.user("cws.worker"), desk.user("cws.worker2"), supervisor, "Left the county."
        )
    assert moved == 2
    assert {answers(each)["cws"].worker_id for each in (home, done)} == {"CW102"}
    assert desk.sees("cws.worker2", home)


def test_a_family_that_declines_is_asked_about_no_longer(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    desk.accept("cws.worker", answers(home)["cws"])
    with rls(county="alder"), transaction.atomic():
        assert answering.withdraw([home.episode]) == 1
    assert {row.state for row in answers(home).values()} == {"accepted"}


def test_a_stranger_to_the_family_opens_no_notice_of_it(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    row = answers(home)["cws"]
    for handle, there in (("cws.worker", True), ("cws.worker2", False), ("coordinator", True)):
        with working_as(desk.user(handle)) as user:
            assert scope.may_open(user, row.token).exists() is there
    with working_as(desk.user("cws.worker")) as user:
        assert not scope.may_open(user, uuid.uuid4().hex[:12]).exists()


def test_a_closed_episode_needs_no_answer(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    with rls(county="alder"), transaction.atomic():
        Episode.objects.filter(pk=home.episode.pk).update(
            closed_on=TODAY, close_reason="not_mutual"
        )
    with pytest.raises(ObjectDoesNotExist):
        desk.accept("cws.worker", answers(home)["cws"])


def test_what_was_given_with_a_family_ends_with_the_joint_work(desk: Desk) -> None:
    home, kept = make_mutual(), make_mutual()
    tell(home, kept)
    for each in (home, kept):
        desk.hand("cws.worker", answers(each)["cws"], "cws.worker2")
    with rls(county="alder"), transaction.atomic():
        Episode.objects.filter(pk=home.episode.pk).update(
            closed_on=TODAY, close_reason="not_mutual"
        )
    watches.look("alder", "cases.families.telling.access.look")
    assert not desk.sees("cws.worker2", home)
    assert desk.sees("cws.worker2", kept)
    assert answers(home) == {}


def test_who_stood_in_does_so_again_when_giving_is_undone(desk: Desk) -> None:
    home = make_mutual(cws=("CW101", "CW103"))
    tell(home)
    with working_as(desk.user("cws.worker")) as user:
        mine, deputy = desk.membership("cws.worker"), desk.membership("cws.worker2")
        away.leave(user, mine, deputy, TODAY, TODAY)
    row = answers(home)["cws"]
    assert desk.sees("cws.worker2", home)
    assert desk.assign("cws.supervisor", [row], "cws.supervisor") == 1
    assert not desk.sees("cws.worker2", home)
    assert desk.undo("cws.supervisor") == 1
    assert desk.sees("cws.worker2", home)
    with rls(county="alder"), transaction.atomic():
        by_hand = Assignment.objects.exclude(until=None).filter(worker_id="CW101")
        assert not by_hand.exists()


def test_a_family_that_declined_is_given_to_nobody_anew(desk: Desk) -> None:
    home, other = make_mutual(), make_mutual()
    tell(home, other)
    rows = [answers(each)["cws"] for each in (home, other)]
    with working_as(desk.user("cws.worker")) as user:
        said = Said("declined", TODAY, "person", "en", "none")
        agreement.record(user, home.episode, home.mother, said)
    with rls(county="alder"), transaction.atomic():
        answering.withdraw([home.episode, other.episode])
    with working_as(desk.user("cws.supervisor")) as user:
        left = scope.unheld(scope.to_reassign(user))
        assert {row.pk for row in left} == {rows[1].pk}
    assert desk.assign("cws.supervisor", rows, "cws.worker2") == 1
    assert "cws" not in answers(home) and answers(other)["cws"].worker_id == "CW102"


def test_nobody_is_told_of_a_family_that_declined(desk: Desk) -> None:
    home, other = make_mutual(), make_mutual()
    with working_as(desk.user("cws.worker")) as user:
        said = Said("declined", TODAY, "person", "en", "none")
        agreement.record(user, home.episode, home.mother, said)
    tell(home, other)
    assert (answers(home), len(answers(other))) == ({}, 2)


def test_who_was_given_a_family_and_declines_sees_it_no_more(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    new = desk.hand("cws.worker", answers(home)["cws"], "cws.worker2")
    assert desk.sees("cws.worker2", home)
    desk.decline("cws.worker2", new)
    assert not desk.sees("cws.worker2", home)


def test_of_the_other_side_only_who_sees_the_family_hears_of_a_refusal(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    with rls(county="alder"), transaction.atomic():
        StaffRelation.objects.create(
            county_id="alder",
            user=desk.user("calworks.worker"),
            record=home.child,
            relation="relative",
            since=TODAY,
            recorded_by=desk.user("privacy").pk,
        )
    desk.decline("cws.worker", answers(home)["cws"])
    assert desk.told("answered") == {"coordinator"}
