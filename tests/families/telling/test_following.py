"""Extracts name somebody else: who has the family now is asked."""

import pytest
from django.db import transaction

from cases.families.telling.following import follow
from cases.sharing.models import Assignment
from linkages import audit
from linkages.scope import rls
from tests.families.telling.desk import Desk
from tests.families.telling.world import Mutual, answers, make_mutual, state_of, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]


def goes_to(home: Mutual, worker: str) -> None:
    """The CWS extract names another worker for both members, and that is looked at."""
    with rls(county="alder"), transaction.atomic():
        theirs = Assignment.objects.filter(record__in=[home.mother, home.child], until=None)
        theirs.update(worker_id=worker)


def looked() -> int:
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        return follow("alder")


def test_the_new_worker_is_asked_and_the_old_one_is_no_longer(desk: Desk) -> None:
    home, kept = make_mutual(), make_mutual()
    tell(home, kept)
    for side, handle in (("cws", "cws.worker"), ("calworks", "calworks.worker")):
        desk.accept(handle, answers(home)[side])
    goes_to(home, "CW102")
    assert looked() == 1
    new = answers(home)["cws"]
    assert (new.worker_id, new.state) == ("CW102", "waiting")
    assert answers(home)["calworks"].state == "accepted"
    assert state_of(home) == "notified"
    assert "cws.worker2" in desk.told("told")
    assert answers(kept)["cws"].worker_id == "CW101"
    assert looked() == 0


def test_what_was_handed_on_stays_with_its_new_worker(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    desk.hand("cws.worker", answers(home)["cws"], "cws.worker2")
    goes_to(home, "CW103")
    assert looked() == 0
    assert answers(home)["cws"].worker_id == "CW102"


def test_a_side_that_extracts_no_longer_name_stays(desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    with rls(county="alder"), transaction.atomic():
        Assignment.objects.filter(record__in=[home.mother, home.child]).delete()
    assert looked() == 0
    assert answers(home)["cws"].worker_id == "CW101"
