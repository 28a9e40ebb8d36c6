"""Several people, or one person's finger, at the same moment: real threads, real transactions."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.records.models import ExtractBatch
from linkages import jobs
from linkages.calendar import today
from linkages.jobs import Job
from linkages.scope import rls
from tests.records.conftest import Desk, child, named, text

pytestmark = [pytest.mark.django_db(transaction=True)]


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Results of all acts, begun together."""
    barrier = Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begin, acts))


@pytest.mark.fault(6)
def test_identical_uploads_at_once_make_one_batch(sign_in: Callable[[str], Client]) -> None:
    fields = {"program": "cws", "as_of": today().isoformat(), "key": str(uuid.uuid4())}
    clients = [sign_in("analyst@alder.example") for _each in range(10)]

    def sending(client: Client) -> Callable[[], Any]:
        file = named(text(child(1)))
        return lambda: client.post(reverse("records:upload"), {**fields, "file": file})

    answers = at_once([sending(client) for client in clients])
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    with rls(county="alder"), transaction.atomic():
        assert ExtractBatch.objects.count() == 1
        assert Job.objects.filter(kind="records.read_batch").count() == 1


def do_waiting_jobs() -> None:
    """Do the waiting jobs; outside a test's transaction the scope holds only inside one."""
    with rls(county="alder"), transaction.atomic():
        waiting = list(Job.objects.claimable().values_list("pk", flat=True))
    for pk in waiting:
        jobs.run("alder", pk, beating=False)


def test_of_decisions_at_once_one_holds_and_the_others_are_told(
    sign_in: Callable[[str], Client], run_jobs: Callable[[str], Any]
) -> None:
    desk = Desk(sign_in("analyst@alder.example"), run_jobs, "alder")
    address = desk.send("cws", text(child(1)), as_of=today().isoformat()).url
    do_waiting_jobs()
    clients = [sign_in("analyst@alder.example") for _each in range(6)]
    acts: list[Callable[[], Any]] = [
        (lambda client=client: client.post(f"{address}/accept")) for client in clients[:3]
    ] + [
        (lambda client=client: client.post(f"{address}/reject", {"reason": "No."}))
        for client in clients[3:]
    ]
    answers = at_once(acts)
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "Kavya Menon has decided in the meantime." in refused.content.decode()
    with rls(county="alder"), transaction.atomic():
        assert ExtractBatch.objects.get().state in ("accepting", "rejected")
