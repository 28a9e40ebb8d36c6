"""The federal TANF data file: persons without names, known by what nobody else can be."""

import io
import random
from dataclasses import replace
from datetime import date

import pytest

from cases.records.reading.consolidation import Consolidator
from cases.records.reading.identity import to_identity
from cases.records.reading.row import Row
from cases.records.reading.rows import (
    Accepted,
    Options,
    Outcome,
    Quarantined,
    Unreadable,
    cells_of,
    read,
)
from tests.records.reading.corpus.crowd import ALDER, Crowd
from tests.records.reading.corpus.federal import federal


def records(seed: int = 0, *, cipher: bool = False) -> list[str]:
    return federal(Crowd(random.Random(seed or random.random())), cipher=cipher)[0]


def outcomes(lines: list[str], options: Options = ALDER) -> list[Outcome]:
    return list(read(io.BytesIO("\n".join(lines).encode()), options))


def people(lines: list[str], options: Options = ALDER) -> list[Row]:
    return [each.row for each in outcomes(lines, options) if isinstance(each, Accepted)]


def code(lines: list[str]) -> str:
    with pytest.raises(Unreadable) as refused:
        outcomes(lines)
    return refused.value.code


def test_the_id_tells_nothing_of_the_number_and_stays_with_the_person() -> None:
    first = people(records(7))
    again = people(records(7, cipher=True))
    assert [row.key for row in first] == [row.key for row in again]
    assert [row.ssn for row in first] == [row.ssn for row in again]
    other = records(7)
    other[2] = other[2][:29] + "701234567" + other[2][38:]
    changed = people(other)
    assert changed[0].ssn == "701234567" != first[0].ssn
    assert changed[0].key == first[0].key
    assert len({row.key for row in first}) == 3
    assert not any(row.ssn in row.key or row.ssn in row.source_id for row in first)


@pytest.mark.parametrize("part", [slice(8, 19), slice(21, 29), slice(44, 45)])
def test_case_birth_and_sex_make_the_id(part: slice) -> None:
    lines = records(5)
    before = people(lines)[0].key
    text = {8: "99999999998", 21: "19880708", 44: "1"}[part.start]
    lines[2] = lines[2][: part.start] + text + lines[2][part.stop :]
    assert before not in {row.key for row in people(lines)}


def test_twins_are_two_people() -> None:
    lines = records(5)
    child = lines[3]
    lines[3] = child[:61] + child[20:28] + child[69:]
    twins = people(lines)[1:]
    assert twins[0].born == twins[1].born and twins[0].sex == twins[1].sex
    assert twins[0].key != twins[1].key
    assert [row.key for row in people(lines)[1:]] == [row.key for row in twins]


def test_no_name_is_asked_for_and_the_household_is_the_case() -> None:
    gathered = Consolidator()
    for row in people(records()):
        gathered.add(row)
    clients = list(gathered.clients())
    assert len(clients) == 3
    assert len({client.household for client in clients}) == 1
    assert all(client.household.startswith("99-") for client in clients)
    assert (to_identity(clients[0]).given, to_identity(clients[0]).surname) == ("", "")


def test_work_is_read_and_what_must_not_be_stored_is_not() -> None:
    adult, child, _ = people(records())
    assert adult.facts["C3"] == {"activity": "Unsubsidized employment", "hours": "35"}
    assert adult.facts["C2"] == {"program_status": "active"}
    assert adult.relationship == "head of household"
    assert "C3" not in child.facts
    lines = records(3)
    before = people(lines)
    for position in (57, 46, 47, 136):  # citizenship, disability, tax credit
        lines[2] = lines[2][:position] + "9" + lines[2][position + 1 :]
    assert people(lines) == before


@pytest.mark.parametrize(
    ("affiliation", "ssi", "role"),
    [
        ("1", "2", "aided_adult"),
        ("2", "2", "not_aided_adult"),
        ("2", "1", "ssi"),
        ("3", "2", "non_needy_caretaker"),
        ("5", "2", "not_aided_adult"),
    ],
)
def test_why_somebody_is_not_aided_is_not_told_apart(affiliation: str, ssi: str, role: str) -> None:
    lines = records()
    lines[2] = lines[2][:19] + affiliation + lines[2][20:49] + ssi + lines[2][50:]
    assert people(lines)[0].role == role


def test_numbers_that_mean_unknown_are_missing() -> None:
    for unknown in ("999999999", "000000000"):
        lines = records()
        lines[2] = lines[2][:29] + unknown + lines[2][38:]
        assert (people(lines)[0].ssn, people(lines)[0].ssn_quality) == ("", "missing")
    lines = records(cipher=True)
    lines[0] = lines[0].replace("TAN1E", "TAN1 ")
    assert {row.ssn_quality for row in people(lines)} <= {"invalid", "pseudo"}


def test_an_unknown_birth_date_is_none() -> None:
    lines = records()
    lines[2] = lines[2][:21] + "99999999" + lines[2][29:]
    assert people(lines)[0].born is None


@pytest.mark.parametrize(
    ("county", "code"),
    [("195", "county_other"), ("198", "county_unknown"), ("xyz", "county_unknown")],
)
def test_county_codes_are_the_odd_numbers(county: str, code: str) -> None:
    lines = records()
    lines[1] = lines[1][:19] + county + lines[1][22:]
    found = outcomes(lines)
    assert [type(outcome) for outcome in found] == [Quarantined] * 2
    assert [outcome.number for outcome in found] == [3, 4]
    assert {reason.code for outcome in found for reason in outcome.reasons} == {code}
    if code == "county_other":
        regional = people(lines, replace(ALDER, regional=True))
        assert [row.county for row in regional] == ["98"] * 3


def test_without_a_family_record_the_file_is_the_countys() -> None:
    lines = records()
    del lines[1]
    assert [row.county for row in people(lines)] == ["99"] * 3


def test_cases_listed_in_error_are_left_out() -> None:
    lines = records()
    lines[1] = lines[1][:30] + "2" + lines[1][31:]
    found = outcomes(lines)
    assert [outcome.reason.code for outcome in found] == ["tanf_listed_in_error"] * 3


def test_a_child_cut_off_is_refused_and_its_sibling_is_taken() -> None:
    lines = records()
    lines[3] = lines[3][:62]
    found = outcomes(lines)
    assert [type(outcome) for outcome in found] == [Accepted, Accepted, Quarantined]
    assert found[2].reasons[0].code == "tanf_record_short"
    lines[3] = lines[3][:60]
    assert len(people(lines)) == 2


def test_dates_are_those_of_births() -> None:
    lines = records()
    lines[3] = lines[3][:20] + "20270101" + lines[3][28:]
    options = replace(ALDER, as_of=date(2026, 12, 1))
    found = outcomes(lines, options)
    assert [type(outcome) for outcome in found] == [Accepted, Quarantined, Accepted]


@pytest.mark.parametrize(
    ("header", "code_of_it"),
    [
        ("HEADER20264A25   TAN1 D", "tanf_state"),
        ("HEADER20264A06142TAN1 D", "tanf_section"),
        ("HEADER20264A06   SSP1 D", "tanf_section"),
        ("HEADER20264G06   TAN1 D", "tanf_section"),
        ("HEADER20269A06   TAN1 D", "tanf_header"),
    ],
)
def test_files_of_others_are_refused(header: str, code_of_it: str) -> None:
    assert code([header, *records()[1:]]) == code_of_it


def test_two_files_in_one_are_refused() -> None:
    assert code(records() + records()) == "tanf_two_files"
    assert code(records()[:2]) == "header_only"


def test_of_two_children_in_a_line_the_refused_one_is_shown_again() -> None:
    lines = records()
    lines[3] = lines[3][:61] + "20270101" + lines[3][69:]
    stream = io.BytesIO("\n".join(lines).encode())
    headers, shown = cells_of(stream, ALDER, None, [3, 4])
    ((number, cells),) = shown
    assert (number, cells[headers.index("dob")]) == (4, "20270101")


def test_the_latest_month_counts_wherever_it_stands() -> None:
    lines = records()
    earlier = [line.replace("202610", "202609", 1) for line in lines[1:4]]
    for order in (lines[1:4] + earlier, earlier + lines[1:4]):
        found = outcomes([lines[0], *order, "TRAILER0000006"])
        taken = [each.number for each in found if isinstance(each, Accepted)]
        assert taken == ([3, 4, 4] if order[0] == lines[1] else [6, 7, 7])
