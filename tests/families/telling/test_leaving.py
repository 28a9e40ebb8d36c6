"""A worker leaves: what they have open goes to a colleague in one act, the history stays."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.families.models import Acceptance, Task
from cases.families.telling import handing
from cases.people.models import ProgramRecord
from counties.models import Membership
from counties.staff import leaving
from linkages.scope import rls
from tests.conftest import working_as
from tests.families.telling.desk import Desk
from tests.families.telling.world import answers, make_mutual, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]

LEAVER, TAKER = "cws.worker", "cws.worker2"


def counts(desk: Desk, who: str = "admin") -> dict[int, int]:
    with working_as(desk.user(who)) as viewer:
        works = leaving.open_work(desk.user(LEAVER), viewer)
        return {work.order: work.count for work in works}


@pytest.fixture
def accepted(desk: Desk) -> Any:
    home = make_mutual()
    tell(home)
    desk.accept(LEAVER, answers(home)["cws"])
    desk.accept("calworks.worker", answers(home)["calworks"])
    return home


@pytest.mark.scenario(25)
def test_one_act_gives_families_and_tasks_to_a_colleague(
    accepted: Any, desk: Desk, sign_in: Any
) -> None:
    assert counts(desk) == {11: 1, 20: 1}
    assert not desk.sees(TAKER, accepted)
    page = reverse("counties:leave", args=[desk.user(LEAVER).pk])
    client = sign_in("cws.supervisor@alder.example")
    assert client.get(page).status_code == 200
    form = {"taker": str(desk.user(TAKER).pk), "reason": "Transferred on December 3"}
    assert client.post(page, form).status_code == 302
    assert counts(desk) == {}
    assert desk.sees(TAKER, accepted)
    with rls(county="alder"), transaction.atomic():
        states = Acceptance.objects.filter(program="cws").values_list("state", "worker_id")
        assert sorted(states) == [("handed_on", "CW101"), ("waiting", "CW102")]
        assert Task.objects.get(doer="cws").user == desk.user(TAKER)
        assert Task.objects.get(doer="calworks").worker_id == "EW201"


@pytest.mark.check(45)
def test_restricted_families_are_in_no_count(accepted: Any, desk: Desk) -> None:
    assert counts(desk) == {11: 1, 20: 1}
    with rls(county="alder"), transaction.atomic():
        one = ProgramRecord.objects.filter(program="cws").first()
        ProgramRecord.objects.filter(pk=one.pk).update(restriction="S")
    assert counts(desk) == {}
    assert counts(desk, "cws.supervisor") == {}


def test_nobody_of_another_program_takes_them(accepted: Any, desk: Desk, sign_in: Any) -> None:
    page = reverse("counties:leave", args=[desk.user(LEAVER).pk])
    form = {"taker": str(desk.user("calworks.worker").pk), "reason": "Wrong"}
    assert sign_in("admin@alder.example").post(page, form).status_code == 422
    assert counts(desk) == {11: 1, 20: 1}


def test_an_id_that_is_a_colleagues_by_now_is_no_leavers(accepted: Any, desk: Desk) -> None:
    """Ids go from one worker to the next; the work under them stays with who has them."""
    with rls(county="alder"), transaction.atomic():
        mine = Membership.objects.filter(county="alder")
        mine.filter(user=desk.user(LEAVER)).update(worker_id="CW909")
        mine.filter(user=desk.user("cws.supervisor")).update(worker_id="CW101")
        old = mine.get(user=desk.user(LEAVER))
        old.pk, old._state.adding = uuid.uuid4(), True
        old.worker_id, old.since, old.until = "CW101", date(2020, 1, 1), date(2020, 12, 31)
        old.save(force_insert=True)
    assert counts(desk) == {}
    with working_as(desk.user("admin")) as by:
        leaver, taker = desk.user(LEAVER), desk.membership(TAKER).user
        assert handing.hand_over(leaver, taker, by, "Left") == 0
    assert answers(accepted)["cws"].worker_id == "CW101"
