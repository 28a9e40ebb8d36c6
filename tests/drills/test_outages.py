"""Broker and database away for minutes: pages go on or say so, and everything comes back by itself.

LINKAGES_DRILL_OUTAGE shortens the broker's ten minutes, and the database's five to half of it.
"""

import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cases.records.demodata.writing import write_demo
from linkages.supervisor.screen import plain
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor, Watch

pytestmark = pytest.mark.drill

OUTAGE = float(os.environ.get("LINKAGES_DRILL_OUTAGE", "600"))
PAGES = ("/", "/extracts/", "/matches/", "/matches/runs/", "/documents/", "/settings/")
UNFINISHED = "select count(*) from linkages_job where state in ('queued', 'running')"
RUNNING = "select count(*) from linkages_job where state = 'running'"
WAITING = "select kind, state, tries from linkages_job"
SAVED = "select count(*) from records_extractbatch"
# Programs look for the broker every so often, at most half a minute apart; the reaper every ten.
BACK_WITHIN = 60.0
SORRY_WITHIN = 1.0


@pytest.fixture
def here() -> Iterator[Premises]:
    with premises("outage") as place:
        place.open("worker", "beat", "web")
        place.wait(lambda: place.health().get("worker") == "ok", 90, "the worker reports")
        yield place


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write_demo("alder", tmp_path, date(2026, 12, 1), scale=0.2).calworks


def upload(here: Premises, visitor: Visitor, extract: Path) -> int:
    """Send an extract by the form; the status of the answer."""
    day = date.fromisoformat(here.clerk("today")).strftime("%m/%d/%Y")
    fields = {"key": str(uuid.uuid4()), "program": "calworks", "as_of": day}
    return visitor.post("/extracts/new", fields, {"file": extract}).status


@pytest.mark.fault(3)
def test_without_the_broker_pages_work_and_jobs_wait(here: Premises, extract: Path) -> None:
    analyst = Visitor(here.port).sign_in("analyst@alder.example")
    redis = here.take_away("redis")
    began = time.monotonic()
    newcomer = Visitor(here.port).sign_in("coordinator@alder.example")
    assert upload(here, analyst, extract) == 302
    seen: Counter[int] = Counter()
    slowest = 0.0
    while time.monotonic() - began < OUTAGE:
        for visitor in (analyst, newcomer):
            for page in PAGES:
                answer = visitor.get(page)
                seen[answer.status] += 1
                slowest = max(slowest, answer.seconds)
        assert (here.health()["ready"], here.health()["broker"]) == (True, "off")
        assert here.ask(WAITING) == [("records.read_batch", "queued", 0)]
        here.tend(min(5.0, OUTAGE / 4))
    (batch,) = analyst.get("/extracts/").links(r"/extracts/[0-9a-f-]{36}")
    assert OUTAGE < 40 or "This is delayed." in analyst.get(batch).text
    plain(f"broker away {OUTAGE:.0f} s: pages {dict(seen)}, slowest {slowest:.2f} s")
    assert set(seen) <= {200, 403}

    here.give_back(redis)
    took = here.wait(lambda: here.ask(UNFINISHED) == [(0,)], BACK_WITHIN, "the job is done")
    plain(f"the waiting job was done {took:.0f} s after the broker came back")
    assert here.ask(WAITING) == [("records.read_batch", "done", 1)]
    here.wait(lambda: here.health().get("worker") == "ok", BACK_WITHIN, "the worker reports")
    analyst.close()
    newcomer.close()


@pytest.mark.fault(3)
def test_a_broker_killed_under_a_working_job_costs_the_job_nothing(
    here: Premises, tmp_path: Path
) -> None:
    files = write_demo("alder", tmp_path, date(2026, 12, 1), scale=3)
    worker = here.child("worker").process.pid
    here.clerk("receive", "calworks", here.clerk("today"), f"persons={files.calworks}")
    here.wait(lambda: here.ask(RUNNING) == [(1,)], 20, "the file is being read")
    here.strike("redis")
    here.wait(lambda: here.ask(UNFINISHED) == [(0,)], BACK_WITHIN, "the file is read")
    assert here.ask("select state, tries, interruptions from linkages_job") == [("done", 1, 0)]
    # And the worker hears again.
    here.clerk("accept", str((here.ask("select id from records_extractbatch") or [])[0][0]))
    took = here.wait(lambda: here.ask(UNFINISHED) == [(0,)], BACK_WITHIN, "it is accepted")
    plain(f"the next job was done {took:.0f} s after it was asked for")
    assert here.child("worker").process.pid == worker


@pytest.mark.fault(4)
def test_a_database_killed_under_people_who_write_costs_them_a_moment(
    here: Premises, extract: Path
) -> None:
    """Nobody loses what the screen said was saved, and nobody finds half of anything."""
    analyst = Visitor(here.port).sign_in("analyst@alder.example")
    assert upload(here, analyst, extract) == 302
    writer = Visitor(here.port).sign_in("cws.worker@alder.example")
    told: list[str] = []
    over = threading.Event()
    thread = threading.Thread(target=_write, args=(writer, told, over), daemon=True)
    with Watch(here.port, "coordinator@alder.example") as watch:
        thread.start()
        for _blow in range(3):
            here.tend(3)
            here.strike("postgres")
            here.tend(0.5)
            here.wait(lambda: here.health().get("ready"), 60, "pages are served again")
        here.tend(3)
        over.set()
        thread.join()
    here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 120, "the file is read")
    statuses = Counter(status for status, _seconds in watch.seen)
    sorry = watch.times(503)
    kept = here.ask("select form from linkages_draft where form like 'drill-%%'")
    assert kept is not None
    plain(
        f"pages {dict(statuses)}, slowest 503 {max(sorry, default=0):.2f} s; "
        f"{len(told)} drafts said to be saved, {len(kept)} there"
    )
    assert set(statuses) <= {200, 503}
    assert max(sorry, default=0) <= SORRY_WITHIN
    # A commit may have been kept although its answer was lost, never the other way round.
    assert set(told) <= {form for (form,) in kept}
    assert watch.seen[-1][0] == 200
    assert here.ask(SAVED) == [(1,)]
    for visitor in (analyst, writer):
        visitor.close()


@pytest.mark.fault(4)
def test_a_long_statement_does_not_keep_a_killed_database_from_coming_back(
    here: Premises,
) -> None:
    """Its session outlives the server and holds on to the shared memory."""
    busy = threading.Thread(target=lambda: here.ask(LONG), daemon=True)
    busy.start()
    here.tend(2)
    assert busy.is_alive()
    here.strike("postgres")
    here.tend(0.5)
    took = here.wait(lambda: here.health().get("ready"), 30, "pages are served again")
    plain(f"pages were served again {took:.1f} s after the blow")
    assert len(here.child("postgres").restarts) == 1
    busy.join(10)


# Minutes of pure arithmetic, without a pause in which a session would look for its server.
LONG = """
select count(*) from generate_series(1, 40000) a, generate_series(1, 40000) b
where mod(a + b, 7) = 3
"""


def _write(visitor: Visitor, told: list[str], over: threading.Event) -> None:
    """Autosave one draft after the other; remember those that were said to be saved."""
    number = 0
    while not over.wait(0.05):
        number += 1
        name = f"drill-{number}"
        try:
            if visitor.post(f"/drafts/{name}", {"note": "kept"}).status == 200:
                told.append(name)
        except OSError:
            continue


@pytest.mark.fault(5)
def test_programs_started_without_a_database_wait_for_it(here: Premises) -> None:
    database = here.take_away("postgres")
    for role in ("web", "worker", "beat"):
        here.take_away(role)
    before = here.ask("select 1")
    assert before is None
    here.open("web", "worker", "beat")
    here.wait(here.health, 60, "somebody answers")
    programs = [c for c in here.household.children if c.service.stage == 1]
    first = {child.process.pid for child in programs}
    deadline = time.monotonic() + OUTAGE / 2
    while time.monotonic() < deadline:
        found = here.health()
        assert (found["ready"], found["database"]) == (False, "off")
        here.tend(min(5.0, OUTAGE / 8))
    assert {child.process.pid for child in programs} == first
    here.give_back(database)
    took = here.wait(lambda: here.health().get("ready"), BACK_WITHIN, "pages are served")
    plain(f"ready {took:.1f} s after the database came, after {OUTAGE / 2:.0f} s without it")
    here.wait(lambda: here.health().get("worker") == "ok", BACK_WITHIN, "the worker reports")
