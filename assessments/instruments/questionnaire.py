"""An instrument as everybody works with it: pure and frozen. See `reading` for its JSON."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from linkages.bilingual import Words


class Scoring(StrEnum):
    """Which formulas an instrument's results follow; see `assessments.results.scoring`."""

    READINESS = "readiness"
    RENOVATION = "renovation"
    SUSTAINABILITY = "sustainability"
    CHECKLIST = "checklist"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One point of a scale and what it means."""

    score: int
    words: Words


@dataclass(frozen=True, slots=True)
class Scale:
    """Anchors from lowest to highest, and what may stand in their place."""

    anchors: tuple[Anchor, ...]
    unknown: bool
    not_applicable: bool

    @property
    def lowest(self) -> int:
        return self.anchors[0].score

    @property
    def highest(self) -> int:
        return self.anchors[-1].score


@dataclass(frozen=True, slots=True)
class Item:
    """One statement. `objectives` are codes of the catalogue that a low score suggests."""

    code: str
    words: Words
    evidence: Words
    weight: int
    gate: bool
    # Scored 1, it holds the whole result down by itself (readiness: R1.1, R2.1, R2.2).
    stops: bool
    objectives: tuple[str, ...]
    # How sure this item's text is, where that differs from the instrument's mark.
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Statements about one thing. An optional one counts only where a county takes it in."""

    code: str
    title: Words
    optional: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A word for results from a percentage on: `lowest` of 100."""

    code: str
    lowest: int
    words: Words


@dataclass(frozen=True, slots=True)
class Direction:
    """Sections that are told together (renovation: more families, partnership, results)."""

    code: str
    title: Words
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Instrument:
    """A questionnaire in one edition. `mark` and `source` say how sure its text is."""

    code: str
    number: int
    title: Words
    purpose: Words
    scoring: Scoring
    scale: Scale
    sections: tuple[Section, ...]
    # Highest first.
    bands: tuple[Band, ...]
    directions: tuple[Direction, ...]
    # Respondents also say how it went since last time, and how much an item matters (1 to 3).
    asks_trend: bool
    asks_importance: bool
    asks_forces: bool
    # Months until the next one is due.
    again_after: int
    mark: str
    source: Words

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by its code, in order."""
        return {item.code: item for section in self.sections for item in section.items}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section in which an item stands, by the item's code."""
        return {item.code: section for section in self.sections for item in section.items}

    def written(self) -> dict[str, Any]:
        """The JSON that `reading.read` understands."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(held: Any) -> Any:
    """Lists for tuples and text for choices, so that JSON gives back what it was given."""
    if isinstance(held, dict):
        return {key: _plain(each) for key, each in held.items()}
    if isinstance(held, tuple | list):
        return [_plain(each) for each in held]
    return str(held) if isinstance(held, StrEnum) else held
