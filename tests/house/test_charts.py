"""Evidence drawn as bars: adds up, largest first, escaped, readable aloud."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linkages.charts import Evidence, evidence_bars, evidence_table, signed

EVIDENCE = [
    Evidence("same birth date: strong", 9.6),
    Evidence("different last name", -12.4),
    Evidence("city: not used", 0.0),
    Evidence("same given name: fair", 4.2),
]


def drawn() -> ElementTree.Element:
    return ElementTree.fromstring(evidence_bars("pair-1", "For one person", EVIDENCE))


def bars(svg: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [each for each in svg.iter("rect") if each.get("class") == kind]


def test_bars_for_go_right_of_the_middle_and_bars_against_left() -> None:
    svg = drawn()
    middle = float(next(each for each in svg.iter("line") if each.get("y1") == "20").get("x1"))
    for bar in bars(svg, "chart-for"):
        assert float(bar.get("x")) == pytest.approx(middle, abs=0.1)
    for bar in bars(svg, "chart-against"):
        assert float(bar.get("x")) + float(bar.get("width")) == pytest.approx(middle, abs=0.1)
    assert len(bars(svg, "chart-for")) == 2 + 1  # two pieces and the sum; no weight, no bar
    assert len(bars(svg, "chart-against")) == 1


def test_bars_have_the_lengths_of_their_weights() -> None:
    strong, fair, _together = (float(bar.get("width")) for bar in bars(drawn(), "chart-for"))
    assert strong / fair == pytest.approx(9.6 / 4.2, rel=0.01)


def test_the_last_line_is_the_sum_of_the_bars_shown() -> None:
    texts = ["".join(each.itertext()) for each in drawn().iter("text")]
    assert texts[-2:] == ["Together", "+1.4"]


def test_evidence_comes_largest_first_whichever_side_it_is_on() -> None:
    rows = evidence_table(EVIDENCE).rows
    assert [row.figure for row in rows] == ["−12.4", "+9.6", "+4.2", "0.0"]
    described = drawn().find("desc").text
    assert described.startswith("different last name −12.4; same birth date: strong +9.6")


def test_every_bar_stays_inside_the_drawing_even_when_all_speaks_against() -> None:
    svg = ElementTree.fromstring(
        evidence_bars("x", "t", [Evidence("a", -30.0), Evidence("b", -2.0)])
    )
    width = float(svg.get("width"))
    for bar in svg.iter("rect"):
        assert 0 <= float(bar.get("x")) <= float(bar.get("x")) + float(bar.get("width")) <= width


def test_words_of_an_extract_cannot_become_markup() -> None:
    svg = evidence_bars("x", "<b>", [Evidence("<script>O'BRIEN & SONS</script>", 1.0)])
    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_long_words_are_wrapped_and_not_cut() -> None:
    words = "same mother in both households and the same older brother too: strong"
    svg = ElementTree.fromstring(evidence_bars("x", "t", [Evidence(words, 3.0)]))
    lines = [each.text for each in svg.iter("tspan")]
    assert " ".join(lines[:2]) == words
    assert max(len(line) for line in lines) <= 40


def test_no_evidence_at_all_is_still_a_drawing() -> None:
    ElementTree.fromstring(evidence_bars("x", "t", []))
    assert evidence_table([]).together.figure == "0.0"


def test_the_drawing_passes_a_strict_content_security_policy() -> None:
    for svg in (evidence_bars("x", "t", EVIDENCE), evidence_table(EVIDENCE).rows[0].bar):
        assert not re.search(r"style=|<style|<script|href=|\son\w+=", svg)


def test_title_and_description_have_ids_of_their_own_chart() -> None:
    svg = drawn()
    ids = [each.get("id") for each in svg.iter() if each.get("id")]
    assert sorted(ids) == ["pair-1-desc", "pair-1-title"]
    assert svg.get("aria-labelledby").split() == ["pair-1-title", "pair-1-desc"]


def test_a_cell_bar_shares_the_scale_of_its_table() -> None:
    table = evidence_table([Evidence("a", 6.0), Evidence("b", -2.0)])
    widths = [
        float(ElementTree.fromstring(row.bar).find("rect").get("width"))
        for row in (*table.rows, table.together)
    ]
    assert widths == pytest.approx([75.0, 25.0, 50.0], abs=0.1)


def test_weights_are_said_with_sign_and_in_the_language() -> None:
    assert [signed(7.24), signed(-3.06), signed(0.04), signed(-0.04)] == [
        "+7.2",
        "−3.1",
        "0.0",
        "0.0",
    ]
    with translation.override("es"):
        assert signed(-3.06).startswith("−3")


@given(st.lists(st.floats(-40, 40), max_size=12))
def test_the_figures_shown_add_up_to_the_figure_under_them(weights: list[float]) -> None:
    table = evidence_table([Evidence("w", weight) for weight in weights])
    figures = [tenths(row.figure) for row in table.rows]
    assert sum(figures) == tenths(table.together.figure)
    for figure, weight in zip(sorted(figures), sorted(weights), strict=True):
        assert abs(figure / 10 - weight) <= 0.1


def tenths(figure: str) -> int:
    return round(float(figure.replace("−", "-")) * 10)
