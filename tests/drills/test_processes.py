"""Web processes killed under people who write, and a worker that stood still and comes back."""

import contextlib
import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cases.records.demodata.writing import write_demo
from linkages.supervisor.screen import plain
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

pytestmark = pytest.mark.drill

POSTS, KILLS = 200, 15
UNFINISHED = "select count(*) from linkages_job where state in ('queued', 'running')"
RUNNING = "select count(*) from linkages_job where state = 'running'"
FREE = """
select count(*) from (
  select 1 from linkages_job where state = 'running' for update skip locked
) free
"""


@pytest.fixture
def here() -> Iterator[Premises]:
    with premises("processes") as place:
        place.open("beat", "web", "worker")
        place.wait(lambda: place.health().get("worker") == "ok", 90, "the worker reports")
        yield place


def children_of(pid: int) -> list[int]:
    """Processes that this one has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


@pytest.mark.fault(1)
def test_web_processes_killed_under_people_who_send_leave_no_half_of_anything(
    here: Premises,
) -> None:
    """A kill each second at random, forms sent without a pause, two hundred of them at least."""
    writer = Visitor(here.port).sign_in("cws.worker@alder.example")
    server = here.child("web").process.pid
    over = threading.Event()
    killed: list[int] = []
    killer = threading.Thread(target=_kill, args=(server, killed, over), daemon=True)
    killer.start()
    saved, broken, number = set(), set(), 0
    while number < POSTS or len(killed) < KILLS:
        number += 1
        name = f"drill-{number}"
        try:
            answer = writer.post(f"/drafts/{name}", {"note": f"kept {number}" * 200})
        except (OSError, http.client.HTTPException):
            broken.add(name)
            continue
        (saved if answer.status == 200 else broken).add(name)
    over.set()
    killer.join()
    rows = here.ask("select form, octet_length(content) from linkages_draft") or []
    kept = {form for form, size in rows if size > 1000}
    told = f"{len(saved)} said to be saved, {len(broken)} broken off, {len(kept)} kept"
    plain(f"{number} forms, {len(killed)} kills: {told}")
    assert len(rows) == len(kept)
    assert saved <= kept <= saved | broken
    assert here.child("web").process.pid == server
    here.wait(lambda: writer.get("/").status == 200, 10, "pages are served")
    writer.close()


def _kill(server: int, killed: list[int], over: threading.Event) -> None:
    chance = random.Random(1)
    while not over.wait(chance.uniform(0.5, 1.5)):
        workers = children_of(server)
        if workers:
            killed.append(chance.choice(workers))
            with contextlib.suppress(ProcessLookupError):
                os.kill(killed[-1], signal.SIGKILL)


@pytest.mark.fault(2)
def test_a_worker_that_stood_still_writes_nothing_beside_its_successor(
    here: Premises, tmp_path: Path
) -> None:
    files = write_demo("alder", tmp_path, date(2026, 12, 1), scale=3)
    first = here.child("worker")
    here.clerk("receive", "calworks", here.clerk("today"), f"persons={files.calworks}")
    here.wait(lambda: here.ask(RUNNING) == [(1,)], 20, "the file is being read")
    # Between two chunks: within one, the row is locked and nobody can take the job over.
    os.killpg(first.process.pid, signal.SIGSTOP)
    while here.ask(FREE) == [(0,)]:
        os.killpg(first.process.pid, signal.SIGCONT)
        time.sleep(0.01)
        os.killpg(first.process.pid, signal.SIGSTOP)
    assert here.ask(RUNNING) == [(1,)]
    here.open("worker")
    took = here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 90, "another worker has read it")
    plain(f"the successor was done after {took:.0f} s")
    before = here.clerk("tables")
    os.killpg(first.process.pid, signal.SIGCONT)
    here.wait(lambda: any("was taken over" in line for line in first.last), 30, "it gives way")
    here.tend(3)
    assert here.clerk("tables") == before
