"""Which objectives a result suggests, in which order, and why. Pure, like `scoring`.

An item points to objectives of the catalogue. Where several items point to one, it is suggested
once, with every reason, and ranks by the strongest of them: weak items of one objective overlap
too much to add them up. Formulas: the project's proposed instruments, version 1 (inferred).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.instruments.reading import Instrument, Item, Scoring
from assessments.results.scoring import FOCUS, NOT_APPLICABLE, UNKNOWN, Result, Scored

FIRST = 8
"""So many suggestions are shown first."""
MOST_RENOVATION = 6
"""No more objectives than this fit a renovation plan of twelve months."""
STRONG = 80
"""With every section from here on, a program is ready for a new place or population."""
EXPANSION = "X2-1"
WIDE_GAP = 2
LOW = 2
BEST = 4
"""Priorities count what is missing to "in place": a scale's fifth point is more than that."""
GATE_BONUS = 2
GAP_BONUS = 1
MIDDLE_IMPORTANCE = 2
"""What an item counts for where the team asked nobody how much it matters."""


@dataclass(frozen=True, slots=True)
class Reason:
    """An item that points to an objective, as it was agreed."""

    code: str
    choice: str
    score: int | None
    gate: bool
    gap: Decimal | None
    trend: int | None
    priority: Decimal

    def written(self) -> dict[str, object]:
        """For JSON; decimals as text."""
        return {
            "code": self.code,
            "choice": self.choice,
            "score": self.score,
            "gate": self.gate,
            "gap": None if self.gap is None else str(self.gap),
            "trend": self.trend,
            "priority": str(self.priority),
        }


@dataclass(frozen=True, slots=True)
class Suggested:
    """An objective, or with `finds_out` the action of its topic that answers what nobody knows.

    `optional`: every reason is "mostly in place". `first`: among those to look at first.
    """

    objective: str
    finds_out: bool
    priority: Decimal
    reasons: tuple[Reason, ...]
    optional: bool
    first: bool


def suggest(
    instrument: Instrument, agreed: Mapping[str, Scored], result: Result
) -> tuple[Suggested, ...]:
    """Suggestions by priority; those that are optional come last."""
    counted = {item.code for item in result.items}
    pointing: dict[tuple[str, bool], list[tuple[Reason, bool]]] = {}
    for code, item in instrument.items.items():
        found = agreed.get(code)
        reason = _reason(instrument, item, found) if found and code in counted else None
        if reason is None:
            continue
        optional = _optional(instrument, reason)
        for objective in item.objectives:
            key = (objective, reason.choice == UNKNOWN)
            pointing.setdefault(key, []).append((reason, optional))
    merged = [_merged(key, found) for key, found in pointing.items()]
    merged.sort(key=lambda each: (
        each.optional, -each.priority, -len(each.reasons), each.objective, each.finds_out
    ))  # fmt: skip
    if instrument.scoring is Scoring.RENOVATION:
        merged = merged[:MOST_RENOVATION]
    if _grows(instrument, result):
        merged = _with_expansion(merged)
    return tuple(_ranked(merged))


def _reason(instrument: Instrument, item: Item, found: Scored) -> Reason | None:
    """The item's priority, or None where it suggests nothing."""
    if found.choice == NOT_APPLICABLE:
        return None
    match instrument.scoring:
        case Scoring.READINESS:
            priority = _readiness(item, found)
        case Scoring.CHECKLIST:
            priority = Decimal(item.weight) if found.score == 0 else None
        case _:
            priority = _renovation(instrument, item, found)
    if priority is None:
        return None
    return Reason(item.code, found.choice, found.score, item.gate, found.gap, found.trend, priority)


def _wide(found: Scored) -> bool:
    return found.gap is not None and found.gap >= WIDE_GAP


def _readiness(item: Item, found: Scored) -> Decimal | None:
    """w × (4 − s), + 2 for a gate, + 1 where the programs are far apart. What nobody knows
    ranks like a score of 2: it may turn out to be nothing, or to hold everything up."""
    value = LOW if found.score is None else found.score
    if value >= BEST:
        return None
    bonus = GATE_BONUS * (item.gate and value <= LOW) + GAP_BONUS * _wide(found)
    return Decimal(item.weight * (BEST - value) + bonus)


def _renovation(instrument: Instrument, item: Item, found: Scored) -> Decimal | None:
    """w × importance × (4 − s) × (1 + ¼ where it got worse + ¼ where programs are far apart)."""
    if found.score is None or found.score > FOCUS:
        return None
    importance = 1
    if instrument.asks_importance:
        importance = found.importance or MIDDLE_IMPORTANCE
    worse = found.trend is not None and found.trend < 0
    quarters = 4 + worse + _wide(found)
    return Decimal(item.weight * importance * (BEST - found.score) * quarters) / 4


def _optional(instrument: Instrument, reason: Reason) -> bool:
    return instrument.scoring is Scoring.READINESS and (reason.score or 0) > LOW


def _merged(key: tuple[str, bool], found: list[tuple[Reason, bool]]) -> Suggested:
    """One suggestion; as long as one reason is no mere option, options do not rank it."""
    weighty = [reason for reason, optional in found if not optional]
    ranking = weighty or [reason for reason, __ in found]
    reasons = sorted((reason for reason, __ in found), key=lambda each: -each.priority)
    return Suggested(
        objective=key[0],
        finds_out=key[1],
        priority=max(reason.priority for reason in ranking),
        reasons=tuple(reasons),
        optional=not weighty,
        first=False,
    )


def _grows(instrument: Instrument, result: Result) -> bool:
    """Whether everything stands so well that a new place or population is the next thing."""
    match instrument.scoring:
        case Scoring.RENOVATION:
            known = [part for part in result.sections if part.percent is not None]
            return bool(known) and all(
                (part.percent or 0) >= STRONG and not part.needs_information for part in known
            )
        case Scoring.SUSTAINABILITY:
            scores = [item.score for item in result.items if item.choice != NOT_APPLICABLE]
            return bool(scores) and all(each is not None and each > FOCUS for each in scores)
        case _:
            return False


def _with_expansion(merged: list[Suggested]) -> list[Suggested]:
    """Growing is suggested beside the few weak items that may remain, within the same number."""
    if any(each.objective == EXPANSION and not each.finds_out for each in merged):
        return merged
    expansion = Suggested(EXPANSION, False, Decimal(1), (), optional=False, first=False)
    return [*merged[: MOST_RENOVATION - 1], expansion]


def _ranked(merged: list[Suggested]) -> Iterator[Suggested]:
    for place, each in enumerate(merged):
        yield Suggested(
            each.objective, each.finds_out, each.priority, each.reasons, each.optional,
            first=place < FIRST,
        )  # fmt: skip
