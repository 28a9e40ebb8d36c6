"""How many mutual people two files hold: the prior, estimated from the files themselves.

Expectation maximization over the base scores of all candidate pairs. Two counties differ in size
and overlap, so the share of true pairs among candidates differs; weights do not.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cases.matching.engine.model import UNITS, Model
from cases.matching.engine.prepared import Longs, Prepared
from cases.matching.engine.score import Scored, base_units, score, standing_rows

ROUNDS = 200
# The trained share stands for this many candidates, so that a small file says little.
WEIGHT_OF_TRAINED = 500.0
LARGEST_SHIFT = 6 * UNITS
LARGEST_ALONE = 14 * UNITS
# Coverage is drawn toward one half with the weight of this many persons.
FEW = 50.0


def with_prior(model: Model, base: npt.NDArray[np.int32]) -> Model:
    """The model with the prior that fits these base scores, which were computed without one."""
    trained = model.weights.share
    odds = trained / (1.0 - trained)
    share, shift = trained, 0.0
    for _ in range(ROUNDS):
        posterior = 1.0 / (1.0 + np.exp2(-np.clip(base / UNITS + shift, -60.0, 60.0)))
        total = float(posterior.sum()) + WEIGHT_OF_TRAINED * trained
        found = min(total / (len(base) + WEIGHT_OF_TRAINED), 0.999)
        if abs(found - share) < 1e-7:
            break
        share = found
        shift = float(np.log2(share / (1.0 - share) / odds))
    units = round(shift * UNITS)
    return replace(model, prior=int(np.clip(units, -LARGEST_SHIFT, LARGEST_SHIFT)))


def with_coverage(model: Model, scored: Scored, persons: tuple[int, int]) -> Model:
    """The model with the odds that a record has a partner at all, when nearly every record has.

    A pair that is both records' best is then likely even on thin evidence. Where less than half of
    either file is mutual, as between two programs, this is nothing.
    """
    likely = scored.base >= 0
    odds = 0.0
    for rows, count in zip((scored.rows_a, scored.rows_b), persons, strict=True):
        matched = len(np.unique(rows[likely]))
        covered = (matched + 0.5 * FEW) / (count + FEW)
        if covered <= 0.5:
            return replace(model, alone=0)
        odds += float(np.log2(covered / (1.0 - covered)))
    return replace(model, alone=min(round(odds * UNITS), LARGEST_ALONE))


def score_all(a: Prepared, b: Prepared, pairs: Longs, model: Model) -> tuple[Scored, Model]:
    """Score all candidates of a full run, with the prior they imply.

    Gives the standing pairs (at or above the floor, or with an equal number) and the model to
    keep for the deltas after this run.
    """
    plain = replace(model, prior=0, alone=0)
    scored = score(a, b, pairs, plain)
    final = with_prior(plain, scored.base)
    scored = replace(scored, base=base_units(scored.agreement, final))
    final = with_coverage(final, scored, (len(a), len(b)))
    return scored.take(standing_rows(scored, final.floor)), final
