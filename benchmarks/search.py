"""Whether the one search box finds whom people mean, and how soon.

    python -m benchmarks.search [--people N] [--asked N]

Puts made-up people into a county by SQL, and asks for them over HTTP as people type: names in any
order, accents, double surnames, short forms, one slip of the finger, dates in any form and turned,
ids in any form. Right is whoever stands in one of the first five rows. At the size of the
demonstration names are typed alone, by a coordinator who may open everybody and by a worker; in a
large county the coordinator adds a birth date, and what names alone do there is told and not held
to the bar. Then rows are counted that the worker may not open: there must be none.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import psycopg

from benchmarks.lists import say
from benchmarks.machine import describe, percentile
from benchmarks.search_people import CASELOAD, GROUNDS, Made, people, put
from benchmarks.search_queries import Query, queries
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

SMALL, LARGE, ASKED, SEED = 2_000, 200_000, 300, 20261201
BAR_FOUND, BAR_SECONDS = 0.95, 0.5
ROW = re.compile(
    r'<th [^>]*scope="row"[^>]*>.*?href="/(?:people|families)/([0-9a-f-]{36})', re.DOTALL
)


@dataclass(slots=True)
class Result:
    """What came of some questions."""

    asked: int = 0
    found: int = 0
    first: int = 0
    forbidden: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)


def ask(here: Premises, handle: str, asked: Sequence[Query], mine: Sequence[Made] = ()) -> Result:
    """Ask as one member of staff. `mine`: whom alone they may open; nobody named: everybody."""
    visitor = Visitor(here.port).sign_in(f"{handle}@alder.example")
    allowed = {str(made.key) for made in mine}
    result = Result()
    for query in asked:
        answer = visitor.post("/people/search", {"q": query.text})
        assert answer.status == 200, (query.kind, answer.status)
        rows = ROW.findall(answer.text)
        key = str(query.meant.key)
        result.asked += 1
        result.seconds.append(answer.seconds)
        result.found += key in rows[:5]
        result.first += rows[:1] == [key]
        result.missed[query.kind] += key not in rows[:5]
        result.forbidden += bool(mine) and bool(set(rows) - allowed)
    visitor.close()
    return result


def report(name: str, result: Result, *, held: bool = True) -> bool:
    """A line, and the kinds that failed most; whether the bars are kept."""
    share = result.found / result.asked
    p95 = percentile(result.seconds, 0.95)
    fine = share >= BAR_FOUND and p95 <= BAR_SECONDS and not result.forbidden
    verdict = ("within" if fine else "BEYOND") if held else "no bar"
    times = "".join(f" {percentile(result.seconds, p):6.3f}" for p in (0.5, 0.95, 1.0))
    say(
        f"  {name:34} {result.asked:4} {share:7.1%} {result.first / result.asked:7.1%}"
        f" {result.forbidden:3} {times}  {verdict}"
    )
    for kind, count in result.missed.most_common(4):
        if count:
            say(f"      {count:3} missed of {kind}")
    return fine or not held


def fill(here: Premises, made: Sequence[Made]) -> None:
    """Put them in, index them, and let identity be seen by whom it concerns."""
    with psycopg.connect(here.administrator, autocommit=True) as line:
        line.execute("set session_replication_role = replica")
        put(lambda text, values: line.execute(text, values), "alder", made)  # type: ignore[arg-type]
        line.execute(GROUNDS, ["alder"])  # type: ignore[arg-type]
        line.execute("select sharing_refresh_search(array(select id from people_person))")
        line.execute("vacuum analyze")


def trial(size: int, asked: int) -> bool:
    """One county of one size."""
    made = people(size, SEED, date(2026, 12, 1))
    mine, theirs = made[:CASELOAD], made[CASELOAD:]
    with premises("search") as here:
        here.open("web")
        here.wait(lambda: here.health().get("ready"), 60, "pages are served")
        fill(here, made)
        say(f"{size} people: asked, among the first five, first, forbidden; p50, p95, max seconds")
        large = size > 10 * SMALL
        plain = ask(here, "coordinator", queries(made, asked, SEED))
        kept = report("coordinator", plain, held=not large)
        if large:
            dated = ask(here, "coordinator", queries(made, asked, SEED, dated=True))
            kept &= report("coordinator, names with a date", dated)
        kept &= report(
            "worker, own caseload", ask(here, "cws.worker", queries(mine, asked, SEED), mine)
        )
        others = ask(here, "cws.worker", queries(theirs, asked, SEED), mine)
        others.missed.clear()
        report("worker, other people", others, held=False)
        return kept and not others.forbidden


def main() -> int:
    """Print the report; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=0, help="one size instead of both")
    parser.add_argument("--asked", type=int, default=ASKED)
    given = parser.parse_args()
    say(describe())
    kept = [
        trial(size, given.asked) for size in ([given.people] if given.people else (SMALL, LARGE))
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
