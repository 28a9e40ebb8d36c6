"""Base score of pairs: the sum of the evidence of the two records alone, in units of 1/64 bit."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from cases.matching.engine.levels import (
    COMPARISONS,
    LEVELS,
    Levels,
    Mask,
    NameComparison,
    Pairs,
    address_levels,
    adult_women,
    born_levels,
    level,
    plain_levels,
    ssn_levels,
    suffix_levels,
)
from cases.matching.engine.model import TYPICAL_RARITY, UNITS, Model, Weights, rarity_of
from cases.matching.engine.prepared import Ints, Longs, Prepared, lexicon_of

CHUNK = 200_000


class Hold(IntFlag):
    """Why a pair is never linked without a person's decision."""

    TWINS = 1
    RELATIVE_SSN = 2
    SSN_EDIT = 4
    ESTIMATED_BIRTH = 8
    CIN_CONFLICT = 16
    DECEASED = 32
    SUFFIX = 64
    GENERATION = 128


GUARDS: tuple[str, ...] = (
    "twins", "relative_ssn", "ssn_edit", "cin_conflict", "deceased", "suffix", "generation",
    "other_sex", "weak_names", "full_agreement", "twins_together", "born_unsure",
)  # fmt: skip
TIERS = ("", "A", "A-", "B", "C", "D", "E", "F")
RARITY_LEVELS = {
    "given": ("exact", "first", "token", "middle", "swapped", "letters"),
    "middle": ("exact",),
    "surname": ("exact", "first", "cross", "in_middle", "swapped", "letters"),
}
RARITY_FIELDS = tuple(RARITY_LEVELS)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the fields of each pair say, before any weight.

    levels (n, comparisons); rarity (n, 3) of the shared given, middle and last name in units, 0
    when no token is shared; guards (n, guards) 0 or 1; hold and tier per pair.
    """

    levels: Levels
    rarity: npt.NDArray[np.int32]
    guards: npt.NDArray[np.int8]
    hold: npt.NDArray[np.int32]
    tier: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs (row of CWS, row of CalWORKs) with their agreement and base score in units."""

    rows_a: Longs
    rows_b: Longs
    agreement: Agreement
    base: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.base)

    def take(self, keep: npt.NDArray[np.integer] | Mask) -> "Scored":
        """The pairs at these places."""
        seen = self.agreement
        kept = Agreement(
            seen.levels[keep],
            seen.rarity[keep],
            seen.guards[keep],
            seen.hold[keep],
            seen.tier[keep],
        )
        return Scored(self.rows_a[keep], self.rows_b[keep], kept, self.base[keep])


def _at(levels: Levels, comparison: str, *names: str) -> Mask:
    column = levels[:, COMPARISONS.index(comparison)]
    out = np.zeros(len(column), bool)
    for name in names:
        out |= column == level(comparison, name)
    return out


def _remapped(a: Prepared, b: Prepared) -> tuple[list[str], Ints]:
    """One vocabulary for both sides: that of `a`, extended by what only `b` says."""
    codes = {text: code for code, text in enumerate(a.strings)}
    to_union = np.array([codes.setdefault(text, len(codes)) for text in b.strings], np.int32)
    return list(codes), to_union


class _Scorer:
    """Shares the vocabulary work of two files among the chunks of their pairs."""

    def __init__(self, a: Prepared, b: Prepared, model: Model) -> None:
        self.a, self.b, self.model = a, b, model
        self.strings, self.to_union = _remapped(a, b)
        used = np.zeros(len(self.strings), bool)
        used[a.tokens.ravel()] = True
        used[self.to_union[b.tokens].ravel()] = True
        self.words = lexicon_of(self.strings, used)
        self.given_rarity = rarity_of(self.strings, model.given, model.unlisted)
        self.surname_rarity = rarity_of(self.strings, model.surname, model.unlisted)

    def agreement(self, rows_a: Longs, rows_b: Longs) -> Agreement:
        a, b = self.a, self.b
        pairs = Pairs(
            a, b, rows_a, rows_b,
            a.tokens[rows_a], self.to_union[b.tokens[rows_b]],
            a.joined[rows_a], self.to_union[b.joined[rows_b]],
            a.place[rows_a], self.to_union[b.place[rows_b]],
            self.words,
        )  # fmt: skip
        names = NameComparison(pairs)
        given, middle, surname = names.compare(adult_women(pairs, self.model.newest_year))
        estimated = a.estimated[rows_a] | b.estimated[rows_b]
        by_name = {
            "given": given,
            "middle": middle,
            "surname": surname,
            "born": born_levels(
                a.born[rows_a].astype(np.int64), b.born[rows_b].astype(np.int64), estimated
            ),
            "ssn": ssn_levels(a.ssn[rows_a], b.ssn[rows_b]),
            "cin": plain_levels("cin", a.cin[rows_a], b.cin[rows_b]),
            "sex": plain_levels("sex", a.sex[rows_a], b.sex[rows_b]),
            "address": address_levels(pairs, names),
            "suffix": suffix_levels(a.suffix[rows_a], b.suffix[rows_b]),
        }
        levels = np.stack([by_name[name] for name in COMPARISONS], axis=1)
        rarity = self._rarity(levels, names)
        died = (a.died[rows_a] > 0) != (b.died[rows_b] > 0)
        guards, hold = guard_flags(levels, estimated, died)
        return Agreement(levels, rarity, guards, hold, tiers(levels))

    def _rarity(self, levels: Levels, names: NameComparison) -> npt.NDArray[np.int32]:
        columns = {
            "given": self.given_rarity[names.shared_given],
            "middle": self.given_rarity[names.shared_middle],
            "surname": self.surname_rarity[names.shared_surname],
        }
        shared = {
            "given": names.shared_given,
            "middle": names.shared_middle,
            "surname": names.shared_surname,
        }
        out = np.zeros((len(levels), len(RARITY_FIELDS)), np.int32)
        for place, name in enumerate(RARITY_FIELDS):
            counts = _at(levels, name, *RARITY_LEVELS[name]) & (shared[name] > 0)
            out[:, place] = np.where(counts, columns[name], 0)
        return out


def guard_flags(
    levels: Levels, estimated: Mask, died: Mask
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32]]:
    """Guards that fire, and the reasons to hold a pair for a person, from the agreement."""
    same_ssn, same_cin = _at(levels, "ssn", "exact"), _at(levels, "cin", "exact")
    born = _at(levels, "born", "exact")
    other_given = _at(levels, "given", "different", "half")
    vague_given = other_given | _at(
        levels, "given", "initial", "near", "middle_initial", "middle_near"
    )
    other_surname = _at(levels, "surname", "different", "changed", "half")
    far = _at(levels, "born", "far", "generation", "same_year", "two_digits", "near")
    generation = _at(levels, "born", "generation")
    one_edit = _at(levels, "ssn", "one_edit", "two_edits")
    good_given = _at(levels, "given", "exact", "first", "joined")
    sure = same_ssn | same_cin
    apart = ~sure & ~_at(levels, "ssn", "missing")
    nearby = _at(levels, "address", "exact", "house_street", "near")
    twins = other_given & born & ~sure
    fired = {
        "twins": twins,
        "relative_ssn": same_ssn & far & other_given & ~same_cin,
        "ssn_edit": one_edit & vague_given & ~same_cin,
        "cin_conflict": same_cin
        & (far | other_given & other_surname & ~same_ssn)
        & (other_given | ~born)
        & other_given,
        "deceased": died,
        "suffix": _at(levels, "suffix", "different"),
        "generation": generation & ~sure,
        "other_sex": _at(levels, "sex", "different") & vague_given & ~sure,
        "weak_names": vague_given & other_surname & ~sure,
        "full_agreement": good_given & _at(levels, "surname", "exact", "first") & born & ~apart,
        "twins_together": twins & nearby,
        "born_unsure": ~born & ~_at(levels, "born", "missing") & ~sure & ~good_given,
    }
    hold = np.zeros(len(levels), np.int32)
    holds = {
        Hold.TWINS: twins,
        Hold.RELATIVE_SSN: same_ssn & ~born & other_given & ~same_cin,
        Hold.SSN_EDIT: one_edit & ~same_cin,
        Hold.ESTIMATED_BIRTH: estimated,
        Hold.CIN_CONFLICT: same_cin & ~born & (other_given | other_surname),
        Hold.DECEASED: died,
        Hold.SUFFIX: fired["suffix"],
        Hold.GENERATION: generation,
    }
    for reason, rows in holds.items():
        hold[rows] |= int(reason)
    return np.stack([fired[name] for name in GUARDS], axis=1).astype(np.int8), hold


def tiers(levels: Levels) -> npt.NDArray[np.int8]:
    """The county's tier of each pair (an index into TIERS): a label, not a second algorithm."""
    same_cin, same_ssn = _at(levels, "cin", "exact"), _at(levels, "ssn", "exact")
    born = _at(levels, "born", "exact")
    born_near = born | _at(
        levels, "born", "swapped", "one_digit", "transposed", "january_first", "estimated"
    )
    name = _at(
        levels, "given", "exact", "first", "joined", "token", "nickname", "middle", "sound", "near",
        "cut_short", "initial", "middle_near", "swapped", "swapped_near", "letters",
    )  # fmt: skip
    surname = _at(
        levels, "surname", "exact", "first", "cross", "spelling", "sound", "in_middle", "near",
        "cross_near", "swapped", "swapped_near", "letters",
    )  # fmt: skip
    address = _at(levels, "address", "exact", "house_street", "near")
    no_other = ~_at(levels, "ssn", "different", "two_edits", "last_four") & ~_at(
        levels, "cin", "different"
    )
    one_edit = _at(levels, "ssn", "one_edit")
    out = np.zeros(len(levels), np.int8)
    rules = (
        ("E", name & born & address),
        ("D", name & surname & born & ~_at(levels, "sex", "different") & no_other & ~one_edit),
        ("F", one_edit & name & surname & born_near),
        ("C", same_ssn & (name | born_near)),
        ("B", same_ssn & name & born_near),
        ("A-", same_cin),
        ("A", same_cin & (born | name & surname)),
    )
    for label, rows in rules:
        out[rows] = TIERS.index(label)
    return out


def level_table(weights: Weights, comparison: str) -> npt.NDArray[np.int32]:
    """Units per level of one comparison."""
    given = weights.levels[comparison]
    return np.array([given.get(name, 0) for name in LEVELS[comparison]], np.int32)


def comparison_units(agreement: Agreement, weights: Weights, comparison: str) -> Ints:
    """Units each pair gets from one comparison, rarity of the shared name included."""
    column = agreement.levels[:, COMPARISONS.index(comparison)]
    out = level_table(weights, comparison)[column]
    if comparison in RARITY_LEVELS:
        rarity = agreement.rarity[:, RARITY_FIELDS.index(comparison)]
        factor = weights.rarity.get(comparison, 0)
        out = out + np.where(rarity > 0, (rarity - TYPICAL_RARITY) * factor // 1000, 0)
    return out.astype(np.int32)


def base_units(agreement: Agreement, model: Model) -> Ints:
    """The sum of all comparisons and guards and of the prior."""
    weights = model.weights
    total = np.full(len(agreement.levels), weights.start + model.prior, np.int32)
    for name in COMPARISONS:
        total += comparison_units(agreement, weights, name)
    for place, name in enumerate(GUARDS):
        total += agreement.guards[:, place].astype(np.int32) * weights.guards.get(name, 0)
    return total


def chunks(total: int) -> Iterator[slice]:
    """Slices that bound the memory of a large run."""
    for start in range(0, total, CHUNK):
        yield slice(start, min(start + CHUNK, total))


def equal_number(agreement: Agreement) -> Mask:
    """Pairs with an equal SSN or CIN: always kept and shown, however unlike the rest is."""
    return _at(agreement.levels, "ssn", "exact") | _at(agreement.levels, "cin", "exact")


def standing_rows(scored: Scored, floor: int) -> Mask:
    """Pairs worth keeping: at or above the floor, or with an equal number."""
    return (scored.base >= floor) | equal_number(scored.agreement)


def score(
    a: Prepared, b: Prepared, pairs: Longs, model: Model, *, floor: int | None = None
) -> Scored:
    """Score (row of a, row of b) pairs, sorted as given.

    With `floor` (units; usually `model.floor`) only `standing_rows` are kept.
    """
    scorer = _Scorer(a, b, model)
    parts: list[Scored] = []
    for part in chunks(len(pairs)) if len(pairs) else [slice(0, 0)]:
        rows_a, rows_b = pairs[part, 0], pairs[part, 1]
        agreement = scorer.agreement(rows_a, rows_b)
        scored = Scored(rows_a, rows_b, agreement, base_units(agreement, model))
        parts.append(scored if floor is None else scored.take(standing_rows(scored, floor)))
    return _together(parts)


def _together(parts: list[Scored]) -> Scored:
    def stacked(name: str) -> npt.NDArray[np.int32]:
        return np.concatenate([getattr(part.agreement, name) for part in parts])

    agreement = Agreement(
        stacked("levels").astype(np.int8),
        stacked("rarity"),
        stacked("guards").astype(np.int8),
        stacked("hold"),
        stacked("tier").astype(np.int8),
    )
    return Scored(
        np.concatenate([part.rows_a for part in parts]),
        np.concatenate([part.rows_b for part in parts]),
        agreement,
        np.concatenate([part.base for part in parts]),
    )


def bits(units: npt.NDArray[np.integer] | int) -> npt.NDArray[np.float64] | float:
    """Units as bits; exact, because a unit is a binary fraction."""
    return units / UNITS
