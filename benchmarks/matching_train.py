"""Learn the shipped weights from the open set and write them into the engine.

    LINKAGES_OPEN_SET=FOLDER python -m benchmarks.matching_train

Weights are learned on all folds; calibration and thresholds on pairs that the weights had not seen
(three folds by CWS household), over the set as it is and over perturbed forms of it.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.matching_sets import TruthSet, open_set, perturbed
from cases.matching.engine.keys import join, keys_of
from cases.matching.engine.model import TRAINED, UNITS, Model, Weights, freeze
from cases.matching.engine.prepared import Prepared, prepare
from cases.matching.engine.prior import with_coverage, with_prior
from cases.matching.engine.score import Scored, base_units, score, standing_rows
from cases.matching.engine.settle import Settled, household_levels, settle
from cases.matching.engine.train import train_base, train_household, weights_from

FOLDS = 3
SECRET = b"benchmark secret"
VERSION = "2026-11"
# The automatic band: at this score and above, pairs unseen in training were right this often.
CERTAIN_LOCAL = 0.985
CERTAIN_OVERALL = 0.9994
REVIEW_LOCAL = 0.30
CALIBRATED_ON = {"as it is": 1.0, "no SSN": 0.4, "more noise": 0.6, "no address": 0.3}


@dataclass(frozen=True, slots=True)
class Field:
    """A truth set, prepared and scored, with the truth of every candidate pair."""

    a: Prepared
    b: Prepared
    scored: Scored
    truth: npt.NDArray[np.bool_]
    fold: npt.NDArray[np.int64]
    model: Model
    total: int


def untrained() -> Model:
    """Hand-set weights: what training starts from."""
    return Model(weights_from([], np.zeros(0), "hand-set"))


def field_of(those: TruthSet, model: Model) -> Field:
    """Prepare, block and score a set under a model that is frozen on it."""
    a = prepare(those.cws, test_numbers=False)
    b = prepare(those.calworks, test_numbers=False)
    keys_a, keys_b = keys_of(a, SECRET), keys_of(b, SECRET)
    frozen = freeze(model, a, b, (keys_a[1], keys_b[1]))
    pairs = join(keys_a, keys_b, frozen.stop_array)
    scored = score(a, b, pairs, frozen)
    place_a = {name: row for row, name in enumerate(a.ids)}
    place_b = {name: row for row, name in enumerate(b.ids)}
    width = len(b)
    known = np.array([place_a[x] * width + place_b[y] for x, y in those.truth], np.int64)
    truth = np.isin(pairs[:, 0] * width + pairs[:, 1], known)
    home = np.array([fold_of(who.household or who.id) for who in those.cws], np.int64)
    return Field(a, b, scored, truth, home[pairs[:, 0]], frozen, len(known))


def fold_of(text: str) -> int:
    """A stable fold of a household or id."""
    return sum(ord(letter) * (place + 7) for place, letter in enumerate(text)) % FOLDS


def train_on(field: Field, rows: npt.NDArray[np.bool_]) -> Weights:
    """Weights from the pairs marked in `rows`."""
    weights = train_base(field.scored.take(rows), field.truth[rows], VERSION)
    model = replace(field.model, weights=weights)
    base = base_units(field.scored.agreement, model)
    levels = household_levels(replace(field.scored, base=base), field.a, field.b)
    return train_household(base[rows], levels[rows], field.truth[rows], weights)


def settled_with(field: Field, weights: Weights) -> tuple[npt.NDArray[np.int64], Settled]:
    """Places of the pairs above the floor and their settlement under `weights`."""
    model = replace(field.model, weights=weights)
    model = with_prior(model, base_units(field.scored.agreement, model))
    scored = replace(field.scored, base=base_units(field.scored.agreement, model))
    model = with_coverage(model, scored, (len(field.a), len(field.b)))
    kept = np.flatnonzero(standing_rows(scored, model.floor))
    return kept, settle(scored.take(kept), field.a, field.b, model)


def rising(
    units: npt.NDArray[np.int32], truth: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64]
) -> tuple[tuple[int, float], ...]:
    """Isotonic regression of truth on score by pooling adjacent violators, thinned to few steps."""
    order = np.argsort(units, kind="stable")
    width = UNITS // 2
    cells = units[order] // width
    blocks: list[list[float]] = []
    for cell in np.unique(cells).tolist():
        rows = order[cells == cell]
        mass = float(weight[rows].sum())
        good = float((weight[rows] * truth[rows]).sum())
        blocks.append([cell * width + width / 2, good + 0.01, mass + 0.02])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            merged = blocks[-1]
            share = merged[2] + last[2]
            merged[0] = (merged[0] * merged[2] + last[0] * last[2]) / share
            merged[1] += last[1]
            merged[2] = share
    return tuple((round(center), round(good / mass, 6)) for center, good, mass in blocks)


def thresholds(
    units: npt.NDArray[np.int32],
    truth: npt.NDArray[np.bool_],
    held: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
) -> tuple[int, int]:
    """Lowest scores of the automatic and of the review band."""
    free = ~held
    certain = 30 * UNITS
    for edge in range(20 * UNITS, 2 * UNITS, -UNITS // 4):
        above = free & (units >= edge)
        window = free & (units >= edge) & (units < edge + UNITS)
        overall = (weight * truth)[above].sum() / max(weight[above].sum(), 1e-9)
        local = (weight * truth)[window].sum() / max(weight[window].sum(), 1e-9)
        if overall < CERTAIN_OVERALL or local < CERTAIN_LOCAL:
            break
        certain = edge
    review = certain
    for edge in range(certain, -6 * UNITS, -UNITS // 4):
        window = (units >= edge) & (units < edge + UNITS)
        if (weight * truth)[window].sum() / max(weight[window].sum(), 1e-9) < REVIEW_LOCAL:
            break
        review = edge
    return certain, review


def learn(those: TruthSet) -> Weights:
    """The weights that ship."""
    fields = {name: field_of(perturbed(those, name), untrained()) for name in CALIBRATED_ON}
    main = fields["as it is"]
    folds = [train_on(main, main.fold != fold) for fold in range(FOLDS)]
    units, truth, held, weight = [], [], [], []
    for name, field in fields.items():
        for fold, weights in enumerate(folds):
            kept, settled = settled_with(field, weights)
            mine = field.fold[kept] == fold
            units.append(settled.units[mine])
            truth.append(field.truth[kept][mine])
            held.append(settled.scored.agreement.hold[mine] != 0)
            weight.append(np.full(int(mine.sum()), CALIBRATED_ON[name]))
    every = [np.concatenate(part) for part in (units, truth, held, weight)]
    certain, review = thresholds(*every)
    final = train_on(main, np.ones(len(main.truth), bool))
    return replace(
        final, calibration=rising(every[0], every[1], every[3]), certain=certain, review=review
    )


def main() -> int:
    """Write trained.json."""
    weights = learn(open_set(Path(os.environ["LINKAGES_OPEN_SET"])))
    TRAINED.write_text(json.dumps(asdict(weights), indent=1, sort_keys=True) + "\n")
    sys.stdout.write(f"certain {weights.certain / UNITS} review {weights.review / UNITS} bits\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
