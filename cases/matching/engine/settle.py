"""From base scores to final ones: household evidence, rivals, probability, band.

A pair's final score depends on the pairs that share its two households and, through rivals, on the
pairs that share one of its records. Only standing pairs take part (`score.standing_rows`).
`standing.affected` names what a change can reach, so that a delta can settle just that and still
equal a full run.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from cases.matching.engine.levels import COMPARISONS, Mask, level
from cases.matching.engine.model import UNITS, Model
from cases.matching.engine.prepared import JOINED, Ints, Longs, Prepared
from cases.matching.engine.score import Agreement, Scored, equal_number

HOUSEHOLD_LEVELS = (
    "none", "weak", "firm", "strong", "several", "kin", "kin_strong", "unnamed", "unnamed_strong",
)  # fmt: skip
WEAK, FIRM, STRONG = 0 * UNITS, 5 * UNITS, 10 * UNITS
# A household with more pairs than this is an institution, not a family, and is no evidence.
LARGEST_HOUSEHOLD = 200
_REACH = 40 * UNITS
_POWERS = np.exp2(np.arange(-_REACH, _REACH + 1) / UNITS)
_LOSSES = np.exp2((np.arange(0, _REACH + 2 * UNITS) + 0.5) / UNITS)


class Band(StrEnum):
    """What happens to a pair: linked automatically, shown to a person, or only kept."""

    CERTAIN = "certain"
    REVIEW = "review"
    NONE = ""


BANDS: tuple[Band, ...] = (Band.NONE, Band.REVIEW, Band.CERTAIN)


@dataclass(frozen=True, slots=True)
class Settled:
    """Final scores of `scored`, row for row. units = base + household + rival + alone, exactly.

    household_level indexes HOUSEHOLD_LEVELS; band indexes BANDS; probability is calibrated.
    """

    scored: Scored
    household_level: npt.NDArray[np.int8]
    household: Ints
    rival: Ints
    alone: Ints
    units: Ints
    probability: npt.NDArray[np.float64]
    band: npt.NDArray[np.int8]


def pairs_within(codes: Longs) -> tuple[Longs, Longs]:
    """All (i, j), i != j, of places with an equal code; codes below 0 pair with nothing."""
    order = np.argsort(codes, kind="stable")
    order = order[codes[order] >= 0]
    _, start, size = np.unique(codes[order], return_index=True, return_counts=True)
    keep = (size > 1) & (size <= LARGEST_HOUSEHOLD)
    start, size = start[keep], size[keep]
    group = np.repeat(np.arange(len(start)), size * size)
    first = np.concatenate(([0], np.cumsum(size * size)[:-1])) if len(size) else np.zeros(1, int)
    place = np.arange(len(group)) - first[group] if len(group) else np.zeros(0, int)
    i = order[start[group] + place // size[group]]
    j = order[start[group] + place % size[group]]
    other = i != j
    return i[other], j[other]


def same_person(side: Prepared, left: Longs, right: Longs) -> Mask:
    """Two records of one program that are one person entered twice: no rivals of each other."""
    same_ssn = (side.ssn[left] == side.ssn[right]) & (side.ssn[left] != 0)
    same_born = (side.born[left] == side.born[right]) & (side.born[left] != 0)
    given = side.tokens[left, 0]
    same_given = (given == side.tokens[right, 0]) & (given != 0)
    surname = side.tokens[left, 5]
    same_surname = (surname == side.tokens[right, 5]) & (surname != 0)
    letters = side.joined[left, JOINED["letters"]]
    same_letters = (letters == side.joined[right, JOINED["letters"]]) & (letters != 0)
    home = side.household[left]
    same_home = (home == side.household[right]) & (home != 0)
    told_apart = (side.ssn[left] != 0) & (side.ssn[right] != 0) & ~same_ssn
    by_name = same_given & (same_surname | same_home) | same_letters
    same: Mask = same_ssn & (same_given | same_born) | same_born & by_name & ~told_apart
    return same


def household_levels(scored: Scored, a: Prepared, b: Prepared) -> npt.NDArray[np.int8]:
    """How well other members of the same CWS family match members of the same CalWORKs case."""
    home_a, home_b = a.household[scored.rows_a], b.household[scored.rows_b]
    width = len(b.households) + 1
    codes = home_a.astype(np.int64) * width + home_b
    codes[(home_a == 0) | (home_b == 0)] = -1
    i, j = pairs_within(codes)
    apart = (scored.rows_a[i] != scored.rows_a[j]) & (scored.rows_b[i] != scored.rows_b[j])
    apart &= scored.agreement.hold[j] & 1 == 0
    i, j = i[apart], j[apart]
    best = np.full(len(scored), -_REACH, np.int64)
    np.maximum.at(best, i, scored.base[j])
    firm = scored.base[j] >= FIRM
    mates = np.unique(np.stack((i[firm], scored.rows_a[j][firm]), axis=1), axis=0)[:, 0]
    several = np.bincount(mates, minlength=len(scored))[: len(scored)] > 1
    given = scored.agreement.levels[:, COMPARISONS.index("given")]
    other = (given == level("given", "different")) | (given == level("given", "half"))
    unnamed = given == level("given", "missing")
    out = np.zeros(len(scored), np.int8)
    rules: tuple[tuple[str, Mask], ...] = (
        ("weak", best >= WEAK),
        ("firm", best >= FIRM),
        ("strong", best >= STRONG),
        ("several", several & (best >= STRONG)),
        ("kin", other & (best >= WEAK)),
        ("kin_strong", other & (best >= STRONG)),
        ("unnamed", unnamed & (best >= WEAK)),
        ("unnamed_strong", unnamed & (best >= STRONG)),
    )
    for name, rows in rules:
        out[rows] = HOUSEHOLD_LEVELS.index(name)
    return out


def best_rivals(
    units: Ints, rows: Longs, side: Prepared, other_rows: Longs
) -> npt.NDArray[np.int64]:
    """The best score among other pairs of the same record (`rows`), entered-twice ones aside.

    `side` is the program of the rivals, `other_rows` their rows in it.
    """
    best = np.full(len(units), -2 * _REACH, np.int64)
    i, j = _pairs_of_one_record(rows)
    rival = ~same_person(side, other_rows[i], other_rows[j])
    np.maximum.at(best, i[rival], units[j[rival]])
    return best


def _pairs_of_one_record(rows: Longs) -> tuple[Longs, Longs]:
    return pairs_within(rows.astype(np.int64))


def rival_units(
    units: Ints, rival_a: npt.NDArray[np.int64], rival_b: npt.NDArray[np.int64]
) -> Ints:
    """Minus log2(1 + 2^(rival - own) for both sides), in units, never above 0.

    The logarithm is read from a table of whole units, so that the result is the same on every
    machine and for every grouping of the pairs.
    """
    total = np.ones(len(units))
    for rival in (rival_a, rival_b):
        gap = np.clip(rival - units, -_REACH, _REACH)
        total += _POWERS[gap + _REACH]
    return -np.searchsorted(_LOSSES, total).astype(np.int32)


def alone_units(units: Ints, best: Mask, model: Model) -> Ints:
    """What the best pair of both its records gains; never enough to become automatic."""
    room = np.maximum(model.weights.certain - 1 - units, 0)
    return np.where(best, np.minimum(room, model.alone), 0).astype(np.int32)


def probabilities(units: Ints, model: Model) -> npt.NDArray[np.float64]:
    """Calibrated probability of final scores."""
    steps = np.array(model.weights.calibration, np.float64).reshape(-1, 2)
    if len(steps) == 0:
        return 1.0 / (1.0 + np.exp2(-units / UNITS))
    return np.interp(units, steps[:, 0], steps[:, 1])


def bands(units: Ints, agreement: Agreement, model: Model) -> npt.NDArray[np.int8]:
    """Index into BANDS.

    A held pair is never certain. An equal SSN or CIN is always shown to a person, however unlike
    the rest is: it may be a relative's number, and somebody has to tell the eligibility worker.
    """
    weights = model.weights
    out = np.zeros(len(units), np.int8)
    out[equal_number(agreement) | (units >= weights.review)] = BANDS.index(Band.REVIEW)
    out[(units >= weights.certain) & (agreement.hold == 0)] = BANDS.index(Band.CERTAIN)
    return out


def settle(scored: Scored, a: Prepared, b: Prepared, model: Model) -> Settled:
    """Final scores of standing pairs.

    `scored` must hold whole neighborhoods: all pairs of `affected`, or all pairs of a full run.
    """
    levels = household_levels(scored, a, b)
    table = np.array([model.weights.household.get(name, 0) for name in HOUSEHOLD_LEVELS], np.int32)
    household = table[levels]
    middle = scored.base + household
    rival_a = best_rivals(middle, scored.rows_a, b, scored.rows_b)
    rival_b = best_rivals(middle, scored.rows_b, a, scored.rows_a)
    rival = rival_units(middle, rival_a, rival_b)
    alone = alone_units(middle + rival, (rival_a < middle) & (rival_b < middle), model)
    units = (middle + rival + alone).astype(np.int32)
    return Settled(
        scored=scored,
        household_level=levels,
        household=household,
        rival=rival,
        alone=alone,
        units=units,
        probability=probabilities(units, model),
        band=bands(units, scored.agreement, model),
    )
