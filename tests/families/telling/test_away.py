"""Whoever stands in answers, sees those families, and only on those days."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from cases.families.telling import away, scope
from cases.matching.desk.deputies import NotPossible
from cases.sharing.families import families_visible_to
from counties.models import Membership
from tests.conftest import TODAY, working_as
from tests.families.telling.desk import Desk
from tests.families.telling.world import answers, make_mutual, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]
FRIDAY = TODAY + timedelta(days=3)


def leave(desk: Desk, who: str, deputy: str, since: date = TODAY, until: date = FRIDAY) -> Any:
    with working_as(desk.user(who)) as user:
        return away.leave(user, desk.membership(who), desk.membership(deputy), since, until)


def test_the_deputy_sees_and_answers_while_the_worker_is_away(desk: Desk) -> None:
    before = make_mutual()
    tell(before)
    assert not desk.sees("cws.worker2", before)
    leave(desk, "cws.worker", "cws.worker2")
    assert desk.sees("cws.worker2", before)
    later = make_mutual()
    tell(later)
    assert desk.told("told") >= {"cws.worker", "cws.worker2"}
    for home in (before, later):
        desk.accept("cws.worker2", answers(home)["cws"])
        # It is still the worker's own family.
        assert answers(home)["cws"].worker_id == "CW101"


def test_it_ends_by_itself_after_the_last_day(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    leave(desk, "cws.worker", "cws.worker2")
    for day, there in ((FRIDAY, True), (FRIDAY + timedelta(days=1), False)):
        at = time_machine.travel(f"{day}T19:00:00+00:00")
        with at, working_as(desk.user("cws.worker2")) as user:
            assert families_visible_to(user).exists() is there
            assert scope.to_answer(user).exists() is there


def test_it_has_not_begun_before_the_first_day(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    leave(desk, "cws.worker", "cws.worker2", since=FRIDAY)
    assert not desk.sees("cws.worker2", home)


def test_it_ends_at_once_when_the_worker_is_back(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    row = leave(desk, "cws.worker", "cws.worker2")
    with working_as(desk.user("cws.worker")) as user:
        away.come_back(user, row)
    assert not desk.sees("cws.worker2", home)


@pytest.mark.check(95)
def test_a_sealed_family_stays_closed_to_a_deputy(desk: Desk) -> None:
    sealed, plain = make_mutual(restriction="S"), make_mutual()
    tell(sealed, plain)
    leave(desk, "cws.worker", "cws.worker2")
    assert not desk.sees("cws.worker2", sealed)
    assert desk.sees("cws.worker2", plain)


def test_nobody_stands_in_across_programs_nor_for_somebody_of_another_unit(
    desk: Desk,
) -> None:
    with pytest.raises(NotPossible, match="same program"):
        leave(desk, "cws.worker", "calworks.worker")
    with working_as(desk.user("cws.worker")) as user:
        assert [row.user_id for row in away.who_may_be_away(user)] == [user.pk]
    with working_as(desk.user("cws.supervisor")) as user:
        theirs = {row.worker_id for row in away.who_may_be_away(user)}
        assert "CW101" in theirs
        assert "EW201" not in theirs


def test_a_worker_records_an_absence_and_ends_it_on_the_page(
    desk: Desk,
    sign_in: Callable[[str], Any],
) -> None:
    home = make_mutual()
    tell(home)
    browser = sign_in("cws.worker@alder.example")
    own: Membership = desk.membership("cws.worker")
    given = {
        "absent": str(own.pk),
        "deputy": str(desk.membership("cws.worker2").pk),
        "since": "12/01/2026",
        "until": "12/04/2026",
    }
    answer = browser.post("/families/notices/away/", given, follow=True)
    assert "answers for" in answer.content.decode()
    assert desk.sees("cws.worker2", home)
    row = answer.context["rows"][0]["row"]
    assert (
        sign_in("calworks.worker@alder.example")
        .post(f"/families/notices/away/{row.pk}/end")
        .status_code
        == 404
    )
    browser.post(f"/families/notices/away/{row.pk}/end")
    assert not desk.sees("cws.worker2", home)


def test_what_comes_before_the_absence_begins_goes_to_the_deputy_with_it(desk: Desk) -> None:
    leave(desk, "cws.worker", "cws.worker2", since=FRIDAY, until=FRIDAY)
    home = make_mutual()
    tell(home)
    assert not desk.sees("cws.worker2", home)
    assert "cws.worker2" not in desk.told("told")
    for days, there in ((0, True), (1, False)):
        at = time_machine.travel(f"{FRIDAY + timedelta(days=days)}T19:00:00+00:00")
        with at, working_as(desk.user("cws.worker2")) as user:
            assert families_visible_to(user).exists() is there
            assert scope.to_answer(user).exists() is there


def test_an_absence_that_ended_before_it_began_is_nobodys(desk: Desk) -> None:
    row = leave(desk, "cws.worker", "cws.worker2", since=FRIDAY, until=FRIDAY)
    with working_as(desk.user("cws.worker")) as user:
        away.come_back(user, row)
        assert away.known_to(user) == []
    home = make_mutual()
    tell(home)
    with time_machine.travel(f"{FRIDAY}T19:00:00+00:00"):
        assert not desk.sees("cws.worker2", home)
    leave(desk, "cws.worker", "cws.worker2", until=FRIDAY + timedelta(days=2))
