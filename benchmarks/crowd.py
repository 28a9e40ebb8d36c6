"""Fifty people at work at 200,000 linked people and 20,000 mutual families.

    python -m benchmarks.crowd [--people N] [--families N] [--users N] [--minutes N]

Starts the product on services of its own, fills a county, and lets locust's people sign in, open
Today, lists, families and people, search, and record contacts, with 5 to 10 seconds between two
pages. Times are the server's own, by its middleware; the people take their share of the cores.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from benchmarks import lists
from benchmarks.crowd_fill import PER_WORKER, SIZE
from benchmarks.machine import describe, percentile
from linkages.supervisor import places
from tests.drills.premises import Premises, premises

# p95 in seconds; the rest of the pages are lists.
BARS = {"family": 0.6, "save contact": 0.7, "autosave": 0.3}
LIST_BAR, ALL_P99 = 0.5, 1.5
NOT_JUDGED = {"sign-in page", "sign in"}


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fill(here: Premises, people: int, families: int) -> dict[str, list[str]]:
    """Linked people, then families of four of them; the staff who will work."""
    lists.FILL = lists.FILL.replace("n / 40", f"n / {PER_WORKER * SIZE}")
    lists.fill(here, people)
    done = subprocess.run(
        [places.python(), "-m", "benchmarks.crowd_fill", str(families)],
        check=True,
        cwd=places.ROOT,
        env={**here.environment, "LINKAGES_DB_ROLE": "owner",
             "DJANGO_SETTINGS_MODULE": "linkages.settings"},
        capture_output=True,
        text=True,
    )  # fmt: skip
    with psycopg.connect(here.administrator, autocommit=True) as line:
        line.execute("analyze")
    return json.loads(done.stdout.splitlines()[-1])


def work(here: Premises, staff: dict[str, list[str]], users: int, minutes: float) -> dict:
    """Let them work; what they noted."""
    with tempfile.TemporaryDirectory() as folder:
        who, told = Path(folder, "who.json"), Path(folder, "told.json")
        who.write_text(json.dumps(staff))
        command = [
            str(places.VENV / "bin" / "locust"), "-f", "benchmarks/crowd_people.py", "--headless",
            "-u", str(users), "-r", "2", "-t", f"{int(minutes * 60)}s", "--only-summary",
            "--host", f"http://127.0.0.1:{here.port}", "--exit-code-on-error", "0",
        ]  # fmt: skip
        names = {"LINKAGES_CROWD": str(who), "LINKAGES_CROWD_TOLD": str(told)}
        child = subprocess.Popen(
            command, cwd=places.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **names, "PYTHONPATH": str(places.ROOT)},
        )  # fmt: skip
        here.wait(lambda: child.poll() is not None, minutes * 60 + 120, "people went home")
        return json.loads(told.read_text())


def report(told: dict) -> None:
    """A line for each step, and the faults."""
    say(f"  {'step':16} {'n':>5} {'p50':>7} {'p95':>7} {'p99':>7} {'waited':>7} (p95)")
    everything: list[float] = []
    for name, seconds in sorted(told["taken"].items()):
        shares = [percentile(seconds, p) for p in (0.5, 0.95, 0.99)]
        shown = [*shares, percentile(told["waited"][name], 0.95)]
        figures = "".join(f" {share:7.3f}" for share in shown)
        if name in NOT_JUDGED:
            say(f"  {name:16} {len(seconds):5}{figures}")
            continue
        everything += seconds
        bar = BARS.get(name, LIST_BAR)
        verdict = "within" if shares[1] <= bar else "BEYOND"
        say(f"  {name:16} {len(seconds):5}{figures}  {verdict} {bar} s at p95")
    if everything:
        last = percentile(everything, 0.99)
        verdict = "within" if last <= ALL_P99 else "BEYOND"
        say(f"  all pages, p99 {last:.3f} s  {verdict} {ALL_P99} s")
    say(f"faults: {len(told['faults'])}" + "".join(f"\n  {f}" for f in set(told["faults"])))


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=lists.PEOPLE)
    parser.add_argument("--families", type=int, default=20_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=4)
    asked = parser.parse_args()
    say(describe())
    with premises("bench", {"LINKAGES_TIMINGS": "1"}) as here:
        here.open("web", "worker", "beat")
        here.wait(lambda: here.health().get("ready"), 60, "pages are served")
        staff = fill(here, asked.people, asked.families)
        say(
            f"{asked.people} people, {asked.families} families, {asked.users} at work for "
            f"{asked.minutes:g} minutes; seconds of the server"
        )
        report(work(here, staff, asked.users, asked.minutes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
