"""The list of people and the search at 200,000 linked persons.

    python -m benchmarks.lists [--people N]

Fills a county by SQL, since what is measured is the reading, then has three members of staff open
lists and search, one after the other and five at once. Times are a browser's, on this machine.
"""

import argparse
import sys
import threading

import psycopg

from benchmarks.machine import describe, percentile
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

PEOPLE = 200_000
ROUNDS = 40
BAR = 0.5
GIVEN = (
    "MARIA", "JOSE", "LUZ", "LUIS", "ANA", "KAI", "ROSA", "DAVID", "MAI", "TOU", "JAMES", "EMMA",
    "OLIVIA", "NOAH", "AMINA", "YUSUF", "LINH", "DIEGO", "GRACE", "ELENA", "OMAR", "SOFIA", "PAUL",
)  # fmt: skip
STEMS = (
    "GARCIA", "VANG", "PINTO", "LEE", "DELGADO", "NGUYEN", "SMITH", "OKORO", "SIMONIAN", "XIONG",
    "BAKER", "CHAVEZ", "TRAN", "HADDAD", "REYES", "JOHNSON", "LOPEZ", "MOSS", "PETROV", "ROSS",
)  # fmt: skip
ENDINGS = (
    "", "SON", "EZ", "MAN", "SKI", "OVA", "TON", "LEY", "FORD", "WELL", "INI", "ERO", "ANO", "ICH",
)  # fmt: skip
SEARCHES = ("garcia", "maria lopez", "nguyenson", "sofia haddadini", "vang tou", "reyez", "baker")
VISITORS = {
    "coordinator": ("/people/", "/people/?page=2000", "/people/?sort=known"),
    "cws.worker": ("/people/", "/people/?sort=name"),
    "privacy": ("/people/",),
}
# Run as the administrator, with triggers and foreign keys off: this is stage scenery.
FILL = """
create temporary table one as
select n, ('{given}'::text[])[1 + n %% {givens}] as given,
       ('{stems}'::text[])[1 + (n / 7) %% {many_stems}]
       || ('{endings}'::text[])[1 + (n / 331) %% {many_endings}] as surname,
       date '1950-01-01' + (n::bigint * 7919 %% 27000)::int as born,
       case when n %% 200 = 0 then 'S' else 'N' end as restriction
from generate_series(1, %(people)s) n;
insert into people_person (id, county_id, token, known_since)
select md5('p' || n)::uuid, 'alder', 'P-' || lpad(to_hex(n), 7, '0'),
       now() - n * interval '1 minute' from one;
insert into people_recordversion (id, county_id, record_id, batch, as_of, fingerprint, source_id,
  given, middle, surname, suffix, born, born_estimated, cin, ssn_last4, ssn_quality, sex, street,
  city, postal, phone, household, role, placed, race_ethnicity, race_source, language, memberships,
  facts, worker_id, unit_code)
select md5('v' || program || n)::uuid, 'alder', md5(program || n)::uuid, md5('b')::uuid,
  current_date, decode(md5(n::text), 'hex'), program || n, given, '', surname, '', born, false, '',
  '', '', 'F', n || ' ELM ST', 'ALDER', '95001', '', 'H' || n / 3, '', false, '{{}}', '', '', '[]',
  '{{}}', '', '' from one, unnest(array['cws', 'calworks']) program;
insert into people_programrecord (id, county_id, program, scheme, native_id, person_id, current_id,
  restriction, first_seen_on, last_seen_on)
select md5(program || n)::uuid, 'alder', program, case program when 'cws' then 'cws_key' else 'cin'
  end, lpad(n::text, 9, '0'), md5('p' || n)::uuid, md5('v' || program || n)::uuid, restriction,
  current_date, current_date from one, unnest(array['cws', 'calworks']) program;
insert into sharing_assignment (id, county_id, record_id, program, worker_id, since)
select gen_random_uuid(), 'alder', md5(program || n)::uuid, program,
  (case program when 'cws' then 'CW' else 'EW' end) || 101 + n / 40, current_date - 30
from one, unnest(array['cws', 'calworks']) program;
"""


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fill(here: Premises, people: int) -> None:
    """Linked people with both programs' records, in Alder."""
    words = {"given": GIVEN, "stems": STEMS, "endings": ENDINGS}
    lists = {name: "{" + ",".join(f'"{w}"' for w in each) + "}" for name, each in words.items()}
    sizes = {"givens": len(GIVEN), "many_stems": len(STEMS), "many_endings": len(ENDINGS)}
    statements = FILL.format(**lists, **sizes).replace("%(people)s", str(people))
    with psycopg.connect(here.administrator, autocommit=True) as line:
        line.execute("set session_replication_role = replica")
        for statement in statements.replace("%%", "%").split(";\n"):
            if statement.strip():
                line.execute(statement)  # type: ignore[arg-type]
        # Triggers were off: nobody would be found.
        line.execute("select sharing_refresh_search(array(select id from people_person))")
        line.execute("vacuum analyze")


def measure(here: Premises, handle: str, taken: dict[str, list[float]]) -> None:
    """One member of staff goes through their pages and searches."""
    visitor = Visitor(here.port).sign_in(f"{handle}@alder.example")
    for number in range(ROUNDS):
        for path in VISITORS[handle]:
            answer = visitor.get(path)
            if answer.status == 200:
                taken.setdefault(f"{handle} {path}", []).append(answer.seconds)
        answer = visitor.post("/people/search", {"q": SEARCHES[number % len(SEARCHES)]})
        if answer.status == 200:
            taken.setdefault(f"{handle} search", []).append(answer.seconds)
    visitor.close()


def report(taken: dict[str, list[float]]) -> None:
    """A line for each page."""
    for name, seconds in sorted(taken.items()):
        shares = "".join(f" {percentile(seconds, p):7.3f}" for p in (0.5, 0.95, 1.0))
        verdict = "within" if percentile(seconds, 0.95) <= BAR else "BEYOND"
        say(f"  {name:34} {len(seconds):4}{shares}  {verdict} {BAR} s")


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    people = parser.parse_args().people
    say(describe())
    with premises("bench") as here:
        here.open("web")
        here.wait(lambda: here.health().get("ready"), 60, "pages are served")
        fill(here, people)
        taken: dict[str, list[float]] = {}
        for handle in VISITORS:
            measure(here, handle, taken)
        say(f"{people} people, one at a time: n, p50, p95, max in seconds")
        report(taken)
        together: dict[str, list[float]] = {}
        crowd = [*VISITORS, "coordinator", "cws.worker"]
        threads = [
            threading.Thread(target=measure, args=(here, handle, together)) for handle in crowd
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        say("five at once, without a pause")
        report(together)
    return 0


if __name__ == "__main__":
    sys.exit(main())
