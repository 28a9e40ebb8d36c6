"""The largest files that a county sends, through the form and the worker, while others work.

    python -m benchmarks.intake [--rows N] [--megabytes N] [--only workbook|csv|formats]

Starts the whole product on services of its own with the demonstration in it. The analyst uploads a
workbook of CWS children (300,000 rows) and a CSV of CalWORKs persons (200 MB), waits until each is
read, and accepts it. Printed are the seconds of every step, the peak of resident memory of the
largest process of the worker and of the web server, and how long another person's pages took
meanwhile, beside how long they took before. At last the same rows come in five formats, and
what is staged of them is compared.

Memory is the kernel's own high-water mark of each process, set back before every step. What
matching does after an acceptance belongs to another benchmark and is not in the figures.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks import intake_files as files
from benchmarks.lists import say
from benchmarks.machine import describe, percentile
from cases.people.identity import Program
from cases.records.reading.profile import Place, Profile, to_json
from linkages.supervisor import setup
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

COUNTY = "alder"
BAR_MEMORY, BAR_PAGES = 300.0, 2.0
CALM = 40.0  # seconds
THINK = 0.15
FORMAT_ROWS = 10_000
PAGES = (
    ("today", "cws.worker", "/"),
    ("review queue", "coordinator", "/matches/"),
    ("caseload", "cws.worker", "/people/"),
)
STATE = "select state from records_extractbatch where id = %s"
FIGURES = "select rows_accepted, rows_quarantined, people from records_extractbatch where id = %s"
UNFINISHED = "select count(*) from linkages_job where state in ('queued', 'running')"
PROFILE = """
insert into records_sourceprofile (id, county_id, system, report, version, program, part, state,
  content, headers, note, made_by_id, made_at)
select gen_random_uuid(), 'alder', 'cws_cms', 'Fixed width', 1, 'cws', 'clients', 'in_use',
  %s::jsonb, '[]', '', id, now()
from counties_user where email = 'analyst@alder.example' returning id
"""
STAGED = """
select count(*), md5(string_agg(native_id || encode(fingerprint, 'hex'), ',' order by native_id))
from records_stagedrow where batch_id = %s
"""


@dataclass(slots=True)
class Others:
    """People who turn the same pages all the while, one thread each; seconds by page."""

    port: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _visitors: list[tuple[str, str, Visitor]] = field(default_factory=list)

    def sign_in(self) -> None:
        """Once: signing in costs more than a page."""
        for name, handle, path in PAGES:
            visitor = Visitor(self.port).sign_in(f"{handle}@{COUNTY}.example")
            self._visitors.append((name, path, visitor))

    @contextmanager
    def at_work(self) -> Iterator[dict[str, list[float]]]:
        """Turn pages until the block ends; what each took is in what this yields."""
        self.seconds = {name: [] for name, _, _ in PAGES}
        self._over.clear()
        threads = [threading.Thread(target=self._turn, args=each) for each in self._visitors]
        for thread in threads:
            thread.start()
        try:
            yield self.seconds
        finally:
            self._over.set()
            for thread in threads:
                thread.join(40)

    def _turn(self, name: str, path: str, visitor: Visitor) -> None:
        while not self._over.is_set():
            answer = visitor.get(path)
            if answer.status == 200:
                self.seconds[name].append(answer.seconds)
            else:
                self.faults += 1
            self._over.wait(THINK)


class Memory:
    """High-water marks of the processes of a program, in MB; the largest process counts."""

    def __init__(self, here: Premises, *programs: str) -> None:
        self._groups = {name: here.child(name).process.pid for name in programs}
        self.peak = dict.fromkeys(programs, 0.0)

    def set_back(self) -> None:
        """Forget what was."""
        self.peak = dict.fromkeys(self._groups, 0.0)
        for name in self._groups:
            for process in self._processes(name):
                (process / "clear_refs").write_text("5")

    def look(self) -> None:
        """Take the marks of this moment."""
        for name in self._groups:
            for process in self._processes(name):
                try:
                    lines = (process / "status").read_text().splitlines()
                except OSError:
                    continue
                mark = next((line for line in lines if line.startswith("VmHWM")), "VmHWM: 0 kB")
                self.peak[name] = max(self.peak[name], int(mark.split()[1]) / 1024)

    def _processes(self, name: str) -> Iterator[Path]:
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(entry.name)) == self._groups[name]:
                    yield entry
            except OSError:
                continue


@dataclass(slots=True)
class Bench:
    """The analyst, and who watches the memory and the pages of the others meanwhile."""

    here: Premises
    analyst: Visitor
    others: Others
    memory: Memory
    as_of: date
    calm: dict[str, list[float]] = field(default_factory=dict)
    beyond: list[str] = field(default_factory=list)

    def bar(self, what: str, found: float, unit: str, bar: float) -> None:
        """Print a figure beside its bar, and remember those that are beyond it."""
        verdict = "within" if found <= bar else "BEYOND"
        told = f"{what}: {found:.2f} {unit} ({verdict} {bar:g})"
        say(told)
        if found > bar:
            self.beyond.append(told)

    def measure_calm(self) -> None:
        """Pages while nothing else is going on."""
        with self.others.at_work() as seconds:
            time.sleep(CALM)
        self.calm = {name: list(taken) for name, taken in seconds.items()}
        for name, taken in self.calm.items():
            say(f"  {name:14} {_shares(taken)}  nothing else going on")

    def send(self, program: str, file: Path, reads: str = "") -> str:
        """Upload by the form; the address of the batch."""
        form = self.analyst.get("/extracts/new")
        day = self.as_of.strftime("%m/%d/%Y")
        fields = {"key": form.value("key"), "version": "", "program": program, "as_of": day}
        fields |= {"regional": "on", "reads": reads}
        sent = self.analyst.post("/extracts/new", fields, {"file": file})
        assert sent.status == 302, (sent.status, sent.text[:3000])
        say(f"  upload: the form took {sent.seconds:.1f} s")
        return sent.location

    def until(self, batch: str, state: str) -> float:
        """Wait for a state of a batch, looking at the memory; seconds."""

        def so() -> bool:
            self.memory.look()
            found = self.here.ask(STATE, batch.rsplit("/", 1)[-1])
            assert found != [("failed",)], "the batch failed"
            return found == [(state,)]

        return self.here.wait(so, 3_000, f"the batch is {state}")

    def step(self, what: str, work: Callable[[], float]) -> None:
        """One step with its seconds, memory and the pages of the others meanwhile."""
        self.memory.set_back()
        with self.others.at_work() as seconds:
            taken = work()
        say(f"  {what}: {taken:.1f} s")
        for name, peak in self.memory.peak.items():
            self.bar(f"  {what}: peak of the largest {name} process", peak, "MB", BAR_MEMORY)
        for name, pages in seconds.items():
            share = percentile(pages, 0.95) / percentile(self.calm[name], 0.95)
            self.bar(f"  {name:14} {_shares(pages)}  p95 against calm", share, "times", BAR_PAGES)

    def take_in(self, program: str, file: Path) -> None:
        """Upload, read, accept."""
        batches: list[str] = []

        def upload() -> float:
            began = time.monotonic()
            batches.append(self.send(program, file))
            self.memory.look()
            return time.monotonic() - began

        self.step("upload", upload)
        (batch,) = batches
        self.step("read and compare", lambda: self.until(batch, "validated"))
        rows = self.here.ask(FIGURES, batch.rsplit("/", 1)[-1])
        say(f"  rows accepted, rows refused, people: {rows}")
        self.step("accept", lambda: self._accept(batch))

    def _accept(self, batch: str) -> float:
        form = self.analyst.get(batch)
        fields = {"key": form.value("key"), "version": "", "reason": "Benchmark."}
        sent = self.analyst.post(f"{batch}/accept", fields)
        assert sent.status == 302, (sent.status, sent.text[:3000])
        return self.until(batch, "accepted")

    def staged(self, program: str, file: Path, reads: str = "") -> object:
        """What is staged of a file, which is rejected then."""
        batch = self.send(program, file, reads)
        self.until(batch, "validated")
        found = self.here.ask(STAGED, batch.rsplit("/", 1)[-1])
        form = self.analyst.get(f"{batch}/reject")
        fields = {"key": form.value("key"), "version": "", "reason": "Benchmark."}
        sent = self.analyst.post(f"{batch}/reject", fields)
        assert sent.status == 302, (sent.status, sent.text[:3000])
        return found


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000, help="of the workbook")
    parser.add_argument("--megabytes", type=int, default=200, help="of the CSV")
    parser.add_argument("--only", choices=("workbook", "csv", "formats"), default="")
    options = parser.parse_args()
    say(describe())
    with tempfile.TemporaryDirectory() as scratch, premises("intake") as here:
        setup.manage(["seed_demo"], here.environment | {"LINKAGES_DB_ROLE": "owner"})
        here.open("worker", "pdf", "beat", "web")
        here.wait(lambda: here.health().get("worker") == "ok", 90, "the worker reports")
        here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 300, "the demonstration is ready")
        bench = begin(here)
        _run(bench, Path(scratch), options)
    return bool(bench.beyond)


def begin(here: Premises) -> Bench:
    """Everybody signed in, on premises whose programs are open."""
    others = Others(here.port)
    others.sign_in()
    analyst = Visitor(here.port, patience=600).sign_in(f"analyst@{COUNTY}.example")
    as_of = date.fromisoformat(here.clerk("today")) - timedelta(days=1)
    return Bench(here, analyst, others, Memory(here, "worker", "web"), as_of)


def _run(bench: Bench, scratch: Path, options: argparse.Namespace) -> None:
    if options.only in ("", "formats"):
        _formats(bench, scratch)
    bench.measure_calm()
    bench.memory.set_back()
    bench.memory.look()
    say(f"  at rest, MB: {bench.memory.peak}")
    if options.only in ("", "workbook"):
        book = scratch / "children.xlsx"
        files.write_workbook(book, files.CHILDREN, files.children(options.rows))
        say(f"workbook of {options.rows} rows, {book.stat().st_size / 1e6:.0f} MB")
        bench.take_in("cws", book)
        bench.here.wait(lambda: bench.here.ask(UNFINISHED) == [(0,)], 1800, "matching is done")
    if options.only in ("", "csv"):
        text = scratch / "persons.csv"
        size = options.megabytes * 1_000_000
        rows = files.write_up_to(text, size, files.PERSONS, files.persons())
        say(f"CSV of {options.megabytes} MB, {rows} rows")
        bench.take_in("calworks", text)


def _formats(bench: Bench, scratch: Path) -> None:
    """The same rows with three delimiters, in fixed width and as a workbook: the same is staged."""
    say(f"{FORMAT_ROWS} rows in five formats")
    found: dict[str, object] = {}
    for name, delimiter in (("csv", ","), ("tsv", "\t"), ("pipe", "|")):
        path = scratch / f"children.{name}"
        files.write_text(path, files.CHILDREN, files.children(FORMAT_ROWS), delimiter)
        found[name] = bench.staged("cws", path)
    path = scratch / "children.txt"
    files.write_fixed(path, files.children(FORMAT_ROWS))
    found["fixed width"] = bench.staged("cws", path, reads=_fixed_profile(bench.here))
    path = scratch / "few.xlsx"
    files.write_workbook(path, files.CHILDREN, files.children(FORMAT_ROWS))
    found["workbook"] = bench.staged("cws", path)
    same = len({str(each) for each in found.values()}) == 1
    say(f"  staged (clients, digest of all fingerprints): {found['csv']}")
    say(f"  identical in {', '.join(found)}: {'yes' if same else f'NO {found}'}")
    if not same:
        bench.beyond.append("formats")


def _fixed_profile(here: Premises) -> str:
    """A profile in use for the file of fixed width, put there by SQL; its id."""
    profile = Profile(
        program=Program.CWS,
        grain="cws_children",
        shape="fixed",
        places=tuple(
            Place(name, 1 + at * files.WIDTH, files.WIDTH) for at, name in enumerate(files.CHILDREN)
        ),
    )
    rows = here.ask(PROFILE, json.dumps(to_json(profile)))
    assert rows, "the database is away"
    return str(rows[0][0])


def _shares(taken: list[float]) -> str:
    if not taken:
        return "no page"
    p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
    return f"n {len(taken):4}  p50 {p50 * 1000:5.0f} ms  p95 {p95 * 1000:5.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
