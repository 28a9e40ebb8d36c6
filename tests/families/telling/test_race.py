"""A worker in two tabs, their supervisor and their deputy answer at the same instant."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from cases.families.models import Acceptance, Episode
from cases.families.telling import away
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.telling.desk import Desk
from tests.families.telling.world import answers, make_mutual, state_of, tell

ROUNDS = 4


def at_once(*acts: Callable[[], Any]) -> list[int]:
    """Status codes of requests that start together, each on a connection of its own."""
    gate = threading.Barrier(len(acts))
    codes: list[int] = []

    def run(act: Callable[[], Any]) -> None:
        gate.wait()
        codes.append(act().status_code)
        connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def answer(browser: Any, token: str, verb: str) -> Any:
    given = {"decline": "no_capacity", "note": "", "key": str(uuid.uuid4())}
    return browser.post(f"/families/notices/{token}/{verb}", given)


@pytest.mark.fault(8)
@pytest.mark.django_db(transaction=True)
def test_of_four_answers_at_once_one_counts(
    sign_in: Callable[[str], Any], desk: Desk, grounds: None
) -> None:
    homes = [make_mutual() for _each in range(ROUNDS)]
    tell(*homes)
    with working_as(desk.user("cws.worker")) as user:
        deputy = desk.membership("cws.worker2")
        away.leave(user, desk.membership("cws.worker"), deputy, TODAY, TODAY + timedelta(days=3))
    people = ["cws.worker", "cws.worker", "cws.supervisor", "cws.worker2"]
    browsers = [sign_in(f"{who}@alder.example") for who in people]
    for home in homes:
        row = answers(home)["cws"]
        verbs = ["accept", "decline", "decline", "accept"]
        acts = [
            partial(answer, browser, row.token, verb)
            for browser, verb in zip(browsers, verbs, strict=True)
        ]
        assert at_once(*acts) == [302] * 4
        with rls(county="alder"), transaction.atomic():
            found = Acceptance.objects.get(pk=row.pk)
            assert found.state in ("accepted", "declined")
            events = apps.get_model("families", "AcceptanceEvent").objects.filter(pgh_obj=found)
            assert [each.state for each in events.order_by("pgh_id")] == ["waiting", found.state]
            assert bool(found.decline) is (found.state == "declined")


@pytest.mark.fault(8)
@pytest.mark.django_db(transaction=True)
def test_both_sides_accept_at_once_and_the_family_is_accepted(
    sign_in: Callable[[str], Any], staff: dict[str, Any], grounds: None
) -> None:
    homes = [make_mutual() for _each in range(ROUNDS)]
    tell(*homes)
    ours, theirs = sign_in("cws.worker@alder.example"), sign_in("calworks.worker@alder.example")
    for home in homes:
        found = answers(home)
        urls = [f"/families/notices/{found[side].token}/accept" for side in ("cws", "calworks")]
        at_once(partial(ours.post, urls[0]), partial(theirs.post, urls[1]))
        assert state_of(home) == "accepted"
    with rls(county="alder"), transaction.atomic():
        assert Episode.objects.filter(accepted_at=None).count() == 0
