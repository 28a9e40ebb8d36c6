"""Two batches accepted together: the second run waits for the first, and others join it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.matching import running
from cases.matching.models import MatchRun
from linkages import jobs
from linkages.calendar import today
from linkages.jobs import Job
from linkages.scope import rls
from tests.records.conftest import Desk, aided, child, text

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def desk(sign_in: Callable[[str], Client], run_jobs: Callable[[str], Any]) -> Desk:
    return Desk(sign_in("analyst@alder.example"), run_jobs, "alder")


def at_work(run: MatchRun, lease: int) -> None:
    """As if a worker had begun it, whose lease runs for so many seconds."""
    now = timezone.now()
    MatchRun.objects.filter(pk=run.pk).update(started_at=now)
    Job.objects.filter(pk=run.job).update(
        state="running", lease=uuid.uuid4(), lease_until=now + timedelta(seconds=lease), tries=1
    )


def test_the_second_run_waits_and_is_joined(desk: Desk) -> None:
    day = today().isoformat()
    desk.accepted("cws", text(*map(child, range(12))), as_of=day)
    desk.accepted("calworks", text(*map(aided, range(12))), as_of=day)
    with rls(county="alder"):
        first = running.request("alder", whole=True)
        at_work(first, 45)
        second = running.request("alder")
        assert second.pk != first.pk
        assert jobs.run("alder", second.job, beating=False)
        waiting = Job.objects.get(pk=second.job)
        assert (waiting.state, waiting.tries) == ("queued", 0)
        assert waiting.not_before > timezone.now()
        second.refresh_from_db()
        assert second.started_at is None
        assert running.request("alder").pk == second.pk
        # The twin: a worker whose lease ran out keeps nobody waiting.
        at_work(first, -1)
        Job.objects.filter(pk=second.job).update(not_before=timezone.now())
        assert jobs.run("alder", second.job, beating=False)
        second.refresh_from_db()
        assert second.published_at is not None
