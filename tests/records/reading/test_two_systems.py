"""A client whose system was replaced keeps the record: ids of two systems are one client."""

import io
from dataclasses import replace

import pytest

from cases.records.reading.consolidation import Consolidator
from cases.records.reading.identity import fingerprint
from cases.records.reading.row import Row
from cases.records.reading.rows import Accepted, Options, Outcome, read
from tests.records.reading.extracts import ALDER, PERSON, ROW, SIMPLE, lines

OLD = ["AadfKnG07n", "0YIPkZU0S0", "8m7hS7i07n"]
NEW = ["003t000000AbCdEAAV", "003t000000AbCdFAAV", "003t000000AbCdGAAV"]
COLUMNS = [*SIMPLE, "CARES ID", "Legacy Client ID"]


def outcomes(columns: list[str], rows: list[dict[str, str]], options: Options) -> list[Outcome]:
    return list(read(io.BytesIO(lines(columns, rows).encode()), options))


def taken(columns: list[str], rows: list[dict[str, str]], options: Options = ALDER) -> list[Row]:
    found = outcomes(columns, rows, options)
    assert all(isinstance(outcome, Accepted) for outcome in found), found
    return [outcome.row for outcome in found if isinstance(outcome, Accepted)]


def cms() -> list[dict[str, str]]:
    return [{**ROW, "client_id": old, "first_name": f"Rosa {old[:2]}"} for old in OLD]


def test_a_cares_file_after_a_cws_cms_file_brings_the_same_clients() -> None:
    before = taken(SIMPLE, cms())
    with_both = [
        {**cells, "client_id": "", "CARES ID": new, "Legacy Client ID": old}
        for cells, new, old in zip(cms(), NEW, OLD, strict=True)
    ]
    crossing = taken(COLUMNS, with_both)
    pairs = {row.other_id: (row.key_scheme, row.key) for row in crossing if row.other_id}
    assert pairs == {("cares", new): ("cws_key", old) for new, old in zip(NEW, OLD, strict=True)}
    cares_only = [{**cells, "client_id": new} for cells, new in zip(cms(), NEW, strict=True)]
    after = taken(SIMPLE, cares_only, replace(ALDER, same_ids=pairs))
    for rows in (crossing, after):
        assert [row.key for row in rows] == [row.key for row in before] == OLD
        assert [row.key_scheme for row in rows] == ["cws_key"] * 3
        assert [fingerprint(row) for row in rows] == [fingerprint(row) for row in before]
    assert [row.source_id for row in after] == NEW
    assert [row.other_id for row in after] == [None] * 3
    unpaired = taken(SIMPLE, cares_only)
    assert [(row.key_scheme, row.key) for row in unpaired] == [("cares", new) for new in NEW]


def test_ids_of_the_successor_are_opaque() -> None:
    rows = [{**ROW, "client_id": "003t000000abcdeAAV"}, {**ROW, "client_id": "003t000000AbCdEAAV"}]
    assert len({row.key for row in taken(SIMPLE, rows)}) == 2


@pytest.mark.parametrize(
    ("cells", "key", "other"),
    [
        ({"CARES ID": NEW[0], "client_id": OLD[0]}, OLD[0], ("cares", NEW[0])),
        ({"CARES ID": NEW[0], "client_id": "0601-5692-6627-8000483"}, OLD[0], ("cares", NEW[0])),
        ({"client_id": NEW[0], "Legacy Client ID": OLD[0]}, OLD[0], ("cares", NEW[0])),
        ({"CARES ID": NEW[0], "client_id": ""}, NEW[0], None),
        ({"client_id": "", "Legacy Client ID": OLD[0]}, OLD[0], None),
        ({"client_id": OLD[0], "Legacy Client ID": "0601-5692-6627-8000483"}, OLD[0], None),
    ],
)
def test_which_of_two_ids_goes_on(
    cells: dict[str, str], key: str, other: tuple[str, str] | None
) -> None:
    (row,) = taken(COLUMNS, [{**ROW, **cells}])
    assert (row.key, row.other_id) == (key, other)


def test_a_pair_that_says_otherwise_than_before_is_refused() -> None:
    options = replace(ALDER, same_ids={("cares", NEW[0]): ("cws_key", OLD[0])})
    rows = [{**ROW, "CARES ID": NEW[0], "client_id": OLD[1]}]
    (outcome,) = outcomes(COLUMNS, rows, options)
    assert [reason.code for reason in outcome.reasons] == ["id_pair_contradicts"]
    (row,) = taken(COLUMNS, [{**ROW, "CARES ID": NEW[0], "client_id": OLD[0]}], options)
    assert row.key == OLD[0]


def test_a_client_with_a_third_id_is_still_the_first() -> None:
    pairs = {("cares", NEW[0]): ("cws_key", OLD[0]), ("cares", NEW[1]): ("cares", NEW[0])}
    (row,) = taken(SIMPLE, [{**ROW, "client_id": NEW[1]}], replace(ALDER, same_ids=pairs))
    assert row.key == OLD[0]
    circle = {("cares", NEW[0]): ("cares", NEW[1]), ("cares", NEW[1]): ("cares", NEW[0])}
    assert taken(SIMPLE, [{**ROW, "client_id": NEW[0]}], replace(ALDER, same_ids=circle))


def test_a_frozen_cin_is_the_record_and_the_current_one_is_compared() -> None:
    columns = [*PERSON, "frozen_cin"]
    (row,) = taken(columns, [{**PERSON, "frozen_cin": "90000001B"}])
    assert (row.key, row.key_scheme, row.cin) == ("90000001B", "cin", "91234567A")
    assert row.other_id == ("cin", "91234567A")
    pairs = {("cin", "91234567A"): ("cin", "90000001B")}
    (row,) = taken([*PERSON], [PERSON], replace(ALDER, same_ids=pairs))
    assert (row.key, row.cin) == ("90000001B", "91234567A")


def test_rows_of_one_client_under_both_ids_are_one_client() -> None:
    people = Consolidator()
    pairs = {("cares", NEW[0]): ("cws_key", OLD[0])}
    rows = [{**ROW, "client_id": OLD[0]}, {**ROW, "client_id": NEW[0], "ssn": ""}]
    for row in taken(SIMPLE, rows, replace(ALDER, same_ids=pairs)):
        people.add(row)
    (client,) = people.clients()
    assert client.key == OLD[0]
