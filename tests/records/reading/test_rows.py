"""Rows: typed with their facts, quarantined one by one, or left out by rule."""

import io
import random
from dataclasses import replace
from datetime import date

import pytest

from cases.records.reading.reasons import SENTENCES, sentence
from cases.records.reading.rows import Accepted, Omitted, Options, Quarantined, Unreadable, read
from tests.records.reading.extracts import (
    ALDER,
    CALWORKS,
    CHILDREN,
    OTHERS,
    PERSON,
    ROW,
    SIMPLE,
    lines,
    one,
    opened,
    outcomes,
    reasons_of,
    row_of,
)

CHILD = {
    "county": "99", "client_id_19": "0601-5692-6627-8000483", "last": "Reyes", "first": "Luz",
    "middle": "A", "dob": "05/02/2021", "est_dob": "Y", "gender": "Female", "lang": "Spanish",
    "case_id_19": "0031-4206-2756-0001736", "case_start": "01/05/2026", "svc_component": "FR",
    "svc_comp_start": "02/05/2026", "intervention": "Court", "removal_dt": "01/04/2026",
    "placement_type": "Relative home", "next_hearing_dt": "12/20/2026",
    "next_hearing_type": "364 review", "case_plan_eff": "02/05/2026", "case_plan_due": "08/05/2026",
    "special_project": "Linkages mutual client", "worker_name": "Marisol Vega",
    "worker_id": "CW101", "unit": "C1", "office": "AFC", "limited_access": "N",
}  # fmt: skip


def child(**cells: str):
    return row_of(CHILDREN, **{**CHILD, **cells})


@pytest.mark.scenario(4)
def test_excel_damaged_row_is_quarantined_and_the_others_go_on():
    rows = [
        {**ROW, "client_id": f"0601-5692-6627-8000{number:03}", "last_name": surname()}
        for number in range(413)
    ]
    rows[100]["client_id"] = "6.01569E+17"
    found = outcomes(lines(SIMPLE, rows))
    (bad,) = [outcome for outcome in found if isinstance(outcome, Quarantined)]
    assert bad.number == 102
    assert [sentence(reason) for reason in bad.reasons] == [
        "case number lost digits in Excel; export as text"
    ]
    assert sum(isinstance(outcome, Accepted) for outcome in found) == 412


def surname() -> str:
    return "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=8)).title()


def test_child_row_carries_identity_and_facts_by_category():
    row = child()
    assert (row.key, row.case) == ("AadfKnG07n", "0YIPkZU0S0")
    assert row.source_id == "0601-5692-6627-8000483"
    assert (row.given, row.surname, row.sex) == ("Luz", "Reyes", "F")
    assert (row.born, row.born_estimated) == (date(2021, 5, 2), True)
    assert (row.role, row.placed, row.limited_access) == ("child", True, "N")
    assert row.facts == {
        "C1": {"worker_name": "Marisol Vega", "worker_id": "CW101", "unit": "C1", "office": "AFC"},
        "C5": {
            "case_start": "2026-01-05",
            "service_component": "FR",
            "service_component_start": "2026-02-05",
            "intervention": "court",
            "removal_on": "2026-01-04",
            "next_hearing_on": "2026-12-20",
            "next_hearing_type": "364 review",
            "case_plan_effective": "2026-02-05",
            "case_plan_due": "2026-08-05",
            "special_project": "Linkages mutual client",
        },
        "C7": {"placement_type": "Relative home"},
    }


def test_calworks_row_carries_identity_and_facts_by_category():
    row = row_of(
        CALWORKS, wtw_status="Sanctioned", sanction_no="1", toa_used="48", hours="20",
        activity="Job search", wtw_plan_dt="2026-05-01", na840_dt="07/12/2026", ew_id="EW201",
    )  # fmt: skip
    assert (row.key, row.key_scheme, row.case) == ("91234567A", "cin", "1B2K111")
    assert (row.role, row.person_no) == ("aided_adult", "01")
    assert row.facts == {
        "C1": {"worker_id": "EW201"},
        "C2": {
            "program_status": "active",
            "wtw_status": "sanction",
            "sanction_number": "1",
            "na840_on": "2026-07-12",
            "months_on_aid": "48",
        },
        "C3": {"wtw_plan_on": "2026-05-01", "activity": "Job search", "hours": "20"},
    }


def test_without_facts_only_identity_is_read():
    row = row_of(CALWORKS, options=replace(ALDER, facts=False), wtw_status="Sanctioned")
    assert (row.facts, row.surname) == ({}, "PINTO")


def test_person_without_a_cin_is_known_by_case_and_person_number():
    row = row_of(CALWORKS, cin="", case_no="1b2k111", person_no="4")
    assert (row.key, row.key_scheme) == ("1B2K111-04", "calsaws_person")
    assert row.source_id == "1b2k111-4"
    assert row_of(CALWORKS, cin="bad").flags == ("cin_unusable",)


def test_facts_of_an_emergency_response_row_are_all_from_a_report():
    row = child(svc_component="ER")
    assert row.emergency_response
    assert set(row.facts) == {"C6"}
    assert row.facts["C6"]["worker_id"] == "CW101"


@pytest.mark.parametrize("disposition", ["Evaluated Out", "evaluate-out", "UNFOUNDED"])
def test_reports_that_came_to_nothing_are_not_loaded(disposition):
    found = one([*CHILDREN, "disposition"], **{**CHILD, "disposition": disposition})
    assert isinstance(found, Omitted)
    assert found.reason.code == "er_not_loaded"
    assert isinstance(
        one([*CHILDREN, "disposition"], **CHILD, disposition="Substantiated"), Accepted
    )


@pytest.mark.parametrize(
    ("cells", "placed"),
    [
        ({"placement_type": "Resource family home", "svc_component": "FR"}, True),
        ({"placement_type": "Trial home visit", "svc_component": "FR"}, False),
        ({"placement_type": "", "svc_component": "FR"}, True),
        ({"placement_type": "", "svc_component": "PP"}, True),
        ({"placement_type": "", "svc_component": "FM"}, False),
        ({"placement_type": "Relative home", "svc_component": "FM"}, True),
    ],
)
def test_child_in_out_of_home_care_is_placed(cells, placed):
    assert child(**cells).placed is placed


def test_only_children_are_placed():
    assert row_of(role="MOTHER", service_component="FR").placed is False
    assert row_of(role="CHILD", service_component="FR").placed is True


@pytest.mark.parametrize(
    ("stated", "access"),
    [
        ("N", "N"),
        ("", "N"),
        ("S", "S"),
        ("Sensitive", "S"),
        ("R", "R"),
        ("SEALED", "R"),
        ("?", "R"),
    ],
)
def test_restriction_is_kept_and_an_unknown_code_is_the_strictest(stated, access):
    assert child(limited_access=stated).limited_access == access


def test_rows_of_another_county_are_quarantined_unless_the_file_is_regional():
    found = one(county="43")
    assert isinstance(found, Quarantined)
    assert [sentence(reason) for reason in found.reasons] == [
        "the row belongs to another county (43)"
    ]
    assert row_of(county="43", options=replace(ALDER, regional=True)).county == "43"
    assert row_of(county="43", options=Options()).county == "43"
    assert row_of(county="").county == "99"
    assert reasons_of(county="77") == ["county_unknown"]


def test_one_row_can_have_several_reasons():
    codes = reasons_of(client_id="6.01569E+17", dob="02/29/2025", county="43")
    assert sorted(codes) == ["county_other", "date_impossible", "excel_damaged_id"]


def test_reasons_repeat_nothing_of_the_row():
    private = {"client_id": "0601-5692-6627-80004", "ssn": "1234567", "last_name": "Qwertz",
               "dob": "31/12/1987", "county": "77", "case_id": "broken!"}  # fmt: skip
    found = one(**private)
    text = repr(found) + " ".join(map(sentence, found.reasons))
    assert not any(value in text for value in private.values())


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"client_id": ""}, "id_missing"),
        ({"client_id": "abc"}, "cws_id_malformed"),
        ({"client_id": "9999-9999-9999-9999999"}, "cws_id_out_of_range"),
        ({"first_name": "", "last_name": ""}, "name_missing"),
    ],
)
def test_row_that_says_not_who_is_quarantined(cells, code):
    assert reasons_of(**cells) == [code]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"cin": "", "person_no": ""}, "id_missing"),
        ({"cin": "1", "person_no": ""}, "cin_malformed"),
        ({"case_no": "1.2E+15"}, "excel_damaged_id"),
        ({"person_no": "two"}, "person_number_malformed"),
    ],
)
def test_calworks_row_that_says_not_who_is_quarantined(cells, code):
    assert code in reasons_of(CALWORKS, **cells)


def test_race_and_ethnicity_are_kept_with_their_source():
    columns = [*SIMPLE, "race", "hispanic", "race_source", "tribe", "tribal_inquiry"]
    row = row_of(columns, race="White/Asian: Hmong", hispanic="Y", race_source="Self",
                 tribe="Yurok", tribal_inquiry="Reason to know")  # fmt: skip
    assert row.race_ethnicity == ("White", "Asian: Hmong", "Hispanic")
    assert (row.race_source, row.tribe, row.tribal_inquiry) == ("Self", "Yurok", "Reason to know")


def test_parents_file_says_how_and_whether_at_home():
    model = {"case_id_19": "0YIPkZU0S0", "client_id_19": "AadfKnG07n", "last": "Reyes",
             "first": "Ana", "dob": "01/01/1990"}  # fmt: skip
    mother = row_of(OTHERS, **model, relationship="Birth Mother", in_home="Y")
    assert (mother.role, mother.in_home, mother.placed) == ("mother", True, False)
    keeper = row_of(OTHERS, **model, relationship="Foster parent", in_home="N")
    assert (keeper.role, keeper.in_home) == ("caregiver", False)
    assert row_of(OTHERS, **model, relationship="Pen pal").role == "other"


def test_unknown_codes_are_kept_and_flagged():
    row = row_of(CALWORKS, wtw_status="Quarantined by R7.1")
    assert row.facts["C2"]["wtw_status"] == "Quarantined by R7.1"
    assert row.flags == ("code_unknown",)


def test_a_file_of_the_wrong_kind_is_refused():
    content = lines(SIMPLE, [ROW]).encode()
    with pytest.raises(Unreadable) as refusal:
        read(io.BytesIO(content), ALDER, expect={"calworks_persons"})
    assert str(refusal.value) == (
        "this file is the CWS file of clients, but the CalWORKs file of persons was expected here"
    )


def test_line_numbers_count_lines_of_the_file():
    content = lines(SIMPLE, [ROW, ROW]).replace("\n", "\n\n")
    assert [outcome.number for outcome in outcomes(content)] == [3, 5]


def test_progress_ends_at_one():
    extract = opened(lines(CALWORKS, [PERSON] * 50))
    list(extract)
    assert extract.done == 1.0


BLANKS = (
    "column", "columns", "limit", "line", "count", "found", "wanted", "layout", "county",
    "expected", "key", "field", "sheets", "share", "stated", "first", "last",
)  # fmt: skip


def test_every_code_has_a_sentence_whose_blanks_are_filled():
    for code, text in SENTENCES.items():
        filled = text.format_map(dict.fromkeys(BLANKS, "x"))
        assert filled and "{" not in filled, code
        assert not text.endswith("."), code
