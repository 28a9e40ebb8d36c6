"""Sums are exact, order does not matter, and a delta equals a full run."""

import random
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.matching.engine import (
    BANDS,
    Model,
    Standing,
    explain,
    freeze,
    join,
    keys_of,
    prepare,
    score,
    score_all,
    settle,
    trained_model,
)
from cases.people.identity import Identity, Program
from tests.matching.engine.people import SECRET, calworks, cws, ids

GIVEN = ["MARIA", "JOSE", "PEPE", "LUIS", "LUZ", "XIAO MING", "BABY BOY", "ANA", "ROSA MARIA"]
SURNAMES = ["GARCIA", "GARCIA LOPEZ", "LOPEZ", "NGUYEN", "VANG", "VAJ", "DE LA CRUZ", "SMITH"]
DAYS = [date(2010, 3, 4), date(2010, 4, 3), date(2010, 1, 1), date(1985, 7, 20), None]
SSNS = ["", "", "900456789", "900456798", "900111222"]
STREETS = ["", "12 Elm St", "40 Oak Ave"]

people = st.builds(
    Identity,
    id=st.just(""),
    program=st.just(Program.CWS),
    given=st.sampled_from(GIVEN),
    middle=st.sampled_from(["", "", "A", "LOPEZ"]),
    surname=st.sampled_from(SURNAMES),
    suffix=st.sampled_from(["", "", "", "JR", "SR"]),
    born=st.sampled_from(DAYS),
    born_estimated=st.sampled_from([False, False, False, True]),
    ssn=st.sampled_from(SSNS),
    sex=st.sampled_from(["", "F", "M"]),
    street=st.sampled_from(STREETS),
    household=st.sampled_from(["", "H1", "H2", "H3"]),
)
sides = st.dictionaries(st.sampled_from([f"p{n}" for n in range(7)]), people, max_size=7)


def named(side: dict[str, Identity]) -> list[Identity]:
    from dataclasses import replace

    return [replace(who, id=name) for name, who in side.items()]


def model_for(first: list[Identity], second: list[Identity]) -> Model:
    a, b = prepare(first, test_numbers=True), prepare(second, test_numbers=True)
    keys_a, keys_b = keys_of(a, SECRET), keys_of(b, SECRET)
    model = freeze(trained_model(), a, b, (keys_a[1], keys_b[1]))
    return score_all(a, b, join(keys_a, keys_b, model.stop_array), model)[1]


def full(first: list[Identity], second: list[Identity], model: Model):
    """Final units, probability and band of every standing pair, by ids, under a frozen model."""
    a, b = prepare(first, test_numbers=True), prepare(second, test_numbers=True)
    pairs = join(keys_of(a, SECRET), keys_of(b, SECRET), model.stop_array)
    settled = settle(score(a, b, pairs, model, floor=model.floor), a, b, model)
    return {
        pair: (int(settled.units[row]), float(settled.probability[row]), BANDS[settled.band[row]])
        for row, pair in enumerate(ids(settled, a, b))
    }


@settings(max_examples=60, deadline=None)
@given(
    sides,
    sides,
    st.lists(st.tuples(sides, sides, st.sets(st.sampled_from(["p0", "p3", "p5"]))), max_size=3),
)
def test_a_delta_equals_a_full_run_with_the_same_model(first, second, changes):
    model = model_for(named(first), named(second))
    standing = Standing(model, SECRET, test_numbers=True)
    standing.apply(named(first), named(second))
    now = (dict(first), dict(second))
    for more_a, more_b, gone in changes:
        standing.apply(named(more_a), named(more_b), (gone, gone))
        for side, more in zip(now, (more_a, more_b), strict=True):
            for name in gone - set(more):
                side.pop(name, None)
            side.update(more)

    expected = full(named(now[0]), named(now[1]), model)

    found = {
        pair: (final.units, final.probability, final.band) for pair, final in standing.final.items()
    }
    assert found == expected


def family() -> tuple[list[Identity], list[Identity]]:
    """A mother and child in both programs, and a cousin who competes for the child."""
    born = date(2012, 4, 9)
    return (
        [
            cws("mother", "MARISOL", "QUIROGA", date(1988, 9, 21), ssn="900456789", household="H"),
            cws("child", "DARIO", "QUIROGA", born, household="H"),
            cws("cousin", "DARIUS", "QUIROGA", born, household="G"),
        ],
        [
            calworks("m", "MARISOL", "QUIROGA", date(1988, 9, 21), ssn="900456789", household="K"),
            calworks("c", "DARIO", "QUIROGA", born, household="K"),
        ],
    )


def test_when_the_mother_goes_child_and_cousin_are_settled_anew():
    first, second = family()
    model = model_for(first, second)
    standing = Standing(model, SECRET, test_numbers=True)
    standing.apply(first, second)
    before = dict(standing.final)

    again = standing.apply(gone=(["mother"], []))

    expected = full(first[1:], second, model)
    found = {pair: (end.units, end.probability, end.band) for pair, end in standing.final.items()}
    assert found == expected
    assert again == {("child", "c"), ("cousin", "c")}
    assert all(standing.final[pair].units != before[pair].units for pair in again)


def test_when_the_child_changes_the_cousins_score_still_knows_the_mother():
    first, second = family()
    model = model_for(first, second)
    standing = Standing(model, SECRET, test_numbers=True)
    standing.apply(first, second)
    other = cws("cousin", "DARIUS", "QUIROGA", date(2012, 4, 9), household="G", sex="M")

    standing.apply(cws=[other])

    expected = full([*first[:2], other], second, model)
    found = {pair: (end.units, end.probability, end.band) for pair, end in standing.final.items()}
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(sides, sides)
def test_bars_add_up_to_the_score_exactly(first, second):
    a, b = prepare(named(first), test_numbers=True), prepare(named(second), test_numbers=True)
    model = model_for(named(first), named(second))
    pairs = np.array([(x, y) for x in range(len(a)) for y in range(len(b))], np.int64)
    settled = settle(score(a, b, pairs.reshape(-1, 2), model), a, b, model)

    for row in range(len(settled.units)):
        why = explain(settled, row, a, b, model)
        assert sum(bar.bits for bar in why.evidence) == why.bits
        assert why.bits * 64 == settled.units[row]


@settings(max_examples=40, deadline=None)
@given(sides, sides, st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(first, second, chance: random.Random):
    one, other = named(first), named(second)
    model = model_for(one, other)
    before = full(one, other, model)
    chance.shuffle(one)
    chance.shuffle(other)

    assert model_for(one, other) == model
    assert full(one, other, model) == before


@settings(max_examples=20, deadline=None)
@given(sides, sides)
def test_a_model_survives_being_stored(first, second):
    model = model_for(named(first), named(second))

    assert Model.from_json(model.to_json()) == model


@settings(max_examples=40, deadline=None)
@given(sides)
def test_keys_of_a_record_depend_on_that_record_alone(side):
    together = named(side)
    rows, keys = keys_of(prepare(together, test_numbers=True), SECRET)

    for row, who in enumerate(together):
        alone = keys_of(prepare([who], test_numbers=True), SECRET)[1]
        assert set(keys[rows == row].tolist()) == set(alone.tolist())


def test_another_secret_gives_other_keys():
    ready = prepare(
        [Identity("a", Program.CWS, "ANA", "", "SOTO", "", date(2010, 1, 2))], test_numbers=True
    )

    one, other = keys_of(ready, b"one secret of 16")[1], keys_of(ready, b"another secret16")[1]

    assert not set(one.tolist()) & set(other.tolist())


def test_no_date_of_birth_means_no_key_that_all_such_records_share():
    nobody = Identity("a", Program.CWS, "BABY BOY", "", "UNKNOWN", "", None)

    assert keys_of(prepare([nobody], test_numbers=True), SECRET)[1].size == 0


def test_a_large_block_is_stopped():
    many = [
        Identity(
            str(n),
            Program.CWS,
            "MARIA",
            "",
            "GARCIA",
            "",
            date(1950, 1, 1) + timedelta(days=n * 37),
        )
        for n in range(100)
    ]
    a = prepare(many, test_numbers=True)
    keys = keys_of(a, SECRET)
    model = freeze(trained_model(), a, a, (keys[1], keys[1]))

    assert model.stop
    assert len(join(keys, keys, model.stop_array)) < len(join(keys, keys, np.empty(0, np.int64)))
