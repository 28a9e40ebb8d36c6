"""Stating what an extract has wrong, answering a contradiction, and taking a statement back."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.people.models import Correction, CorrectionAnswer, ProgramRecord
from cases.sharing.corrections import conflicts
from cases.sharing.corrections.fields import DECLARED, extract_says, same
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale
from linkages.templatetags.words import short_day

Answer, Ended = CorrectionAnswer.Answer, Correction.Ended


class NotAllowed(Exception):
    """The statement cannot stand. str(error) is the sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a worker says, from which day, and how they know."""

    field: str
    value: dict[str, str]
    as_of: date
    why: str


@transaction.atomic
def state(user: Any, record_id: uuid.UUID, given: Statement) -> Correction:
    """Put a statement in place of what the extract says; an earlier one of the field ends.

    Raises NotAllowed where the extract says the same, or has said what it says since a later day,
    and ProgramRecord.DoesNotExist out of scope.
    """
    record = _held(user, record_id)
    if given.field not in DECLARED[record.program]:
        raise NotAllowed(_("This field cannot be corrected here."))
    version = record.current
    says = extract_says(version, given.field)
    if says and same(says, given.value):
        raise NotAllowed(_("The extract says the same. There is nothing to correct."))
    if given.as_of > today():
        raise NotAllowed(_("This day has not come yet."))
    said_since = conflicts.since(version, given.field) if says else None
    if said_since is not None and given.as_of < said_since:
        raise NotAllowed(
            _("The extract has said what it says since %(day)s. Yours must be as new as that.")
            % {"day": short_day(said_since)}
        )
    for earlier in Correction.objects.filter(record=record, field=given.field, ended=""):
        _end(earlier, Ended.REPLACED, user)
    made = Correction.objects.create(
        county_id=record.county_id,
        record=record,
        field=given.field,
        value=given.value,
        as_of=given.as_of,
        why=given.why,
        stated_by=user,
        before=says,
        before_as_of=said_since,
    )
    audit.note({record.pk, record.person_id, made.pk}, purpose="correction")
    return made


@transaction.atomic
def answer(user: Any, correction_id: uuid.UUID, choice: str, why: str, *, seen: str) -> None:
    """Keep one's own statement, or take the extract's, having seen version `seen` of it."""
    correction = _locked(user, correction_id)
    conflict = conflicts.conflict_of(correction)
    if conflict is None or str(conflict.version) != seen:
        raise Stale(_("Somebody has settled this, or the extract has changed. Look again."))
    CorrectionAnswer.objects.create(
        county_id=correction.county_id,
        correction=correction,
        answer=choice,
        extract_value=conflict.extract_value,
        extract_as_of=conflict.extract_as_of,
        why=why,
        answered_by=user,
    )
    if choice == Answer.TAKE:
        _end(correction, Ended.TAKEN, user)
    _note(correction)


@transaction.atomic
def withdraw(user: Any, correction_id: uuid.UUID, why: str) -> None:
    """Take a statement back: the extract's is shown again."""
    correction = _locked(user, correction_id)
    if correction.ended:
        raise Stale(_("Somebody has settled this, or the extract has changed. Look again."))
    _end(correction, Ended.WITHDRAWN, user)
    _note(correction)
    audit.current().reason = why


def _held(user: Any, record_id: uuid.UUID) -> ProgramRecord:
    """The record, held so that two statements about it follow each other."""
    mine = conflicts.records_to_correct(user).filter(pk=record_id)
    rows = ProgramRecord.objects.select_for_update(of=("self",)).select_related("current")
    return rows.get(pk__in=mine.values("pk"))


def _locked(user: Any, correction_id: uuid.UUID) -> Correction:
    mine = conflicts.corrections_in_scope(user).get(pk=correction_id)
    _held(user, mine.record_id)
    rows = Correction.objects.filter(pk=mine.pk).select_for_update(of=("self",))
    found: Correction = conflicts.with_versions(rows).get()
    return found


def _end(correction: Correction, how: str, user: Any) -> None:
    correction.ended, correction.ended_at, correction.ended_by = how, timezone.now(), user
    correction.save(update_fields=["ended", "ended_at", "ended_by"])


def _note(correction: Correction) -> None:
    record = correction.record
    audit.note({record.pk, record.person_id, correction.pk}, purpose="correction")
