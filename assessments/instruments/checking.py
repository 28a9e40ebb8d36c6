"""What keeps an instrument from being used, as sentences for its editor. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from assessments.instruments.questionnaire import Instrument, Item, Scoring, Section
from linkages.bilingual import LANGUAGES, Words

# An answer keeps the code of its item in twelve characters.
CODE = re.compile(r"[A-Za-z][A-Za-z0-9.\-]{0,11}")
INSTRUMENT_CODE = re.compile(r"[a-z][a-z0-9\-]{0,31}")
# T01-1, X2-1: the catalogue's codes.
OBJECTIVE = re.compile(r"[A-Z]{1,2}[0-9]{1,2}-[0-9]{1,2}")
WEIGHTS = (1, 2, 3)
MARKS = ("H", "M", "L", "P", "I")
MOST_ITEMS = 200
LONGEST = {"title": 120, "words": 400, "evidence": 200, "purpose": 1200, "source": 1200}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `part` is where: a section's code, scale, bands, directions, or
    nothing for the instrument itself."""

    part: str
    words: str


Found = Iterator[Problem]


def problems(instrument: Instrument) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the form; nothing when it may be published."""
    checks: tuple[Callable[[Instrument], Found], ...] = (
        _heading,
        _scale,
        _bands,
        _sections,
        _codes,
        _directions,
    )
    return tuple(problem for check in checks for problem in check(instrument))


def _heading(instrument: Instrument) -> Found:
    if not INSTRUMENT_CODE.fullmatch(instrument.code):
        yield Problem("", _("The code of an instrument is small letters, digits and hyphens."))
    if instrument.number < 1:
        yield Problem("", _("The number of an edition is at least 1."))
    if not 1 <= instrument.again_after <= 60:
        yield Problem("", _("The next one is due after 1 to 60 months."))
    if instrument.mark not in MARKS:
        yield Problem("", _("Say how sure its text is."))
    yield from _said("", _("title"), instrument.title, "title")
    yield from _said("", _("purpose"), instrument.purpose, "purpose")
    yield from _said("", _("source"), instrument.source, "source")


def _scale(instrument: Instrument) -> Found:
    scores = [anchor.score for anchor in instrument.scale.anchors]
    for anchor in instrument.scale.anchors:
        yield from _said(
            "scale", _("anchor %(score)s") % {"score": anchor.score}, anchor.words, "title"
        )
    if instrument.scoring == Scoring.CHECKLIST:
        if scores != [0, 1]:
            yield Problem("scale", _("A checklist has two anchors: 0 not true, and 1 true."))
    elif not 3 <= len(scores) <= 10:
        yield Problem("scale", _("A scale has 3 to 10 anchors."))
    elif scores != list(range(1, len(scores) + 1)):
        yield Problem("scale", _("The anchors of a scale count up from 1, one by one."))


def _bands(instrument: Instrument) -> Found:
    lowest = [band.lowest for band in instrument.bands]
    for band in instrument.bands:
        yield from _said("bands", band.code, band.words, "title")
    yield from _once("bands", [band.code for band in instrument.bands])
    if not lowest or lowest[-1] != 0 or lowest[0] > 100 or not _falling(lowest):
        yield Problem(
            "bands", _("Bands go from the highest down to 0, each lower than the one before.")
        )


def _falling(numbers: list[int]) -> bool:
    return all(upper > lower for upper, lower in pairwise(numbers))


def _sections(instrument: Instrument) -> Found:
    if not any(not section.optional for section in instrument.sections):
        yield Problem("", _("An instrument has at least one section that is not optional."))
    if len(instrument.items) > MOST_ITEMS:
        yield Problem("", _("An instrument has at most %(number)s items.") % {"number": MOST_ITEMS})
    for section in instrument.sections:
        yield from _section(section)


def _section(section: Section) -> Found:
    label = _("title of section %(code)s") % {"code": section.code}
    yield from _said(section.code, label, section.title, "title")
    if not section.items:
        yield Problem(
            section.code, _("Section %(code)s has no items.") % {"code": section.code or "?"}
        )
    for item in section.items:
        yield from _item(section.code, item)


def _item(part: str, item: Item) -> Found:
    yield from _said(part, item.code or "?", item.words, "words")
    if any(item.evidence.values()):
        label = _("%(code)s, evidence") % {"code": item.code}
        yield from _said(part, label, item.evidence, "evidence")
    if item.weight not in WEIGHTS:
        yield Problem(part, _("%(code)s: a weight is 1, 2 or 3.") % {"code": item.code})
    if item.mark and item.mark not in MARKS:
        yield Problem(part, _("%(code)s: say how sure its text is.") % {"code": item.code})
    for objective in item.objectives:
        if not OBJECTIVE.fullmatch(objective):
            yield Problem(
                part,
                _("%(code)s: “%(objective)s” is not the code of an objective, such as T01-1.")
                % {"code": item.code, "objective": objective},
            )


def _codes(instrument: Instrument) -> Found:
    yield from _once("", [section.code for section in instrument.sections])
    for section in instrument.sections:
        yield from _formed(section.code, section.code)
        for item in section.items:
            yield from _formed(section.code, item.code)
    every = [item.code for section in instrument.sections for item in section.items]
    yield from _once("", every)


def _formed(part: str, code: str) -> Found:
    if not CODE.fullmatch(code):
        yield Problem(
            part,
            _(
                "“%(code)s” cannot be a code: a letter, then letters, digits, dots or hyphens, "
                "12 at most."
            )
            % {"code": code},
        )


def _once(part: str, codes: Iterable[str]) -> Found:
    for code, times in Counter(codes).items():
        if times > 1:
            yield Problem(part, _("The code %(code)s stands more than once.") % {"code": code})


def _directions(instrument: Instrument) -> Found:
    known = {section.code for section in instrument.sections}
    told = [code for direction in instrument.directions for code in direction.sections]
    for direction in instrument.directions:
        yield from _said("directions", direction.code, direction.title, "title")
        yield from _formed("directions", direction.code)
        if not direction.sections:
            yield Problem(
                "directions",
                _("The summary %(code)s has no sections.") % {"code": direction.code},
            )
    yield from _once("directions", [direction.code for direction in instrument.directions])
    for code in sorted(set(told) - known):
        yield Problem("directions", _("There is no section %(code)s.") % {"code": code})
    for code, times in Counter(told).items():
        if times > 1:
            yield Problem(
                "directions",
                _("Section %(code)s belongs to more than one summary.") % {"code": code},
            )


def _said(part: str, label: str, words: Words, kind: str) -> Found:
    """Both languages, neither of them too long."""
    names = {"en": _("English"), "es": _("Spanish")}
    for language in LANGUAGES:
        text = words[language]
        if not text.strip():
            yield Problem(
                part,
                _("The %(language)s of %(label)s is missing.")
                % {"language": names[language], "label": label},
            )
        elif len(text) > LONGEST[kind]:
            yield Problem(
                part,
                _("The %(language)s of %(label)s is longer than %(number)s characters.")
                % {"language": names[language], "label": label, "number": LONGEST[kind]},
            )
