"""What an agreed assessment adds up to. Pure: no database, no clock, no language.

Every sum is made in integers and rounded once, half up; a float would put 62.5 here and there on
the wrong side of a band. Formulas and limits: the project's proposed instruments, version 1
(inferred, not established by any source). They are part of what an instrument measures, so no
county changes them for itself: its result would not compare with last year's or a neighbor's.
The lowest percentage of each band is data of the instrument.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assessments.instruments.reading import Instrument, Item, Scoring, Section

SCORE, UNKNOWN, NOT_APPLICABLE = "score", "unknown", "na"

GATE_MET = 3
"""A gate scored lower than this, or unknown, is not met."""
MANY_GATES = 3
"""So many unmet gates hold a result down one band further."""
UNKNOWN_SHARE = 4
"""More than one part in so many unknown: a section needs information in place of a band."""
FOCUS = 3
"""Scores up to this are where a running program should look first."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the team agreed for one item, and how far apart the two programs were.

    `choice` is one of `assessments.models.Choice`; `gap` the difference of their medians.
    """

    choice: str
    score: int | None = None
    importance: int | None = None
    trend: int | None = None
    gap: Decimal | None = None


class Label(StrEnum):
    """What a score says of one item."""

    STRENGTH = "strength"
    ATTENTION = "attention"
    GAP = "gap"
    FOCUS = "focus"
    TO_PLAN = "to_plan"
    NONE = ""


class CapKind(StrEnum):
    """Why an overall band is not higher."""

    GATE = "gate"
    GATES = "gates"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item with what was agreed. Without a consensus it counts as unknown: `agreed` False."""

    code: str
    choice: str
    score: int | None
    label: str
    agreed: bool = True
    importance: int | None = None
    trend: int | None = None
    gap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A percentage of several items, 0 to 100; None where not one of them has a score.

    `unknown` is the share that nobody knows, in whole percent.
    """

    code: str
    percent: int | None
    band: str
    unknown: int
    needs_information: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """An item that must stand before a launch."""

    code: str
    score: int | None
    met: bool


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit on the overall band, and the items that set it."""

    kind: str
    band: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that an assessment adds up to; `band` after its caps, `band_before` without."""

    percent: int | None
    band: str
    band_before: str
    unknown: int
    caps: tuple[Cap, ...]
    gates: tuple[Gate, ...]
    sections: tuple[Part, ...]
    directions: tuple[Part, ...]
    items: tuple[ItemResult, ...]

    @property
    def holding(self) -> tuple[Cap, ...]:
        """The caps that really hold the band down."""
        return tuple(cap for cap in self.caps if self.band_before != self.band == cap.band)

    @property
    def unmet(self) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.gates if not gate.met)


def score(
    instrument: Instrument, agreed: Mapping[str, Scored], sections: Collection[str]
) -> Result:
    """Add up what was agreed in the sections that count; anything else in `agreed` is left out."""
    counted = [section for section in instrument.sections if section.code in sections]
    items = [item for section in counted for item in section.items]
    overall = _part(instrument, "", items, agreed)
    gates = tuple(_gate(item, agreed) for item in items if item.gate) if _gated(instrument) else ()
    caps = _caps(instrument, items, agreed, gates)
    before = _band(instrument, overall.percent)
    return Result(
        percent=overall.percent,
        band=_lowest(instrument, [before, *(cap.band for cap in caps)]) if before else "",
        band_before=before,
        unknown=overall.unknown,
        caps=caps,
        gates=gates,
        sections=tuple(_part(instrument, each.code, each.items, agreed) for each in counted),
        directions=_directions(instrument, counted, agreed),
        items=tuple(_item(instrument, item, agreed) for item in items),
    )


def _gated(instrument: Instrument) -> bool:
    """Only a readiness assessment is a go or no-go."""
    return instrument.scoring is Scoring.READINESS


def _part(
    instrument: Instrument, code: str, items: Iterable[Item], agreed: Mapping[str, Scored]
) -> Part:
    """Σ w·(s − lowest) / Σ w·(highest − lowest), over what has a score."""
    lowest, reach = instrument.scale.lowest, instrument.scale.highest - instrument.scale.lowest
    points = most = unknown = weight = 0
    for item in items:
        found = agreed.get(item.code)
        if found is not None and found.choice == NOT_APPLICABLE:
            continue
        weight += item.weight
        if found is None or found.score is None:
            unknown += item.weight
        else:
            points += item.weight * (found.score - lowest)
            most += item.weight * reach
    needs = unknown * UNKNOWN_SHARE > weight
    percent = half_up(100 * points, most) if most else None
    return Part(
        code=code,
        percent=percent,
        band="" if needs else _band(instrument, percent),
        unknown=half_up(100 * unknown, weight) if weight else 0,
        needs_information=needs,
    )


def half_up(part: int, whole: int) -> int:
    """A quotient of whole numbers that are not negative, to the next one, half up."""
    return (2 * part + whole) // (2 * whole)


def _band(instrument: Instrument, percent: int | None) -> str:
    if percent is None:
        return ""
    return next((band.code for band in instrument.bands if percent >= band.lowest), "")


def _lowest(instrument: Instrument, bands: Iterable[str]) -> str:
    order = [band.code for band in instrument.bands]
    return max(bands, key=order.index)


def _gate(item: Item, agreed: Mapping[str, Scored]) -> Gate:
    found = agreed.get(item.code)
    value = found.score if found else None
    return Gate(item.code, value, value is not None and value >= GATE_MET)


def _caps(
    instrument: Instrument,
    items: Iterable[Item],
    agreed: Mapping[str, Scored],
    gates: Iterable[Gate],
) -> tuple[Cap, ...]:
    """One unmet gate keeps the best band away, three the second best, a stopping item all but
    the lowest."""
    if not _gated(instrument) or not instrument.bands:
        return ()
    bands = [band.code for band in instrument.bands]
    last = len(bands) - 1
    unmet = tuple(gate.code for gate in gates if not gate.met)
    stopping = tuple(
        item.code
        for item in items
        if item.stops and item.code in agreed and agreed[item.code].score == 1
    )
    caps = []
    if stopping:
        caps.append(Cap(CapKind.STOP, bands[last], stopping))
    if len(unmet) >= MANY_GATES:
        caps.append(Cap(CapKind.GATES, bands[min(2, last)], unmet))
    elif unmet:
        caps.append(Cap(CapKind.GATE, bands[min(1, last)], unmet))
    return tuple(caps)


def _directions(
    instrument: Instrument, counted: Iterable[Section], agreed: Mapping[str, Scored]
) -> tuple[Part, ...]:
    """Weighted means of their sections: one sum over all items of them."""
    return tuple(
        _part(
            instrument,
            each.code,
            [item for section in counted if section.code in each.sections
             for item in section.items],
            agreed,
        )
        for each in instrument.directions
    )  # fmt: skip


def _item(instrument: Instrument, item: Item, agreed: Mapping[str, Scored]) -> ItemResult:
    found = agreed.get(item.code)
    if found is None:
        return ItemResult(item.code, UNKNOWN, None, Label.NONE, agreed=False)
    return ItemResult(
        code=item.code,
        choice=found.choice,
        score=found.score,
        label=_label(instrument, found.score),
        importance=found.importance,
        trend=found.trend,
        gap=found.gap,
    )


def _label(instrument: Instrument, value: int | None) -> Label:
    if value is None:
        return Label.NONE
    match instrument.scoring:
        case Scoring.RENOVATION if value > FOCUS:
            return Label.STRENGTH
        case Scoring.RENOVATION:
            return Label.ATTENTION if value == FOCUS else Label.GAP
        case Scoring.SUSTAINABILITY:
            return Label.FOCUS if value <= FOCUS else Label.STRENGTH
        case Scoring.CHECKLIST:
            return Label.NONE if value else Label.TO_PLAN
        case _:
            return Label.NONE
