"""The results of a round for the screen, the brief and the table to take out: gathered once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from assessments.instruments.reading import Instrument, Item
from assessments.models import Consensus, Round, SectionNote, Side
from assessments.results import over_time, words
from assessments.results.done import Done, done_since
from assessments.results.over_time import Change, Earlier
from assessments.results.scoring import UNKNOWN, ItemResult, Part, Result
from assessments.results.sides import by_side
from assessments.results.snapshot import result_of, spreads_of
from assessments.rounds.instrument import instrument_of
from assessments.rounds.parameters import SMALLEST_SIDE, WIDE_GAP
from assessments.rounds.seen import SideLine, side_lines
from assessments.rounds.spread import gap
from linkages import parameters
from linkages.bars import share_bar
from linkages.bilingual import said
from linkages.calendar import months_after, today

PROGRAMS = (Side.CALWORKS, Side.CWS)
SIDES = (Side.CALWORKS, Side.CWS, Side.SHARED)


@dataclass(frozen=True, slots=True)
class Figure:
    """A percentage with its bar; `changed` where it does not compare with today's."""

    percent: str
    bar: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class PartLine:
    """A section, or a direction: its figure, its band, and how it was before and by side."""

    code: str
    title: str
    percent: str
    bar: SafeString
    kind: str
    band: str
    unknown: str
    before: tuple[Figure, ...] = ()
    sides: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: what was agreed and why, what each side saw, and what was done about it."""

    item: Item
    statement: str
    agreed: str
    label_kind: str
    label: str
    importance: int | None
    trend: str
    rationale: str
    evidence: str
    sides: tuple[SideLine, ...]
    is_wide: bool
    change: Change | None
    done: tuple[Done, ...]
    is_unknown: bool

    @property
    def programs(self) -> list[SideLine]:
        """What the two programs saw, where it may be shown."""
        return [side for side in self.sides if side.side in PROGRAMS and not side.hidden]


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate with its statement."""

    code: str
    statement: str
    agreed: str
    met: bool


class Results:
    """Everything the pages say of one round's results. Its parts are gathered as they are asked
    for, each in a fixed number of queries however long the instrument."""

    def __init__(self, asked: Round) -> None:
        self.asked = asked
        self.instrument: Instrument = instrument_of(asked)
        self.result: Result = result_of(asked)
        self.spreads = spreads_of(asked)
        self.smallest: int = max(3, self._parameter(SMALLEST_SIDE))
        self.wide: float = self._parameter(WIDE_GAP)

    def _parameter(self, name: str) -> Any:
        return parameters.value(name, county=self.asked.county_id, on=today())

    @property
    def title(self) -> str:
        return said(self.instrument.title)

    @property
    def band(self) -> tuple[str, str]:
        return words.band(self.instrument, self.result.band)

    @property
    def percent(self) -> str:
        return words.percent(self.result.percent)

    @property
    def bar(self) -> SafeString:
        return share_bar(self.result.percent)

    @property
    def holding(self) -> list[str]:
        return words.holding(self.instrument, self.result)

    @property
    def unknown(self) -> str:
        return words.unknown(self.result.unknown)

    @property
    def wants_information(self) -> int:
        """How many sections know too little for a band."""
        return sum(part.needs_information for part in self.result.sections)

    @property
    def again_on(self) -> date:
        """When the next one is due by the instrument's own rhythm."""
        closed = self.asked.closed_at
        day = timezone.localdate(closed) if closed else today()
        return months_after(day, self.instrument.again_after)

    @cached_property
    def earlier(self) -> list[Earlier]:
        return over_time.earlier_rounds(self.asked)

    @cached_property
    def sections(self) -> list[PartLine]:
        titles = {section.code: said(section.title) for section in self.instrument.sections}
        seen = by_side(
            self.instrument, {key: spread.median for key, spread in self.spreads.items()}
        )
        return [self._part(part, titles[part.code], seen) for part in self.result.sections]

    @property
    def directions(self) -> list[PartLine]:
        titles = {each.code: said(each.title) for each in self.instrument.directions}
        return [self._part(part, titles[part.code]) for part in self.result.directions]

    def _part(
        self, part: Part, title: str, seen: dict[tuple[str, str], int] | None = None
    ) -> PartLine:
        kind, band = words.part_band(self.instrument, part)
        before: tuple[Figure, ...] = ()
        sides: tuple[Figure, ...] = ()
        if seen is not None:
            before = tuple(self._then(each, part.code) for each in self.earlier)
            found = [seen.get((part.code, side)) for side in SIDES]
            sides = tuple(Figure(words.percent(each), share_bar(each)) for each in found)
        last = self.earlier[-1].percent(part.code) if before and not before[-1].changed else None
        bar = share_bar(part.percent, before=last)
        unknown = words.unknown(part.unknown)
        return PartLine(
            part.code, title, words.percent(part.percent), bar, kind, band, unknown, before, sides
        )

    def _then(self, then: Earlier, section: str) -> Figure:
        value = then.percent(section)
        changed = value is not None and not over_time.same_section(self.instrument, then, section)
        return Figure(words.percent(value), changed=changed)

    @property
    def differs(self) -> bool:
        """Whether an earlier round counted other statements in one of the sections."""
        return any(figure.changed for line in self.sections for figure in line.before)

    @property
    def has_sides(self) -> bool:
        """Whether the medians of any side may be shown."""
        return any(side in SIDES for _code, side in self.spreads)

    @cached_property
    def items(self) -> list[ItemLine]:
        consensus = {
            row.code: row
            for row in Consensus.objects.filter(county=self.asked.county_id, round=self.asked)
        }
        last = self.earlier[-1] if self.earlier else None
        changes = over_time.changes(self.instrument, self.result, last) if last else {}
        done = done_since(
            self.asked.county_id, list(self.instrument.items), last.round if last else None
        )
        return [
            self._item(each, consensus.get(each.code), changes.get(each.code), done)
            for each in self.result.items
        ]

    def _item(
        self,
        found: ItemResult,
        consensus: Consensus | None,
        change: Change | None,
        done: dict[str, list[Done]],
    ) -> ItemLine:
        item = self.instrument.items[found.code]
        label_kind, label = words.LABELS.get(found.label, ("neutral", ""))
        apart = gap(self.spreads, found.code)
        return ItemLine(
            item=item,
            statement=said(item.words),
            agreed=words.agreed(self.instrument, found),
            label_kind=label_kind,
            label=str(label),
            importance=found.importance,
            trend=words.trend(found.trend),
            rationale=consensus.rationale if consensus else "",
            evidence=consensus.evidence if consensus else "",
            sides=tuple(side_lines(self.instrument, self.spreads, found.code, self.smallest)),
            is_wide=apart is not None and float(apart) >= self.wide,
            change=change,
            done=tuple(done.get(found.code, ())),
            is_unknown=found.choice == UNKNOWN,
        )

    @property
    def items_by_section(self) -> list[tuple[PartLine, SectionNote | None, list[ItemLine]]]:
        """The agreed sheet: each section with its notes and its items."""
        lines = {line.item.code: line for line in self.items}
        rows = SectionNote.objects.filter(county=self.asked.county_id, round=self.asked)
        notes = {row.section: row for row in rows}
        parts = {part.code: part for part in self.sections}
        return [
            (
                parts[section.code],
                notes.get(section.code),
                [lines[item.code] for item in section.items],
            )
            for section in self.instrument.sections
        ]

    @property
    def apart(self) -> list[ItemLine]:
        """Items that both sides see differently."""
        return [line for line in self.items if line.is_wide]

    @property
    def not_known(self) -> list[ItemLine]:
        return [line for line in self.items if line.is_unknown]

    @property
    def gates(self) -> list[GateLine]:
        lines = {line.item.code: line for line in self.items}
        return [
            GateLine(gate.code, lines[gate.code].statement, lines[gate.code].agreed, gate.met)
            for gate in self.result.gates
        ]
