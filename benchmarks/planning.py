"""Pages of a round that forty people answered and of a plan with sixty objectives, 400 steps.

    python -m benchmarks.planning [--rounds N]

One reader at a time, over HTTP; then the plan as a PDF, from the click to the moment at which it
can be downloaded.
"""

import argparse
import json
import subprocess
import sys
import time

from benchmarks.lists import say
from benchmarks.machine import describe, percentile
from linkages.supervisor import places
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

ROUNDS, PAGE_BAR, PDF_BAR = 30, 0.5, 10.0
PAGES = (
    ("cws.worker", "answer a round", "/program/rounds/{answering}/answer"),
    ("coordinator", "round", "/program/rounds/{answering}"),
    ("coordinator", "consensus, one item", "/program/rounds/{consensus}/consensus/N7.1"),
    ("coordinator", "consensus, a section", "/program/rounds/{consensus}/sheet/N5"),
    ("coordinator", "results", "/program/rounds/{consensus}/results/"),
    ("coordinator", "program", "/program/"),
    ("coordinator", "plan", "/plans/{plan}"),
    ("coordinator", "plan as a board", "/plans/{plan}/board"),
    ("coordinator", "plan as a table", "/plans/{plan}/table"),
    ("coordinator", "plan as a timeline", "/plans/{plan}/timeline"),
    ("coordinator", "plan, to be printed", "/plans/{plan}/print"),
)


def fill(here: Premises) -> dict[str, str]:
    """What is read: see `benchmarks.planning_fill`."""
    here.clerk("people")
    done = subprocess.run(
        [places.python(), "-m", "benchmarks.planning_fill"],
        check=True,
        cwd=places.ROOT,
        env={**here.environment, "DJANGO_SETTINGS_MODULE": "linkages.settings"},
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def read(here: Premises, made: dict[str, str], rounds: int) -> int:
    """Every page so many times; 1 when one is too slow."""
    worst = 0
    readers: dict[str, Visitor] = {}
    for who, name, pattern in PAGES:
        if who not in readers:
            readers[who] = Visitor(here.port).sign_in(f"{who}@alder.example")
        path = pattern.format(**made)
        taken: list[float] = []
        for _round in range(rounds):
            answer = readers[who].get(path)
            if answer.status != 200:
                say(f"  {name:22} {path} answered {answer.status}")
                return 1
            taken.append(answer.seconds)
        shares = [percentile(taken, share) for share in (0.5, 0.95)]
        beyond = shares[1] > PAGE_BAR
        worst |= beyond
        verdict = f"{'BEYOND' if beyond else 'within'} {PAGE_BAR} s"
        say(f"  {name:22} p50 {shares[0]:6.3f}  p95 {shares[1]:6.3f} s  {verdict}")
    return int(worst)


def document(here: Premises, made: dict[str, str]) -> int:
    """The plan as a PDF."""
    reader = Visitor(here.port, patience=60).sign_in("coordinator@alder.example")
    page = reader.get(f"/plans/{made['plan']}/reports")
    began = time.perf_counter()
    asked = reader.post(
        f"/plans/{made['plan']}/reports/make", {"key": page.value("key"), "kind": "workplans.plan"}
    )
    while time.perf_counter() - began < 60:
        answer = reader.get(asked.location)
        if answer.links(r"/documents/[0-9a-f-]{36}/file"):
            break
        time.sleep(0.1)
    seconds = time.perf_counter() - began
    beyond = seconds > PDF_BAR
    say(f"  the plan as a PDF {seconds:6.1f} s  {'BEYOND' if beyond else 'within'} {PDF_BAR:.0f} s")
    return int(beyond)


def main() -> int:
    """Print the report; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    say(describe())
    with premises("bench") as here:
        here.open("web", "worker", "pdf", "beat")
        here.wait(lambda: here.health().get("ready"), 60, "pages are served")
        made = fill(here)
        return read(here, made, asked.rounds) | document(here, made)


if __name__ == "__main__":
    sys.exit(main())
