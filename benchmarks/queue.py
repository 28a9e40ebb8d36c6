"""The review queue with 50,000 open pairs: the list, a pair, a search, a decision and what follows.

    python -m benchmarks.queue [--pairs N]

Fills a county by SQL, since what is measured is the reading and the deciding: pairs in households,
some given to reviewers, some put off, thousands of decisions, and a reviewer who is close to some
of the people. Times are a browser's over HTTP on this machine; a decision is its POST and the next
pair that follows it, as the page's own script asks for them.
"""

import argparse
import sys
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psycopg

from benchmarks.lists import ENDINGS, GIVEN, STEMS, say
from benchmarks.machine import describe, percentile
from linkages.supervisor import setup
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Answer, Visitor

PAIRS = 50_000
DECIDED = 5_000
ROUNDS, DECISIONS = 40, 120
BAR_LIST, BAR_NEXT = 0.3, 0.2
SEARCHES = ("garcia", "maria lopez", "nguyenson", "sofia haddadini", "vang tou", "baker", "x")
# Run as the administrator, with triggers and foreign keys off: this is stage scenery.
FILL = """
create temporary table one as
select n, ('{given}'::text[])[1 + n % {givens}] as given,
       ('{stems}'::text[])[1 + (n / 7) % {many_stems}]
       || ('{endings}'::text[])[1 + (n / 331) % {many_endings}] as surname,
       date '1950-01-01' + (n::bigint * 7919 % 27000)::int as born
from generate_series(1, {pairs} + {decided}) n;
insert into people_recordversion (id, county_id, record_id, batch, as_of, fingerprint, source_id,
  given, middle, surname, suffix, born, born_estimated, cin, ssn_last4, ssn_quality, sex, street,
  city, postal, phone, household, role, placed, race_ethnicity, race_source, language, memberships,
  facts, worker_id, unit_code)
select md5('v' || program || n)::uuid, 'alder', md5(program || n)::uuid, md5('b')::uuid,
  current_date, decode(md5(n::text), 'hex'), program || n, given, '', surname, '', born, false, '',
  '', '', 'F', n || ' ELM ST', 'ALDER', '95001', '', 'H' || n / 3, '', false, '{{}}', '', '', '[]',
  '{{}}', '', '' from one, unnest(array['cws', 'calworks']) program;
insert into people_programrecord (id, county_id, program, scheme, native_id, current_id,
  restriction, shield, first_seen_on, last_seen_on)
select md5(program || n)::uuid, 'alder', program, case program when 'cws' then 'cws_key' else 'cin'
  end, program || lpad(n::text, 7, '0'), md5('v' || program || n)::uuid,
  case when n % 200 = 0 then 'S' else 'N' end, 'N', current_date, current_date
from one, unnest(array['cws', 'calworks']) program;
create temporary table like_this as
select row_number() over (order by id) - 1 as place, c.* from matching_matchcandidate c
where county_id = 'alder' and standing and band <> 'low' limit 20;
insert into matching_matchcandidate (id, county_id, cws_id, calworks_id, model_id, standing,
  base_units, household_units, rival_units, alone_units, units, probability, band, tier, levels,
  rarity, guards, hold, household_level, placed, homes, lead_units, state, version, restricted,
  changed_since, found_at, scored_at, assigned_to_id, deferred_until, deferred_by_id)
select md5('c' || n)::uuid, 'alder', md5('cws' || n)::uuid, md5('calworks' || n)::uuid, t.model_id,
  true, t.base_units + n % 997, t.household_units, t.rival_units, t.alone_units, t.units + n % 997,
  t.probability, t.band, t.tier, t.levels, t.rarity, t.guards, t.hold, t.household_level, false,
  hashtextextended('h' || n / 3, 0), t.units + 997 - (n / 3) % 900,
  case when n > {pairs} then 'not_same' else 'proposed' end, 1, n % 200 = 0, '{{}}', now(), now(),
  case when n % 4 = 0 then a.id end, case when n % 100 = 1 then current_date + n % 30 - 10 end,
  case when n % 100 = 1 then a.id end
from one join like_this t on t.place = n % (select count(*) from like_this)
cross join (select id from counties_user where email = 'analyst@alder.example') a;
insert into matching_matchdecision (id, county_id, candidate_id, verb, reason, note, state_before,
  state_after, decided_by_id, decided_at, model_id, shown, cws_marks, calworks_marks)
select md5('d' || n)::uuid, 'alder', md5('c' || n)::uuid, 'not_same', 'namesake', '', 'proposed',
  'not_same', a.id, now() - n * interval '1 minute', t.model_id, '{{"bits": 3.0}}', '', ''
from one cross join (select id from counties_user where email = 'analyst@alder.example') a
cross join (select model_id from like_this limit 1) t where n > {pairs};
insert into sharing_staffrelation (id, county_id, user_id, record_id, relation, since, recorded_by)
select gen_random_uuid(), 'alder', u.id, md5('cws' || n)::uuid, 'relative', current_date - 9, u.id
from counties_user u, generate_series(3, 33, 3) n where u.email = 'liaison@alder.example';
"""
WAITING = """
select count(*) from matching_matchcandidate where county_id = 'alder' and band <> 'low'
and state in ('proposed', 'needs_information')
"""
MADE = """
select count(*), count(distinct candidate_id) from matching_matchdecision
where county_id = 'alder' and decided_at > %s
"""


def fill(here: Premises, pairs: int) -> None:
    """Open pairs, and as many decisions as a busy month leaves, in Alder."""
    words = {"given": GIVEN, "stems": STEMS, "endings": ENDINGS}
    lists = {name: "{" + ",".join(f'"{w}"' for w in each) + "}" for name, each in words.items()}
    sizes = {"givens": len(GIVEN), "many_stems": len(STEMS), "many_endings": len(ENDINGS)}
    text = FILL.format(**lists, **sizes, pairs=pairs, decided=DECIDED)
    with psycopg.connect(here.administrator, autocommit=True) as line:
        line.execute("set session_replication_role = replica")
        for statement in text.split(";\n"):
            if statement.strip():
                line.execute(statement)  # type: ignore[arg-type]
        line.execute("set app.county = 'alder'")
        line.execute("select matching_index_new()")
        line.execute("vacuum analyze")


@dataclass(slots=True)
class Reviewer:
    """One reviewer at the queue, and what each act took."""

    name: str
    visitor: Visitor
    taken: dict[str, list[float]] = field(default_factory=dict)
    decided: int = 0

    def note(self, what: str, seconds: float) -> None:
        """Keep a time."""
        self.taken.setdefault(f"{self.name} {what}", []).append(seconds)

    def look(self, path: str, what: str) -> Answer:
        """A page."""
        answer = self.visitor.get(path)
        assert answer.status == 200, (path, answer.status, answer.text[:2000])
        self.note(what, answer.seconds)
        return answer

    def decide(self, page: Answer, verb: str) -> Answer:
        """Decide the pair of a page as its script does; the part with the next pair."""
        (path,) = page.links(r"/matches/[0-9a-f-]{36}/decide(\?.*)?")
        fields = {
            "csrfmiddlewaretoken": self.visitor.cookies.get("csrf", ""),
            "key": page.value("key"),
            "version": version_of(page),
            "verb": verb,
            "reason": "namesake",
            "note": "",
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        sent = self.visitor._ask("POST", path, urlencode(fields).encode(), kind)
        assert sent.status == 302, (sent.status, sent.text[:2000])
        part = self.visitor._ask("GET", sent.location, b"", {"HX-Request": "true"})
        assert part.status == 200 and "data-pair-detail" in part.text
        self.note("a decision (POST)", sent.seconds)
        self.note("a decision and the next pair", sent.seconds + part.seconds)
        self.decided += 1
        return part


def version_of(page: Answer) -> str:
    """The version in the form of the decision, which is not the first form of a page."""
    return Answer(200, page.text.partition("data-decision")[2], 0).value("version")


def work(reviewer: Reviewer) -> None:
    """Lists, pairs, searches, then decisions one after the other."""
    for path, what in (
        ("/matches/", "the list"),
        ("/matches/?whose=me", "one's own pairs"),
        ("/matches/?whose=nobody&band=review", "filtered"),
        ("/matches/?state=not_same", "what was refused"),
    ):
        for _round in range(ROUNDS // 2 if "?" in path else ROUNDS):
            page = reviewer.look(path, what)
    page = reviewer.look("/matches/", "the list")
    for _turn in range(ROUNDS):
        later = page.links(r"/matches/\?after=.*")
        page = reviewer.look(later[0], "further down the list")
        pairs = page.links(r"/matches/[0-9a-f-]{36}")
        reviewer.look(pairs[-1], "a pair")
    for number in range(ROUNDS):
        sent = reviewer.visitor.post("/matches/find", {"q": SEARCHES[number % len(SEARCHES)]})
        reviewer.note("a search", sent.seconds + reviewer.visitor.get(sent.location).seconds)
    page = reviewer.look("/matches/", "the list")
    for number in range(DECISIONS):
        page = reviewer.decide(page, ("link", "not_same", "needs_information")[number % 3])


def report(taken: dict[str, list[float]]) -> None:
    """A line for each act."""
    for name, seconds in sorted(taken.items()):
        bar = BAR_NEXT if "decision and" in name else BAR_LIST
        shares = "".join(f" {percentile(seconds, p):7.3f}" for p in (0.5, 0.95, 1.0))
        verdict = "within" if percentile(seconds, 0.95) <= bar else "BEYOND"
        say(f"  {name:44} {len(seconds):4}{shares}  {verdict} {bar} s")


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    pairs = parser.parse_args().pairs
    say(describe())
    with premises("bench") as here:
        setup.manage(["seed_demo"], here.environment | {"LINKAGES_DB_ROLE": "owner"})
        here.open("web")
        here.wait(lambda: here.health().get("ready"), 60, "pages are served")
        fill(here, pairs)
        ((began, waiting),) = here.ask(f"select now(), ({WAITING})") or [(None, 0)]
        say(f"{waiting} open pairs, {DECIDED} decisions: n, p50, p95, max in seconds")
        made = 0
        # An analyst; a liaison who is close to some of the people; who sees restricted pairs too.
        for handle in ("analyst", "liaison", "restricted"):
            visitor = Visitor(here.port).sign_in(f"{handle}@alder.example")
            reviewer = Reviewer(handle, visitor)
            work(reviewer)
            report(reviewer.taken)
            made += reviewer.decided
            visitor.close()
        ((kept, different),) = here.ask(MADE, began) or [(0, 0)]
        say(f"{made} decisions sent, {kept} kept, about {different} pairs")
    return 0 if made == kept else 1


if __name__ == "__main__":
    sys.exit(main())
