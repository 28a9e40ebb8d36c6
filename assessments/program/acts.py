"""What a county puts on record of its four decision steps, and its sponsors of their commitment."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Commitment, DecisionStep
from assessments.program.parameters import CONFIRM_MONTHS
from linkages import audit, parameters
from linkages.calendar import months_after, today
from linkages.carrying import NotAllowed
from linkages.forms import Stale
from linkages.programs import Program

PURPOSE = "program"
# In place of a sentence: the next sponsor of the program gave a commitment of their own.
SUCCEEDED = "succeeded"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a county says of one step. Without a day it is not decided yet."""

    words: str
    evidence: str
    decided_on: date | None
    blocks: Collection[str] = ()


@transaction.atomic
def record(user: Any, step: int, given: Decided, *, version: int) -> DecisionStep:
    """Write down a step. `version`: of the row as the page showed it, 0 where it showed none;
    Stale where somebody wrote in the meantime."""
    county = user.working_in.county_id
    rows = DecisionStep.objects.filter(county=county, step=step).select_related("by")
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        row = DecisionStep(county_id=county, step=step, version=0)
    if row.version != version:
        raise Stale(_who_was_first(row))
    row.words, row.evidence = given.words, given.evidence
    row.decided_on, row.blocks = given.decided_on, list(given.blocks)
    row.by, row.at, row.version = user, timezone.now(), row.version + 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Both of two people found the step empty.
        raise Stale(_who_was_first(rows.get())) from None
    audit.note({row.pk}, purpose=PURPOSE)
    return row


def _who_was_first(row: DecisionStep) -> str:
    return _("%(who)s changed this step in the meantime: “%(words)s”. What you typed is kept.") % {
        "who": row.by.name,
        "words": row.words,
    }


def program_of(user: Any) -> Program | None:
    """The program for which somebody may commit: their own, never both at once."""
    program = Program(user.working_in.program)
    return None if program == Program.JOINT else program


@transaction.atomic
def commit(user: Any, words: str) -> Commitment:
    """Put a sponsor's commitment on record, in place of an earlier sponsor's.

    Raises NotAllowed where one's own stands already: that is confirmed, or withdrawn.
    """
    county, program = user.working_in.county_id, program_of(user)
    if program is None:
        raise NotAllowed(_("A commitment is given for one program."))
    standing = Commitment.objects.select_for_update(of=("self",)).filter(
        county=county, program=program, withdrawn_on=None
    )
    earlier = standing.first()
    if earlier and earlier.user_id == user.pk:
        raise NotAllowed(_("Your commitment is on record already. Confirm it, or withdraw it."))
    if earlier:
        earlier.withdrawn_on, earlier.withdrawn_reason = today(), SUCCEEDED
        earlier.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    try:
        with transaction.atomic():
            made = Commitment.objects.create(
                county_id=county,
                program=program,
                user=user,
                words=words,
                given_on=today(),
                confirm_by=next_day(county),
            )
    except IntegrityError:
        raise NotAllowed(_("A commitment of your program was just put on record.")) from None
    audit.note({made.pk}, purpose=PURPOSE)
    return made


def next_day(county: str) -> date:
    """By when a commitment given or confirmed today is confirmed again."""
    day = today()
    return months_after(day, parameters.value(CONFIRM_MONTHS, county=county, on=day))


def _own(user: Any, commitment_id: uuid.UUID) -> Commitment:
    """One's own commitment while it stands; the next sponsor gives a new one instead."""
    rows = Commitment.objects.select_for_update(of=("self",))
    found = rows.get(pk=commitment_id, county=user.working_in.county_id)
    if found.withdrawn_on is not None:
        raise NotAllowed(_("This commitment was withdrawn."))
    if found.user_id != user.pk:
        raise NotAllowed(_("Another sponsor gave this commitment. Give your own."))
    return found


@transaction.atomic
def confirm(user: Any, commitment_id: uuid.UUID) -> Commitment:
    """Say again that the commitment stands, from today on."""
    found = _own(user, commitment_id)
    found.confirm_by = next_day(found.county_id)
    found.save(update_fields=["confirm_by"])
    audit.note({found.pk}, purpose=PURPOSE)
    return found


@transaction.atomic
def withdraw(user: Any, commitment_id: uuid.UUID, reason: str) -> Commitment:
    """Take a commitment back. It stays on record, with the reason."""
    found = _own(user, commitment_id)
    found.withdrawn_on, found.withdrawn_reason = today(), reason
    found.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    audit.note({found.pk}, purpose=PURPOSE)
    return found
