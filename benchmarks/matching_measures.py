"""Quality figures of scored pairs against known truth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.matching_sets import TruthSet

GROUPS = ("white", "black", "hisp", "fil", "arm", "arab", "punj", "hmong", "viet", "chin", "kor")


@dataclass(frozen=True, slots=True)
class Result:
    """Pairs of a tool. band: 2 automatic, 1 review, 0 neither; bandless tools give 2 only."""

    pairs: list[tuple[str, str]]
    score: npt.NDArray[np.float64]
    band: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one tool on one set; shares of 1."""

    precision: float
    recall_certain: float
    recall_both: float
    reviews_per_100: float
    recall_at_999: float
    recall_at_99: float
    f1: float
    f1_bands: float
    traps: int
    groups: dict[str, float]


def measure(result: Result, those: TruthSet) -> Measures:
    """Figures of a result; recall is over all true pairs, so blocking losses count."""
    hit = np.array([pair in those.truth for pair in result.pairs], bool)
    certain, both = result.band == 2, result.band > 0
    total = len(those.truth)
    precision, recall, f1 = _curve(result.score, hit, total)

    def recall_at(bar: float) -> float:
        return float(recall[precision >= bar].max(initial=0.0))

    found = {pair for pair, one in zip(result.pairs, both, strict=True) if one}
    traps = sum(pair in those.traps for pair, one in zip(result.pairs, certain, strict=True) if one)
    both_precision = float(hit[both].mean()) if both.any() else 0.0
    both_recall = hit[both].sum() / total
    return Measures(
        precision=float(hit[certain].mean()) if certain.any() else 0.0,
        recall_certain=hit[certain].sum() / total,
        recall_both=both_recall,
        reviews_per_100=100 * float((result.band == 1).sum()) / total,
        recall_at_999=recall_at(0.999),
        recall_at_99=recall_at(0.99),
        f1=float(f1.max(initial=0.0)),
        f1_bands=2 * both_precision * both_recall / max(both_precision + both_recall, 1e-9),
        traps=traps,
        groups=_groups(found, those),
    )


def _curve(
    score: npt.NDArray[np.float64], hit: npt.NDArray[np.bool_], total: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Precision, recall and F1 at every distinct score; ties stay together."""
    order = np.argsort(-score, kind="stable")
    ranked, right = score[order], np.cumsum(hit[order])
    last = np.append(ranked[1:] != ranked[:-1], True)
    place = np.flatnonzero(last)
    precision, recall = right[place] / (place + 1), right[place] / total
    return precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-9)


def _groups(found: set[tuple[str, str]], those: TruthSet) -> dict[str, float]:
    out = {}
    for group in GROUPS:
        members = [pair for pair, tags in those.tags.items() if group in tags & set(GROUPS)]
        members = [pair for pair in members if pair in those.truth]
        if members:
            out[group] = sum(pair in found for pair in members) / len(members)
    return out


def line(name: str, seen: Measures) -> str:
    """One line of the report."""
    groups = " ".join(f"{group} {share:.3f}" for group, share in seen.groups.items())
    return (
        f"{name:34s} P {seen.precision:.5f}  R auto {seen.recall_certain:.4f}"
        f"  R both {seen.recall_both:.4f}  reviews/100 {seen.reviews_per_100:.2f}"
        f"  R@.999 {seen.recall_at_999:.4f}  R@.99 {seen.recall_at_99:.4f}  F1 {seen.f1:.4f}"
        f"  F1 bands {seen.f1_bands:.4f}  traps {seen.traps}\n{'':36s}{groups}"
    )
