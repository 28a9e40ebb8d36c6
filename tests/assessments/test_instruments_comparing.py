"""Two editions side by side: what is the same, what changed, what is new or gone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.instruments import parts
from assessments.instruments.checking import problems
from assessments.instruments.comparing import Difference, compare, same_meaning, same_scale
from assessments.instruments.pages import compared
from assessments.instruments.reading import Instrument, Item
from assessments.instruments.shipped import SHIPPED

READINESS = SHIPPED["readiness"][-1]


def with_item(of: str, **changes: object) -> Instrument:
    """The readiness assessment with one item written anew."""
    section = READINESS.section_of[of]
    items = tuple(
        replace(item, **changes) if item.code == of else item  # type: ignore[arg-type]
        for item in section.items
    )
    place = str(READINESS.sections.index(section) + 1)
    return parts.with_section(READINESS, place, replace(section, items=items))


def difference(code: str, new: Instrument) -> Difference:
    (row,) = [row for row in compare(READINESS, new) if row.code == code]
    return row.difference


OTHER = {"en": "We know how many families are in both.", "es": "Sabemos cuántas son."}
CHANGES = [
    ({"words": OTHER}, Difference.WORDS),
    ({"words": {**READINESS.items["R1.1"].words, "es": "Otra"}}, Difference.WORDS),
    ({"weight": 1}, Difference.COUNTS),
    ({"gate": False}, Difference.COUNTS),
    ({"stops": False}, Difference.COUNTS),
    ({"objectives": ("T02-2",)}, Difference.COUNTS),
    ({"words": OTHER, "weight": 2}, Difference.BOTH),
    ({"evidence": OTHER}, Difference.SAME),
]


@pytest.mark.parametrize(("changes", "expected"), CHANGES)
def test_what_became_of_an_item(changes: dict, expected: Difference) -> None:
    assert difference("R1.1", with_item("R1.1", **changes)) == expected


def test_an_edition_is_the_same_as_itself() -> None:
    rows = compare(READINESS, READINESS)
    assert [row.code for row in rows] == list(READINESS.items)
    assert {row.difference for row in rows} == {Difference.SAME}


def test_new_items_stand_in_their_place_and_those_gone_at_the_end() -> None:
    renamed = with_item("R1.2", code="R1.9")
    rows = compare(READINESS, renamed)
    assert [row.code for row in rows[:3]] == ["R1.1", "R1.9", "R1.3"]
    assert (rows[1].old, rows[1].difference, rows[1].section) == (None, Difference.NEW, "R1")
    assert (rows[-1].code, rows[-1].new, rows[-1].difference) == ("R1.2", None, Difference.GONE)


def test_space_and_capitals_do_not_change_the_meaning() -> None:
    item = READINESS.items["R1.1"]
    spaced = {language: f"  {words.upper()}  " for language, words in item.words.items()}
    assert same_meaning(item, replace(item, words=spaced, weight=1, gate=False))
    assert not same_meaning(item, replace(item, words=OTHER))


def test_a_point_of_another_scale_is_another_point() -> None:
    assert same_scale(READINESS, with_item("R1.1", weight=1))
    assert not same_scale(READINESS, SHIPPED["renovation"][-1])


def test_what_differs_inside_the_words_is_apart() -> None:
    words = dict(READINESS.items["R2.1"].words)
    words["en"] = words["en"].replace("in public", "in writing")
    (row,) = [
        row
        for row in compared(compare(READINESS, with_item("R2.1", words=words, weight=2)), "en")
        if row["code"] == "R2.1"
    ]
    changed = "".join(part.text for part in row["right"] if part.changed)
    assert changed == "wrting"
    assert "".join(part.text for part in row["right"]) == words["en"]
    assert row["counts"] == ["weight 3, now 2"]


@given(places=st.lists(st.integers(0, 60), max_size=6))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_moving_sections_changes_no_item(places: list[int]) -> None:
    moved = READINESS
    for place in places:
        moved = parts.with_section_earlier(moved, str(place % len(moved.sections) + 1))
    assert {row.difference for row in compare(READINESS, moved)} == {Difference.SAME}
    assert problems(moved) == ()


def test_a_section_leaves_its_summary_with_it() -> None:
    renovation = SHIPPED["renovation"][-1]
    left = parts.without_section(renovation, "2")
    assert "N2" not in [section.code for section in left.sections]
    assert left.directions[0].sections == ("N3", "N13")
    assert problems(left) == ()


def test_a_new_section_and_item_get_codes_that_are_free() -> None:
    added = parts.with_new_section(READINESS)
    assert added.sections[-1].code == "R12"
    assert parts.free("R1.", {"R1.1", "R1.3"}) == "R1.4"
    assert parts.free("R1.", {"R1.1", "R1.2"}) == "R1.3"
    assert parts.free("R1.", {"R1.2"}) == "R1.3"


def test_tokens_change_with_their_own_part_alone() -> None:
    changed = with_item("R1.1", weight=1)
    tokens = {
        part: parts.token(READINESS, part) == parts.token(changed, part)
        for part in ("heading", "scale", "bands", "directions", "sections", "1", "2")
    }
    assert [part for part, same in tokens.items() if not same] == ["1"]
    with pytest.raises(parts.NoPart):
        parts.token(READINESS, "12")
    with pytest.raises(parts.NoPart):
        parts.token(READINESS, "other")


def test_an_item_earlier_than_the_first_stays() -> None:
    rows: tuple[Item, ...] = READINESS.sections[0].items
    assert parts.earlier(rows, 0) == rows
    assert parts.earlier(rows, 99) == rows
    assert [item.code for item in parts.earlier(rows, 1)][:2] == ["R1.2", "R1.1"]
