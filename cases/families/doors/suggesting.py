"""A worker's "I think this family is mutual", and what the coordinator makes of it."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.doors import finding
from cases.families.doors.scope import notices_to_settle, suggestions_to_settle
from cases.families.models import EventNotice, Outcome, Suggestion
from cases.people.models import ProgramRecord
from linkages import audit
from linkages.forms import Stale
from linkages.sealing import Unopenable, seal, unseal

Key = uuid.UUID
PURPOSE = "suggestion"
MODEL = "suggestion"


class NotAllowed(Exception):
    """The outcome does not fit what is so. str(error) is for the screen."""


@transaction.atomic
def suggest(user: Any, words: str, record: ProgramRecord | None = None) -> Suggestion:
    """Send the coordinator a suggestion; the same record again while it waits is the same one.

    Without a record the worker's own caseload is looked through for whom the words name. Where
    one of several is closed, that one is taken: the suggestion then goes where closed people go.
    """
    if record is None:
        record = _one(finding.meant(user, words))
    made = Suggestion(
        county_id=user.working_in.county_id,
        program=user.working_in.program,
        record=record,
        asked_by=user,
    )
    if record is not None:
        waiting = Suggestion.objects.filter(asked_by=user, record=record, settled_at=None).first()
        if waiting is not None:
            return waiting
    if words:
        made.words = seal(words.encode(), model=MODEL, field="words", row=made.pk)
    made.save(force_insert=True)
    audit.note({made.pk, *([record.pk] if record else [])}, purpose=PURPOSE)
    return made


def _one(found: list[ProgramRecord]) -> ProgramRecord | None:
    closed = [record for record in found if record.is_restricted]
    if closed:
        return closed[0]
    homes = {record.person_id or record.pk for record in found}
    return found[0] if len(homes) == 1 else None


def words_of(suggestion: Suggestion) -> str:
    """What the worker wrote; empty for none."""
    return _open(suggestion.words, "words", suggestion.pk)


def note_of(suggestion: Suggestion) -> str:
    """What was noted at settling; empty for none."""
    return _open(suggestion.note, "note", suggestion.pk)


def _open(sealed: bytes, field: str, row: Key) -> str:
    if not sealed:
        return ""
    try:
        return unseal(sealed, model=MODEL, field=field, row=row).decode()
    except Unopenable:
        return ""


@transaction.atomic
def settle(user: Any, key: Key, outcome: str, note: str, *, version: int) -> Suggestion:
    """Say what came of it. The asker learns that it was settled, and nothing else."""
    rows = suggestions_to_settle(user).select_for_update(of=("self",))
    held = rows.get(pk=key)
    _check(held, outcome, version)
    held.outcome, held.settled_by, held.settled_at = outcome, user, timezone.now()
    held.version += 1
    if note:
        held.note = seal(note.encode(), model=MODEL, field="note", row=held.pk)
    held.save(update_fields=["outcome", "settled_by", "settled_at", "version", "note"])
    audit.note({held.pk, *([held.record_id] if held.record_id else [])}, purpose=PURPOSE)
    return held


@transaction.atomic
def settle_notice(user: Any, key: Key, outcome: str, *, version: int) -> EventNotice:
    """The same of an event notice around which no mutual family was known."""
    held = notices_to_settle(user).select_for_update(of=("self",)).get(pk=key)
    _check(held, outcome, version)
    held.outcome, held.settled_by, held.settled_at = outcome, user, timezone.now()
    held.version += 1
    held.save(update_fields=["outcome", "settled_by", "settled_at", "version"])
    audit.note({held.pk, held.record_id}, purpose=PURPOSE)
    return held


def _check(held: Suggestion | EventNotice, outcome: str, version: int) -> None:
    if held.settled_at is not None or held.version != version:
        raise Stale(_("Somebody settled this in the meantime."))
    linked = (Outcome.LINKED, Outcome.ALREADY)
    if outcome in linked and held.record_id and held.record.person_id is None:
        raise NotAllowed(_("Nobody has linked this record. Link it in the review first."))
