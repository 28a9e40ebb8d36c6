"""One person's questionnaire, or a paper form while somebody types it in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessments.instruments.reading import Instrument
from assessments.models import Respondent, Round
from assessments.rounds.answering import Progress, Said, progress, said_of
from assessments.rounds.instrument import instrument_of
from counties.permissions import Permission, require


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's questionnaire, or one paper form: whose it is and where its pages are."""

    respondent: Respondent
    asked: Round
    instrument: Instrument
    said: Mapping[str, Said]

    @property
    def is_paper(self) -> bool:
        """Whether somebody types it in for somebody else."""
        return self.respondent.paper is not None

    @property
    def is_open(self) -> bool:
        """Whether it can still be written."""
        answering_now = self.asked.state == Round.State.ANSWERING
        return answering_now and self.respondent.finished_at is None

    def url(self, page: str = "", *more: str) -> str:
        """The address of one of its pages: "" for the overview, "section", "hand_in"."""
        keys: list[Any] = [self.asked.pk, *([self.respondent.pk] if self.is_paper else [])]
        name = ("paper" if self.is_paper else "answer") + (f"_{page}" if page else "")
        return reverse(f"assessments:{name}", args=[*keys, *more])

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return progress(self.instrument, self.said)


def own_sheet(request: HttpRequest, round_id: uuid.UUID) -> Sheet:
    """One's own questionnaire; 404 for whoever is not asked, or not yet."""
    rows = Respondent.objects.visible_to(request.user).select_related("round__site")
    rows = rows.exclude(round__state=Round.State.PREPARING)
    mine = rows.filter(round=round_id, user=request.user, withdrawn_at=None)
    return _sheet(request, get_object_or_404(mine), Permission.ANSWER_ROUND)


def paper_sheet(request: HttpRequest, round_id: uuid.UUID, respondent_id: uuid.UUID) -> Sheet:
    """A paper form while it is typed in, for whoever began that: nobody opens it again."""
    rows = Respondent.objects.visible_to(request.user).select_related("round__site")
    mine = rows.filter(
        round=round_id,
        round__state=Round.State.ANSWERING,
        paper__isnull=False,
        invited_by=request.user,
        finished_at=None,
        withdrawn_at=None,
    )
    return _sheet(request, get_object_or_404(mine, pk=respondent_id), Permission.KEEP_ROUND)


def _sheet(request: HttpRequest, respondent: Respondent, permission: Permission) -> Sheet:
    require(request.user, permission, respondent)
    asked = respondent.round
    return Sheet(respondent, asked, instrument_of(asked), said_of(respondent, request.user))
