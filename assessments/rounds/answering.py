"""Answering alone: saved as one goes, handed in, taken back while people still answer.

Whoever answers is the author of the rows, and the database shows them to nobody else. A paper
form's author is whoever types it in.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.instruments.reading import Instrument
from assessments.models import Answer, Choice, Respondent, Round
from assessments.rounds.instrument import instrument_of
from assessments.rounds.states import PURPOSE, NotAllowed, State, expect, locked
from linkages import audit

TYPED = (
    "choice",
    "score",
    "importance",
    "trend",
    "confidence",
    "note",
    "shares_note",
    "reason",
)


@dataclass(frozen=True, slots=True)
class Said:
    """One item as it stands on the page. `choice` is empty where only a note was written."""

    choice: str = ""
    score: int | None = None
    importance: int | None = None
    trend: int | None = None
    confidence: str = ""
    note: str = ""
    shares_note: bool = False
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is an answer: what does not apply says why."""
        return bool(self.choice) and not (
            self.choice == Choice.NOT_APPLICABLE and not self.reason.strip()
        )


EMPTY = Said()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is. Codes are in the order of the instrument."""

    total: int
    open: tuple[str, ...]

    @property
    def done(self) -> int:
        return self.total - len(self.open)


def said_of(respondent: Respondent, user: Any) -> dict[str, Said]:
    """What this person wrote so far; the database gives it to nobody else. One query."""
    rows = Answer.objects.filter(
        county=respondent.county_id, respondent=respondent, user=user
    ).values("code", *TYPED)
    return {row.pop("code"): Said(**row) for row in rows}


def progress(instrument: Instrument, said: Mapping[str, Said]) -> Progress:
    """Which items lack an answer."""
    unanswered = tuple(code for code in instrument.items if not said.get(code, EMPTY).is_whole)
    return Progress(len(instrument.items), unanswered)


@transaction.atomic
def save(user: Any, respondent: Respondent, given: Mapping[str, Said]) -> int:
    """Keep what was typed, item by item; how many rows it changed.

    Raises NotAllowed where answers are closed or were handed in: what is saved before stays.
    """
    asked = Round.objects.get(county=respondent.county_id, pk=respondent.round_id)
    expect(asked, State.ANSWERING)
    known = said_of(respondent, user)
    new = {code: said for code, said in given.items() if said != known.get(code, EMPTY)}
    if not new:
        return 0
    try:
        with transaction.atomic():
            _write(user, respondent, new)
    except IntegrityError as error:
        # Between the look above and the write, somebody closed the answers: the database said no.
        asked.refresh_from_db(fields=["state"])
        expect(asked, State.ANSWERING)
        raise NotAllowed(_("This could not be saved. Send it again.")) from error
    row = Respondent.objects.select_for_update().get(pk=respondent.pk)
    if row.finished_at is not None or row.withdrawn_at is not None:
        raise NotAllowed(handed_in_already(row))
    if row.started_at is None:
        row.started_at = timezone.now()
        row.save(update_fields=["started_at"])
    return len(new)


def _write(user: Any, respondent: Respondent, new: Mapping[str, Said]) -> None:
    rows = [
        Answer(
            county_id=respondent.county_id,
            round_id=respondent.round_id,
            respondent=respondent,
            user=user,
            side=respondent.side,
            code=code,
            saved_at=timezone.now(),
            **{name: getattr(said, name) for name in TYPED},
        )
        for code, said in sorted(new.items())
    ]
    Answer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["county", "respondent", "code"],
        update_fields=[*TYPED, "side", "saved_at"],
    )


def handed_in_already(row: Respondent) -> str:
    """Why somebody cannot write any more."""
    if row.withdrawn_at is not None:
        return _("You are not asked in this assessment any more.")
    return _("Your answers are handed in. Take them back to change them.")


@transaction.atomic
def hand_in(user: Any, respondent_id: uuid.UUID, round_id: uuid.UUID) -> Respondent:
    """From now on the answers count. Items without one stay out. Raises NotAllowed where answers
    were closed at this very moment: then none of them counts, and none is lost."""
    row = _locked(user, respondent_id, round_id)
    if row.finished_at is not None:
        return row
    said = said_of(row, user)
    whole = [code for code, each in said.items() if each.is_whole and each != EMPTY]
    counted = [code for code in instrument_of(row.round).items if code in whole]
    mine = Answer.objects.filter(county=row.county_id, respondent=row, user=user)
    mine.update(side=row.side, counts=False)
    mine.filter(code__in=counted).update(counts=True)
    row.started_at = row.started_at or timezone.now()
    row.finished_at = timezone.now()
    row.save(update_fields=["started_at", "finished_at"])
    audit.note({row.round_id}, purpose=PURPOSE)
    return row


@transaction.atomic
def take_back(user: Any, respondent_id: uuid.UUID, round_id: uuid.UUID) -> Respondent:
    """Change one's answers once more, while people still answer. Raises NotAllowed."""
    row = _locked(user, respondent_id, round_id)
    if row.paper is not None:
        raise NotAllowed(_("This paper form was handed in. It counts."))
    Answer.objects.filter(county=row.county_id, respondent=row, user=user).update(counts=False)
    row.finished_at = None
    row.save(update_fields=["finished_at"])
    audit.note({row.round_id}, purpose=PURPOSE)
    return row


def _locked(user: Any, respondent_id: uuid.UUID, round_id: uuid.UUID) -> Respondent:
    asked = locked(user, round_id)
    expect(asked, State.ANSWERING)
    rows = Respondent.objects.filter(county=asked.county_id, round=asked, withdrawn_at=None)
    row = rows.select_for_update().filter(pk=respondent_id).first()
    if row is None:
        raise Http404
    row.round = asked
    return row


def unexplained(said: Mapping[str, Said], codes: Collection[str]) -> list[str]:
    """Of these items, those that do not apply and do not say why."""
    return [code for code in codes if said.get(code, EMPTY).choice == Choice.NOT_APPLICABLE]
