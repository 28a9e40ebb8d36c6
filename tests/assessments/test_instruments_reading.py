"""Instruments: what is read is what was written, and what cannot be used says why."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instruments.reading import Instrument, Scoring, Unreadable, read
from assessments.instruments.shipped import SHIPPED
from linkages.bilingual import LANGUAGES

READINESS_GATES = ["R1.1", "R2.1", "R2.2", "R4.5", "R5.1", "R6.2", "R10.1"]


def every_words(held: Any) -> list[dict[str, str]]:
    """Each bilingual text anywhere in an instrument's JSON."""
    if isinstance(held, list):
        return [words for each in held for words in every_words(each)]
    if not isinstance(held, dict):
        return []
    if held and set(held) <= set(LANGUAGES):
        return [held]
    return [words for each in held.values() for words in every_words(each)]


def test_the_readiness_assessment_is_complete() -> None:
    readiness = SHIPPED["readiness"][-1]
    core = [section for section in readiness.sections if not section.optional]
    assert (len(core), sum(len(section.items) for section in core)) == (10, 45)
    assert [(s.code, len(s.items)) for s in readiness.sections if s.optional] == [("R11", 4)]
    assert [code for code, item in readiness.items.items() if item.gate] == READINESS_GATES
    stops = [code for code, item in readiness.items.items() if item.stops]
    assert stops == ["R1.1", "R2.1", "R2.2"]
    assert (readiness.scale.lowest, readiness.scale.highest) == (1, 4)
    assert readiness.scale.unknown
    assert not readiness.scale.not_applicable
    assert [band.lowest for band in readiness.bands] == [75, 50, 25, 0]
    assert readiness.again_after == 6


def test_the_renovation_assessment_is_complete() -> None:
    renovation = SHIPPED["renovation"][-1]
    assert (len(renovation.sections), len(renovation.items)) == (13, 50)
    assert not any(item.gate for item in renovation.items.values())
    assert [band.lowest for band in renovation.bands] == [80, 60, 40, 0]
    told = sorted(code for direction in renovation.directions for code in direction.sections)
    assert told == sorted(section.code for section in renovation.sections)
    assert renovation.scale.not_applicable
    assert renovation.asks_trend
    assert renovation.asks_importance
    assert renovation.asks_forces


# Weights of whole sections, and some items with what a low score suggests.
WEIGHTS = {"R1": 11, "R2": 13, "R5": 9, "R10": 10, "N2": 10, "N5": 11, "N13": 9}
SUGGESTS = {"R1.5": "T07-3", "R5.1": "T06-1", "R5.3": "T06-2", "N2.3": "X2-1", "N9.4": "T03-3"}


@pytest.mark.parametrize(("code", "weight"), WEIGHTS.items())
def test_weights_are_those_of_the_formulas(code: str, weight: int) -> None:
    (section,) = [
        section
        for name in ("readiness", "renovation")
        for section in SHIPPED[name][-1].sections
        if section.code == code
    ]
    assert sum(item.weight for item in section.items) == weight


def test_a_low_score_suggests_an_objective() -> None:
    items = SHIPPED["readiness"][-1].items | SHIPPED["renovation"][-1].items
    assert {code: items[code].objectives for code in SUGGESTS} == {
        code: (objective,) for code, objective in SUGGESTS.items()
    }
    assert all(item.objectives for item in items.values())


@pytest.mark.parametrize("code", SHIPPED)
def test_every_word_stands_in_both_languages(code: str) -> None:
    for instrument in SHIPPED[code]:
        for words in every_words(instrument.written()):
            assert bool(words["en"]) == bool(words["es"]), words
            assert words["en"] != words["es"] or not words["en"], words


@pytest.mark.parametrize("code", SHIPPED)
def test_what_is_written_is_read_again(code: str) -> None:
    for instrument in SHIPPED[code]:
        assert read(json.loads(json.dumps(instrument.written()))) == instrument


words = st.fixed_dictionaries(
    {name: st.text("aeñ1 ?", min_size=1, max_size=9).map("x{}".format) for name in LANGUAGES}
)


@st.composite
def instruments(draw: st.DrawFn) -> dict[str, Any]:
    """The JSON of an instrument that may be used."""
    sections = [
        {
            "code": f"S{number}",
            "title": draw(words),
            "optional": number > 1 and draw(st.booleans()),
            "items": [
                {
                    "code": f"S{number}.{place}",
                    "words": draw(words),
                    "evidence": draw(st.sampled_from([{"en": "", "es": ""}, draw(words)])),
                    "weight": draw(st.integers(1, 3)),
                    "gate": draw(st.booleans()),
                    "stops": draw(st.booleans()),
                    "objectives": draw(st.sampled_from([[], ["T01-1"], ["X2-1", "T12-3"]])),
                    "mark": draw(st.sampled_from(["", "I", "H"])),
                }
                for place in range(1, draw(st.integers(2, 4)))
            ],
        }
        for number in range(1, draw(st.integers(2, 4)))
    ]
    scoring = draw(st.sampled_from(list(Scoring)))
    points = range(2) if scoring == Scoring.CHECKLIST else range(1, draw(st.integers(4, 7)))
    lows = sorted(draw(st.sets(st.integers(1, 99), max_size=3)), reverse=True)
    return {
        "code": draw(st.from_regex(r"[a-z][a-z0-9\-]{0,9}", fullmatch=True)),
        "number": draw(st.integers(1, 99)),
        "title": draw(words),
        "purpose": draw(words),
        "scoring": scoring.value,
        "scale": {
            "anchors": [{"score": score, "words": draw(words)} for score in points],
            "unknown": draw(st.booleans()),
            "not_applicable": draw(st.booleans()),
        },
        "sections": sections,
        "bands": [{"code": f"b{low}", "lowest": low, "words": draw(words)} for low in [*lows, 0]],
        "directions": draw(
            st.sampled_from([[], [{"code": "d", "title": draw(words), "sections": ["S1"]}]])
        ),
        "asks_trend": draw(st.booleans()),
        "asks_importance": draw(st.booleans()),
        "asks_forces": draw(st.booleans()),
        "again_after": draw(st.integers(1, 60)),
        "mark": draw(st.sampled_from("HMLPI")),
        "source": draw(words),
    }


@given(content=instruments())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_reading_and_writing_are_opposites(content: dict[str, Any]) -> None:
    assert read(content).written() == content
    assert read(read(content).written()) == read(content)


def small() -> dict[str, Any]:
    """A checked instrument of one section and one item, to break."""
    both = {"en": "One", "es": "Uno"}
    item = {"code": "A1.1", "words": both, "evidence": both, "weight": 1, "gate": False,
            "stops": False, "objectives": ["T01-1"], "mark": ""}  # fmt: skip
    return {
        "code": "small", "number": 1, "title": both, "purpose": both, "scoring": "readiness",
        "scale": {
            "anchors": [{"score": score, "words": both} for score in (1, 2, 3, 4)],
            "unknown": True, "not_applicable": False,
        },
        "sections": [{"code": "A1", "title": both, "optional": False, "items": [item]}],
        "bands": [{"code": "all", "lowest": 0, "words": both}],
        "directions": [], "asks_trend": False, "asks_importance": False, "asks_forces": False,
        "again_after": 6, "mark": "I", "source": both,
    }  # fmt: skip


def put(content: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The content with one part changed: sections.0.items.0.weight."""
    *way, last = path.split(".")
    held: Any = content
    for step in way:
        held = held[int(step)] if step.isdigit() else held[step]
    held[int(last) if last.isdigit() else last] = value
    return content


BLANK = {"en": "One", "es": " "}
ITEM = "sections.0.items.0"
ONE_BAND = {"code": "b", "lowest": 0, "words": {"en": "One", "es": "Uno"}}
BROKEN = [
    ("code", "Not a code", "small letters"),
    ("number", 0, "at least 1"),
    ("again_after", 0, "1 to 60 months"),
    ("mark", "?", "how sure"),
    ("title", BLANK, "The Spanish of title is missing."),
    ("title", {"en": "x" * 121, "es": "Uno"}, "longer than 120"),
    ("source", {"en": "", "es": "Uno"}, "The English of source is missing."),
    ("scale.anchors.1.score", 3, "count up from 1"),
    ("scale.anchors.1.words", BLANK, "anchor 2"),
    ("scale.anchors", [], "3 to 10 anchors"),
    ("scoring", "checklist", "two anchors"),
    ("bands", [], "down to 0"),
    ("bands.0.lowest", 10, "down to 0"),
    ("bands", [ONE_BAND, ONE_BAND], "more than once"),
    ("bands.0.words", BLANK, "missing"),
    ("sections.0.optional", True, "not optional"),
    ("sections.0.items", [], "has no items"),
    ("sections.0.title", BLANK, "missing"),
    ("sections.0.code", "", "cannot be a code"),
    (f"{ITEM}.code", "with a space", "cannot be a code"),
    (f"{ITEM}.words", BLANK, "The Spanish of A1.1 is missing."),
    (f"{ITEM}.evidence", BLANK, "A1.1, evidence"),
    (f"{ITEM}.weight", 4, "1, 2 or 3"),
    (f"{ITEM}.mark", "x", "how sure"),
    (f"{ITEM}.objectives", ["T1"], "such as T01-1"),
    ("directions", [{"code": "d", "title": BLANK, "sections": ["B9"]}], "no section B9"),
    ("directions", [{"code": "d", "title": ONE_BAND["words"], "sections": []}], "no sections"),
    ("title", "One", "part “title”"),
    ("title", {"en": "One", "fr": "Un"}, "part “title”"),
    ("number", True, "part “number”"),
    ("scoring", "guess", "part “scoring”"),
    ("sections", {}, "part “sections”"),
    (f"{ITEM}.objectives", "T01-1", "part “objectives”"),
    (f"{ITEM}.gate", "yes", "part “gate”"),
    ("scale", None, "part “scale”"),
]


def test_the_small_one_is_sound() -> None:
    assert isinstance(read(small()), Instrument)


@pytest.mark.parametrize(("path", "value", "sentence"), BROKEN)
def test_what_cannot_be_used_says_why(path: str, value: Any, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(put(small(), path, value))


def test_codes_stand_once_and_a_section_is_told_once() -> None:
    content = small()
    content["sections"].append({**content["sections"][0], "code": "B1"})
    content["directions"] = [
        {"code": code, "title": ONE_BAND["words"], "sections": ["A1"]} for code in "de"
    ]
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert [problem.words for problem in refused.value.problems] == [
        "The code A1.1 stands more than once.",
        "Section A1 belongs to more than one summary.",
    ]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    content = put(put(small(), "title", BLANK), f"{ITEM}.weight", 0)
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert [problem.part for problem in refused.value.problems] == ["", "A1"]


@pytest.mark.parametrize("content", [None, [], "readiness", 7, {}])
def test_other_things_are_no_instrument(content: object) -> None:
    with pytest.raises(Unreadable):
        read(content)
