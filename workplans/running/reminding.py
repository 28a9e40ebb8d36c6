"""Reminders: leads hear of steps that are due or overdue, co-chairs of what stays overdue.

At most one mail a person and day for each of the two, on business days. Whether somebody was told
follows from the day kept on the step: another due day makes it new again.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.holidays import holidays_of
from counties.models import Membership
from counties.permissions import Permission, Role, roles_with
from linkages import mail, parameters
from linkages.business_days import add_business_days, is_business_day
from linkages.calendar import today
from linkages.mail import Mail
from workplans.models import Status, Step, WorkPlan
from workplans.running.parameters import AGAIN_DAYS, ESCALATE_DAYS, REMIND_DAYS

DIGEST, ESCALATED = "workplans.steps_due", "workplans.steps_overdue"
SPACE = uuid.UUID("5b1d7f0e-2c57-4d52-9b0e-6a4f6f1c9a10")


@dataclass(frozen=True, slots=True)
class Rules:
    """A county's numbers on a day."""

    on: date
    remind: int
    again: int
    escalate: int
    holidays: frozenset[date]

    def is_told(self, due_on: date, reminded_on: date | None) -> bool:
        """Whether its leads are to hear of a step today."""
        if due_on < self.on:
            known = reminded_on is not None and reminded_on > due_on
            return not known or self.on >= reminded_on + timedelta(days=self.again)  # type: ignore[operator]
        opens = due_on - timedelta(days=self.remind)
        return opens <= self.on and (reminded_on is None or reminded_on < opens)

    def is_escalated(self, due_on: date, escalated_on: date | None) -> bool:
        """Whether both co-chairs are to hear of it today: once for each due day."""
        if due_on >= self.on or (escalated_on is not None and escalated_on > due_on):
            return False
        return self.on > add_business_days(due_on, self.escalate, self.holidays)


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: tell whoever has not been told. What it missed it makes up for in one mail."""
    del since, until
    if not settings.MAIL_ON:
        # Nobody hears of it, so nobody has been told.
        return
    on = today()
    holidays = holidays_of(county, on)
    if not is_business_day(on, holidays):
        return
    steps = list(_open_steps(county))
    if not steps:
        return
    rules = _rules(county, on, min(step.due_on for step in steps))
    _remind(county, rules, [s for s in steps if rules.is_told(s.due_on, s.reminded_on)])
    _escalate(county, rules, [s for s in steps if rules.is_escalated(s.due_on, s.escalated_on)])


def _rules(county: str, on: date, first: date) -> Rules:
    numbers = (
        parameters.value(name, county=county, on=on)
        for name in (REMIND_DAYS, AGAIN_DAYS, ESCALATE_DAYS)
    )
    return Rules(on, *numbers, holidays_of(county, min(first, on)) | holidays_of(county, on))


def _open_steps(county: str) -> Any:
    """Open steps with a day, of plans that somebody works by, held until they are settled."""
    plans = WorkPlan.objects.filter(county=county).running().values("pk")
    rows = Step.objects.select_for_update(of=("self",), skip_locked=True).filter(
        county=county, objective__plan__in=plans, due_on__isnull=False
    )
    return rows.exclude(status__in=[Status.DONE, Status.DROPPED]).order_by("due_on", "pk")


def _remind(county: str, rules: Rules, steps: list[Step]) -> None:
    """One mail for each lead; a step whose leads have no account waits for the meeting."""
    told: dict[uuid.UUID, list[Step]] = defaultdict(list)
    for step in steps:
        for user in {step.lead_id, step.co_lead_id} - {None}:
            told[user].append(step)
    for user in _at_work(county, told):
        mail.post(DIGEST, county=county, recipient=user, subject=_of(county, rules.on, DIGEST))
    _mark(steps, reminded_on=rules.on)


def _escalate(county: str, rules: Rules, steps: list[Step]) -> None:
    if not steps:
        return
    rows = Membership.objects.in_force_on(rules.on).filter(county=county, role=Role.COCHAIR)
    for user in sorted(set(rows.values_list("user", flat=True))):
        subject = _of(county, rules.on, ESCALATED)
        mail.post(ESCALATED, county=county, recipient=user, subject=subject)
    _mark(steps, escalated_on=rules.on)


def _at_work(county: str, users: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    rows = Membership.objects.in_force_on(today()).filter(
        county=county, user__in=list(users), role__in=roles_with(Permission.VIEW_PLAN)
    )
    return sorted(set(rows.values_list("user", flat=True)))


def _mark(steps: list[Step], **day: date) -> None:
    # Not a new version: nobody who is writing at the step loses anything by it.
    Step.objects.filter(pk__in=[step.pk for step in steps]).update(**day)


def _of(county: str, on: date, code: str) -> uuid.UUID:
    """What a mail is about: a day, so that the same day never brings a second one."""
    return uuid.uuid5(SPACE, f"{code} {county} {on.isoformat()}")


def _still_due(posted: Mail) -> bool:
    """Whether this person still leads an open step that is due soon or overdue."""
    on = today()
    days = parameters.value(REMIND_DAYS, county=posted.county_id, on=on)
    me = posted.recipient_id
    rows = _running(posted).filter(Q(lead=me) | Q(co_lead=me))
    return bool(rows.filter(due_on__lte=on + timedelta(days=days)).exists()) and bool(
        _at_work(posted.county_id, [me])
    )


def _still_overdue(posted: Mail) -> bool:
    mine = Membership.objects.in_force_on(today()).filter(
        county=posted.county_id, user=posted.recipient_id, role=Role.COCHAIR
    )
    return mine.exists() and bool(_running(posted).filter(due_on__lt=today()).exists())


def _running(posted: Mail) -> Any:
    plans = WorkPlan.objects.filter(county=posted.county_id).running().values("pk")
    rows = Step.objects.filter(county=posted.county_id, objective__plan__in=plans)
    return rows.exclude(status__in=[Status.DONE, Status.DROPPED])


def _path(posted: Mail) -> str:
    del posted
    return reverse("today")


def _plans_path(posted: Mail) -> str:
    del posted
    return reverse("workplans:plans")


TITLE = _("Linkages: work plan")
DIGEST_MAIL = mail.Kind(
    TITLE,
    _("A step that you lead is due soon or overdue. Open Linkages to see it:"),
    _path,
    _still_due,
)
ESCALATED_MAIL = mail.Kind(
    TITLE,
    _("A step of the work plan has been overdue for a while. Open Linkages to see it:"),
    _plans_path,
    _still_overdue,
)
