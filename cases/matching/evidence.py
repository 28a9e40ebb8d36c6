"""Why a pair scores as it does, drawn again from what the run stored: no identity is opened."""

import functools
import uuid

import numpy as np

from cases.matching.engine import (
    BANDS,
    COMPARISONS,
    GUARDS,
    TIERS,
    Agreement,
    Band,
    Explanation,
    Model,
    Scored,
    Settled,
    explain,
    prepare,
)
from cases.matching.engine.explain import says
from cases.matching.engine.levels import LEVELS
from cases.matching.models import MatchCandidate, MatchModel
from cases.people.identity import Identity, Program

ROW = np.zeros(1, np.int64)
BY_NAME = {
    MatchCandidate.Band.CERTAIN: Band.CERTAIN,
    MatchCandidate.Band.REVIEW: Band.REVIEW,
    MatchCandidate.Band.LOW: Band.NONE,
}


@functools.lru_cache(maxsize=8)
def frozen(model: uuid.UUID) -> Model:
    """The engine's model by the id of its row; rows are never changed."""
    return Model.from_json(MatchModel.objects.values_list("content", flat=True).get(pk=model))


def levels_of(pair: MatchCandidate) -> dict[str, str]:
    """The level of agreement of each comparison, by name."""
    stored = np.frombuffer(bytes(pair.levels), np.int8)
    return {name: LEVELS[name][stored[place]] for place, name in enumerate(COMPARISONS)}


def agreements(pair: MatchCandidate) -> dict[str, str]:
    """same, near, different or missing, by comparison."""
    return {name: says(name, level) for name, level in levels_of(pair).items()}


def explanation(pair: MatchCandidate) -> Explanation:
    """The bars of one pair. They add up to its score exactly."""
    guards = [(pair.guards >> place) & 1 for place in range(len(GUARDS))]
    agreement = Agreement(
        levels=np.frombuffer(bytes(pair.levels), np.int8).reshape(1, -1),
        rarity=np.frombuffer(bytes(pair.rarity), "<i4").reshape(1, -1).astype(np.int32),
        guards=np.array([guards], np.int8),
        hold=np.array([pair.hold], np.int32),
        tier=np.array([TIERS.index(pair.tier)], np.int8),
    )
    settled = Settled(
        scored=Scored(ROW, ROW, agreement, np.array([pair.base_units], np.int32)),
        household_level=np.array([pair.household_level], np.int8),
        household=np.array([pair.household_units], np.int32),
        rival=np.array([pair.rival_units], np.int32),
        alone=np.array([pair.alone_units], np.int32),
        units=np.array([pair.units], np.int32),
        probability=np.array([pair.probability]),
        band=np.array([BANDS.index(BY_NAME[MatchCandidate.Band(pair.band)])], np.int8),
    )
    placed = prepare([Identity("", Program.CWS, placed=pair.placed)], test_numbers=False)
    nobody = prepare([Identity("", Program.CALWORKS)], test_numbers=False)
    return explain(settled, 0, placed, nobody, frozen(pair.model_id))


def shown(pair: MatchCandidate) -> dict[str, object]:
    """What a decision keeps of the evidence that its author saw: codes and weights, no values."""
    told = explanation(pair)
    return {
        "bits": told.bits,
        "band": pair.band,
        "tier": told.tier,
        "probability": round(told.probability, 4),
        "holds": list(told.holds),
        "evidence": [[bar.field, bar.level, bar.bits] for bar in told.evidence],
    }
