"""Asking the index, and one's own caseload, at 200,000 linked people.

    python -m benchmarks.lookups [--people N]

Fills a county by SQL as `lists` does, gives every fifth person an open case that meets a standard
of families at risk, and has a designated worker and another one ask. Times are a browser's.
"""

import argparse
import sys

import psycopg

from benchmarks.lists import PEOPLE, fill, say
from benchmarks.machine import describe, percentile
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

ASKED = 100
BAR = 1.0
QUESTIONS = (
    "sofia haddadini 3/14/1996", "maria lopez", "vang tou", "000000415", "reyez jose", "garcia",
    "emma bakerson", "nguyenson linh", "zebediah quux", "3/14/1996", "lopez garcia", "tran",
)  # fmt: skip
FOUND = ('<article class="stack entry">', "<tbody")
INDEX = """
update people_recordversion set facts = '{"C5": {"service_component": "FR"}}'
  where ('x' || substr(md5(id::text), 1, 4))::bit(16)::int % 5 = 0;
insert into sharing_indexstandard (id, county_id, standard, components, agencies, since,
    recorded_by)
  select gen_random_uuid(), 'alder', 'Reunification', '{FR}', 'Both', current_date - 1, id
  from counties_user where email = 'counsel@alder.example';
insert into sharing_designation (id, county_id, user_id, letter, since, recorded_by)
  select gen_random_uuid(), 'alder', id, '2026-1', current_date - 1, id
  from counties_user where email = 'cws.worker2@alder.example';
insert into sharing_legalbasis (id, county_id, code, owner, category, audience, since)
  select gen_random_uuid(), 'alder', '18961.5', owner, 'C1', 'index', current_date - 1
  from unnest(array['cws', 'calworks']) owner;
insert into linkages_parametervalue (id, county_id, name, value, effective_from, reason, set_by,
    set_at)
  select gen_random_uuid(), 'alder', 'sharing.openings_an_hour', '500', current_date - 1, '', id,
    now() from counties_user where email = 'admin@alder.example';
"""


def switch_on(here: Premises) -> None:
    """A standard, a letter, a ground, room for many questions, and the index of the search, which
    follows rows by triggers that stage scenery does not fire."""
    with psycopg.connect(here.administrator, autocommit=True) as line:
        line.execute("set session_replication_role = replica")
        for statement in INDEX.split(";\n"):
            if statement.strip():
                line.execute(statement)  # type: ignore[arg-type]
        line.execute("vacuum analyze")


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    people = parser.parse_args().people
    say(describe())
    with premises("lookups") as here:
        here.open("web")
        here.wait(lambda: here.health().get("ready"), 60, "pages are served")
        fill(here, people)
        switch_on(here)
        say(f"{people} people: n, found, p50, p95, max in seconds")
        for name, handle, page in (
            ("index", "cws.worker2", "look-up"),
            ("caseload", "cws.worker", "look-up"),
            ("search", "cws.worker", "search"),
        ):
            visitor = Visitor(here.port).sign_in(f"{handle}@alder.example")
            taken: list[float] = []
            found = 0
            for number in range(ASKED):
                fields = {"q": QUESTIONS[number % len(QUESTIONS)], "reason": "report"}
                answer = visitor.post(f"/people/{page}", fields)
                if answer.status == 200:
                    taken.append(answer.seconds)
                    found += any(mark in answer.text for mark in FOUND)
            shares = "".join(f" {percentile(taken, p):7.3f}" for p in (0.5, 0.95, 1.0))
            verdict = "within" if percentile(taken, 0.95) <= BAR else "BEYOND"
            say(f"  {name:10} {len(taken):4} {found:4}{shares}  {verdict} {BAR} s")
            visitor.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
