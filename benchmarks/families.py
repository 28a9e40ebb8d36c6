"""Families put together from 20,000 CWS families and the households on aid of most of them.

    python -m benchmarks.families [--families N]

Fills a county by SQL, then rolls it up: the first time, again without any change, after a link was
cut, and around single links. Of each it says how long it took and how many questions it asked.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg

from benchmarks.lists import say
from benchmarks.machine import describe, percentile
from tests.drills.premises import Premises, premises

FAMILIES = 20_000
ROUNDS = 30
FULL_BAR, AROUND_BAR = 60.0, 1.0
# Run as the administrator, with triggers and foreign keys off: this is stage scenery. Of each
# family mother, father and three children in CWS; mother and children on aid, the mother linked.
# As many households again that CWS does not know.
FILL = """
create temporary table one as
select f, p, md5(p || 'cws' || f)::uuid as record, case when p < 2 then case p when 0 then 'mother'
  else 'father' end else 'child' end as role, 'cws' as program, 'U' || f as unit
from generate_series(1, %(families)s) f, generate_series(0, 4) p;
insert into one
select f, p, md5(p || 'calworks' || f)::uuid, case p when 0 then 'aided_adult' else 'aided_child'
  end, 'calworks', '99-H' || f
from generate_series(1, %(families)s * 2) f, unnest(array[0, 2, 3, 4]) p;
insert into people_person (id, county_id, token, known_since)
select md5('p' || f)::uuid, 'alder', 'P-' || lpad(to_hex(f), 7, '0'), now()
from generate_series(1, %(families)s) f;
insert into people_recordversion (id, county_id, record_id, batch, as_of, fingerprint, source_id,
  given, middle, surname, suffix, born, born_estimated, cin, ssn_last4, ssn_quality, sex, street,
  city, postal, phone, household, role, placed, race_ethnicity, race_source, language, memberships,
  facts, worker_id, unit_code)
select md5('v' || record)::uuid, 'alder', record, md5('b')::uuid, current_date,
  decode(md5(record::text), 'hex'), '', 'G' || p, '', 'S' || f, '', null, false, '', '', '', '',
  '', '', '', '', unit, role, program = 'cws' and p > 2, '{}', '', '',
  case program when 'cws' then jsonb_build_array(jsonb_build_object('case', unit, 'role', role))
    else '[]'::jsonb end,
  case program when 'cws' then '{"C5": {"service_component": "FR"}}'::jsonb
    else '{"C2": {"program_status": "active", "wtw_status": "sanction"}}'::jsonb end,
  case program when 'cws' then 'CW' else 'EW' end || f / 30, '' from one;
insert into people_programrecord (id, county_id, program, scheme, native_id, person_id, current_id,
  restriction, first_seen_on, last_seen_on)
select record, 'alder', program, case program when 'cws' then 'cws_key' else 'cin' end,
  p || '-' || f, case when p = 0 and f <= %(families)s then md5('p' || f)::uuid end,
  md5('v' || record)::uuid, 'N', current_date, current_date from one;
insert into people_link (id, county_id, cws_id, calworks_id, by, linked_at, cut_reason,
  absorbed_side)
select md5('l' || f)::uuid, 'alder', md5('0cws' || f)::uuid, md5('0calworks' || f)::uuid, 'rule',
  now(), '', '' from generate_series(1, %(families)s) f;
vacuum analyze;
"""


def main() -> int:
    """Print the report; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=FAMILIES)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return inside(given.families)
    say(describe())
    with premises("bench") as here:
        fill(here, given.families)
        inner = [sys.executable, "-m", "benchmarks.families", "--inside"]
        inner += ["--families", str(given.families)]
        return subprocess.run(inner, env=here.environment, check=False).returncode


def fill(here: Premises, families: int) -> None:
    """Families and households of Alder."""
    with psycopg.connect(here.administrator, autocommit=True) as line:
        line.execute("set session_replication_role = replica")
        for statement in FILL.replace("%(families)s", str(families)).split(";\n"):
            if statement.strip():
                line.execute(statement)  # type: ignore[arg-type]


def inside(families: int) -> int:
    """Roll up as the app does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linkages.settings"
    import django

    django.setup()
    from cases.families.rollup.writing import roll_up_county

    worst = 0
    say(f"{families} families, {families * 9} of their records, {families * 4} beside them")
    for what in ("the first time", "again, nothing changed"):
        seconds, questions, touched = measured(lambda: roll_up_county("alder"))
        worst |= seconds > FULL_BAR
        verdict = "within" if seconds <= FULL_BAR else "BEYOND"
        figures = f"{seconds:7.1f} s  {questions:4} questions  {touched:6} changed"
        say(f"  all, {what:24} {figures}  {verdict} {FULL_BAR:.0f} s")
    return int(worst | around(families))


def around(families: int) -> int:
    """Links cut and made anew, one at a time."""
    from cases.families.rollup.writing import roll_up_around
    from cases.people import linking
    from cases.people.models import Link
    from counties.models import User

    somebody = in_county(lambda: User.objects.order_by("pk").values_list("pk", flat=True)[0])
    taken: dict[str, list[float]] = {"cut": [], "linked": []}
    asked: list[int] = []

    def follow(link: Link) -> set[Any]:
        return roll_up_around("alder", {link.cws_id, link.calworks_id})

    for number in range(ROUNDS):
        nth = (number * 7919) % families
        link = in_county(lambda nth=nth: Link.objects.filter(cut_at=None).order_by("pk")[nth])
        in_county(lambda link=link: linking.cut(link, by=somebody, reason="bench"))
        for what, act in (
            ("cut", lambda: None),
            ("linked", lambda link=link: linking.link(link.cws, link.calworks, by=None)),
        ):
            in_county(act)
            seconds, questions, _touched = measured(lambda link=link: follow(link))
            taken[what].append(seconds)
            asked.append(questions)
    worst = 0
    for what, seconds in taken.items():
        shares = " ".join(f"{percentile(seconds, share):6.3f}" for share in (0.5, 0.95, 1.0))
        verdict = "within" if percentile(seconds, 0.95) <= AROUND_BAR else "BEYOND"
        worst |= verdict == "BEYOND"
        say(f"  around one link, {what:8} p50, p95, max {shares} s  {verdict} {AROUND_BAR:.0f} s")
    say(f"  questions around one link: {statistics.median(asked):.0f}")
    return int(worst)


def in_county(act: Callable[[], Any]) -> Any:
    """Do something in Alder, in a transaction, within a trail."""
    from django.db import transaction

    from linkages import audit
    from linkages.scope import rls

    with rls(county="alder"), audit.trail("alder", None, "bench"), transaction.atomic():
        return act()


def measured(act: Callable[[], set[Any]]) -> tuple[float, int, int]:
    """(seconds, questions to the database, families that changed)."""
    from django.db import connection

    questions = 0

    def count(execute: Any, *asked: Any) -> Any:
        nonlocal questions
        questions += 1
        return execute(*asked)

    began = time.monotonic()
    with connection.execute_wrapper(count):
        touched = in_county(act)
    return time.monotonic() - began, questions, len(touched)


if __name__ == "__main__":
    sys.exit(main())
