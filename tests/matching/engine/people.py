"""Fictional people for the engine's tests. SSNs are of the never-issued 900 range."""

from dataclasses import replace
from datetime import date

import numpy as np

from cases.matching.engine import (
    COMPARISONS,
    LEVELS,
    Settled,
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

SECRET = b"a secret of tests"


def cws(id: str, given: str, surname: str, born: date | None = None, **more: object) -> Identity:
    return replace(Identity(id, Program.CWS, given, "", surname, "", born), **more)


def calworks(
    id: str, given: str, surname: str, born: date | None = None, **more: object
) -> Identity:
    return replace(Identity(id, Program.CALWORKS, given, "", surname, "", born), **more)


def levels_of(one: Identity, other: Identity) -> dict[str, str]:
    """The agreement level of every comparison of one pair."""
    a, b = prepare([one], test_numbers=True), prepare([other], test_numbers=True)
    scored = score(a, b, np.array([[0, 0]]), trained_model())
    return {
        name: LEVELS[name][scored.agreement.levels[0, place]]
        for place, name in enumerate(COMPARISONS)
    }


def full_run(first: list[Identity], second: list[Identity]):
    """Every standing pair of two small files, settled: (settled, a, b, model)."""
    a, b = prepare(first, test_numbers=True), prepare(second, test_numbers=True)
    keys_a, keys_b = keys_of(a, SECRET), keys_of(b, SECRET)
    model = freeze(trained_model(), a, b, (keys_a[1], keys_b[1]))
    scored, model = score_all(a, b, join(keys_a, keys_b, model.stop_array), model)
    return settle(scored, a, b, model), a, b, model


def explanations(first: list[Identity], second: list[Identity]):
    """Explanations by (id, id) of a full run."""
    settled, a, b, model = full_run(first, second)
    return {pair: explain(settled, row, a, b, model) for row, pair in enumerate(ids(settled, a, b))}


def ids(settled: Settled, a, b) -> list[tuple[str, str]]:
    rows = zip(settled.scored.rows_a.tolist(), settled.scored.rows_b.tolist(), strict=True)
    return [(a.ids[x], b.ids[y]) for x, y in rows]
