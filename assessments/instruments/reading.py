"""The JSON of an instrument, checked when it is read.

An edition, the files that the product ships with, and a round all have the shape that `read`
understands and `Instrument.written` gives back. Texts are {"en": …, "es": …}.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from assessments.instruments.checking import Problem, problems
from assessments.instruments.questionnaire import (
    Anchor,
    Band,
    Direction,
    Instrument,
    Item,
    Scale,
    Scoring,
    Section,
)
from linkages.bilingual import LANGUAGES, Words

__all__ = [
    "Anchor",
    "Band",
    "Direction",
    "Instrument",
    "Item",
    "Problem",
    "Scale",
    "Scoring",
    "Section",
    "Unreadable",
    "Words",
    "read",
    "shaped",
]

T = TypeVar("T")


class Unreadable(Exception):
    """What is wrong with an instrument. str(error) is sentences for its editor."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.words for problem in problems))
        self.problems = problems


def read(content: object) -> Instrument:
    """An instrument that may be used. Raises Unreadable with everything that is wrong."""
    instrument = shaped(content)
    if found := problems(instrument):
        raise Unreadable(found)
    return instrument


def shaped(content: object) -> Instrument:
    """An instrument as far as it is written, such as a draft that lacks words.

    Raises Unreadable where a part is missing or of another type.
    """
    held = _mapping(content, "")
    try:
        scoring = Scoring(_text(held, "scoring"))
    except ValueError:
        raise _misshapen("scoring") from None
    return Instrument(
        code=_text(held, "code"),
        number=_whole(held, "number"),
        title=_words(held, "title"),
        purpose=_words(held, "purpose"),
        scoring=scoring,
        scale=_scale(_mapping(held.get("scale"), "scale")),
        sections=_each(held, "sections", _section),
        bands=_each(held, "bands", _band),
        directions=_each(held, "directions", _direction),
        asks_trend=_yes(held, "asks_trend"),
        asks_importance=_yes(held, "asks_importance"),
        asks_forces=_yes(held, "asks_forces"),
        again_after=_whole(held, "again_after"),
        mark=_text(held, "mark"),
        source=_words(held, "source"),
    )


def _scale(held: Mapping[str, Any]) -> Scale:
    return Scale(
        anchors=_each(held, "anchors", _anchor),
        unknown=_yes(held, "unknown"),
        not_applicable=_yes(held, "not_applicable"),
    )


def _anchor(held: Mapping[str, Any]) -> Anchor:
    return Anchor(_whole(held, "score"), _words(held, "words"))


def _section(held: Mapping[str, Any]) -> Section:
    return Section(
        code=_text(held, "code"),
        title=_words(held, "title"),
        optional=_yes(held, "optional"),
        items=_each(held, "items", _item),
    )


def _item(held: Mapping[str, Any]) -> Item:
    return Item(
        code=_text(held, "code"),
        words=_words(held, "words"),
        evidence=_words(held, "evidence"),
        weight=_whole(held, "weight"),
        gate=_yes(held, "gate"),
        stops=_yes(held, "stops"),
        objectives=_texts(held, "objectives"),
        mark=_text(held, "mark") if "mark" in held else "",
    )


def _band(held: Mapping[str, Any]) -> Band:
    return Band(_text(held, "code"), _whole(held, "lowest"), _words(held, "words"))


def _direction(held: Mapping[str, Any]) -> Direction:
    return Direction(_text(held, "code"), _words(held, "title"), _texts(held, "sections"))


def _misshapen(part: str) -> Unreadable:
    words = _("The part “%(part)s” is missing or not of its kind.") % {"part": part or "{}"}
    return Unreadable((Problem("", words),))


def _mapping(held: object, part: str) -> Mapping[str, Any]:
    if not isinstance(held, Mapping):
        raise _misshapen(part)
    return held


def _each(
    held: Mapping[str, Any], part: str, one: Callable[[Mapping[str, Any]], T]
) -> tuple[T, ...]:
    rows = held.get(part)
    if not isinstance(rows, list):
        raise _misshapen(part)
    return tuple(one(_mapping(row, part)) for row in rows)


def _text(held: Mapping[str, Any], part: str) -> str:
    text = held.get(part)
    if not isinstance(text, str):
        raise _misshapen(part)
    return text


def _texts(held: Mapping[str, Any], part: str) -> tuple[str, ...]:
    texts = held.get(part)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _misshapen(part)
    return tuple(texts)


def _whole(held: Mapping[str, Any], part: str) -> int:
    number = held.get(part)
    if not isinstance(number, int) or isinstance(number, bool):
        raise _misshapen(part)
    return number


def _yes(held: Mapping[str, Any], part: str) -> bool:
    answer = held.get(part)
    if not isinstance(answer, bool):
        raise _misshapen(part)
    return answer


def _words(held: Mapping[str, Any], part: str) -> Words:
    """Every language, and nothing else; blank ones are for `problems` to say."""
    texts = _mapping(held.get(part), part)
    if set(texts) - set(LANGUAGES) or not all(isinstance(text, str) for text in texts.values()):
        raise _misshapen(part)
    return {language: texts.get(language, "") for language in LANGUAGES}
