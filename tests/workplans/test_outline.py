"""The tree of a plan without a database: statuses that follow, letters, advice, differences."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from workplans.catalogue.shipped import SHIPPED
from workplans.models import Status
from workplans.plans import example, timeline
from workplans.plans.advising import Limits, advise
from workplans.plans.comparing import changes
from workplans.plans.keeping import read
from workplans.plans.tree import NOBODY, Outline, StepLine, Who, derived, letter

N, I, B, D, X = "not_started", "in_progress", "blocked", "done", "dropped"  # noqa: E741
LIMITS = Limits(planning_days=90, objectives=15, steps_a_lead=12)
CWS, CALWORKS = Who("", "Ana", "cws"), Who("", "Ben", "calworks")


@pytest.mark.parametrize(
    ("statuses", "follows"),
    [
        ([], N), ([N, N], N), ([N, I], I), ([N, D], I), ([D, D], D), ([D, X], D), ([X, X], X),
        ([B, D, I], B), ([N, X], N), ([D, D, I, X], I),
    ],
)  # fmt: skip
def test_an_objectives_status_follows_from_its_steps(statuses: list[str], follows: str) -> None:
    assert derived(statuses) == follows
    # In whatever order they are told.
    assert derived(statuses[::-1]) == follows


def test_products_are_lettered_beyond_z() -> None:
    assert [letter(place) for place in (0, 1, 25, 26, 27, 701, 702)] == [
        "A", "B", "Z", "AA", "AB", "ZZ", "AAA"
    ]  # fmt: skip


def test_the_example_reads_back_as_it_was_written_in_both_languages() -> None:
    for language in ("en", "es"):
        tree = example.shipped(language)
        assert read(tree.written()) == tree
        assert set(tree.counts()) == set(Status.values)
        assert all(tree.counts().values())


def _codes(tree: Outline) -> set[str]:
    return {each.code for each in advise(tree, SHIPPED, LIMITS)}


@pytest.fixture
def good() -> Outline:
    """A launch in which nothing is missing: the example, led by both programs throughout."""
    tree = _steps(example.shipped("en"), lead=CWS, co_lead=CALWORKS, due_on=date(2026, 9, 1))
    # So many steps of two people are too many: that is another test's.
    return tree


def _steps(tree: Outline, **columns: object) -> Outline:
    """The tree with every step changed alike."""

    def changed(step: StepLine) -> StepLine:
        return replace(step, **columns)  # type: ignore[arg-type]

    topics = tuple(
        replace(
            topic,
            objectives=tuple(
                replace(
                    objective,
                    products=tuple(
                        replace(product, steps=tuple(map(changed, product.steps)))
                        for product in objective.products
                    ),
                )
                for objective in topic.objectives
            ),
        )
        for topic in tree.topics
    )
    return replace(tree, topics=topics)


def _objectives(tree: Outline, **columns: object) -> Outline:
    topics = tuple(
        replace(
            topic,
            objectives=tuple(replace(each, **columns) for each in topic.objectives),  # type: ignore[arg-type]
        )
        for topic in tree.topics
    )
    return replace(tree, topics=topics)


def test_a_good_plan_is_left_alone(good: Outline) -> None:
    assert _codes(good) == {"capacity"}
    assert not advise(good, SHIPPED, replace(LIMITS, steps_a_lead=99))


def test_each_rule_of_good_planning_speaks_where_it_is_broken(good: Outline) -> None:
    broken = {
        "no_goal": replace(good, goal=" "),
        "several_populations": replace(good, populations=("fm_calworks", "er_calworks")),
        "missing_topics": replace(good, topics=good.topics[1:]),
        "empty_topic": replace(
            good, topics=(replace(good.topics[0], objectives=()), *good.topics[1:])
        ),
        "serves_no_goal": _objectives(good, serves_goal=""),
        "no_neighbor": replace(good, links=()),
        "no_lead": _steps(good, lead=NOBODY),
        "no_due": _steps(good, due_on=None),
        "no_co_lead": _steps(good, co_lead=CWS),
        "long_planning": _steps(good, starts_on=date(2026, 1, 1), status=N),
    }
    for code, tree in broken.items():
        assert code in _codes(tree), code
        assert code not in _codes(good), code
    unowned = replace(good.objectives[0].products[0], owner="")
    assert "no_owner" in _codes(_objectives(good, products=(unowned,)))


def test_a_limit_is_what_may_still_be(good: Outline) -> None:
    count = len(good.objectives)
    led = Counter(step.lead.words for step in good.steps if step.is_open and step.lead)
    most = max(led.values())
    for limit, code in (("objectives", "many_objectives"), ("steps_a_lead", "capacity")):
        reached = count if limit == "objectives" else most
        for number, speaks in ((reached, False), (reached - 1, True)):
            found = advise(good, SHIPPED, replace(LIMITS, **{limit: number}))
            assert (code in {each.code for each in found}) is speaks, (limit, number)


def test_a_renovation_is_not_asked_for_topics_of_a_launch(good: Outline) -> None:
    tree = replace(good, topics=good.topics[1:], kind="renovation", populations=("a", "b"))
    assert not {"missing_topics", "several_populations"} & _codes(tree)


def test_advice_says_where_it_comes_from_and_where_to_look(good: Outline) -> None:
    (said,) = (
        each
        for each in advise(_steps(good, lead=NOBODY), SHIPPED, LIMITS)
        if each.code == "no_lead"
    )
    assert said.source
    assert said.places[0].anchor == f"step-{good.objectives[0].steps[-1].key}"


def test_a_goal_without_words_and_a_plan_without_anything_are_looked_at(good: Outline) -> None:
    empty = replace(good, goal="", topics=(), links=(), contacts=())
    assert "no_goal" in _codes(empty)
    assert "<svg" in timeline.drawn(empty, timeline.spans(empty), date(2026, 8, 1))


def test_what_changed_is_told_part_by_part(good: Outline) -> None:
    assert changes(good, good) == ()
    first = good.topics[0].objectives[0]
    other = replace(good, goal="Another", topics=(_with(good, first.key), *good.topics[1:]))
    told = {(each.place, each.what, each.before, each.after) for each in changes(good, other)}
    assert ("1", "Goal", good.goal, "Another") in told
    assert ("1", "Objective", first.statement, "Reads differently") in told
    gone = replace(good, topics=good.topics[1:])
    places = {each.place for each in changes(good, gone) if not each.after}
    assert {"T01", "1", "1A", "1A1"} <= places


def _with(tree: Outline, key: str) -> object:
    topic = tree.topics[0]
    rows = tuple(
        replace(each, statement="Reads differently") if each.key == key else each
        for each in topic.objectives
    )
    return replace(topic, objectives=rows)


def test_a_bar_is_as_long_as_its_objective_and_filled_as_far_as_it_is_done(good: Outline) -> None:
    listed = timeline.spans(good)
    assert [span.done for span in listed] == [
        sum(step.status == D for step in each.steps) for each in good.objectives
    ]
    drawing = timeline.drawn(good, listed, date(2026, 8, 1))
    assert drawing.count('class="chart-against"') == len(good.objectives)
    bars = re.findall(r'chart-(against|for)"[^>]* width="(\d+)"', drawing)
    whole = [int(width) for kind, width in bars if kind == "against"]
    filled = [int(width) for kind, width in bars if kind == "for"]
    assert filled == [round(w * s.done / s.steps) for w, s in zip(whole, listed, strict=True)]
    assert any(0 < done < width for done, width in zip(filled, whole, strict=True))
    assert "chart-today" in drawing
    assert "chart-today" not in timeline.drawn(good, listed, date(2030, 1, 1))
