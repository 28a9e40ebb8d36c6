"""Rounds as they are once a team has agreed, without the way there."""

from typing import Any

from django.utils import timezone

from assessments.instruments.reading import Instrument
from assessments.models import Consensus, Round
from assessments.results.snapshot import freeze


def agreed_round(
    by: Any, instrument: Instrument, scores: dict[str, Any], *, county: str = "alder", **more: Any
) -> Round:
    """A round in consensus. `scores`: item -> a score, "unknown", or the fields of a consensus."""
    asked = Round.objects.create(
        county_id=county,
        name=more.pop("name", "Spring"),
        instrument_code=instrument.code,
        instrument_number=instrument.number,
        content=instrument.written(),
        state=Round.State.CONSENSUS,
        began_by=by,
        **more,
    )
    Consensus.objects.bulk_create(
        Consensus(county_id=county, round=asked, code=code, set_by=by, **_fields(given))
        for code, given in scores.items()
    )
    return asked


def closed_round(by: Any, instrument: Instrument, scores: dict[str, Any], **more: Any) -> Round:
    """The same, closed with its results."""
    closed_at = more.pop("closed_at", timezone.now())
    asked = agreed_round(by, instrument, scores, **more)
    asked.snapshot = freeze(asked)
    asked.state, asked.closed_at = Round.State.CLOSED, closed_at
    asked.save()
    return asked


def _fields(given: Any) -> dict[str, Any]:
    if isinstance(given, dict):
        return {"choice": "score"} | given
    return {"choice": given} if isinstance(given, str) else {"choice": "score", "score": given}
