"""Bands, caps, unknowns and labels: every formula from a table, and what holds for all answers."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.instruments.reading import Instrument, Scoring
from assessments.results.scoring import Result, Scored, half_up, score
from tests.assessments.instruments import N2, R5, instrument, item, section

READINESS = instrument(
    Scoring.READINESS,
    section("R1", item("R1.1", 3, "T02-1", gate=True, stops=True), item("R1.2", 2, "T02-1")),
    section("R2", item("R2.1", 3, "T01-1", gate=True, stops=True), item("R2.3", 3, "T01-1")),
    R5,
    section("R11", item("R11.1", 1, "X1-1"), optional=True),
)
RENOVATION = instrument(
    Scoring.RENOVATION,
    N2,
    section("N3", item("N3.1", 1, "T05-1")),
    section("N9", item("N9.1", 2, "T09-1")),
    directions=(("families", ("N2", "N3")), ("results", ("N9",))),
)
CORE = ("R1", "R2", "R5")
UNKNOWN = Scored("unknown")
NOT_APPLICABLE = Scored("na")


def agreed(**scores: int | Scored | None) -> dict[str, Scored]:
    """`R5_1=2`: a score; a `Scored` as it is."""
    return {
        code.replace("_", "."): each if isinstance(each, Scored) else Scored("score", each)
        for code, each in scores.items()
    }


def readiness(code: str = "R5", **scores: int | Scored) -> Result:
    return score(READINESS, agreed(**scores), [code])


def test_the_worked_example_of_readiness():
    """(3·1 + 2·2 + 2·3) / (3·7) = 13/21; 2 of 9 unknown; gate R5.1 is not met."""
    result = readiness(R5_1=2, R5_2=3, R5_3=UNKNOWN, R5_4=4)
    part = result.sections[0]
    assert (part.percent, part.unknown, part.band) == (62, 22, "prepare")
    assert not part.needs_information
    assert [(gate.code, gate.met) for gate in result.gates] == [("R5.1", False)]


def test_the_worked_example_of_renovation():
    """(9 + 3 + 4) / (4·8): what does not apply stands in neither sum."""
    result = score(RENOVATION, agreed(N2_1=4, N2_2=2, N2_3=3, N2_4=NOT_APPLICABLE), ["N2"])
    assert (result.sections[0].percent, result.sections[0].band) == (50, "renovate")
    assert result.sections[0].unknown == 0
    assert [each.label for each in result.items] == ["strength", "gap", "attention", ""]


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 2, 1), (1, 3, 0), (125, 2, 63), (249, 10, 25), (0, 7, 0)]
)
def test_whole_numbers_are_rounded_half_up(part, whole, percent):
    assert half_up(part, whole) == percent


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        (100, "ready"), (75, "ready"), (74, "prepare"), (50, "prepare"), (49, "groundwork"),
        (25, "groundwork"), (24, "not_now"), (0, "not_now"),
    ],
)  # fmt: skip
def test_bands_of_readiness(percent, band):
    # A hundred points of weight: one item of a hundred thirds at the top, the rest at the bottom.
    parts = section("S", item("S.1", percent), item("S.2", 100 - percent))
    result = score(instrument(Scoring.READINESS, parts), agreed(S_1=4, S_2=1), ["S"])
    assert (result.percent, result.sections[0].band, result.band) == (percent, band, band)


@pytest.mark.parametrize(
    ("percent", "band"),
    [(80, "strength"), (79, "solid"), (60, "solid"), (59, "renovate"), (40, "renovate"),
     (39, "rebuild")],
)  # fmt: skip
def test_bands_of_renovation(percent, band):
    parts = section("S", item("S.1", percent), item("S.2", 100 - percent))
    result = score(instrument(Scoring.RENOVATION, parts), agreed(S_1=5, S_2=1), ["S"])
    assert (result.percent, result.band) == (percent, band)


@pytest.mark.parametrize(
    ("first", "needs"), [(1, False), (2, True)], ids=["a quarter of the weight", "more"]
)
def test_more_than_a_quarter_unknown_needs_information(first, needs):
    parts = section("S", item("S.1", first), item("S.2", 3))
    result = score(instrument(Scoring.READINESS, parts), agreed(S_1=UNKNOWN, S_2=4), ["S"])
    part = result.sections[0]
    assert (part.needs_information, part.band) == (needs, "" if needs else "ready")
    assert part.percent == 100


def test_what_nobody_agreed_on_yet_counts_as_unknown():
    part = readiness(R5_1=4, R5_2=4).sections[0]
    assert (part.percent, part.unknown, part.needs_information) == (100, 44, True)


def test_a_section_without_any_score_has_no_percentage():
    result = readiness(R5_1=UNKNOWN)
    assert (result.percent, result.band, result.sections[0].percent) == (None, "", None)


BEST = {
    "R1_1": 4, "R1_2": 4, "R2_1": 4, "R2_3": 4,
    "R5_1": 4, "R5_2": 4, "R5_3": 4, "R5_4": 4, "R11_1": 4,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "band", "kinds"),
    [
        ({}, "ready", []),
        ({"R1_1": 3}, "ready", []),
        ({"R1_1": 2}, "prepare", ["gate"]),
        ({"R5_1": UNKNOWN}, "prepare", ["gate"]),
        ({"R1_1": 2, "R2_1": 2}, "prepare", ["gate"]),
        ({"R1_1": 2, "R2_1": UNKNOWN, "R5_1": 2}, "groundwork", ["gates"]),
        ({"R1_1": 1}, "not_now", ["stop", "gate"]),
        ({"R2_1": 1}, "not_now", ["stop", "gate"]),
        # R5.1 is a gate, and does not stop by itself.
        ({"R5_1": 1}, "prepare", ["gate"]),
    ],
)
def test_gates_cap_the_overall_band_and_say_why(change, band, kinds):
    result = score(READINESS, agreed(**BEST | change), CORE)
    assert result.band == band
    assert [cap.kind for cap in result.caps] == kinds
    assert result.band_before == "ready"
    changed = {code.replace("_", ".") for code in change}
    assert {code for cap in result.caps for code in cap.items} == changed - (
        {"R1.1"} if not kinds else set()
    )
    assert [cap.band for cap in result.holding] == ([band] if kinds else [])


def test_a_cap_that_the_result_does_not_reach_holds_nothing():
    result = score(READINESS, agreed(**dict.fromkeys(BEST, 3) | {"R1_1": 2}), CORE)
    assert (result.band_before, result.band) == ("prepare", "prepare")
    assert [cap.kind for cap in result.caps] == ["gate"] and result.holding == ()


def test_an_optional_section_counts_where_it_is_switched_on():
    scores = agreed(**BEST | {"R11_1": 1})
    without = score(READINESS, scores, CORE)
    with_it = score(READINESS, scores, (*CORE, "R11"))
    assert without.percent == 100
    assert with_it.percent == half_up(100 * 20, 21)
    assert "R11.1" not in {each.code for each in without.items}


def test_directions_are_weighted_means_of_their_sections():
    result = score(
        RENOVATION, agreed(N2_1=5, N2_2=5, N2_3=5, N2_4=5, N3_1=1, N9_1=2), ["N2", "N3", "N9"]
    )
    # N2: 100 with weight 10; N3: 0 with weight 1.
    assert [(each.code, each.percent) for each in result.directions] == [
        ("families", 91), ("results", 25),
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "label"), [(1, "focus"), (3, "focus"), (4, "strength")])
def test_one_to_three_are_focus_areas_of_a_running_program(value, label):
    parts = instrument(Scoring.SUSTAINABILITY, section("S", item("S.1", 1)))
    result = score(parts, agreed(S_1=value), ["S"])
    assert result.items[0].label == label
    assert result.band == ""


def test_a_checklist_gives_the_share_of_what_is_true():
    parts = section("S", item("S.1", 1), item("S.2", 1), item("S.3", 1))
    result = score(instrument(Scoring.CHECKLIST, parts), agreed(S_1=1, S_2=1, S_3=0), ["S"])
    assert result.sections[0].percent == 67
    assert [each.label for each in result.items] == ["", "", "to_plan"]


# A busy computer is no counterexample; the same answers each time.
CALM = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
CODES = [each.code for each in READINESS.items.values()]
some_scores = st.one_of(st.just(UNKNOWN), st.integers(1, 4).map(lambda each: Scored("score", each)))
all_answers = st.fixed_dictionaries({code: some_scores for code in CODES})


def rank(which: Instrument, band: str) -> int:
    """0 is the best band; a result without one comes after the worst."""
    return [*(each.code for each in which.bands), ""].index(band)


@CALM
@given(all_answers)
def test_a_result_keeps_its_bounds_and_caps_never_raise(answers):
    result = score(READINESS, answers, CORE)
    for part in (*result.sections, *result.directions, result):
        assert part.percent is None or 0 <= part.percent <= 100
        assert 0 <= part.unknown <= 100
    assert rank(READINESS, result.band) >= rank(READINESS, result.band_before)
    assert all(rank(READINESS, result.band) >= rank(READINESS, c.band) for c in result.caps) or (
        result.percent is None
    )


@CALM
@given(all_answers, st.sampled_from(CODES))
def test_a_better_score_never_makes_a_result_worse(answers, code):
    before = score(READINESS, answers, (*CORE, "R11"))
    found = answers[code]
    if found.score is None or found.score == 4:
        return
    after = score(READINESS, answers | {code: Scored("score", found.score + 1)}, (*CORE, "R11"))
    assert after.percent >= before.percent
    assert rank(READINESS, after.band) <= rank(READINESS, before.band)
    for better, worse in zip(after.sections, before.sections, strict=True):
        assert (better.percent or 0) >= (worse.percent or 0)


@CALM
@given(all_answers, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers, chance):
    mixed = list(answers.items())
    chance.shuffle(mixed)
    assert score(READINESS, dict(mixed), CORE) == score(READINESS, answers, CORE)


@CALM
@given(all_answers, st.sampled_from(CODES))
def test_not_knowing_is_never_better_than_knowing_the_best(answers, code):
    best = score(READINESS, answers | {code: Scored("score", 4)}, CORE)
    unknown = score(READINESS, answers | {code: UNKNOWN}, CORE)
    assert (unknown.percent or 0) <= (best.percent or 0)
    assert rank(READINESS, unknown.band) >= rank(READINESS, best.band)
    assert unknown.unknown >= best.unknown


@CALM
@given(all_answers)
def test_an_unknown_gate_holds_as_much_as_an_unmet_one(answers):
    """Leaving a gate unanswered is no way around it."""
    unmet = score(READINESS, answers | {"R5.1": Scored("score", 2)}, CORE)
    unknown = score(READINESS, answers | {"R5.1": UNKNOWN}, CORE)
    assert unknown.caps == unmet.caps


@CALM
@given(st.fixed_dictionaries({
    code: st.one_of(st.just(NOT_APPLICABLE), st.integers(1, 5).map(lambda n: Scored("score", n)))
    for code in RENOVATION.items
}))  # fmt: skip
def test_renovation_keeps_its_bounds(answers):
    result = score(RENOVATION, answers, ["N2", "N3", "N9"])
    for part in (*result.sections, *result.directions, result):
        assert part.percent is None or 0 <= part.percent <= 100


def test_the_gap_stays_with_its_item():
    found = Scored("score", 2, gap=Decimal("2.5"))
    assert readiness(R5_1=found).items[0].gap == Decimal("2.5")
