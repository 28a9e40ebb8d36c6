"""Who is told today that an assessment waits for them: at most one mail a person and day.

That they are asked, they hear at once; reminders go on business days, so many days before answers
are due as the county has set, and no more often than it has set.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from assessments.models import Respondent
from assessments.rounds.mails import ASKED_CODE, REMINDER_CODE, of_the_day, open_for
from assessments.rounds.parameters import MOST_REMINDERS, REMINDER_DAYS
from counties.models import Holiday
from linkages import mail, parameters
from linkages.business_days import is_business_day, state_holidays
from linkages.calendar import today
from linkages.mail import Mail


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: ask and remind. What was told stands on the respondent, so that it does not matter
    how long nobody looked."""
    del since, until
    if not settings.MAIL_ON:
        return
    waiting = by_person(county)
    if not waiting:
        return
    day = today()
    ahead = reminder_days(county, day)
    works = _works(county, day)
    for user, rows in waiting.items():
        new = any(row.reminded_at is None for row in rows)
        if new or (works and any(to_remind(row, ahead, day) for row in rows)):
            tell(county, user, rows, day)


def by_person(county: str) -> dict[uuid.UUID, list[Respondent]]:
    """Who has not handed in, with all that they are asked for."""
    waiting: dict[uuid.UUID, list[Respondent]] = defaultdict(list)
    for row in open_for(county).select_related("round").order_by("pk"):
        waiting[row.user_id].append(row)
    return dict(waiting)


def reminder_days(county: str, day: date) -> list[int]:
    """Days before answers are due on which people are reminded, as many as the county allows."""
    text = parameters.value(REMINDER_DAYS, county=county, on=day)
    most = parameters.value(MOST_REMINDERS, county=county, on=day)
    return sorted(int(part) for part in str(text).split(",") if part.strip())[:most]


def to_remind(row: Respondent, ahead: Collection[int], day: date) -> bool:
    """Whether one of the days on which to remind has come since this person was last told.

    The day on which they were asked counts: nobody is reminded of what they heard that day.
    """
    due = row.round.answers_due
    if due is None or row.reminded_at is None:
        return False
    last = on_day(row.reminded_at)
    return any(last < due - timedelta(days=number) <= day for number in ahead)


def tell(county: str, user: uuid.UUID, rows: Collection[Respondent], day: date) -> bool:
    """One mail about all that somebody is asked for; whether it went, for nobody gets two a day."""
    about = of_the_day(user, day)
    # Whoever is asked once more on the day of a mail hears of it tomorrow.
    if Mail.objects.filter(county=county, recipient=user, subject=about).exists():
        return False
    new = any(row.reminded_at is None for row in rows)
    mail.post(ASKED_CODE if new else REMINDER_CODE, county=county, recipient=user, subject=about)
    Respondent.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=timezone.now())
    return True


def _works(county: str, day: date) -> bool:
    """Whether the county's offices are open."""
    own = set(
        Holiday.objects.filter(county=county, day__year=day.year).values_list("day", flat=True)
    )
    return is_business_day(day, own or state_holidays(day.year))


def on_day(moment: datetime) -> date:
    """The county's day of a moment."""
    return timezone.localtime(moment).date()
