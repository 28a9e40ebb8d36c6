"""The demonstration's comparison, and what its reviewers have decided so far."""

import random
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from cases.matching import deciding, queue
from cases.matching.deciding import Choice
from cases.matching.models import MatchCandidate, MatchDecision, MatchRun
from cases.matching.running import request
from counties.models import Membership, User
from counties.personas import COUNTIES
from linkages import audit, jobs
from linkages.scope import rls

WAIT_SECONDS = 120
LINKED_SHARE = 0.6
Verb, Reason, Band = MatchDecision.Verb, MatchDecision.Reason, MatchCandidate.Band
# The pair of caseworkers whose Today must not be empty on the first day.
WORKERS = ("CW101", "EW201")


def seed(today: date) -> None:
    """Compare both counties' extracts and decide part of the queue; safe to run again."""
    del today  # decisions carry the moment at which they are made
    for county in COUNTIES:
        with at_work(f"analyst@{county}.example", county) as analyst:
            _compare(county, analyst)
        with at_work(f"coordinator@{county}.example", county) as coordinator, transaction.atomic():
            if not MatchDecision.objects.filter(county=county).exists():
                _decide(coordinator)


@contextmanager
def at_work(email: str, county: str) -> Iterator[User]:
    """The persona in their county, as a request would have them."""
    user = User.objects.get(email=email)
    with rls(county=county, user=user.pk), audit.trail(county, user.pk, "seed_demo"):
        with transaction.atomic():
            user.working_in = Membership.objects.get(user=user, county=county)
        yield user


def _compare(county: str, analyst: User) -> None:
    """Do the run that the accepted extracts asked for, or wait for the worker that was quicker."""
    with transaction.atomic():
        runs = MatchRun.objects.filter(county=county)
        if runs.filter(published_at__isnull=False, calworks_records__gt=0).exists():
            return
    with transaction.atomic():
        asked = request(county, by=analyst.pk)
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        with transaction.atomic():
            job = jobs.Job.objects.get(pk=asked.job)
        if not job.is_unfinished:
            return
        if not jobs.run(county, job.pk, beating=False):
            time.sleep(0.2)


def _decide(user: User) -> None:
    """Most of the certain pairs linked, some of the others in every other state."""
    chance = random.Random(1)  # noqa: S311  the same demonstration every time
    waiting = queue.listed(user, queue.Filters()).values_list(
        "pk", "band", "version", "cws__current__worker_id", "calworks__current__worker_id"
    )
    ordered = list(waiting.order_by("cws__native_id", "calworks__native_id"))
    certain = [row for row in ordered if row[1] == Band.CERTAIN]
    review = [row for row in ordered if row[1] == Band.REVIEW]
    theirs = [row for row in certain if row[3:] == WORKERS]
    others = [row for row in certain if row[3:] != WORKERS]
    chance.shuffle(others)
    linked = [*theirs, *others][: max(len(theirs), round(len(certain) * LINKED_SHARE))]
    for pk, _band, version, *_workers in linked:
        deciding.decide(user, Choice(pk, Verb.LINK, version))
    _doubt(user, [row for row in others if row not in linked][:2] + review)
    _regret(user, linked[-1][0] if linked else None)


def _doubt(user: User, rows: list[Any]) -> None:
    """In turn: not the same, needs information, left open."""
    for place, (pk, _band, version, *_workers) in enumerate(rows):
        if place % 3 == 0:
            choice = Choice(pk, Verb.NOT_SAME, version, Reason.NAMESAKE)
        elif place % 3 == 1:
            note = "Ask the eligibility worker for the birth certificate."
            choice = Choice(pk, Verb.NEEDS_INFORMATION, version, "", note)
        else:
            continue
        deciding.decide(user, choice)


def _regret(user: User, pair: uuid.UUID | None) -> None:
    """One link that turned out to be wrong."""
    if pair is not None:
        deciding.cut(user, pair, "Cousins with the same name.")
