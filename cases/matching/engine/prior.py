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


def score_all(a: Prepared, b: Prepared, pairs: Longs, model: Model) -> tuple[Scored, Model]:
    """Score all candidates of a full run, with the prior they imply.

    Gives the standing pairs (at or above the floor, or with an equal number) and the model to
    keep for the deltas after this run.
    """
    plain = replace(model, prior=0)
    scored = score(a, b, pairs, plain)
    final = with_prior(plain, scored.base)
    scored = replace(scored, base=base_units(scored.agreement, final))
    return scored.take(standing_rows(scored, model.weights.floor)), final
