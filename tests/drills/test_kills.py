"""Worker, broker and database struck with kill -9 at twenty points of loads and matching runs.

Two deliveries of both programs, a week apart, are read, accepted and matched: first in peace,
then under blows. What the casework tables hold at the end must be the same, row for row, with
nothing left undone. The seed of the chance is printed; LINKAGES_DRILL_SEED repeats a run, and
LINKAGES_DRILL_SCALE and LINKAGES_DRILL_KILLS make a smaller or a longer one.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from cases.records.demodata.writing import DemoFiles, write_demo
from linkages.supervisor.screen import plain
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Watch

pytestmark = pytest.mark.drill

KILLS = int(os.environ.get("LINKAGES_DRILL_KILLS", "20"))
SCALE = float(os.environ.get("LINKAGES_DRILL_SCALE", "4"))
SEED = int(os.environ.get("LINKAGES_DRILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
VICTIMS = ("worker", "postgres", "redis")
# A lease of 45 s, last renewed at the blow or some seconds before, and a scheduler that looks
# every 10 s.
RESUMED_WITHIN = 60.0
PATIENCE = 1200.0

UNFINISHED = "select count(*) from linkages_job where state in ('queued', 'running')"
RUNNING = """
select id::text, lease::text, kind, stage from linkages_job
where state = 'running' and lease is not null order by requested_at limit 1
"""
STATE = "select state, failure_code from records_extractbatch where id = %s"
UNDONE = "select kind, state, failure from linkages_job where state <> 'done'"
Tables = dict[str, list[object]]


class Weather(Protocol):
    """What happens to a house while it works."""

    def during(self, here: Premises, name: str) -> None:
        """Until every job of the house is finished."""


@dataclass(slots=True)
class Peace:
    """Nothing happens; the seconds are noted."""

    seconds: dict[str, float] = field(default_factory=dict)

    def during(self, here: Premises, name: str) -> None:
        """Until every job of the house is finished."""
        self.seconds[name] = here.wait(lambda: _finished(here), PATIENCE, name)


@dataclass(slots=True)
class Blow:
    """One kill -9: what was struck during which work, and how long that stood still."""

    victim: str
    work: str
    kind: str
    stage: str
    stood_still: float = 0.0


@dataclass(slots=True)
class Storm:
    """Blows at moments of chance in which a job is at work, in proportion to the calm times."""

    calm: dict[str, float]
    chance: random.Random
    blows: list[Blow] = field(default_factory=list)
    due: float = 0.0

    def during(self, here: Premises, name: str) -> None:
        """Until every job of the house is finished, striking as often as is due."""
        share = KILLS * self.calm[name] / sum(self.calm.values())
        self.due += share
        began, struck = time.monotonic(), ""
        worked, pause = 0.0, self._pause(name, share)
        while not _finished(here):
            assert time.monotonic() - began < PATIENCE, f"{name}\n{here.last_words()}"
            here.tend(0.1)
            rows = here.ask(RUNNING)
            if not rows or rows[0][1] == struck:
                continue
            worked += 0.1
            if worked < pause or len(self.blows) >= min(KILLS, round(self.due)):
                continue
            struck = self._strike(here, name, rows[0])
            worked, pause = 0.0, self._pause(name, share)
        here.wait(lambda: here.health().get("ready"), 60, "pages are served again")

    def _pause(self, name: str, share: float) -> float:
        """Seconds of work until the next blow; on average they fill the time that peace took."""
        return self.chance.uniform(0, 1.5 * self.calm[name] / max(1.0, share))

    def _strike(self, here: Premises, name: str, job: tuple[str, ...]) -> str:
        """Strike, and wait until the work goes on; the lease that went down with the struck."""
        identity, lease, kind, stage = job
        blow = Blow(self._victim(), name, kind, stage)
        self.blows.append(blow)
        here.strike(blow.victim)
        began = time.monotonic()
        if blow.victim == "redis":
            return ""
        here.wait(lambda: _goes_on(here, identity, lease), 120, f"{kind} goes on")
        blow.stood_still = time.monotonic() - began
        return lease

    def _victim(self) -> str:
        """Each as often as the others, in an order of chance."""
        struck = Counter(blow.victim for blow in self.blows)
        fewest = min(struck[name] for name in VICTIMS)
        return self.chance.choice([name for name in VICTIMS if struck[name] == fewest])


def _finished(here: Premises) -> bool:
    rows = here.ask(UNFINISHED)
    return bool(rows) and rows is not None and rows[0][0] == 0


def _goes_on(here: Premises, identity: str, lease: str) -> bool:
    """Whether a job was taken up anew, or has come to its end."""
    rows = here.ask("select state, lease::text from linkages_job where id = %s", identity)
    if not rows:
        return False
    state, now = rows[0]
    return state in ("done", "failed") or (now is not None and now != lease)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One program's extract as of a day; part=path of each file."""

    program: str
    as_of: str
    files: tuple[str, ...]


def deliveries(folder: Path) -> list[Delivery]:
    """Two weeks of both programs."""
    files = write_demo("alder", folder, date(2026, 12, 1), scale=SCALE)
    return [*_first_week(files), *_second_week(files)]


def _first_week(files: DemoFiles) -> Iterator[Delivery]:
    cws = (f"clients={files.children}", f"others={files.others}")
    yield Delivery("cws", "2026-12-01", cws)
    yield Delivery("calworks", "2026-12-01", (f"persons={files.calworks}",))


def _second_week(files: DemoFiles) -> Iterator[Delivery]:
    cws = (f"clients={files.next_children}", f"others={files.next_others}")
    yield Delivery("cws", "2026-12-08", cws)
    yield Delivery("calworks", "2026-12-08", (f"persons={files.next_calworks}",))


def work_through(here: Premises, all_of_them: list[Delivery], weather: Weather) -> Tables:
    """Read, accept and match every delivery; the tables in the end."""
    for each in all_of_them:
        name = f"{each.program} {each.as_of}"
        batch = here.clerk("receive", each.program, each.as_of, *each.files)
        weather.during(here, f"{name}: read")
        assert here.ask(STATE, batch) == [("validated", "")]
        here.clerk("accept", batch)
        weather.during(here, f"{name}: accept and match")
        assert here.ask(STATE, batch) == [("accepted", "")]
    assert here.ask(UNDONE) == []
    return here.clerk("tables")


@pytest.fixture(scope="module")
def here() -> Iterator[Premises]:
    with premises("drill") as place:
        place.open("worker", "beat", "web")
        place.wait(lambda: place.health().get("worker") == "ok", 90, "the worker reports")
        yield place


@pytest.mark.fault(2)
def test_twenty_kills_leave_what_a_peaceful_run_leaves(here: Premises, tmp_path: Path) -> None:
    work = deliveries(tmp_path)
    peace = Peace()
    expected = work_through(here, work, peace)
    for name, seconds in peace.seconds.items():
        plain(f"  in peace, {name}: {seconds:.1f} s")
    for name, (rows, _digest) in sorted(expected.items()):
        plain(f"  {name}: {rows} rows")

    storm = Storm(peace.seconds, random.Random(SEED))
    plain(f"{KILLS} kills, LINKAGES_DRILL_SEED={SEED}")
    with Watch(here.port, "cws.worker@alder.example") as watch:
        rounds = 0
        while not rounds or (len(storm.blows) < KILLS and rounds < 4):
            rounds += 1
            here.start_over()
            found = work_through(here, work, storm)
            differing = {
                n: (expected[n], found.get(n)) for n in expected if expected[n] != found.get(n)
            }
            assert differing == {}
    report(storm, watch, rounds)
    assert len(storm.blows) == KILLS
    slow = [b for b in storm.blows if b.victim == "worker" and b.stood_still > RESUMED_WITHIN]
    assert slow == []


def report(storm: Storm, watch: Watch, rounds: int) -> None:
    """Where the blows fell, and what somebody at a page saw of them."""
    for number, blow in enumerate(storm.blows, 1):
        plain(
            f"  {number:2} {blow.victim:8} {blow.work}: {blow.kind} {blow.stage or '-'}"
            f", stood still {blow.stood_still:.1f} s"
        )
    counted = Counter(blow.victim for blow in storm.blows)
    plain(f"{len(storm.blows)} kills in {rounds} runs: {dict(counted)}")
    statuses = Counter(status for status, _seconds in watch.seen)
    sorry = watch.times(503)
    plain(f"pages meanwhile: {dict(statuses)}; slowest 503 {max(sorry, default=0):.2f} s")
