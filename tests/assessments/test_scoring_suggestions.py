"""Which objectives a result suggests: priorities from a table, merging, order, numbers."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.instruments.reading import Instrument, Scoring
from assessments.results.scoring import Scored, score
from assessments.results.suggesting import Suggested, suggest
from tests.assessments.instruments import N2, R5, instrument, item, section

UNKNOWN = Scored("unknown")


# A busy computer is no counterexample; the same answers each time.
CALM = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def suggested(which: Instrument, agreed: dict[str, Scored]) -> tuple[Suggested, ...]:
    sections = [each.code for each in which.sections]
    return suggest(which, agreed, score(which, agreed, sections))


def one(scoring: Scoring, found: Scored, *, weight: int = 2, gate: bool = False) -> Suggested:
    """The only suggestion of an instrument with one item."""
    which = instrument(scoring, section("S", item("S.1", weight, "T01-1", gate=gate)))
    (only,) = suggested(which, {"S.1": found})
    return only


def test_the_worked_example_of_readiness():
    found = suggested(
        instrument(Scoring.READINESS, R5),
        {
            "R5.1": Scored("score", 2),
            "R5.2": Scored("score", 3),
            "R5.3": UNKNOWN,
            "R5.4": Scored("score", 4),
        },
    )
    assert [(each.objective, each.finds_out) for each in found] == [
        ("T06-1", False), ("T06-2", True),
    ]  # fmt: skip
    assert found[0].priority == 8
    # R5.3 "mostly in place" points to the same objective: merged, and no mere option.
    assert [reason.code for reason in found[0].reasons] == ["R5.1", "R5.2"]
    assert not found[0].optional
    assert [reason.code for reason in found[1].reasons] == ["R5.3"]


def test_the_worked_example_of_renovation():
    found = suggested(
        instrument(Scoring.RENOVATION, N2),
        {
            "N2.1": Scored("score", 4, importance=3),
            "N2.2": Scored("score", 2, importance=3, trend=-1),
            "N2.3": Scored("score", 3, importance=1),
            "N2.4": Scored("na"),
        },
    )
    assert [(each.objective, each.priority) for each in found] == [
        ("T02-3", Decimal("22.5")), ("X2-1", Decimal(2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "weight", "gate", "gap", "priority", "optional"),
    [
        (1, 3, False, None, 9, False),
        (2, 1, False, None, 2, False),
        (2, 3, True, None, 8, False),
        (2, 3, True, 2, 9, False),
        (2, 3, False, Decimal("1.5"), 6, False),
        (1, 1, False, Decimal("2.5"), 4, False),
        (3, 2, False, None, 2, True),
        (3, 2, True, None, 2, True),
        (None, 3, True, None, 8, False),
        (None, 1, False, None, 2, False),
    ],
)
def test_priorities_of_readiness(value, weight, gate, gap, priority, optional):
    choice = "unknown" if value is None else "score"
    found = one(Scoring.READINESS, Scored(choice, value, gap=gap), weight=weight, gate=gate)
    assert (found.priority, found.optional) == (priority, optional)
    assert found.finds_out is (value is None)


@pytest.mark.parametrize(
    ("value", "importance", "trend", "gap", "priority"),
    [
        (3, 1, None, None, "2"),
        (3, 3, 0, None, "6"),
        (1, 3, 1, None, "18"),
        (2, 1, -1, None, "5"),
        (2, 1, None, 2, "5"),
        (2, 1, -1, 2, "6"),
        # Nobody voted: it counts like the middle.
        (2, None, None, None, "8"),
    ],
)
def test_priorities_of_renovation(value, importance, trend, gap, priority):
    found = one(Scoring.RENOVATION, Scored("score", value, importance, trend, gap))
    assert found.priority == Decimal(priority)


@pytest.mark.parametrize("value", [4, 5])
def test_what_is_well_suggests_nothing(value):
    which = instrument(
        Scoring.RENOVATION, section("S", item("S.1", 1, "T01-1"), item("S.2", 9, "T01-2"))
    )
    found = suggested(which, {"S.1": Scored("score", value), "S.2": Scored("score", 1)})
    assert [each.objective for each in found] == ["T01-2"]


def test_items_of_one_objective_make_one_suggestion_ranked_by_the_strongest():
    which = instrument(
        Scoring.READINESS,
        section("S", item("S.1", 1, "T01-1"), item("S.2", 3, "T01-1"), item("S.3", 2, "T02-1")),
    )
    found = suggested(which, {code: Scored("score", 1) for code in which.items})
    assert [(each.objective, each.priority) for each in found] == [("T01-1", 9), ("T02-1", 6)]
    assert [reason.code for reason in found[0].reasons] == ["S.2", "S.1"]


def test_a_mere_option_does_not_raise_what_is_needed():
    """One item at 3 with weight 3 would rank 3; the one at 2 with weight 1 ranks 2."""
    which = instrument(
        Scoring.READINESS, section("S", item("S.1", 1, "T01-1"), item("S.2", 3, "T01-1"))
    )
    (only,) = suggested(which, {"S.1": Scored("score", 2), "S.2": Scored("score", 3)})
    assert (only.priority, only.optional) == (2, False)


def test_options_come_last_and_eight_are_first():
    items = [item(f"S.{n}", 1, f"T{n:02d}-1") for n in range(1, 13)]
    which = instrument(Scoring.READINESS, section("S", *items))
    agreed = {code: Scored("score", 2) for code in which.items} | {"S.1": Scored("score", 3)}
    found = suggested(which, agreed)
    assert [each.first for each in found] == [True] * 8 + [False] * 4
    assert (found[-1].objective, found[-1].optional) == ("T01-1", True)


def test_a_renovation_plan_gets_no_more_than_six():
    items = [item(f"S.{n}", 1, f"T{n:02d}-1") for n in range(1, 13)]
    which = instrument(Scoring.RENOVATION, section("S", *items))
    found = suggested(which, {code: Scored("score", 1) for code in which.items})
    assert len(found) == 6


@pytest.mark.parametrize(("last", "grows"), [(4, True), (3, False)])
def test_all_sections_strong_suggests_a_new_place_or_population(last, grows):
    which = instrument(
        Scoring.RENOVATION,
        section("N1", item("N1.1", 4, "T01-1"), item("N1.2", 1, "T01-2")),
        section("N4", item("N4.1", 3, "T06-1"), item("N4.2", 2, "T06-2")),
    )
    # N4: 3·4 + 2·3 of 20 is 90; with a 1 for the second 60.
    scores = {"N1.1": 5, "N1.2": 4, "N4.1": 5, "N4.2": last if last == 4 else 1}
    found = suggested(which, {code: Scored("score", value) for code, value in scores.items()})
    assert ("X2-1" in [each.objective for each in found]) is grows


@pytest.mark.parametrize(
    ("scores", "grows"),
    [
        # 4·4 of 20 is 80 to the point: strong.
        ({"N1.1": 5, "N1.2": 1}, True),
        ({"N1.1": 4, "N1.2": 5}, True),
        ({"N1.1": 4, "N1.2": 4}, False),
        # All that is known is strong, but too little is known.
        ({"N1.1": 5, "N1.2": 5, "N4.1": 5}, False),
    ],
)
def test_eighty_is_strong_and_half_known_is_not(scores, grows):
    which = instrument(
        Scoring.RENOVATION, section("N1", item("N1.1", 4, "T01-1"), item("N1.2", 1, "T01-2")),
        section("N4", item("N4.1", 1, "T06-1"), item("N4.2", 1, "T06-2")),
    )  # fmt: skip
    given = {"N4.1": 5, "N4.2": 5} | scores if "N4.1" not in scores else scores
    found = suggested(which, {code: Scored("score", value) for code, value in given.items()})
    assert ("X2-1" in [each.objective for each in found]) is grows


def test_growing_is_suggested_within_the_same_number():
    weak = [item(f"S.{n}", 1, f"T{n:02d}-1") for n in range(1, 8)]
    which = instrument(Scoring.RENOVATION, section("S", item("S.0", 100, "T12-1"), *weak))
    scores = {code: Scored("score", 5 if code == "S.0" else 1) for code in which.items}
    found = [each.objective for each in suggested(which, scores)]
    assert len(found) == 6 and found[-1] == "X2-1"


@pytest.mark.parametrize(("value", "codes"), [(4, ["X2-1"]), (3, ["T12-2"])])
def test_a_sustained_program_looks_for_new_places(value, codes):
    which = instrument(
        Scoring.SUSTAINABILITY, section("S", item("S.1", 1, "T12-2"), item("S.2", 1, "T12-3"))
    )
    found = suggested(which, {"S.1": Scored("score", value), "S.2": Scored("score", 5)})
    assert [each.objective for each in found] == codes


def test_unchecked_statements_are_what_to_plan():
    which = instrument(
        Scoring.CHECKLIST, section("S", item("S.1", 1, "T01-1"), item("S.2", 1, "T01-2"))
    )
    found = suggested(which, {"S.1": Scored("score", 1), "S.2": Scored("score", 0)})
    assert [each.objective for each in found] == ["T01-2"]


def test_sections_left_out_suggest_nothing():
    which = instrument(
        Scoring.READINESS, R5, section("R11", item("R11.1", 1, "X1-1"), optional=True)
    )
    agreed = {"R5.1": Scored("score", 1), "R11.1": Scored("score", 1)}
    found = suggest(which, agreed, score(which, agreed, ["R5"]))
    assert [each.objective for each in found] == ["T06-1"]


@CALM
@given(
    st.fixed_dictionaries({
        code: st.builds(
            Scored, st.just("score"), st.integers(1, 5), st.integers(1, 3), st.integers(-1, 1)
        )
        for code in N2.items and [each.code for each in N2.items]
    }),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_suggestions_are_ranked_whatever_the_order_of_answers(answers, chance):
    which = instrument(Scoring.RENOVATION, N2)
    mixed = list(answers.items())
    chance.shuffle(mixed)
    found = suggested(which, answers)
    assert suggested(which, dict(mixed)) == found
    ranks = [(each.optional, -each.priority) for each in found if each.reasons]
    assert ranks == sorted(ranks)
