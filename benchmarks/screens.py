"""Two full extracts through the screens, while ten people work.

    LINKAGES_OPEN_SET=FOLDER python -m benchmarks.screens [--small N] [--no-people]

Starts the whole product on services of its own with the demonstration in it, uploads the open
set's two files as the analyst, accepts both, and waits until the candidates can be seen. Meanwhile
ten people sign in and turn pages with 5 to 10 seconds between them. Then a second CalWORKs extract
with 2,000 changed people follows. Times of pages are a browser's, on this machine: the clients
take their share of the same cores.
"""

import argparse
import csv
import gzip
import http.client
import os
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks.machine import describe, percentile
from linkages.supervisor import setup
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Answer, Visitor

COUNTY = "alder"
PEOPLE = (
    "coordinator", "cws.worker", "cws.worker2", "cws.supervisor", "calworks.worker",
    "calworks.worker2", "calworks.supervisor", "liaison", "privacy", "admin",
)  # fmt: skip
NAMES = ("garcia", "maria lopez", "nguyen", "smith", "vang", "johnson", "rosa")
THINK = (5.0, 10.0)
CHANGED = 2_000
BAR_MINUTES, BAR_PAGE, BAR_MEMORY, BAR_DELTA = 5.0, 0.5, 4.0, 60.0
ID = r"[0-9a-f-]{36}"

UNFINISHED = "select count(*) from linkages_job where state in ('queued', 'running')"
STATE = "select state from records_extractbatch where id = %s"
JOBS = """
select kind, round(extract(epoch from finished_at - requested_at)::numeric, 1), tries, state
from linkages_job where requested_at > %s and kind <> 'linkages.deliver_event' order by requested_at
"""
RUNS = """
select kind, cws_records, calworks_records, records_changed, pairs_compared, certain, review,
       round(seconds::numeric, 1), memory_mb
from matching_matchrun where requested_at > %s and published_at is not null order by requested_at
"""


def say(text: str) -> None:
    """Print at once, so that a long run shows where it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Crowd:
    """People who turn pages, each in a thread; what each page took."""

    port: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """Everybody signs in, then starts to work at a moment of their own."""
        for handle in PEOPLE:
            visitor = Visitor(self.port).sign_in(f"{handle}@{COUNTY}.example")
            thread = threading.Thread(target=self._work, args=(handle, visitor), daemon=True)
            self._threads.append(thread)
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Everybody goes home."""
        self._over.set()
        for thread in self._threads:
            thread.join(40)

    def _work(self, handle: str, visitor: Visitor) -> None:
        chance = random.Random(handle)
        self._over.wait(chance.uniform(0, THINK[1]))
        person, batch = "", ""
        while not self._over.is_set():
            choice = chance.random()
            if choice < 0.25:
                self._turn(handle, "today", visitor, "/")
            elif choice < 0.45:
                self._turn(handle, "review queue", visitor, "/matches/")
            elif choice < 0.60:
                page = self._turn(handle, "people", visitor, "/people/")
                person = _one_of(chance, page, rf"/people/{ID}") or person
            elif choice < 0.75 and person:
                self._turn(handle, "person", visitor, person)
            elif choice < 0.90:
                self._search(handle, visitor, chance.choice(NAMES))
            else:
                page = self._turn(handle, "extracts", visitor, "/extracts/")
                batch = _one_of(chance, page, rf"/extracts/{ID}") or batch
                if batch:
                    self._turn(handle, "batch", visitor, batch)
            self._over.wait(chance.uniform(*THINK))
        visitor.close()

    def _turn(self, handle: str, name: str, visitor: Visitor, path: str) -> Answer | None:
        try:
            return self._note(handle, name, visitor.get(path))
        except (OSError, http.client.HTTPException) as trouble:
            self.faults.append(f"{name}: {type(trouble).__name__}")
            return None

    def _search(self, handle: str, visitor: Visitor, words: str) -> None:
        try:
            self._note(handle, "search", visitor.post("/people/search", {"q": words}))
        except (OSError, http.client.HTTPException) as trouble:
            self.faults.append(f"search: {type(trouble).__name__}")

    def _note(self, handle: str, name: str, answer: Answer) -> Answer | None:
        # Not everybody may open every page; a refusal is quick and would flatter the figures.
        if answer.status == 200:
            with self._lock:
                self.seconds.setdefault(name, []).append(answer.seconds)
            return answer
        if answer.status not in (403, 404):
            self.faults.append(f"{name} as {handle}: {answer.status}")
        return None


def _one_of(chance: random.Random, page: Answer | None, pattern: str) -> str:
    found = page.links(pattern) if page else []
    return chance.choice(found) if found else ""


@dataclass(slots=True)
class Memory:
    """Peak resident memory of the worker's processes, from the kernel's own high-water marks."""

    group: int
    each: float = 0.0
    together: float = 0.0

    def look(self) -> None:
        """Take the figures of this moment, in GiB."""
        peak, now = [0.0], 0.0
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(entry.name)) != self.group:
                    continue
                lines = (entry / "status").read_text().splitlines()
            except (OSError, ValueError):
                continue
            sizes = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
            peak.append(int(sizes.get("VmHWM", 0)) / 1024**2)
            now += int(sizes.get("VmRSS", 0)) / 1024**2
        self.each = max(self.each, *peak)
        self.together = max(self.together, now)


@dataclass(slots=True)
class Analyst:
    """Takes extracts in through the web pages."""

    here: Premises
    visitor: Visitor
    memory: Memory
    as_of: date

    def upload(self, program: str, file: Path) -> str:
        """Send a file by the form; the address of its batch."""
        form = self.visitor.get("/extracts/new")
        day = self.as_of.strftime("%m/%d/%Y")
        fields = {"key": form.value("key"), "version": "", "program": program, "as_of": day}
        sent = self.visitor.post("/extracts/new", fields | {"regional": "on"}, {"file": file})
        assert sent.status == 302, (sent.status, sent.text[:3000])
        say(f"    uploaded {program}: the form took {sent.seconds:.1f} s")
        return sent.location

    def accept(self, batch: str) -> None:
        """Wait for the reading of a batch, then accept it by its page's form."""
        self.wait(STATE, "validated", batch.rsplit("/", 1)[-1])
        form = self.visitor.get(batch)
        sent = self.visitor.post(f"{batch}/accept", {"key": form.value("key"), "version": ""})
        assert sent.status == 302, (sent.status, sent.text[:3000])

    def wait(self, question: str, answer: object, *values: object) -> None:
        """Until a question to the database has this answer; 30 minutes at most."""

        def so() -> bool:
            self.memory.look()
            rows = self.here.ask(question, *values)
            return bool(rows) and rows is not None and rows[0][0] == answer

        self.here.wait(so, 1800, question)


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=0, help="only the first N lines of each file")
    parser.add_argument("--no-people", action="store_true", help="nobody else at work")
    options = parser.parse_args()
    folder = Path(os.environ["LINKAGES_OPEN_SET"])
    say(describe())
    with tempfile.TemporaryDirectory() as scratch, premises("bench") as here:
        files = _files(folder, Path(scratch), options.small)
        owner = here.environment | {"LINKAGES_DB_ROLE": "owner"}
        setup.manage(["seed_demo"], owner)
        here.open("worker", "pdf", "beat", "web")
        here.wait(lambda: here.health().get("worker") == "ok", 90, "the worker reports")
        here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 300, "the demonstration is ready")
        crowd = Crowd(here.port)
        if not options.no_people:
            crowd.begin()
        _take_in(here, files)
        crowd.end()
        _report_pages(crowd)
    return 0


def _take_in(here: Premises, files: tuple[Path, Path, Path]) -> None:
    visitor = Visitor(here.port, patience=600).sign_in(f"analyst@{COUNTY}.example")
    memory = Memory(here.child("worker").process.pid)
    today = here.clerk("today")
    analyst = Analyst(here, visitor, memory, date.fromisoformat(today) - timedelta(days=1))
    cws, calworks, changed = files
    rows = here.ask("select now()")
    began, clock = (rows or [(None,)])[0][0], time.monotonic()
    batches = [analyst.upload("cws", cws), analyst.upload("calworks", calworks)]
    for batch in batches:
        analyst.accept(batch)
        say(f"    accepted after {time.monotonic() - clock:.0f} s")
    analyst.wait(UNFINISHED, 0)
    queue = visitor.get("/matches/")
    minutes = (time.monotonic() - clock) / 60
    assert queue.status == 200
    _bar("from the first upload to candidates on the screen", minutes, "minutes", BAR_MINUTES)
    _bar("worker, largest process", memory.each, "GiB", BAR_MEMORY)
    say(f"  worker, all its processes together: {memory.together:.2f} GiB")
    _report_jobs(here, began)
    _delta(here, analyst, changed)


def _delta(here: Premises, analyst: Analyst, changed: Path) -> None:
    """A second CalWORKs extract, in which some people have moved or changed their name."""
    analyst.as_of += timedelta(days=1)
    rows = here.ask("select now()")
    began, clock = (rows or [(None,)])[0][0], time.monotonic()
    analyst.accept(analyst.upload("calworks", changed))
    analyst.wait(UNFINISHED, 0)
    say(
        f"second extract, {CHANGED} people changed: {time.monotonic() - clock:.0f} s through it all"
    )
    runs = here.ask(RUNS, began) or []
    for kind, *_, seconds, _memory in runs:
        _bar(f"matching of what changed ({kind} run)", float(seconds), "s", BAR_DELTA)
    _report_jobs(here, began)


def _report_jobs(here: Premises, began: object) -> None:
    for kind, seconds, tries, state in here.ask(JOBS, began) or []:
        say(f"    job {kind}: {seconds} s from asked to done, tries {tries}, {state}")
    for kind, cws, calworks, changed, pairs, certain, review, seconds, memory in (
        here.ask(RUNS, began) or []
    ):
        say(
            f"    run {kind}: {cws} x {calworks}, {changed} changed, {pairs} pairs, "
            f"{certain} certain, {review} to review, {seconds} s, {memory} MB"
        )


def _report_pages(crowd: Crowd) -> None:
    everything: list[float] = []
    say(f"  {'page':14} {'n':>5} {'p50':>7} {'p95':>7} {'p99':>7} {'max':>7}  seconds")
    for name, taken in sorted(crowd.seconds.items()):
        everything += taken
        shares = "".join(f" {percentile(taken, p):7.3f}" for p in (0.5, 0.95, 0.99, 1.0))
        say(f"  {name:14} {len(taken):5}{shares}")
    if everything:
        _bar("pages of ten people, p95", percentile(everything, 0.95), "s", BAR_PAGE)
    say(f"  faults: {len(crowd.faults)} {crowd.faults[:5]}")


def _bar(what: str, found: float, unit: str, bar: float) -> None:
    verdict = "within" if found <= bar else "BEYOND"
    say(f"{what}: {found:.2f} {unit} ({verdict} the bar of {bar:g})")


def _files(folder: Path, scratch: Path, lines: int) -> tuple[Path, Path, Path]:
    """Both files, and the CalWORKs file with some people changed."""
    cws, calworks = folder / "cws.csv.gz", folder / "calworks.csv.gz"
    if lines:
        cws, calworks = (_cut(file, scratch / file.name, lines) for file in (cws, calworks))
    return cws, calworks, _changed(calworks, scratch / "changed.csv.gz")


def _cut(file: Path, target: Path, lines: int) -> Path:
    with gzip.open(file, "rt") as source, gzip.open(target, "wt", compresslevel=1) as out:
        for _number, line in zip(range(lines + 1), source, strict=False):
            out.write(line)
    return target


def _changed(file: Path, target: Path) -> Path:
    with gzip.open(file, "rt", newline="") as source:
        rows = list(csv.DictReader(source))
    chance = random.Random(2)
    for number, row in enumerate(chance.sample(rows, min(CHANGED, len(rows)))):
        row |= _moved(row, chance) if number % 2 else _renamed(row, rows, chance)
    with gzip.open(target, "wt", newline="", compresslevel=1) as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return target


def _moved(row: dict[str, str], chance: random.Random) -> dict[str, str]:
    return {"address": f"{chance.randint(100, 9899)} {row['address'].partition(' ')[2]}"}


def _renamed(
    row: dict[str, str], rows: list[dict[str, str]], chance: random.Random
) -> dict[str, str]:
    return {"last_name": chance.choice(rows)["last_name"]}


if __name__ == "__main__":
    sys.exit(main())
