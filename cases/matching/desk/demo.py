"""The demonstration's review desk: pairs given out and put off, a deputy, filters, a reason."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases.matching import queue
from cases.matching.demo import at_work
from cases.matching.desk import deferring, deputies, filters, giving, reasons
from cases.matching.desk.deferring import Deferral
from cases.matching.models import MatchCandidate, QueueAct
from counties.personas import COUNTIES

GIVEN, GIVEN_AWAY = 6, 2
FILTERS = (
    ("Unsure and nobody’s", {"band": "review", "whose": "nobody"}, True),
    ("Refused by me", {"state": "not_same", "who": "me"}, False),
)


def seed(today: date) -> None:
    """Give out and put off part of what is open; safe to run again."""
    for county in COUNTIES:
        with at_work(f"coordinator@{county}.example", county) as coordinator, transaction.atomic():
            if QueueAct.objects.filter(county=county).exists():
                continue
            _hand_out(coordinator, county)
            _put_off(coordinator, today)
            reasons.add(
                coordinator, "Mother and daughter with one name", "Madre e hija del mismo nombre"
            )
            analyst, liaison = _named(county, "analyst"), _named(county, "liaison")
            until = today + timedelta(days=10)
            deputies.appoint(coordinator, liaison, analyst, today, until)
        with at_work(f"analyst@{county}.example", county) as analyst, transaction.atomic():
            for name, query, shared in FILTERS:
                filters.keep(analyst, name, query, shared=shared)


def _named(county: str, handle: str) -> Any:
    email = f"{handle}@{county}.example"
    return next(each for each in giving.reviewers(county) if each.email == email)


def _open(user: Any) -> list[MatchCandidate]:
    """Pairs to decide, by the numbers of their records: the same every time."""
    waiting = queue.listed(user, queue.Filters())
    return list(waiting.order_by("cws__native_id", "calworks__native_id"))


def _hand_out(user: Any, county: str) -> None:
    pairs = [pair.pk for pair in _open(user)]
    giving.give(user, pairs[:GIVEN], _named(county, "analyst"))
    giving.give(user, pairs[GIVEN : GIVEN + GIVEN_AWAY], _named(county, "liaison"))


def _put_off(user: Any, today: date) -> None:
    """One of them waits for a paper; another comes back tomorrow."""
    waits = (
        Deferral(today + timedelta(days=14), "The birth certificate is asked for."),
        Deferral(today + timedelta(days=1), "The school calls back tomorrow."),
    )
    for pair, deferral in zip(_open(user)[-2:], waits, strict=False):
        deferring.defer(user, pair.pk, pair.version, deferral)
