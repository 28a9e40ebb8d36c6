"""Learns the weights of the model from pairs with known truth.

    python -m cases.matching.engine.train FOLDER    # cws, calworks, truth as .csv.gz

Logistic regression over the agreement levels, with a ridge toward hand-set weights, so that a level
that is rare in the training files keeps a sensible value. The pairs are also shown with fields
taken away (no SSN, no address, no sex, no middle name), so that no weight leans on a column that
another county may not have.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cases.matching.engine.levels import COMPARISONS, LEVELS
from cases.matching.engine.model import TYPICAL_RARITY, UNITS, Weights
from cases.matching.engine.score import (
    GUARDS,
    RARITY_FIELDS,
    Agreement,
    Scored,
    guard_flags,
)
from cases.matching.engine.settle import HOUSEHOLD_LEVELS

Floats = npt.NDArray[np.float64]
LN2 = float(np.log(2.0))

PRIOR: dict[str, dict[str, float]] = {
    "given": {
        "exact": 8.0, "first": 8.0, "joined": 8.0, "token": 6.0, "nickname": 4.5, "middle": 4.5,
        "sound": 5.5, "near": 5.0, "cut_short": 4.0, "initial": 2.5, "middle_near": 3.0,
        "middle_initial": 0.0, "swapped": 8.0, "swapped_near": 5.0, "letters": 8.0, "half": -2.5,
        "different": -5.0,
    },
    "middle": {"exact": 4.5, "initial": 2.0, "near": 2.5, "elsewhere": 0.0, "different": -3.0},
    "surname": {
        "exact": 7.0, "first": 7.0, "cross": 5.0, "spelling": 4.5, "sound": 6.0, "in_middle": 4.0,
        "near": 5.5, "cross_near": 4.0, "swapped": 5.0, "swapped_near": 4.0, "letters": 7.0,
        "half": 1.0, "changed": -2.0, "different": -4.0,
    },
    "born": {
        "exact": 9.0, "swapped": 6.0, "one_digit": 3.5, "transposed": 4.0, "january_first": 3.5,
        "estimated": 3.0, "two_digits": 0.0, "same_year": -3.0, "near": -1.0, "far": -7.0,
        "generation": -10.0,
    },
    "ssn": {
        "exact": 16.0, "one_edit": 9.0, "two_edits": 3.0, "last_four": 2.0, "different": -5.5,
    },
    "cin": {"exact": 22.0, "different": -5.0},
    "sex": {"exact": 0.7, "different": -4.0},
    "address": {
        "exact": 8.0, "house_street": 7.5, "near": 6.0, "street": 5.0, "postal": 2.0,
        "region": 0.5, "different": -1.0, "placed": 0.0,
    },
    "suffix": {"exact": 3.0, "one_side": -0.3, "different": -6.0},
}  # fmt: skip
PRIOR_GUARDS = {
    "twins": -4.0, "relative_ssn": -10.0, "ssn_edit": -4.0, "cin_conflict": -16.0,
    "deceased": -1.0, "suffix": -8.0, "generation": -8.0, "other_sex": -2.0, "weak_names": -2.0,
    "full_agreement": 0.0, "twins_together": -3.0, "born_unsure": -2.0,
}  # fmt: skip
PRIOR_HOUSEHOLD = {
    "weak": 1.0, "firm": 3.0, "strong": 5.0, "several": 6.0, "kin": 0.0, "kin_strong": 0.0,
    "unnamed": 2.0, "unnamed_strong": 4.0,
}  # fmt: skip
PRIOR_RARITY = {"given": 0.6, "middle": 0.3, "surname": 0.6}
PRIOR_START = -14.0
TYPICAL_SHARE = 0.095
# Never learned: no file with truth has shown enough of them, and practice decides.
FIXED_LEVELS = {
    ("cin", "exact"),
    ("cin", "different"),
    ("born", "estimated"),
    ("address", "placed"),
}
FIXED_GUARDS = {"cin_conflict", "deceased", "suffix", "generation"}
RIDGE = 2.0
NEGATIVE_FLOOR = -60.0


@dataclass(frozen=True, slots=True)
class Design:
    """Distinct agreement patterns with how often each was a true and a false pair."""

    columns: list[tuple[str, str]]
    features: npt.NDArray[np.float32]
    offset: Floats
    true: Floats
    false: Floats


def without(agreement: Agreement, *fields: str) -> Agreement:
    """The agreement as it were if these fields were empty in one of the files."""
    levels = agreement.levels.copy()
    for name in fields:
        levels[:, COMPARISONS.index(name)] = 0
    rarity = agreement.rarity.copy()
    for place, name in enumerate(RARITY_FIELDS):
        if name in fields:
            rarity[:, place] = 0
    nobody = np.zeros(len(levels), bool)
    guards, hold = guard_flags(levels, nobody, nobody)
    return Agreement(levels, rarity, guards, hold, agreement.tier)


def patterns(
    agreements: list[tuple[Agreement, npt.NDArray[np.bool_], float]],
) -> tuple[Agreement, Floats, Floats]:
    """Distinct patterns (rarity in whole bits) with weighted counts of true and false pairs."""
    rows = np.concatenate(
        [
            np.concatenate(
                (seen.levels, seen.guards, (seen.rarity + UNITS // 2) // UNITS), axis=1
            ).astype(np.int16)
            for seen, _, _ in agreements
        ]
    )
    truth = np.concatenate([match for _, match, _ in agreements])
    weight = np.concatenate([np.full(len(match), share) for _, match, share in agreements])
    packed = np.ascontiguousarray(rows).view([("", rows.dtype)] * rows.shape[1]).ravel()
    _, first, where = np.unique(packed, return_index=True, return_inverse=True)
    true: Floats = np.bincount(where, weight * truth, minlength=len(first)).astype(float)
    false: Floats = np.bincount(where, weight * ~truth, minlength=len(first)).astype(float)
    kept = rows[first]
    split = len(COMPARISONS), len(COMPARISONS) + len(GUARDS)
    nothing = np.zeros(len(first), np.int32)
    agreement = Agreement(
        kept[:, : split[0]].astype(np.int8),
        kept[:, split[1] :].astype(np.int32) * UNITS,
        kept[:, split[0] : split[1]].astype(np.int8),
        nothing,
        nothing.astype(np.int8),
    )
    return agreement, true, false


def design(agreement: Agreement, true: Floats, false: Floats) -> Design:
    """One-hot levels, rarity and guards; the fixed ones go into the offset."""
    columns: list[tuple[str, str]] = [("start", "")]
    features: list[npt.NDArray[np.float32]] = [np.ones(len(true), np.float32)]
    offset = np.zeros(len(true))
    for place, name in enumerate(COMPARISONS):
        for number, label in enumerate(LEVELS[name]):
            hit = (agreement.levels[:, place] == number).astype(np.float32)
            if (name, label) in FIXED_LEVELS:
                offset += hit * PRIOR[name][label]
            elif number:
                columns.append((name, label))
                features.append(hit)
    for place, name in enumerate(RARITY_FIELDS):
        rarity = agreement.rarity[:, place]
        columns.append(("rarity", name))
        features.append(
            np.where(rarity > 0, (rarity - TYPICAL_RARITY) / UNITS, 0).astype(np.float32)
        )
    for place, name in enumerate(GUARDS):
        fired = agreement.guards[:, place].astype(np.float32)
        if name in FIXED_GUARDS:
            offset += fired * PRIOR_GUARDS[name]
        else:
            columns.append(("guard", name))
            features.append(fired)
    return Design(columns, np.stack(features, axis=1), offset, true, false)


def prior_of(column: tuple[str, str]) -> float:
    """The hand-set value a learned weight is drawn toward, in bits."""
    kind, name = column
    if kind == "start":
        return PRIOR_START
    if kind == "rarity":
        return PRIOR_RARITY[name]
    if kind == "guard":
        return PRIOR_GUARDS[name]
    if kind == "household":
        return PRIOR_HOUSEHOLD[name]
    return PRIOR[kind][name]


def fit(seen: Design, ridge: float = RIDGE, steps: int = 40) -> Floats:
    """Newton steps for logistic regression in bits with a ridge toward the prior."""
    center = np.array([prior_of(column) for column in seen.columns])
    strength = np.array([1e-3 if kind == "start" else ridge for kind, _ in seen.columns])
    x = seen.features.astype(np.float64) * LN2
    weight = center.copy()
    total = seen.true + seen.false
    for _ in range(steps):
        z = np.clip(x @ weight + seen.offset * LN2, -40, 40)
        p = 1.0 / (1.0 + np.exp(-z))
        gradient = x.T @ (seen.true - total * p) - strength * (weight - center)
        curvature = (x * (total * p * (1 - p))[:, None]).T @ x + np.diag(strength + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        weight += np.clip(step, -3.0, 3.0)
        if np.abs(step).max() < 1e-4:
            break
    return weight


def weights_from(columns: list[tuple[str, str]], values: Floats, version: str) -> Weights:
    """Weights in units from fitted bits and the fixed values."""
    levels = {
        name: {label: PRIOR[name][label] for label in labels if label != "missing"}
        for name, labels in LEVELS.items()
    }
    guards, rarity, start = dict(PRIOR_GUARDS), dict(PRIOR_RARITY), PRIOR_START
    for (kind, name), value in zip(columns, values.tolist(), strict=True):
        if kind == "start":
            start = value
        elif kind == "rarity":
            rarity[name] = value
        elif kind == "guard":
            guards[name] = min(value, 0.0) if name != "full_agreement" else value
        else:
            levels[kind][name] = value
    return Weights(
        version=version,
        start=_units(start),
        share=TYPICAL_SHARE,
        levels={name: {k: _units(v) for k, v in of.items()} for name, of in levels.items()},
        rarity={name: round(value * 1000) for name, value in rarity.items()},
        guards={name: _units(value) for name, value in guards.items()},
        household={name: _units(value) for name, value in PRIOR_HOUSEHOLD.items()},
        calibration=(),
        certain=10 * UNITS,
        review=0,
        floor=-4 * UNITS,
    )


def _units(value: float) -> int:
    return round(value * UNITS)


VARIANTS: tuple[tuple[tuple[str, ...], float], ...] = (
    ((), 1.0),
    (("ssn",), 0.35),
    (("address",), 0.2),
    (("sex",), 0.1),
    (("ssn", "sex", "middle"), 0.1),
    (("ssn", "address"), 0.2),
)


def train_base(scored: Scored, truth: npt.NDArray[np.bool_], version: str) -> Weights:
    """Weights of the comparisons from pairs with known truth."""
    shown = [(without(scored.agreement, *fields), truth, share) for fields, share in VARIANTS]
    seen = design(*patterns(shown))
    weights = weights_from(seen.columns, fit(seen), version)
    return replace(weights, share=float(truth.mean()))


def train_household(
    base: npt.NDArray[np.int32],
    levels: npt.NDArray[np.int8],
    truth: npt.NDArray[np.bool_],
    weights: Weights,
) -> Weights:
    """Household units, with the base score as it is."""
    names = [name for name in HOUSEHOLD_LEVELS if name != "none"]
    features = np.stack(
        [(levels == HOUSEHOLD_LEVELS.index(name)).astype(np.float32) for name in names]
        + [np.ones(len(levels), np.float32)],
        axis=1,
    )
    columns = [("household", name) for name in names] + [("start", "")]
    offset = base / UNITS
    seen = Design(columns, features, offset, truth.astype(float), (~truth).astype(float))
    values = fit(seen)
    found = dict(zip(names, values.tolist(), strict=False))
    shift = float(values[-1])
    return replace(
        weights,
        start=weights.start + _units(shift),
        household={name: _units(min(value, 9.0)) for name, value in found.items()},
    )
