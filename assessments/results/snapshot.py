"""The results of an assessment as they were when both co-chairs closed it, as JSON on its round.

Taken while people's answers still stand, and never written again: a county may have answers
forgotten afterwards, a formula may get better, and next year's comparison must still find what the
county decided on. Before that day the same figures are computed from what is agreed so far.
"""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from assessments.instruments.reading import Instrument
from assessments.models import Consensus, Round, RoundDecision
from assessments.results.scoring import Cap, Gate, ItemResult, Part, Result, Scored, score
from assessments.rounds.instrument import instrument_of
from assessments.rounds.spread import Spread, Spreads, gap, spread

FORMAT = 1


def freeze(asked: Round) -> dict[str, Any]:
    """What goes into `Round.snapshot` at closing. Call it before answers are forgotten."""
    instrument = instrument_of(asked)
    spreads = spread(asked)
    agreed = _agreed(asked, spreads)
    decision = RoundDecision.objects.filter(round=asked).first()
    return {
        "format": FORMAT,
        "instrument": {"code": instrument.code, "number": instrument.number},
        "result": _json(asdict(_score(instrument, agreed))),
        "agreed": {code: _json(asdict(found)) for code, found in agreed.items()},
        "spread": [
            {"code": code, "side": side} | _json(asdict(seen))
            for (code, side), seen in sorted(spreads.items())
        ],
        "decision": _decided(decision) if decision else None,
    }


def result_of(asked: Round) -> Result:
    """The results: of a closed round as they were frozen, of an open one as they would be now."""
    if asked.snapshot:
        return _result(asked.snapshot["result"])
    return _score(instrument_of(asked), agreed_of(asked))


def agreed_of(asked: Round) -> dict[str, Scored]:
    """What the team agreed, by item."""
    if asked.snapshot:
        kept: dict[str, Any] = asked.snapshot["agreed"]
        return {code: Scored(**_with_gap(found)) for code, found in kept.items()}
    return _agreed(asked, spread(asked))


def spreads_of(asked: Round) -> Spreads:
    """Medians by side, small sides left out; of a closed round as they were then."""
    if not asked.snapshot:
        return spread(asked)
    return {(row["code"], row["side"]): _spread(row) for row in asked.snapshot["spread"]}


def _agreed(asked: Round, spreads: Spreads) -> dict[str, Scored]:
    return {
        each.code: Scored(
            each.choice, each.score, each.importance, each.trend, gap(spreads, each.code)
        )
        for each in Consensus.objects.filter(county=asked.county_id, round=asked)
    }


def _score(instrument: Instrument, agreed: Mapping[str, Scored]) -> Result:
    """`instrument_of` gives a round's own sections, so that all of them count."""
    return score(instrument, agreed, [section.code for section in instrument.sections])


def _decided(decision: RoundDecision) -> dict[str, Any]:
    on = decision.reassess_on
    return {
        "kind": decision.kind,
        "reason": decision.reason,
        "reassess_on": on.isoformat() if on else None,
    }


def _json(held: Any) -> Any:
    """Decimals as text, tuples as lists."""
    if isinstance(held, dict):
        return {key: _json(each) for key, each in held.items()}
    if isinstance(held, tuple | list):
        return [_json(each) for each in held]
    if isinstance(held, Decimal):
        return str(held)
    return held


def _result(kept: Mapping[str, Any]) -> Result:
    lists = {
        "caps": [Cap(**each | {"items": tuple(each["items"])}) for each in kept["caps"]],
        "gates": [Gate(**each) for each in kept["gates"]],
        "sections": [Part(**each) for each in kept["sections"]],
        "directions": [Part(**each) for each in kept["directions"]],
        "items": [ItemResult(**_with_gap(each)) for each in kept["items"]],
    }
    return Result(**{**kept, **{name: tuple(found) for name, found in lists.items()}})


def _with_gap(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {"gap": None if kept["gap"] is None else Decimal(kept["gap"])}


def _spread(kept: Mapping[str, Any]) -> Spread:
    importance = kept["importance"]
    return Spread(
        n=kept["n"],
        median=Decimal(kept["median"]),
        lowest=kept["lowest"],
        highest=kept["highest"],
        unknown=kept["unknown"],
        not_applicable=kept["not_applicable"],
        importance=None if importance is None else Decimal(importance),
        trend=kept["trend"],
    )
