"""The weekly round of a small county and of the largest: both deliveries taken in and compared.

    python -m benchmarks.weekly [--only small|large]

Fictional people of the demonstration's making, 300 CWS clients with 4,000 CalWORKs persons and
60,000 with 300,000, go through the product's own worker: read, accepted, matched. Then the next
week's deliveries follow. Bars: seconds for the small county, half an hour for the large one.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.screens import Memory
from cases.records.demodata import DemoFiles, write_demo
from cases.records.demodata.places import PLACES
from tests.drills.premises import Premises, premises

COUNTY = "alder"
UNFINISHED = "select count(*) from linkages_job where state in ('queued', 'running')"
STATE = "select state from records_extractbatch where id = %s"
GONE_WRONG = "select kind, failure from linkages_job where state = 'failed'"
BATCHES = """
select program, rows, rows_quarantined, people, people_new, people_changed, people_gone
from records_extractbatch where uploaded_at > %s order by uploaded_at
"""
RUNS = """
select kind, cws_records, calworks_records, pairs_compared, certain, review,
       round(seconds::numeric, 1), memory_mb
from matching_matchrun where requested_at > %s and published_at is not null order by requested_at
"""


@dataclass(frozen=True, slots=True)
class Size:
    """A county: how many families CWS knows, how many persons are on CalWORKs, and the bar."""

    families: int
    persons: int
    minutes: float


SIZES = {"small": Size(74, 4_000, 1.0), "large": Size(14_700, 300_000, 30.0)}


def say(text: str) -> None:
    """Print at once, so that a long run shows where it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Print the report; 1 when a bar was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=SIZES)
    options = parser.parse_args()
    say(describe())
    missed = 0
    for name, size in SIZES.items():
        if options.only in (None, name):
            missed += not _county(name, size)
    return 1 if missed else 0


def _county(name: str, size: Size) -> bool:
    """Both weeks of one county; whether each kept the bar."""
    with tempfile.TemporaryDirectory() as scratch, premises("weekly") as here:
        day = date.fromisoformat(here.clerk("today")) - timedelta(days=8)
        places = replace(PLACES[COUNTY], families=size.families, calworks_persons=size.persons)
        files = write_demo(COUNTY, Path(scratch), day, seed=27, places=places)
        here.open("worker")
        memory = Memory(here.child("worker").process.pid)
        say(f"{name} county")
        kept = _week(here, memory, _first(files), day, size.minutes)
        later = day + timedelta(days=7)
        return _week(here, memory, _second(files), later, size.minutes) and kept


def _first(files: DemoFiles) -> tuple[Path, Path, Path]:
    return files.children, files.others, files.calworks


def _second(files: DemoFiles) -> tuple[Path, Path, Path]:
    return files.next_children, files.next_others, files.next_calworks


def _week(
    here: Premises, memory: Memory, files: tuple[Path, Path, Path], day: date, bar: float
) -> bool:
    rows = here.ask("select now()") or [(None,)]
    began, clock = rows[0][0], time.monotonic()
    children, others, persons = files
    batches = [
        here.clerk("receive", "cws", str(day), f"clients={children}", f"others={others}"),
        here.clerk("receive", "calworks", str(day), f"persons={persons}"),
    ]
    for batch in batches:
        _until(here, memory, STATE, "validated", batch)
        here.clerk("accept", batch)
    _until(here, memory, UNFINISHED, 0)
    minutes = (time.monotonic() - clock) / 60
    for program, total, refused, people, new, changed, gone in here.ask(BATCHES, began) or []:
        say(
            f"    {program}: {total} rows, {refused} refused, {people} people, "
            f"{new} new, {changed} changed, {gone} gone"
        )
    for kind, cws, calworks, pairs, certain, review, seconds, megabytes in (
        here.ask(RUNS, began) or []
    ):
        say(
            f"    run {kind}: {cws} x {calworks}, {pairs} pairs, {certain} certain, "
            f"{review} to review, {seconds} s, {megabytes} MB"
        )
    assert here.ask(GONE_WRONG) == [], here.ask(GONE_WRONG)
    verdict = "within" if minutes <= bar else "BEYOND"
    say(
        f"  week of {day}: {minutes:.2f} minutes ({verdict} the bar of {bar:g}), "
        f"largest worker process {memory.each:.2f} GiB"
    )
    return minutes <= bar


def _until(here: Premises, memory: Memory, question: str, answer: object, *values: object) -> None:
    """Until a question to the database has this answer; 40 minutes at most."""

    def so() -> bool:
        memory.look()
        rows = here.ask(question, *values)
        return bool(rows) and rows is not None and rows[0][0] == answer

    here.wait(so, 2400, question)


if __name__ == "__main__":
    sys.exit(main())
