"""What deciding adds to a page, and how soon an end of business closes one.

    python -m benchmarks.sharing [--people N]

In one process, past no network: each page is asked for as it is and again with who exists known
beforehand; the difference, and the time in which facts are decided, is what deciding costs. Then
how soon a reassignment closes a page of the running server.
"""

import argparse
import functools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import psycopg

from benchmarks.lists import fill, say
from benchmarks.machine import describe
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

PEOPLE = 200_000
ROUNDS = 60
BAR = 20
CLOSED_WITHIN = 2.0
ALLOWED = """
insert into sharing_legalbasis (id, county_id, code, owner, category, audience, since)
select gen_random_uuid(), 'alder', '10850', owner, category, audience, current_date - 30
from (values ('cws', 'C1'), ('cws', 'C5'), ('calworks', 'C1'), ('calworks', 'C2'),
             ('calworks', 'C3')) opened (owner, category),
     unnest(array['pair', 'coordinator']) audience;
update people_recordversion v set facts = case r.program
  when 'cws' then '{"C5": {"service_component": "FM", "next_hearing_on": "2027-01-15"}}'::jsonb
  else '{"C2": {"wtw_status": "sanction"}, "C3": {"activity": "Job club"}}'::jsonb end
from people_programrecord r where r.id = v.record_id and r.native_id < '000000200';
insert into sharing_consent (id, county_id, record_id, owner, recipient, categories, named, signer,
  form, signed_on, received_on, entered_at, since, until, revoked_how)
select gen_random_uuid(), 'alder', id, 'cws', 'calworks', '{C4}', '{}', 'self', 'paper',
  current_date - 30, current_date - 30, now(), current_date - 30, current_date + 300, ''
from people_programrecord where program = 'cws' and native_id < '000020000';
update sharing_assignment set worker_id = 'EW201' where worker_id = 'EW101';
vacuum analyze;
"""
ONE_CASELOAD = (
    "select person_id from people_programrecord where program = 'cws' and native_id = '000000001'"
)


def main() -> int:
    """Print the report; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return inside()
    say(describe())
    with premises("bench") as here:
        here.open("web")
        here.wait(lambda: here.health().get("ready"), 60, "pages are served")
        fill(here, given.people)
        with psycopg.connect(here.administrator, autocommit=True) as line:
            line.execute("set session_replication_role = replica")
            for statement in ALLOWED.split(";\n"):
                if statement.strip():
                    line.execute(statement)  # type: ignore[arg-type]
        say(f"{given.people} people; ms of a page and of deciding within it, p50 of {ROUNDS}")
        inner = [sys.executable, "-m", "benchmarks.sharing", "--inside"]
        done = subprocess.run(inner, env=here.environment, check=False)
        return max(done.returncode, closes(here))


def closes(here: Premises) -> int:
    """How long an open page stays open after what opened it has ended."""
    ((person,),) = here.ask(ONE_CASELOAD) or [(None,)]
    worker = Visitor(here.port).sign_in("calworks.worker@alder.example")
    page = f"/people/{person}"
    if worker.get(page).status != 200:
        say("  the page to be closed did not open")
        return 1
    with psycopg.connect(here.administrator, autocommit=True) as line:
        line.execute(
            "update sharing_assignment a set until = current_date - 2 "
            "from people_programrecord r where r.id = a.record_id and r.person_id = %s",
            [person],
        )
    began = time.monotonic()
    answer = worker.get(page)
    took = time.monotonic() - began
    worker.close()
    closed = answer.status == 404 and took <= CLOSED_WITHIN
    say(f"  reassignment closes the next request: {answer.status} after {took:.3f} s")
    return 0 if closed else 1


def inside() -> int:
    """Pages with and without the question of who exists, in turn, so that a busy machine weighs
    on both alike; and within them the time in which facts are decided."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linkages.settings"
    import django

    django.setup()
    worst = 0
    for handle, path in pages():
        client, taken = signed_in(handle), Taken()
        everybody = known_to(handle, path)
        for _round in range(ROUNDS):
            with taken.clocked():
                taken.whole.append(timed(client, path))
            with without_scope(everybody):
                taken.open.append(timed(client, path))
        whole, deciding = taken.figures()
        share = deciding / (whole - deciding) * 100
        worst |= share > BAR
        name = "person" if len(path) > 30 else path
        verdict = "within" if share <= BAR else "BEYOND"
        figures = f"{whole:7.1f} {deciding:7.1f}  +{share:4.1f} %"
        say(f"  {handle:16} {name:9} {figures} {verdict} {BAR} %")
    return int(worst)


def pages() -> list[tuple[str, str]]:
    """A caseload's list and person, a coordinator's list and person."""
    from django.db import transaction

    from cases.people.models import ProgramRecord
    from linkages.scope import rls

    with rls(county="alder"), transaction.atomic():
        person = ProgramRecord.objects.get(program="cws", native_id="000000001").person_id
    return [
        (handle, path)
        for handle in ("cws.worker", "calworks.worker", "coordinator")
        for path in ("/people/", f"/people/{person}")
    ]


def signed_in(handle: str) -> Any:
    from django.conf import settings
    from django.test import Client

    from counties.models import User

    client = Client(headers={"host": "localhost"})
    user = User.objects.get(email=f"{handle}@alder.example")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def timed(client: Any, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - began) * 1000


class Taken:
    """Milliseconds of whole pages, of the same without scope, and within them of deciding."""

    def __init__(self) -> None:
        self.whole: list[float] = []
        self.open: list[float] = []
        self.deciding: list[float] = []
        self.now = 0.0

    def figures(self) -> tuple[float, float]:
        """(a page, what deciding took of it), both p50."""
        whole = statistics.median(self.whole)
        scope = max(0.0, whole - statistics.median(self.open))
        return whole, scope + statistics.median(self.deciding)

    def around(self, act: Callable[..., Any], sign: int = 1) -> Callable[..., Any]:
        """The same act, with its time counted (or, within another, taken off again)."""

        @functools.wraps(act)
        def clocked(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return act(*args, **kwargs)
            finally:
                self.now += sign * (time.perf_counter() - began) * 1000

        return clocked

    @contextmanager
    def clocked(self) -> Iterator[None]:
        """Count what one page spends on deciding facts; names of workers are no decision."""
        from cases.sharing import reading
        from cases.sharing.standing import Standing

        self.now = 0.0
        parts = {name: self.around(getattr(Standing, name)) for name in ("__init__", "subject")}
        parts["exists"] = self.around(Standing.exists)
        parts["_workers"] = self.around(Standing._workers, -1)
        with (
            mock.patch.multiple(Standing, **parts),
            mock.patch.object(reading, "decide", self.around(reading.decide)),
        ):
            yield
        self.deciding.append(self.now)


def known_to(handle: str, path: str) -> list[Any] | None:
    """The people of a caseload, known beforehand; None for who may open the whole county."""
    from django.db import transaction

    from cases.sharing.scope import people_visible_to
    from counties.models import Membership, User
    from linkages.scope import rls

    user = User.objects.get(email=f"{handle}@alder.example")
    with rls(county="alder", user=user.pk), transaction.atomic():
        user.working_in = Membership.objects.get(user=user, county="alder")
        if user.working_in.role == "coordinator":
            return None
        return list(people_visible_to(user).values_list("pk", flat=True))


@contextmanager
def without_scope(mine: list[Any] | None) -> Iterator[None]:
    """The same page for whom everybody that it could name exists."""
    from cases.people.models import Person
    from cases.sharing import navigation, scope, views

    def everybody(user: Any) -> Any:
        rows = Person.objects.visible_to(user)
        return rows if mine is None else rows.filter(pk__in=mine)

    rooms = [room for room in (navigation, scope, views) if hasattr(room, "people_visible_to")]
    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(mock.patch.object(room, "people_visible_to", everybody))
        yield


if __name__ == "__main__":
    sys.exit(main())
