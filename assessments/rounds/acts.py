"""Beginning a round, asking people, closing their answers, calling it off."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.instruments.reading import Instrument
from assessments.models import Respondent, Round, Side
from assessments.rounds.answering import hand_in
from assessments.rounds.instrument import instrument_of
from assessments.rounds.spread import forget
from assessments.rounds.staff import askable
from assessments.rounds.states import (
    INVITING,
    OVER,
    PURPOSE,
    NotAllowed,
    State,
    expect,
    expect_version,
    locked,
    moved,
    why_not,
)
from counties.models import Office
from linkages import audit

__all__ = [
    "Wish",
    "begin",
    "call_off",
    "change",
    "close_answers",
    "hand_in",
    "invite",
    "open_answers",
    "paper",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who begins a round, or changes one, may choose."""

    name: str
    site: Office | None = None
    answers_due: date | None = None
    meeting_on: date | None = None
    breaks_link: bool = False
    sections_on: tuple[str, ...] = ()
    sections_off: tuple[str, ...] = ()


@transaction.atomic
def begin(user: Any, *, instrument: Instrument, wish: Wish) -> Round:
    """A round that keeps the instrument as it is today. Nobody is asked yet."""
    asked = Round(
        county_id=user.working_in.county_id,
        instrument_code=instrument.code,
        instrument_number=instrument.number,
        content=instrument.written(),
        began_by=user,
    )
    _wished(asked, wish)
    asked.save(force_insert=True)
    audit.note({asked.pk}, purpose=PURPOSE)
    return asked


@transaction.atomic
def change(user: Any, round_id: uuid.UUID, wish: Wish, *, version: str) -> Round:
    """Name, days and whether answers are forgotten, until they are closed; before people answer
    also site and sections. Raises Stale, NotAllowed."""
    asked = locked(user, round_id)
    expect_version(asked, version)
    expect(asked, *INVITING)
    if asked.state == State.PREPARING:
        _wished(asked, wish)
    else:
        if asked.breaks_link and not wish.breaks_link:
            raise NotAllowed(
                _("People were told that answers are forgotten at the end. That stays so.")
            )
        asked.name, asked.breaks_link = wish.name, wish.breaks_link
        asked.answers_due, asked.meeting_on = wish.answers_due, wish.meeting_on
    moved(
        asked,
        *("name", "site", "answers_due", "meeting_on", "breaks_link"),
        *("sections_on", "sections_off"),
    )
    return asked


def _wished(asked: Round, wish: Wish) -> None:
    asked.name, asked.site, asked.breaks_link = wish.name, wish.site, wish.breaks_link
    asked.answers_due, asked.meeting_on = wish.answers_due, wish.meeting_on
    asked.sections_on = sorted(wish.sections_on)
    asked.sections_off = sorted(wish.sections_off)
    if not instrument_of(asked).sections:
        raise NotAllowed(_("At least one section must count."))


@transaction.atomic
def invite(user: Any, round_id: uuid.UUID, sides: Mapping[uuid.UUID, str]) -> list[Respondent]:
    """Ask people of the county, each for a side. Whoever is asked already stays as they are;
    whoever was withdrawn is asked again. Raises NotAllowed, for a person without a side too."""
    asked = locked(user, round_id)
    expect(asked, *INVITING)
    people = {person.user: person for person in askable(user) if person.user in sides}
    for key, person in people.items():
        if sides[key] not in Side.values:
            raise NotAllowed(sideless(person.name))
    rows = Respondent.objects.filter(county=asked.county_id, round=asked, user__in=people)
    known = {row.user_id: row for row in rows}
    made = [
        _ask(user, asked, key, sides[key], known.get(key))
        for key in people
        if key not in known or known[key].withdrawn_at is not None
    ]
    audit.note({asked.pk}, purpose=PURPOSE)
    return made


def sideless(name: str) -> str:
    """What a respondent without a side says to whoever asked them."""
    return _("Choose for which side %(name)s answers: CalWORKs, CWS, or both.") % {"name": name}


def _ask(user: Any, asked: Round, key: uuid.UUID, side: str, row: Respondent | None) -> Respondent:
    row = row or Respondent(county_id=asked.county_id, round=asked, user_id=key)
    row.side, row.invited_by, row.invited_at = side, user, timezone.now()
    row.withdrawn_at = row.reminded_at = None
    row.save()
    return row


@transaction.atomic
def withdraw(user: Any, round_id: uuid.UUID, respondent_id: uuid.UUID) -> Respondent:
    """Ask somebody no more. Whoever has handed in stays: nobody takes another's voice away."""
    asked = locked(user, round_id)
    expect(asked, *INVITING)
    row = _respondent(asked, respondent_id)
    if row.finished_at is not None:
        raise NotAllowed(
            _("This person has handed in their answers. Only they can take them back.")
            if row.user_id
            else _("This paper form was handed in. It counts.")
        )
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
    audit.note({asked.pk}, purpose=PURPOSE)
    return row


@transaction.atomic
def open_answers(user: Any, round_id: uuid.UUID, *, version: str) -> Round:
    """People may answer from now on; whoever is asked gets a mail. Raises Stale, NotAllowed."""
    asked = locked(user, round_id)
    expect_version(asked, version)
    expect(asked, State.PREPARING)
    asked.state = State.ANSWERING
    moved(asked, "state")
    return asked


@transaction.atomic
def paper(user: Any, round_id: uuid.UUID, side: str) -> Respondent:
    """A number for a form that came back on paper, to be typed in. Raises NotAllowed."""
    asked = locked(user, round_id)
    expect(asked, State.ANSWERING)
    forms = Respondent.objects.filter(county=asked.county_id, round=asked, paper__isnull=False)
    last = forms.order_by("-paper").values_list("paper", flat=True).first() or 0
    row = Respondent.objects.create(
        county_id=asked.county_id, round=asked, paper=last + 1, side=side, invited_by=user
    )
    audit.note({asked.pk}, purpose=PURPOSE)
    return row


@transaction.atomic
def close_answers(user: Any, round_id: uuid.UUID, *, version: str) -> Round:
    """Nobody answers any more; what was handed in counts, and medians exist from now on.

    There is no way back: with one more answer, the difference would tell whose it was.
    Raises Stale, NotAllowed.
    """
    asked = locked(user, round_id)
    expect_version(asked, version)
    expect(asked, State.ANSWERING)
    asked.state, asked.answers_closed_at = State.CONSENSUS, timezone.now()
    moved(asked, "state", "answers_closed_at")
    return asked


@transaction.atomic
def call_off(user: Any, round_id: uuid.UUID, *, reason: str, version: str) -> Round:
    """End a round without results; what people answered is deleted. Raises Stale, NotAllowed."""
    asked = locked(user, round_id)
    expect_version(asked, version)
    if asked.state in OVER:
        raise NotAllowed(why_not(asked))
    asked.state, asked.cancel_reason = State.CANCELLED, reason
    moved(asked, "state", "cancel_reason")
    forget(asked)
    return asked


def _respondent(asked: Round, respondent_id: uuid.UUID) -> Respondent:
    rows = Respondent.objects.filter(county=asked.county_id, round=asked)
    found = rows.select_for_update().filter(pk=respondent_id).first()
    if found is None:
        raise NotAllowed(_("This person is not asked in this assessment."))
    return found


def waiting_for(people: Collection[Respondent]) -> list[Respondent]:
    """Who is asked and has not handed in."""
    return [row for row in people if row.withdrawn_at is None and row.finished_at is None]
