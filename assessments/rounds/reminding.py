"""A reminder by hand: whoever leads a round writes to all who have not handed in, once a day.

It says nothing of who they are, and nothing that the daily reminders do not say: whoever was
written to today, of this round or of another, gets no second mail.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Respondent, Round
from assessments.rounds import watch
from assessments.rounds.states import PURPOSE, NotAllowed, State, expect, locked
from linkages import audit
from linkages.calendar import today


def why_not_remind(people: Collection[Respondent]) -> str:
    """Why nobody can be reminded now, in a sentence; empty where somebody can."""
    if not settings.MAIL_ON:
        return _("This installation sends no mail. Whoever is asked sees it on the page of today.")
    waiting = [row for row in people if _waits(row)]
    if not waiting:
        return _("Nobody with an account is left to remind.")
    day = today()
    if all(row.reminded_at and watch.on_day(row.reminded_at) == day for row in waiting):
        return _written_to()
    return ""


def _waits(row: Respondent) -> bool:
    return row.user_id is not None and row.withdrawn_at is None and row.finished_at is None


def _written_to() -> str:
    return _("Whoever has not handed in was written to today. You can remind them again tomorrow.")


@transaction.atomic
def remind(user: Any, round_id: uuid.UUID) -> Round:
    """Write to whoever has not handed in and got no mail today. Raises NotAllowed."""
    asked = locked(user, round_id)
    expect(asked, State.ANSWERING)
    people = Respondent.objects.filter(county=asked.county_id, round=asked)
    if refused := why_not_remind(people):
        raise NotAllowed(refused)
    day = today()
    sent = [
        watch.tell(asked.county_id, person, rows, day)
        for person, rows in watch.by_person(asked.county_id).items()
        if any(row.round_id == asked.pk for row in rows)
    ]
    if not any(sent):
        raise NotAllowed(_written_to())
    audit.note({asked.pk}, purpose=PURPOSE)
    return asked
