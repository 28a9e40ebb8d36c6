"""What follows changes equals what compares everything, to the last unit."""

import random
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from cases.matching import engine, publishing
from cases.matching.keying import Side, load
from cases.matching.marks import secret
from cases.matching.models import MatchCandidate, MatchKey, MatchRun
from cases.people.models import ProgramRecord
from linkages.scope import rls
from tests.matching.world import gone, match, record, restate

pytestmark = pytest.mark.django_db(transaction=False)

GIVEN = ["MARIA", "JOSE", "LUZ", "LUIS", "ANA", "KAI", "ROSA", "DAVID", "MAI", "TOU"]
SURNAME = ["REYES", "GARCIA", "VANG", "PINTO", "LEE", "DELGADO", "NGUYEN"]
STREETS = ["12 OAK ST", "480 ELM AVE", "7 MAIN ST"]
COLUMNS = [name for name in publishing.TYPES if name not in ("cws", "calworks")]


def somebody(chance: random.Random) -> dict[str, Any]:
    return {
        "given": chance.choice(GIVEN),
        "middle": chance.choice(["", "", "M", "ANN"]),
        "surname": chance.choice(SURNAME),
        "born": date(
            chance.choice([1988, 1996, 2019]), chance.randint(1, 12), chance.randint(1, 28)
        ),
        "ssn": chance.choice(["", f"9001{chance.randint(10000, 10015)}"]),
        "sex": chance.choice(["F", "M", ""]),
        "street": chance.choice(STREETS),
        "city": "ALDER",
        "postal": "95001",
        "household": f"H{chance.randint(1, 12)}",
        "placed": chance.random() < 0.1,
    }


def change(chance: random.Random, made: ProgramRecord) -> None:
    kind = chance.choice(["gone", "name", "born", "ssn", "home", "back"])
    if kind == "gone":
        gone(made)
    elif kind == "name":
        restate(made, given=chance.choice(GIVEN), surname=chance.choice(SURNAME))
    elif kind == "born":
        restate(made, born=made.current.born + timedelta(days=chance.choice([1, 9, 3650])))
    elif kind == "ssn":
        restate(made, ssn=f"9001{chance.randint(10000, 10015)}")
    elif kind == "home":
        restate(made, household=f"H{chance.randint(1, 12)}", street=chance.choice(STREETS))
    else:
        restate(made)


def expected(content: str) -> dict[tuple, tuple]:
    """All standing pairs as the engine finds them in memory, without the database's keys."""
    model = engine.Model.from_json(content)
    sides: list[Side] = [
        load("alder", program, None, test_numbers=True) for program in ("cws", "calworks")
    ]
    a, b = (side.ready for side in sides)
    found = engine.join(engine.keys_of(a, secret()), engine.keys_of(b, secret()), model.stop_array)
    scored = engine.score(a, b, found, model, floor=model.floor)
    settled = engine.settle(scored, a, b, model)
    rows = publishing.rows_of(settled, *sides, range(len(settled.units)))
    return {(row[0], row[1]): row[2:] for row in rows}


def stored() -> dict[tuple, tuple]:
    rows = MatchCandidate.objects.filter(standing=True).values_list("cws", "calworks", *COLUMNS)
    return {
        (row[0], row[1]): tuple(bytes(v) if isinstance(v, memoryview) else v for v in row[2:])
        for row in rows
    }


def leads() -> dict[int, int]:
    """Homes to the best score among their standing pairs, as the scores say."""
    best: dict[int, int] = {}
    for homes, units in MatchCandidate.objects.filter(standing=True).values_list("homes", "units"):
        best[homes] = max(best.get(homes, -(10**6)), units)
    return best


@pytest.mark.parametrize("seed", range(4))
def test_a_delta_equals_a_full_run(seed: int) -> None:
    chance = random.Random(seed)
    with rls(county="alder"):
        people = [somebody(chance) for _one in range(60)]
        records = [record("cws", **somebody(chance)) for _one in range(15)]
        for who in people:
            records.append(record("cws", **who))
            records.append(record("calworks", **(who | {"household": f"C{chance.randint(1, 12)}"})))
        records += [record("calworks", **somebody(chance)) for _one in range(40)]
    match()
    for _round in range(7):
        with rls(county="alder"):
            for made in chance.sample(records, chance.randint(1, 6)):
                change(chance, made)
            records.append(record(chance.choice(["cws", "calworks"]), **somebody(chance)))
        run = match()
        assert run.kind == MatchRun.Kind.DELTA
        with rls(county="alder"):
            assert stored() == expected(run.model.content)
            best = leads()
            for homes, units, lead in MatchCandidate.objects.filter(standing=True).values_list(
                "homes", "units", "lead_units"
            ):
                assert lead == (best[homes] if homes else units)


def test_keys_follow_their_records() -> None:
    with rls(county="alder"):
        rosa = record("cws", given="ROSA", surname="PINTO", born="1996-03-14")
        record("calworks", given="ROSA", surname="PINTO", born="1996-03-14")
    match()
    with rls(county="alder"):
        before = MatchKey.objects.filter(record=rosa.pk).count()
        assert before > 5
        restate(rosa, given="ANA")
    match()
    with rls(county="alder"):
        keys = set(MatchKey.objects.filter(record=rosa.pk).values_list("key", flat=True))
        side = load("alder", "cws", None, test_numbers=True)
        _rows, now = engine.keys_of(side.ready, secret())
        assert keys == set(np.asarray(now).tolist())
        gone(rosa)
    match()
    with rls(county="alder"):
        assert not MatchKey.objects.filter(record=rosa.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_outside_any_transaction_does_the_same() -> None:
    """A worker's connection has no scope between transactions, and then sees no row at all."""
    chance = random.Random(7)
    with rls(county="alder"), transaction.atomic():
        people = [somebody(chance) for _one in range(30)]
        records = [record("cws", **who) for who in people]
        records += [record("calworks", **who) for who in people]
    match()
    with rls(county="alder"), transaction.atomic():
        for made in records[:5]:
            change(chance, made)
    run = match()
    assert (run.kind, run.records_changed) == ("delta", 5)
    with rls(county="alder"), transaction.atomic():
        assert stored() == expected(run.model.content)
