"""Rules as a table: vectorized answers against a plain reading of each pair, and back from JSON."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.matching.engine import COMPARISONS, LEVELS, TIERS, UNITS, Hold
from cases.matching.engine.explain import says
from cases.matching.rules.given import GIVEN
from cases.matching.rules.table import (
    CHOICES,
    HOLDS,
    NUMBERS,
    SAYS,
    UNKNOWN,
    Columns,
    Condition,
    Kind,
    Rule,
    RuleError,
    Verb,
    asks_what_is_stated,
    check,
    days_since_1970,
    from_json,
    held,
    replaced,
    says_of,
    stated,
    to_json,
    without,
)

DAY = date(2026, 12, 1)
DATES = st.none() | st.dates(date(1930, 1, 1), date(2026, 11, 30))
PAIRS = st.fixed_dictionaries(
    {
        "levels": st.tuples(*[st.integers(0, len(LEVELS[name]) - 1) for name in COMPARISONS]),
        "tier": st.sampled_from(TIERS),
        "hold": st.integers(0, 255),
        "units": st.integers(-3000, 5000),
        "household": st.booleans(),
        "born": st.tuples(DATES, DATES),
        "twin": st.booleans(),
        "child": st.booleans(),
        "parent": st.booleans(),
    }
)


def conditions() -> st.SearchStrategy[Condition]:
    def among(kind: Kind) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(CHOICES[kind]), min_size=1, unique=True).map(tuple)

    fields = st.builds(
        Condition, st.just(Kind.FIELD), st.sampled_from(COMPARISONS), among(Kind.FIELD)
    )
    chosen = [
        st.builds(Condition, st.just(kind), among=among(kind))
        for kind in (Kind.TIER, Kind.HOLD, Kind.HOUSEHOLD, Kind.ROLE)
    ]
    numbers = [
        st.builds(Condition, st.just(kind), number=st.integers(int(low), int(high)).map(float))
        for kind, (low, high) in NUMBERS.items()
    ]
    plain = st.sampled_from([Condition(Kind.ESTIMATED), Condition(Kind.TWIN)])
    return st.one_of(fields, plain, *chosen, *numbers)


RULES = st.builds(
    Rule,
    code=st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
    verb=st.sampled_from(Verb),
    conditions=st.lists(conditions(), min_size=1, max_size=4).map(tuple),
)


def columns_of(pairs: list[dict]) -> Columns:
    levels = np.array([pair["levels"] for pair in pairs], np.int8).reshape(-1, len(COMPARISONS))
    return Columns(
        says=says_of(levels),
        tier=np.array([TIERS.index(pair["tier"]) for pair in pairs], np.int8),
        hold=np.array([pair["hold"] for pair in pairs], np.int32),
        units=np.array([pair["units"] for pair in pairs], np.int32),
        household=np.array([pair["household"] for pair in pairs], bool),
        born=np.array(
            [[days_since_1970(day) for day in pair["born"]] for pair in pairs], np.int32
        ).reshape(-1, 2),
        twin=np.array([pair["twin"] for pair in pairs], bool),
        child=np.array([pair["child"] for pair in pairs], bool),
        parent=np.array([pair["parent"] for pair in pairs], bool),
    )


def plainly(condition: Condition, pair: dict) -> bool:  # noqa: C901  one answer a kind
    """One condition read off one pair, the slow way."""
    kind, limit = condition.kind, condition.number or 0
    first, second = pair["born"]
    if kind == Kind.FIELD:
        at = COMPARISONS.index(condition.field)
        level = LEVELS[condition.field][pair["levels"][at]]
        return says(condition.field, level) in condition.among
    if kind == Kind.TIER:
        return pair["tier"] in condition.among
    if kind == Kind.HOLD:
        return any(pair["hold"] & Hold[each.upper()] for each in condition.among)
    if kind == Kind.ESTIMATED:
        return bool(pair["hold"] & Hold.ESTIMATED_BIRTH)
    if kind == Kind.TWIN:
        return pair["twin"] or bool(pair["hold"] & Hold.TWINS)
    if kind == Kind.HOUSEHOLD:
        return ("agrees" if pair["household"] else "silent") in condition.among
    if kind == Kind.ROLE:
        return any(pair[each] for each in condition.among)
    if kind == Kind.BELOW:
        return pair["units"] / UNITS < limit
    if kind == Kind.AT_LEAST:
        return pair["units"] / UNITS >= limit
    if kind == Kind.APART:
        known = first is not None and second is not None
        return known and abs((first - second).days) > limit * 365.2425
    ages = [(DAY - born).days / 365.2425 for born in (first, second) if born is not None]
    return any(age < limit if kind == Kind.YOUNGER else age >= limit for age in ages)


@settings(max_examples=300)
@given(RULES, st.lists(PAIRS, max_size=12))
def test_a_rule_holds_what_all_its_conditions_hold(rule: Rule, pairs: list[dict]) -> None:
    found = held(rule, columns_of(pairs), DAY).tolist()
    assert found == [all(plainly(each, pair) for each in rule.conditions) for pair in pairs]


@given(RULES, conditions(), st.lists(PAIRS, max_size=12))
def test_a_further_condition_never_holds_more(
    rule: Rule, more: Condition, pairs: list[dict]
) -> None:
    columns = columns_of(pairs)
    stricter = Rule(rule.code, rule.verb, (*rule.conditions, more))
    assert not (held(stricter, columns, DAY) & ~held(rule, columns, DAY)).any()


@given(st.lists(RULES, max_size=5, unique_by=lambda rule: rule.code), RULES)
def test_rules_come_back_from_json_and_keep_their_places(rules: list[Rule], other: Rule) -> None:
    assert from_json(to_json(rules)) == tuple(rules)
    put = replaced(rules, other)
    assert other in put and len(put) == len({*[rule.code for rule in rules], other.code})
    assert other.code not in {rule.code for rule in without(put, other.code)}
    assert stated(rules) == stated(list(reversed(rules)))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (Rule("x", Verb.ASK, ()), "no_condition"),
        (Rule("x", Verb.ASK, (Condition(Kind.FIELD, "mother", ("same",)),)), "unknown_field"),
        (Rule("x", Verb.ASK, (Condition(Kind.FIELD, "ssn", ()),)), "nothing_chosen"),
        (Rule("x", Verb.ASK, (Condition(Kind.TIER, among=("Z",)),)), "unknown_choice"),
        (Rule("x", Verb.ASK, (Condition(Kind.APART),)), "number_out_of_range"),
        (Rule("x", Verb.ASK, (Condition(Kind.YOUNGER, number=500),)), "number_out_of_range"),
    ],
)
def test_a_rule_that_nobody_can_apply_is_refused(broken: Rule, code: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check(broken)
    assert refusal.value.code == code


@pytest.mark.parametrize("row", [{}, {"code": "x"}, {"code": "x", "verb": "maybe"}])
def test_what_is_no_rule_is_refused(row: dict) -> None:
    with pytest.raises(RuleError):
        from_json([row])


def pair(**said: object) -> dict:
    """A pair of which nothing is stated but this."""
    levels = [0] * len(COMPARISONS)
    for name, level in said.items():
        if name in COMPARISONS:
            levels[COMPARISONS.index(name)] = LEVELS[name].index(str(level))
    plain = {"tier": "", "hold": 0, "units": 0, "household": False, "born": (None, None),
             "twin": False, "child": False, "parent": False}  # fmt: skip
    dates = {"born": said["dates"]} if "dates" in said else {}
    return plain | {"levels": tuple(levels)} | {
        name: value for name, value in said.items() if name in plain and name != "born"
    } | dates  # fmt: skip


@pytest.mark.parametrize(
    ("one", "codes"),
    [
        (pair(), set()),
        (pair(ssn="different", dates=(date(1990, 1, 1), date(1991, 3, 1))), {"ssn_and_birth"}),
        (pair(ssn="different", dates=(date(1990, 1, 1), date(1990, 12, 1))), set()),
        (pair(ssn="different", dates=(date(1990, 1, 1), None)), set()),
        (pair(ssn="missing", dates=(date(1990, 1, 1), date(1991, 3, 1))), set()),
        (pair(given="different", sex="different", born="exact", hold=int(Hold.TWINS)),
         {"other_child_of_one_day", "twins"}),
        (pair(given="different", sex="different", born="exact", ssn="exact"), set()),
        (pair(given="different", sex="exact", born="exact"), set()),
        (pair(given="exact", surname="different", born="exact", cin="different",
              dates=(DAY - timedelta(days=3000),) * 2), {"adoption"}),
        (pair(given="exact", surname="different", born="exact", cin="different",
              dates=(DAY - timedelta(days=9000),) * 2), set()),
        (pair(hold=int(Hold.ESTIMATED_BIRTH)), {"estimated_birth"}),
        (pair(twin=True), {"twins"}),
        (pair(tier="A-"), {"cin_alone"}),
        (pair(hold=int(Hold.DECEASED)), {"deceased"}),
    ],
)  # fmt: skip
def test_the_given_rules_hold_what_they_say(one: dict, codes: set[str]) -> None:
    columns = columns_of([one])
    assert {rule.code for rule in GIVEN if held(rule, columns, DAY)[0]} == codes


def test_every_given_rule_has_a_date_a_mark_and_words() -> None:
    from cases.matching.rules.words import GIVEN as WORDS

    for rule in GIVEN:
        assert check(rule) is rule and rule.dated is not None and rule.mark in "HMLPI"
        assert rule.code in WORDS
    assert asks_what_is_stated(GIVEN)
    assert set(HOLDS) == {hold.name.lower() for hold in Hold if hold.name}
    assert days_since_1970(date(1, 1, 1)) > UNKNOWN and len(SAYS) == 4
