"""The demonstration's answers: families that wait, are overdue, were accepted, declined, handed on.

Alder asks workers. Birch asks the supervisors of CalWORKs and gives everybody two days.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from cases.families.models import Acceptance, Episode, MailChoice
from cases.families.telling import answering, away, escalating, handing, scope
from cases.families.telling.acts import tell
from cases.families.telling.days import due_after
from cases.families.telling.parameters import ANSWER_DAYS, RECEIVER
from cases.matching.demo import at_work
from cases.people.models import Family
from counties.models import Membership, User
from counties.personas import COUNTIES
from linkages import calendar
from linkages.parameters import ParameterValue
from linkages.programs import Program

PRACTICE = {"birch": ((RECEIVER[Program.CALWORKS], "supervisor"), (ANSWER_DAYS, 2))}
# As many families are told as every state needs, where the county's waves have not done it.
TOLD = 6
# What becomes of a family's two sides, CWS first, in turn for each worker of CWS. Who waits is due
# tomorrow; for two the watch has gone to the supervisor or the coordinator already.
TURNS = (
    ("accept", "accept"),
    ("wait", "wait"),
    ("accept", "supervisor"),
    ("decline", "accept"),
    ("hand_on", "accept"),
    ("coordinator", "wait"),
    ("accept", "accept"),
    ("accept", "wait"),
)
State = Acceptance.State


def seed_practice(today: date) -> None:
    """What Birch does otherwise, from before anybody is told; safe to run again."""
    for county, values in PRACTICE.items():
        admin = User.objects.get(email=f"admin@{county}.example")
        with at_work(admin.email, county), transaction.atomic():
            if ParameterValue.objects.filter(county=county, name=ANSWER_DAYS).exists():
                continue
            for name, value in values:
                ParameterValue.objects.create(
                    county_id=county,
                    name=name,
                    value=value,
                    effective_from=today - timedelta(days=200),
                    reason="Agreed by both programs’ managers.",
                    set_by=admin.pk,
                )


def seed(today: date) -> None:
    """Tell families where too few were told, and let their workers answer; safe to run again."""
    today = min(today, calendar.today())
    for county in COUNTIES:
        with at_work(f"coordinator@{county}.example", county), transaction.atomic():
            if Acceptance.objects.filter(county=county).exclude(answered_at=None).exists():
                continue
            _tell(county)
            _backdate(county, today)
        for handle in ("cws", "calworks"):
            _answer(county, handle)
        with at_work(f"coordinator@{county}.example", county), transaction.atomic():
            _escalate(county)
        _leave(county, today)


def _tell(county: str) -> None:
    told = Acceptance.objects.filter(county=county).values("episode").distinct().count()
    rows = Episode.objects.open().filter(
        county=county, state=Episode.State.IDENTIFIED, wave=None, family__ended_at=None
    )
    rows = rows.filter(family__kind=Family.Kind.MUTUAL)
    tell(list(_in_order(rows, "family")[: max(0, TOLD - told)]), by=None)


def _in_order(rows: Any, family: str) -> Any:
    """By the numbers of their members: the same every time."""
    lowest = Min(f"{family}__members__record__native_id")
    return rows.annotate(lowest=lowest).order_by("lowest")


def _turns(county: str) -> Iterator[tuple[Acceptance, str]]:
    """Each side's answer with what becomes of it."""
    rows = Acceptance.objects.filter(county=county, handed_from=None)
    ordered = list(_in_order(rows.exclude(state=State.WITHDRAWN), "episode__family"))
    turn: dict[Any, tuple[str, str]] = {}
    counted: Counter[str] = Counter()
    for row in ordered:
        if row.program == Program.CWS:
            turn[row.episode_id] = TURNS[counted[row.worker_id] % len(TURNS)]
            counted[row.worker_id] += 1
    for row in ordered:
        ours, theirs = turn.get(row.episode_id, TURNS[0])
        yield row, ours if row.program == Program.CWS else theirs


def _backdate(county: str, today: date) -> None:
    """They were told on different days of the last two weeks; some stay overdue."""
    for row, turn in _turns(county):
        days = {"wait": 0, "supervisor": 4, "coordinator": 8}.get(turn, 6)
        told = today - timedelta(days=days)
        row.told_at = timezone.make_aware(datetime.combine(told, time(10)))
        row.due_on = due_after(ANSWER_DAYS, county, told)
        row.save(update_fields=["told_at", "due_on"])


def _answer(county: str, side: str) -> None:
    """Whoever may, answers: the worker, else their supervisor, else the liaison."""
    with at_work(f"coordinator@{county}.example", county), transaction.atomic():
        turns = {row.pk: turn for row, turn in _turns(county)}
    for email in (f"{side}.worker", f"{side}.worker2", f"{side}.supervisor", "liaison"):
        with at_work(f"{email}@{county}.example", county) as user, transaction.atomic():
            for row in list(scope.to_answer(user).filter(state=State.WAITING)):
                _one(user, row, turns.get(row.pk, "wait"))


def _one(user: Any, row: Acceptance, turn: str) -> None:
    if turn == "accept":
        answering.accept(user, row.pk)
    elif turn == "decline":
        note = "Closed last week; the county’s letter is on its way."
        answering.decline(user, row.pk, Acceptance.Decline.CLOSED_HERE, note)
    elif turn == "hand_on":
        takers = handing.takers(row.county_id, row.program, row.worker_id)
        to = next((each for each in takers if each.user_id != user.pk), None)
        if to is not None:
            handing.hand_on(user, row.pk, to, "Works with the grandmother already.")


def _escalate(county: str) -> None:
    """What the watch does on a business day, whatever day the demonstration begins on."""
    waiting = Acceptance.objects.filter(county=county, state=State.WAITING, escalation=0)
    late = waiting.filter(due_on__lt=calendar.today()).select_related("episode")
    by_turn = {row.pk: turn for row, turn in _turns(county)}
    escalating.escalate(
        county,
        {
            level: [row for row in late if by_turn.get(row.pk) == turn]
            for turn, level in (("supervisor", 1), ("coordinator", 2))
        },
    )


def _leave(county: str, today: date) -> None:
    """One worker of CWS is away, and one wants each mail at once."""
    with at_work(f"cws.worker2@{county}.example", county) as worker, transaction.atomic():
        own = worker.working_in
        rows = Membership.objects.select_related("user").filter(county=county)
        deputy = rows.get(user__email=f"cws.worker@{county}.example")
        own.user = worker
        away.leave(worker, own, deputy, today, today + timedelta(days=7))
        MailChoice.objects.get_or_create(
            county_id=county, user=deputy.user, defaults={"way": MailChoice.Way.ALONE, "hour": 9}
        )
