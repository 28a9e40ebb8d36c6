"""A worker that dies at any chunk: the next one goes on, and the tables are those of a calm run."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from cases.records import decisions, loading, piles, publishing, staging
from cases.records.models import ExtractBatch, StagedRow
from linkages import audit, jobs
from linkages.scope import rls
from tests.records.conftest import Desk, child, text

pytestmark = [pytest.mark.django_db]


class Killed(BaseException):
    """Like SIGKILL: nothing after it runs."""


class Mortal(jobs.Run):
    """A run that dies before one of its chunks."""

    def __init__(self, job: jobs.Job, lives: int) -> None:
        super().__init__(job, beating=False)
        self.lives = lives

    @contextmanager
    def chunk(self) -> Iterator[None]:
        if self.lives == 0:
            raise Killed
        self.lives -= 1
        with super().chunk():
            yield


def killed_again_and_again(county: str, job_id: Any, settings: Any) -> int:
    """Do a job with workers that each live one chunk longer; returns how many died."""
    deaths = 0
    with rls(county=county):
        while True:
            job = jobs.claim(county, job_id)
            assert job is not None
            with audit.trail(county, None, "test"):
                try:
                    import_string(settings.JOB_KINDS[job.kind])(Mortal(job, lives=deaths))
                except Killed:
                    deaths += 1
                else:
                    jobs._finish(job, jobs.Job.State.DONE)
                    return deaths
            jobs.Job.objects.filter(pk=job_id).update(
                lease_until=timezone.now() - timedelta(seconds=1), tries=0
            )


TABLES = {
    "records": "select program, scheme, native_id, restriction, first_seen_on, last_seen_on,"
    " gone_on, (select fingerprint from people_recordversion v where v.id = r.current_id)"
    " from people_programrecord r",
    "versions": "select (select native_id from people_programrecord r where r.id = v.record_id),"
    " as_of, fingerprint, given, surname, born, ssn_digest, memberships, facts, worker_id,"
    " exists (select 1 from people_sealedssn s where s.version_id = v.id)"
    " from people_recordversion v",
    "changes": "select (select native_id from people_programrecord r where r.id = c.record_id),"
    " kind, before_restriction, before_first_seen_on, before_last_seen_on, before_gone_on,"
    " before_current_id is null from records_recordchange c",
    "refused": "select number, reasons from records_quarantinedrow",
    "batches": "select state, rows, rows_accepted, rows_quarantined, people, people_new,"
    " people_changed, people_unchanged, people_returned, people_gone, remarks"
    " from records_extractbatch order by as_of",
    "left": "select count(*) from records_stagedrow union all select count(*) from"
    " records_uploadchunk",
}


def everything(county: str) -> dict[str, list[str]]:
    """What a county's tables say, without ids and moments."""
    with rls(county=county), connection.cursor() as cursor:
        found = {}
        for name, query in TABLES.items():
            cursor.execute(query)
            found[name] = sorted(str(row) for row in cursor.fetchall())
    return found


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


@pytest.mark.fault(2)
def test_tables_after_kills_equal_those_of_an_undisturbed_run(
    desk: Desk,
    sign_in: Callable[[str], Client],
    run_jobs: Callable[[str], Any],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loading, "ROWS_A_CHUNK", 7)
    monkeypatch.setattr(publishing, "ROWS_A_CHUNK", 7)
    monkeypatch.setattr(staging, "ROWS_A_COPY", 3)
    monkeypatch.setattr(piles, "ROWS_A_COPY", 4)
    monkeypatch.setattr(piles, "ROWS_A_LOOK", 5)
    bad = [child(500 + number, dob="02/30/2016") for number in range(9)]
    long = {"last": "A" * 120}
    first = text(child(41, **long), *[child(n, ssn=f"900-12-3{n:03d}") for n in range(40)], *bad)
    second = text(*[child(n, last="CRUZ" if n % 5 == 0 else "REYES") for n in range(10, 60)])
    calm = everything_of_a_calm_run(desk, first, second)

    birch = Desk(sign_in("analyst@birch.example"), lambda _county: None, "birch")
    deaths = 0
    for content, day in ((first, "2026-11-20"), (second, "2026-11-27")):
        response = birch.send("cws", content, as_of=day, regional="on")
        pk = uuid.UUID(response.url.rsplit("/", 1)[1])
        deaths += killed_again_and_again("birch", job_of(pk), settings)
        with rls(county="birch"):
            analyst = ExtractBatch.objects.get(pk=pk).uploaded_by_id
        with rls(county="birch", user=analyst), audit.trail("birch", analyst, "test"):
            decisions.accept(pk, by=analyst, reason="Looked at.")
        deaths += killed_again_and_again("birch", job_of(pk), settings)
    assert everything("birch") == calm["accepted"]
    with rls(county="birch", user=analyst), audit.trail("birch", analyst, "test"):
        decisions.roll_back(pk, by=analyst, reason="Wrong file.")
    deaths += killed_again_and_again("birch", job_of(pk), settings)
    assert everything("birch") == calm["rolled_back"]
    assert deaths >= 20


def everything_of_a_calm_run(desk: Desk, first: bytes, second: bytes) -> dict[str, Any]:
    desk.accepted("cws", first, regional="on")
    batch = desk.accepted("cws", second, as_of="2026-11-27", regional="on")
    accepted = everything("alder")
    desk.roll_back(batch)
    return {"accepted": accepted, "rolled_back": everything("alder")}


def job_of(batch_id: uuid.UUID) -> Any:
    with rls(county="birch"):
        return decisions.job_of(ExtractBatch.objects.get(pk=batch_id)).pk


def test_work_that_gave_up_can_be_asked_for_anew(desk: Desk) -> None:
    response = desk.send("cws", text(child(1)))
    with rls(county="alder"):
        jobs.Job.objects.filter(kind="records.read_batch").update(
            state="failed", failure="Stopped after several attempts."
        )
    page = desk.client.get(response.url).content.decode()
    assert "The work on this extract stopped" in page
    assert "Nothing is lost." in page
    again = desk.client.post(response.url + "/try-again")
    assert again.status_code == 302
    desk.run_jobs("alder")
    assert desk.batch(response.url.rsplit("/", 1)[1]).state == "validated"


def test_while_a_job_runs_the_page_shows_progress_and_others_see_it(
    desk: Desk, sign_in: Callable[[str], Client]
) -> None:
    response = desk.send("cws", text(child(1)))
    page = desk.client.get(response.url).content.decode()
    assert "hx-get" in page
    assert '<meta http-equiv="refresh"' in page
    watching = sign_in("coordinator@alder.example").get(response.url + "/progress")
    assert watching.status_code == 200
    assert "HX-Refresh" not in watching.headers
    desk.run_jobs("alder")
    watching = desk.client.get(response.url + "/progress")
    assert watching["HX-Refresh"] == "true"


def test_before_acceptance_nothing_is_visible(desk: Desk) -> None:
    from cases.people.models import ProgramRecord, RecordVersion
    from cases.records import identities

    batch = desk.read("cws", text(child(1)))
    with rls(county="alder"):
        assert StagedRow.objects.filter(batch=batch).count() == 1
        assert ProgramRecord.objects.count() == RecordVersion.objects.count() == 0
        assert list(identities.current("alder", "cws")) == []
