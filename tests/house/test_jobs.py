"""Work in the background: claimed once, kept alive, taken over, given up, and never lost."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linkages import audit, jobs
from linkages.jobs import Job, JobFailed, LeaseLost, Run
from linkages.parameters import ParameterValue
from linkages.scope import rls

pytestmark = pytest.mark.django_db(transaction=True)

DONE: list[str] = []
ACT: list[Callable[[Run], Any]] = []


def work(run: Run) -> Any:
    """The handler of these tests: does what the test put into ACT."""
    DONE.append(str(run.job.pk))
    return ACT[-1](run) if ACT else None


@pytest.fixture(autouse=True)
def kinds(settings: Any) -> Iterator[None]:
    settings.JOB_KINDS = {**settings.JOB_KINDS, "test.work": "tests.house.test_jobs.work"}
    yield
    DONE.clear()
    ACT.clear()


def ask(**fields: Any) -> Job:
    with rls(county="alder"), transaction.atomic():
        return jobs.enqueue("test.work", county="alder", **fields)


def again(job: Job) -> Job:
    with rls(county="alder"), transaction.atomic():
        return Job.objects.get(pk=job.pk)


def change(job: Job, **fields: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**fields)


def past(seconds: int = 1) -> Any:
    return timezone.now() - timedelta(seconds=seconds)


def test_a_job_is_done_once_and_says_what_came_of_it() -> None:
    ACT.append(lambda run: {"rows": 3})
    job = ask()
    assert jobs.run("alder", job.pk, beating=False) is True
    assert jobs.run("alder", job.pk, beating=False) is False
    job = again(job)
    assert (job.state, job.result, job.tries, job.lease) == (Job.State.DONE, {"rows": 3}, 1, None)
    assert job.finished_at is not None
    assert [str(job.pk)] == DONE


def test_of_ten_workers_that_are_woken_one_does_the_work() -> None:
    job = ask()
    start = threading.Barrier(10)
    won: list[bool] = []

    def worker() -> None:
        start.wait()
        won.append(jobs.run("alder", job.pk, beating=False))
        connection.close()

    threads = [threading.Thread(target=worker) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 9 + [True]
    assert len(DONE) == 1
    assert again(job).tries == 1


def test_another_countys_worker_cannot_claim_it() -> None:
    job = ask()
    assert jobs.run("birch", job.pk, beating=False) is False
    assert again(job).state == Job.State.QUEUED


def test_a_key_makes_one_job_of_two_requests() -> None:
    assert ask(key="weekly").pk == ask(key="weekly").pk
    assert ask().pk != ask().pk


def test_a_kind_that_nobody_declared_is_refused() -> None:
    with rls(county="alder"), pytest.raises(LookupError), transaction.atomic():
        jobs.enqueue("test.unknown", county="alder")


def test_without_the_broker_the_request_stands_and_the_reaper_rings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = ask()  # the test broker is nobody's: the bell is not heard
    assert again(job).state == Job.State.QUEUED
    rung: list[uuid.UUID] = []
    monkeypatch.setattr(jobs, "wake", lambda county, pk, kind: rung.append(pk))
    assert jobs.reap("alder") == 1
    assert rung == [job.pk]
    assert jobs.reap("birch") == 0


def test_the_reaper_rings_for_a_dead_worker_and_not_for_a_living_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dead, living, resting = ask(), ask(), ask()
    change(dead, state="running", lease=uuid.uuid4(), lease_until=past())
    change(living, state="running", lease=uuid.uuid4(), lease_until=past(-30))
    change(resting, not_before=past(-60))
    rung: list[uuid.UUID] = []
    monkeypatch.setattr(jobs, "wake", lambda county, pk, kind: rung.append(pk))
    jobs.reap("alder")
    assert rung == [dead.pk]


def test_whose_lease_was_taken_writes_no_more(in_alder_rows: Callable[[], int]) -> None:
    """A worker thought dead wakes up beside its successor."""
    job = ask()

    def slow(run: Run) -> None:
        with run.chunk():
            row("first")
        change(job, lease_until=past())
        if len(DONE) == 1:  # the successor starts while the first still believes in its lease
            assert jobs.run("alder", job.pk, beating=False) is True
        with run.chunk():
            row("second")

    ACT.append(slow)
    jobs.run("alder", job.pk, beating=False)
    assert len(DONE) == 2
    assert in_alder_rows() == 3  # both firsts, and the successor's second
    assert again(job).state == Job.State.DONE
    assert again(job).interruptions == 1


def row(name: str) -> None:
    ParameterValue.objects.create(
        county_id="alder",
        name=name,
        value=1,
        effective_from="2026-12-01",
        reason="test",
        set_by=uuid.uuid4(),
    )


@pytest.fixture
def in_alder_rows() -> Callable[[], int]:
    def count() -> int:
        with rls(county="alder"), transaction.atomic():
            return ParameterValue.objects.count()

    return count


def test_a_chunk_without_its_lease_is_rolled_back(in_alder_rows: Callable[[], int]) -> None:
    job = ask()
    caught: list[type] = []

    def robbed(run: Run) -> None:
        change(job, lease=uuid.uuid4())
        try:
            with run.chunk():
                row("stolen")
        except LeaseLost:
            caught.append(LeaseLost)
            raise

    ACT.append(robbed)
    jobs.run("alder", job.pk, beating=False)
    assert caught == [LeaseLost]
    assert in_alder_rows() == 0
    assert again(job).state == Job.State.RUNNING  # the other's


def test_an_unexpected_error_is_tried_again_with_growing_pauses() -> None:
    ACT.append(lambda run: 1 / 0)
    job = ask()
    pauses = []
    for _try in range(3):
        with pytest.raises(ZeroDivisionError):
            jobs.run("alder", job.pk, beating=False)
        found = again(job)
        assert found.state == Job.State.QUEUED
        assert jobs.run("alder", job.pk, beating=False) is False  # it rests
        pauses.append((found.not_before - timezone.now()).total_seconds())
        change(job, not_before=past())
    assert pauses == sorted(pauses)
    assert pauses[0] < 11 < pauses[2]


def test_after_five_tries_it_is_given_up_in_plain_words(settings: Any) -> None:
    ACT.append(lambda run: 1 / 0)
    job = ask()
    for _try in range(settings.JOB_TRIES):
        with pytest.raises(ZeroDivisionError):
            jobs.run("alder", job.pk, beating=False)
        change(job, not_before=past())
    assert jobs.run("alder", job.pk, beating=False) is True
    assert len(DONE) == settings.JOB_TRIES
    job = again(job)
    assert (job.state, job.failure) == (Job.State.FAILED, "Stopped after several attempts.")


def test_work_that_kills_its_worker_every_time_is_given_up_too(settings: Any) -> None:
    job = ask()
    dead = {"state": "running", "lease": uuid.uuid4(), "lease_until": past()}
    change(job, interruptions=settings.JOB_INTERRUPTIONS, **dead)
    jobs.run("alder", job.pk, beating=False)
    assert again(job).state == Job.State.FAILED
    assert DONE == []


def refuse(run: Run) -> None:
    raise JobFailed("The file ends in the middle of a row.")


def test_a_failure_says_why_and_is_not_tried_again() -> None:
    ACT.append(refuse)
    job = ask()
    assert jobs.run("alder", job.pk, beating=False) is True
    assert jobs.run("alder", job.pk, beating=False) is False
    job = again(job)
    assert (job.state, job.failure) == (
        Job.State.FAILED,
        "The file ends in the middle of a row.",
    )


def test_a_living_worker_keeps_its_lease_and_shows_progress(settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = 2
    job = ask()
    seen: list[Any] = []

    def long(run: Run) -> None:
        for step in range(1, 5):
            run.progress(step, 4, "scoring")
            time.sleep(1.1)
            found = again(job)
            seen.append((found.done, found.lease_until > timezone.now()))

    ACT.append(long)
    assert jobs.run("alder", job.pk) is True
    assert [fresh for _done, fresh in seen] == [True] * 4
    assert seen[-1][0] >= 3
    assert again(job).state == Job.State.DONE


def test_a_chunk_longer_than_the_lease_keeps_it(settings: Any) -> None:
    """The heartbeat cannot write while a chunk holds the row; neither can a thief take it."""
    settings.JOB_LEASE_SECONDS = 1
    job = ask()

    def long(run: Run) -> None:
        with run.chunk():
            row("long")
            time.sleep(2)
            thief = threading.Thread(target=steal, args=(job, stolen))
            thief.start()
            thief.join()
        assert again(job).lease_until > timezone.now()
        with run.chunk():
            row("after")

    stolen: list[bool] = []
    ACT.append(long)
    assert jobs.run("alder", job.pk) is True
    assert stolen == [False]
    assert again(job).state == Job.State.DONE


def steal(job: Job, stolen: list[bool]) -> None:
    stolen.append(jobs.run("alder", job.pk, beating=False))
    connection.close()


def test_a_heartbeat_survives_a_lock_that_lasts_too_long(settings: Any) -> None:
    """Five seconds is how long a lock is waited for; a big chunk lasts longer."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    settings.JOB_LEASE_SECONDS = 3
    waited = {**connection.settings_dict["OPTIONS"]}
    job = ask()
    alive: list[bool] = []

    def long(run: Run) -> None:
        with run.chunk():
            run.progress(1, 2, "writing")
            time.sleep(2.5)
        run.progress(2, 2, "writing")
        time.sleep(2.2)
        alive.append(again(job).done == 2)

    ACT.append(long)
    connection.settings_dict["OPTIONS"]["options"] = "-c lock_timeout=300"
    try:
        jobs.run("alder", job.pk)
    finally:
        connection.settings_dict["OPTIONS"] = waited
    assert alive == [True]


def test_the_work_runs_as_who_asked_for_it() -> None:
    asker = uuid.uuid4()
    seen: list[Any] = []

    def look(run: Run) -> None:
        trail = audit.current()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select current_setting('app.county'), current_setting('app.user')")
            seen.append((cursor.fetchone(), trail.user, trail.action))

    ACT.append(look)
    jobs.run("alder", ask(by=asker).pk, beating=False)
    assert seen == [(("alder", str(asker)), asker, "job:test.work")]


@pytest.mark.check(8)
def test_progress_is_shown_to_who_asked_and_to_nobody_else(
    sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    job = ask(by=staff["analyst@alder.example"].pk)
    change(job, state="running", stage="scoring", done=40, total=100)
    page = reverse("job_progress", args=[job.pk])
    shown = sign_in("analyst@alder.example").get(page).content.decode()
    assert "Weighing the evidence" in shown
    assert 'value="40"' in shown
    for email in ("admin@alder.example", "analyst@birch.example", "coordinator@alder.example"):
        assert sign_in(email).get(page).status_code == 404


def test_the_end_of_a_job_tells_the_page_to_look_again(
    sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    ACT.append(refuse)
    job = ask(by=staff["analyst@alder.example"].pk)
    client = sign_in("analyst@alder.example")
    page = reverse("job_progress", args=[job.pk])
    assert "HX-Refresh" not in client.get(page)
    jobs.run("alder", job.pk, beating=False)
    response = client.get(page)
    assert response["HX-Refresh"] == "true"
    assert "The file ends in the middle of a row." in response.content.decode()


@pytest.mark.check(99)
def test_what_lies_in_the_broker_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    from linkages.celery import run_job

    sent: list[Any] = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **kw: sent.append(args))
    job = ask(subject=uuid.uuid4())
    assert sent == [("alder", str(job.pk))]
