"""What the pages about instruments show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from assessments.instruments import parts
from assessments.instruments.checking import Problem
from assessments.instruments.choosing import Known, State
from assessments.instruments.comparing import Compared, Difference
from assessments.instruments.reading import Instrument, Item, Scoring, Words
from linkages.bilingual import LANGUAGES, said
from linkages.parameters import Mark
from linkages.templatetags.words import short_day
from linkages.uswds import Column, changed_parts

GUESSED = (Mark.LOW, Mark.OURS)
LIST_COLUMNS = [
    gettext_lazy("Instrument"),
    gettext_lazy("Edition"),
    Column(gettext_lazy("Items"), numeric=True),
    gettext_lazy("Where from"),
    gettext_lazy("How sure its text is"),
]
EDITION_COLUMNS = [
    gettext_lazy("Edition"),
    gettext_lazy("State"),
    gettext_lazy("Published"),
    gettext_lazy("What is new in it"),
]
NOW_COLUMNS = [gettext_lazy("Part"), gettext_lazy("English"), gettext_lazy("Spanish")]
SECTION_COLUMNS = [
    gettext_lazy("Section"),
    Column(gettext_lazy("Items"), numeric=True),
    Column(gettext_lazy("To put right"), numeric=True),
    gettext_lazy("Order"),
]
DIFFERENCES = {
    Difference.SAME: ("same", gettext_lazy("The same")),
    Difference.WORDS: ("near", gettext_lazy("Words changed")),
    Difference.COUNTS: ("near", gettext_lazy("Counts differently")),
    Difference.BOTH: ("near", gettext_lazy("Words changed, and counts differently")),
    Difference.NEW: ("missing", gettext_lazy("New")),
    Difference.GONE: ("different", gettext_lazy("Gone")),
}
STATES = {"draft": "waiting", "published": "good", "withdrawn": "closed"}
TONGUES = {"en": gettext_lazy("English"), "es": gettext_lazy("Spanish")}


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Program, instruments, and what follows them; the last without an address."""
    first = [
        (_("Program"), reverse("assessments:program")),
        (_("Instruments"), reverse("assessments:instruments")),
    ]
    return [{"label": label, "url": url} for label, url in [*first, *more]]


def title(instrument: Instrument) -> str:
    """In the reader's language; the code where nobody has given it one."""
    return said(instrument.title) or instrument.code


def edition_name(known: Known) -> str:
    return _("Edition %(number)s") % {"number": known.instrument.number}


def where_from(known: Known) -> str:
    """Who answers for its text."""
    return _("Comes with Linkages") if known.row is None else _("Published by the state")


def edition_url(known: Known) -> str:
    if known.state == State.DRAFT and known.row is not None:
        return reverse("assessments:instrument_draft", args=[known.row.pk])
    return numbered_url(known)


def numbered_url(known: Known) -> str:
    instrument = known.instrument
    return reverse("assessments:instrument_edition", args=[instrument.code, instrument.number])


def listed(known: Known) -> dict[str, Any]:
    """A row of the list of instruments."""
    return {
        "title": title(known.instrument),
        "url": reverse("assessments:instrument", args=[known.instrument.code]),
        "edition": edition_name(known),
        "items": len(known.instrument.items),
        "where_from": where_from(known),
        "mark": Mark(known.instrument.mark).label,
    }


def editions(known: Sequence[Known], shown: Known | None) -> list[dict[str, Any]]:
    """Rows of the editions of one instrument, newest first."""
    return [
        {
            "name": edition_name(each),
            "url": "" if shown is not None and each.key == shown.key else edition_url(each),
            "kind": STATES[each.state],
            "state": State(each.state).label if each.row else where_from(each),
            "published": _published(each),
            "note": each.row.note if each.row else "",
            "compare_url": _compare_url(known, place),
        }
        for place, each in enumerate(known)
    ]


def _published(known: Known) -> str:
    if known.row is None or known.row.published_at is None:
        return ""
    by = known.row.published_by
    return f"{short_day(known.row.published_at)}, {by.name}" if by else ""


def _compare_url(known: Sequence[Known], place: int) -> str:
    """With the edition before it."""
    if place + 1 == len(known):
        return ""
    pair = [known[place + 1].instrument.number, known[place].instrument.number]
    return reverse("assessments:compare_instruments", args=[known[place].instrument.code, *pair])


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a respondent sees it, and what its editors want to know of it."""

    item: Item
    words: str
    evidence: str
    mark: str


def questions(instrument: Instrument, language: str) -> dict[str, Any]:
    """What a respondent is asked, in one language; whatever is not written yet is empty."""
    points = [(anchor.score, anchor.words.get(language, "")) for anchor in instrument.scale.anchors]
    return {
        "shown_in": language,
        "checklist": instrument.scoring == Scoring.CHECKLIST,
        "points": points,
        "instead": list(_instead(instrument, language)),
        "sections": [
            {
                "section": section,
                "title": section.title.get(language, ""),
                "items": [_shown(item, language) for item in section.items],
            }
            for section in instrument.sections
        ],
    }


def _instead(instrument: Instrument, language: str) -> Iterator[tuple[str, str]]:
    """What may stand in the place of a point: its letter, and what it means."""
    with override(language):
        if instrument.scale.unknown:
            yield pgettext("unknown", "U"), _("We do not know yet")
        if instrument.scale.not_applicable:
            yield _("N/A"), _("Does not apply: write why")


def _shown(item: Item, language: str) -> Shown:
    mark = str(Mark(item.mark).label) if item.mark in Mark.values else ""
    return Shown(item, item.words.get(language, ""), item.evidence.get(language, ""), mark)


def is_guessed(instrument: Instrument) -> bool:
    """Whether nobody has read this text anywhere: somebody who knows better should write it."""
    return instrument.mark in GUESSED


def compared(rows: Sequence[Compared], language: str) -> list[dict[str, Any]]:
    """Rows of a comparison; what differs inside the words is apart."""
    return [_compared(row, language) for row in rows]


def _compared(row: Compared, language: str) -> dict[str, Any]:
    old, new = (item.words[language] if item else "" for item in (row.old, row.new))
    left, right = changed_parts(old, new)
    kind, label = DIFFERENCES[row.difference]
    return {
        "code": row.code,
        "left": left,
        "right": right,
        "kind": kind,
        "label": label,
        "counts": list(_counts(row)),
    }


def _counts(row: Compared) -> Iterator[str]:
    """What an item counts for, where that changed."""
    old, new = row.old, row.new
    if old is None or new is None:
        return
    if old.weight != new.weight:
        yield _("weight %(old)s, now %(new)s") % {"old": old.weight, "new": new.weight}
    if old.gate != new.gate:
        yield _("now a gate") if new.gate else _("no gate any more")
    if old.stops != new.stops:
        yield _("now a stop") if new.stops else _("no stop any more")
    if old.objectives != new.objectives:
        codes = ", ".join(new.objectives) or "–"
        yield _("suggests %(codes)s") % {"codes": codes}


def told(instrument: Instrument, part: str) -> list[tuple[str, Words]]:
    """What stands in a part of a draft now, for whoever was slower."""
    return list(_told(instrument, part))


def _told(instrument: Instrument, part: str) -> Iterator[tuple[str, Words]]:
    if part == parts.HEADING:
        yield _("Title"), instrument.title
        yield _("What it is for"), instrument.purpose
        yield _("Where its text comes from"), instrument.source
    elif part == parts.SCALE:
        for anchor in instrument.scale.anchors:
            yield str(anchor.score), anchor.words
    elif part == parts.BANDS:
        for band in instrument.bands:
            yield str(band.lowest), band.words
    elif part == parts.DIRECTIONS:
        for direction in instrument.directions:
            yield ", ".join(direction.sections), direction.title
    else:
        yield from _told_section(instrument, part)


def _told_section(instrument: Instrument, part: str) -> Iterator[tuple[str, Words]]:
    try:
        section = parts.section_at(instrument, part)
    except parts.NoPart:
        return
    yield section.code, section.title
    for item in section.items:
        yield item.code, item.words


def of_part(found: Sequence[Problem], instrument: Instrument, part: str) -> list[str]:
    """The sentences about one part of a draft."""
    names = {part, ""} if part == parts.HEADING else {part}
    if part.isdecimal():
        names = {parts.section_at(instrument, part).code} - {""}
    return [problem.words for problem in found if problem.part in names]


def draft_parts(
    draft_url: str, instrument: Instrument, found: Sequence[Problem]
) -> list[dict[str, Any]]:
    """The parts of a draft besides its sections, with how much is to put right."""
    names = {
        parts.HEADING: _("Title, purpose, scoring"),
        parts.SCALE: _("Scale"),
        parts.BANDS: _("Bands of results"),
        parts.DIRECTIONS: _("Summaries of sections"),
    }
    return [
        {"name": name, "url": f"{draft_url}/{part}", "wrong": len(of_part(found, instrument, part))}
        for part, name in names.items()
    ]


def draft_sections(
    draft_url: str, instrument: Instrument, found: Sequence[Problem]
) -> list[dict[str, Any]]:
    """The sections of a draft, each with its place."""
    return [
        {
            "place": place,
            "name": f"{section.code} {said(section.title)}".strip(),
            "url": f"{draft_url}/{place}",
            "items": len(section.items),
            "optional": section.optional,
            "wrong": len(of_part(found, instrument, str(place))),
        }
        for place, section in enumerate(instrument.sections, start=1)
    ]


def languages(chosen: str) -> list[dict[str, Any]]:
    """Links between the languages of a preview."""
    return [{"code": code, "name": TONGUES[code], "current": code == chosen} for code in LANGUAGES]
