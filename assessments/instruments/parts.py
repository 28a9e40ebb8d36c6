"""An instrument taken apart for its editor, who writes one part of it at a time. Pure.

Parts: "heading", "scale", "bands", "directions", "sections" (which there are and in which order),
and each section by its place, "1" being the first.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from assessments.instruments.reading import (
    Anchor,
    Band,
    Instrument,
    Item,
    Scale,
    Scoring,
    Section,
)
from linkages.bilingual import LANGUAGES, Words

HEADING, SCALE, BANDS, DIRECTIONS, SECTIONS = (
    "heading",
    "scale",
    "bands",
    "directions",
    "sections",
)
T = TypeVar("T")


class NoPart(LookupError):
    """The instrument has no such part."""


def nothing() -> Words:
    """A text that nobody has written yet."""
    return dict.fromkeys(LANGUAGES, "")


def token(instrument: Instrument, part: str) -> str:
    """Changes with whatever anybody writes in this part. Raises NoPart."""
    whole = instrument.written()
    sections = whole.pop("sections")
    held: object
    if part == SECTIONS:
        held = [section["code"] for section in sections]
    elif part == HEADING:
        held = {key: each for key, each in whole.items() if key not in (SCALE, BANDS, DIRECTIONS)}
    elif part in (SCALE, BANDS, DIRECTIONS):
        held = whole[part]
    else:
        held = sections[place_of(instrument, part)]
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:16]


def place_of(instrument: Instrument, part: str) -> int:
    """The index of a section from its place as written. Raises NoPart."""
    if not part.isdecimal() or not 1 <= int(part) <= len(instrument.sections):
        raise NoPart(part)
    return int(part) - 1


def section_at(instrument: Instrument, part: str) -> Section:
    """The section at a place. Raises NoPart."""
    return instrument.sections[place_of(instrument, part)]


def with_section(instrument: Instrument, part: str, section: Section) -> Instrument:
    """The instrument with another section at this place."""
    place = place_of(instrument, part)
    sections = (*instrument.sections[:place], section, *instrument.sections[place + 1 :])
    return replace(instrument, sections=sections)


def with_new_section(instrument: Instrument) -> Instrument:
    """One section more, at the end, under a code that is free."""
    taken = {section.code for section in instrument.sections}
    lead = _letters(instrument.sections[-1].code) if instrument.sections else "A"
    section = Section(code=free(lead, taken), title=nothing(), optional=False, items=())
    return replace(instrument, sections=(*instrument.sections, section))


def without_section(instrument: Instrument, part: str) -> Instrument:
    """The instrument without the section at this place, in no summary either."""
    place = place_of(instrument, part)
    code = instrument.sections[place].code
    directions = tuple(
        replace(each, sections=tuple(known for known in each.sections if known != code))
        for each in instrument.directions
    )
    sections = (*instrument.sections[:place], *instrument.sections[place + 1 :])
    return replace(instrument, sections=sections, directions=directions)


def with_section_earlier(instrument: Instrument, part: str) -> Instrument:
    """The section changes places with the one before it. Raises NoPart."""
    return replace(instrument, sections=earlier(instrument.sections, place_of(instrument, part)))


def new_item(code: str) -> Item:
    """An item that nobody has written yet."""
    return Item(
        code=code,
        words=nothing(),
        evidence=nothing(),
        weight=1,
        gate=False,
        stops=False,
        objectives=(),
    )


def earlier(rows: Sequence[T], place: int) -> tuple[T, ...]:
    """The row at this index changes places with the one before it, if there are both."""
    if not 0 < place < len(rows):
        return tuple(rows)
    return (*rows[: place - 1], rows[place], rows[place - 1], *rows[place + 1 :])


def free(lead: str, taken: set[str]) -> str:
    """The next number behind a lead that no code has: R1. and R1.6."""
    number = len(taken) + 1
    while f"{lead}{number}" in taken:
        number += 1
    return f"{lead}{number}"


def empty(code: str, title: Words, scoring: Scoring) -> Instrument:
    """What somebody begins with who begins with nothing: a scale and a band to write on."""
    scores = (0, 1) if scoring == Scoring.CHECKLIST else (1, 2, 3, 4)
    anchors = tuple(Anchor(score, nothing()) for score in scores)
    return Instrument(
        code=code,
        number=1,
        title=title,
        purpose=nothing(),
        scoring=scoring,
        scale=Scale(anchors, unknown=scoring == Scoring.READINESS, not_applicable=False),
        sections=(),
        bands=(Band("band-1", 50, nothing()), Band("band-2", 0, nothing())),
        directions=(),
        asks_trend=False,
        asks_importance=False,
        asks_forces=False,
        again_after=12,
        mark="I",
        source=nothing(),
    )


def _letters(code: str) -> str:
    return code.rstrip("0123456789") or "A"
