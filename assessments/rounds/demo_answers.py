"""What the people of the demonstration answer, and what their teams agree on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from assessments.instruments.reading import Instrument
from assessments.models import (
    Answer,
    Choice,
    Confidence,
    Consensus,
    Respondent,
    Round,
    SectionNote,
    Side,
)
from assessments.rounds.demo_figures import NOTE, SHARED_NOTE, WHY
from counties.models import User
from linkages.scope import rls


def answers(
    asked: Round,
    instrument: Instrument,
    row: Respondent,
    place: int,
    figures: Mapping[str, str],
    *,
    first: int = 1000,
    counts: bool = True,
) -> None:
    """What one person says, as that person: the database takes it from nobody else."""
    rows = []
    for number, code in enumerate(list(instrument.items)[:first]):
        score = _said(instrument, figures, code, place, number, row.side)
        rows.append(
            Answer(
                county_id=asked.county_id,
                round=asked,
                respondent=row,
                user=row.user,
                side=row.side,
                code=code,
                choice=Choice.UNKNOWN if score is None else Choice.SCORE,
                score=score,
                importance=1 + (number + place) % 3 if instrument.asks_importance else None,
                trend=(number + place) % 3 - 1 if instrument.asks_trend else None,
                confidence=Confidence.MEDIUM if number % 4 == place % 4 else "",
                note=(SHARED_NOTE if place == 1 else NOTE) if number % 9 == place else "",
                shares_note=place == 1 and number % 9 == place,
                counts=counts,
                saved_at=asked.began_at + timedelta(days=3),
            )
        )
    with rls(county=asked.county_id, user=row.user_id), transaction.atomic():
        Answer.objects.bulk_create(rows)


def _said(
    instrument: Instrument,
    figures: Mapping[str, str],
    code: str,
    place: int,
    number: int,
    side: str,
) -> int | None:
    """Around what the team agreed later; the two programs do not see everything alike."""
    agreed = _figure(instrument, figures, code)
    if instrument.scale.unknown and (number + 2 * place) % 11 == 0:
        return None
    lean = {Side.CWS.value: -1, Side.CALWORKS.value: 1}.get(side, 0) if number % 5 == 0 else 0
    wander = (1, 0, 0, -1)[(number + place) % 4]
    lowest, highest = instrument.scale.lowest, instrument.scale.highest
    return min(highest, max(lowest, (agreed or 2) + lean + wander))


def _figure(instrument: Instrument, figures: Mapping[str, str], code: str) -> int | None:
    section = instrument.section_of[code]
    place = [item.code for item in section.items].index(code)
    figure = figures.get(section.code, "")[place : place + 1]
    return int(figure) if figure.isdecimal() else None


def agree(
    asked: Round, instrument: Instrument, figures: Mapping[str, str], staff: Mapping[str, User],
    at: datetime, share: float = 1,
) -> None:  # fmt: skip
    """The team's scores of the first `share` of all items, and its words on the sections."""
    codes = list(instrument.items)
    rows = []
    for number, code in enumerate(codes[: round(len(codes) * share)]):
        score = _figure(instrument, figures, code)
        rows.append(
            Consensus(
                county_id=asked.county_id,
                round=asked,
                code=code,
                choice=Choice.UNKNOWN if score is None else Choice.SCORE,
                score=score,
                importance=1 + number % 3 if instrument.asks_importance else None,
                trend=(number % 4 > 0) - (number % 7 == 0) if instrument.asks_trend else None,
                rationale=WHY[number % len(WHY)] if number % 2 == 0 else "",
                evidence="Count of May, both lists" if number % 6 == 0 else "",
                helping="Two supervisors who know each other" if number % 8 == 0 else "",
                hindering="Two systems that do not speak" if number % 8 == 4 else "",
                set_by=staff["coordinator"],
                set_at=at,
            )
        )
    Consensus.objects.bulk_create(rows)
    if instrument.asks_forces:
        SectionNote.objects.bulk_create(
            SectionNote(
                county_id=asked.county_id,
                round=asked,
                section=section.code,
                helping="Leaders who ask about it",
                hindering="Little time",
                strength="People answer each other’s calls" if place % 3 == 0 else "",
                set_by=staff["coordinator"],
                set_at=at,
            )
            for place, section in enumerate(instrument.sections)
        )
