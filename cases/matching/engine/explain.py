"""Why a score is what it is: one bar per comparison, guard, household and rivals.

The bars of a pair add up to its score exactly: units are 1/64 bit, so bits are binary fractions.
Words are not chosen here: `level` is a machine word of `levels.LEVELS`, `says` one of same, near,
different, missing, and the screen turns them into sentences in its own language.
"""

from dataclasses import dataclass

import numpy as np

from cases.matching.engine.levels import COMPARISONS, LEVELS
from cases.matching.engine.model import UNITS, Model
from cases.matching.engine.prepared import Prepared
from cases.matching.engine.score import (
    GUARDS,
    RARITY_FIELDS,
    TIERS,
    Hold,
    Scored,
    comparison_units,
)
from cases.matching.engine.settle import BANDS, HOUSEHOLD_LEVELS, Band, Settled

_SAME = {
    "exact", "first", "joined", "token", "cross", "house_street", "swapped", "letters", "middle",
    "in_middle", "street",
}  # fmt: skip
_DIFFERENT = {
    "different", "changed", "far", "generation", "same_year", "half", "last_four", "two_edits",
}  # fmt: skip
_SILENT = {"missing", "one_side", "elsewhere", "placed"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One bar. `rarity` says "1 in N" of the shared name, None where no name is shared.

    kind: "prior", "comparison", "guard", "household", "rival" or "alone" (nearly every record of
    both files has a partner, and no other pair competes).
    `protected` marks evidence from the address of a placed child (category C7): show that it
    exists and what it weighs, no address.
    """

    kind: str
    field: str
    level: str
    says: str
    bits: float
    rarity: int | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """The bars of one pair, largest first after the prior, and what follows from them."""

    bits: float
    probability: float
    band: Band
    tier: str
    holds: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def says(comparison: str, level: str) -> str:
    """same, near, different or missing, for side-by-side display."""
    if level in _SILENT:
        return "missing"
    if level in _DIFFERENT:
        return "different"
    if comparison == "address" and level in ("postal", "region"):
        return "near"
    if comparison == "born" and level == "swapped":
        return "near"
    return "same" if level in _SAME else "near"


def agreement_words(scored: Scored, row: int) -> dict[str, str]:
    """Per comparison: same, near, different or missing."""
    levels = scored.agreement.levels[row]
    return {name: says(name, LEVELS[name][levels[place]]) for place, name in enumerate(COMPARISONS)}


def hold_names(hold: int) -> tuple[str, ...]:
    """Machine names of the reasons why a pair is never linked automatically."""
    return tuple(str(reason.name).lower() for reason in Hold if hold & reason)


def explain(settled: Settled, row: int, a: Prepared, b: Prepared, model: Model) -> Explanation:
    """The explanation of one settled pair."""
    one = settled.scored.take(np.array([row]))
    placed = bool(a.placed[one.rows_a[0]] or b.placed[one.rows_b[0]])
    bars = [_prior(model), *_comparisons(one, model, placed), *_guards(one, model)]
    household = HOUSEHOLD_LEVELS[settled.household_level[row]]
    if household != "none":
        units = int(settled.household[row])
        bars.append(Evidence("household", "household", household, "same", units / UNITS))
    if settled.rival[row]:
        bars.append(Evidence("rival", "rival", "rival", "near", int(settled.rival[row]) / UNITS))
    if settled.alone[row]:
        bars.append(Evidence("alone", "alone", "alone", "same", int(settled.alone[row]) / UNITS))
    bars[1:] = sorted(bars[1:], key=lambda bar: (-abs(bar.bits), bar.kind, bar.field))
    return Explanation(
        bits=int(settled.units[row]) / UNITS,
        probability=float(settled.probability[row]),
        band=BANDS[settled.band[row]],
        tier=TIERS[one.agreement.tier[0]],
        holds=hold_names(int(one.agreement.hold[0])),
        evidence=tuple(bars),
    )


def _prior(model: Model) -> Evidence:
    units = model.weights.start + model.prior
    return Evidence("prior", "prior", "prior", "missing", units / UNITS)


def _comparisons(one: Scored, model: Model, placed: bool) -> list[Evidence]:  # noqa: FBT001
    bars = []
    for place, name in enumerate(COMPARISONS):
        level = LEVELS[name][one.agreement.levels[0, place]]
        rarity = None
        if name in RARITY_FIELDS:
            units = int(one.agreement.rarity[0, RARITY_FIELDS.index(name)])
            rarity = round(2 ** (units / UNITS)) if units else None
        bars.append(
            Evidence(
                "comparison",
                name,
                level,
                says(name, level),
                int(comparison_units(one.agreement, model.weights, name)[0]) / UNITS,
                rarity,
                placed and name == "address",
            )
        )
    return bars


def _guards(one: Scored, model: Model) -> list[Evidence]:
    return [
        Evidence("guard", name, name, "different", model.weights.guards.get(name, 0) / UNITS)
        for place, name in enumerate(GUARDS)
        if one.agreement.guards[0, place]
    ]
