"""Which header lines are known, and which columns are never read."""

import json
from dataclasses import asdict

import pytest

from cases.people.identity import Program
from cases.records.reading.fields import FIELDS
from cases.records.reading.layouts import Unreadable, recognize
from cases.records.reading.reasons import SENTENCES
from cases.records.reading.row import Omitted
from cases.records.reading.withheld import kind_of_column, may_store
from tests.records.reading.extracts import (
    CALWORKS,
    CHILDREN,
    OTHERS,
    PERSON,
    ROW,
    SIMPLE,
    headers,
    lines,
    opened,
    row_of,
)

SIMPLE_CALWORKS = headers(
    "cin,case_no,first_name,middle_name,last_name,suffix,dob,ssn,sex,address,city,zip,au_role,"
    "aid_code,county"
)


@pytest.mark.parametrize(
    ("columns_named", "grain", "program"),
    [
        (CHILDREN, "cws_children", Program.CWS),
        (OTHERS, "cws_others", Program.CWS),
        (CALWORKS, "calworks_persons", Program.CALWORKS),
        (SIMPLE, "cws_clients", Program.CWS),
        (SIMPLE_CALWORKS, "calworks_persons", Program.CALWORKS),
    ],
)
def test_published_layouts_are_known_with_every_column(columns_named, grain, program):
    layout, columns = recognize(columns_named)
    assert (layout.grain, layout.program) == (grain, program)
    assert len(columns.mapped) == len(columns_named)
    assert (columns.unknown, columns.dropped) == ((), ())


def test_spelling_of_headers_does_not_matter():
    for respell in (str.upper, str.title, lambda h: h.replace("_", " "), lambda h: f" {h} "):
        layout, columns = recognize([respell(header) for header in CHILDREN])
        assert layout.grain == "cws_children"
        assert len(columns.mapped) == len(CHILDREN)


@pytest.mark.parametrize(
    "absent",
    ["ssn", "address", "city", "zip", "sex", "household_id", "middle_name", "role", "county"],
)
def test_columns_that_matching_can_do_without_may_be_absent(absent):
    layout, columns = recognize([header for header in SIMPLE if header != absent])
    assert layout.program is Program.CWS
    assert len(columns.mapped) == len(SIMPLE) - 1


@pytest.mark.parametrize(
    ("present", "missing"),
    [
        ([h for h in CHILDREN if h not in ("last", "dob")], "last_name, dob"),
        ([h for h in SIMPLE if h != "client_id"], "client_id"),
        ([h for h in CALWORKS if h not in ("cin", "person_no")], "cin"),
        (["first", "dob", "case_no", "person_no", "aid_code"], "last_name"),
    ],
)
def test_missing_columns_are_named_in_one_error(present, missing):
    with pytest.raises(Unreadable) as refusal:
        recognize(present)
    assert refusal.value.code == "columns_missing"
    assert refusal.value.params["columns"] == missing
    assert str(refusal.value).endswith(missing)


def test_case_and_person_number_stand_in_for_the_cin():
    layout, _ = recognize([header for header in CALWORKS if header != "cin"])
    assert layout.grain == "calworks_persons"


def test_a_first_line_of_cells_is_not_repeated_in_the_error():
    with pytest.raises(Unreadable) as refusal:
        opened("0601-5692-6627-8000483,Rosa,Delgado,1996-03-14,123456780\n")
    assert not any(cell in str(refusal.value) for cell in ("Rosa", "Delgado", "1234", "0601"))


def test_unknown_columns_are_named_and_ignored():
    extract = opened(lines([*SIMPLE, "Favorite color", ""], [ROW]))
    assert extract.columns.unknown == ("Favorite color", "(18)")
    assert len(list(extract)) == 1


@pytest.mark.parametrize("twice", [["DOB", "dob"], ["x", "X "]])
def test_repeated_headers_are_refused(twice):
    with pytest.raises(Unreadable) as refusal:
        recognize([*[h for h in SIMPLE if h != "dob"], *twice])
    assert refusal.value.code == "header_repeated"


def test_two_headers_for_one_meaning_are_refused():
    with pytest.raises(Unreadable) as refusal:
        recognize([*SIMPLE, "Birth date"])
    assert refusal.value.code == "header_ambiguous"
    assert refusal.value.params["columns"] == "dob, Birth date"


FORBIDDEN = {
    "Reporter Name": "reporter",
    "reporter_phone": "reporter",
    "MANDATED_REP_TYPE": "reporter",
    "Reported By": "reporter",
    "citizenship": "immigration",
    "Alien Number": "immigration",
    "A-Number": "immigration",
    "ImmigrationStatus": "immigration",
    "USCIS_NO": "immigration",
    "undocumented_ind": "immigration",
    "CLETS Result": "criminal_history",
    "criminal_history": "criminal_history",
    "CII_number": "criminal_history",
    "FTI_IND": "tax",
    "Federal Tax Info": "tax",
    "irs_match": "tax",
    "DV": "domestic_violence",
    "dv_flag": "domestic_violence",
    "DomesticViolence": "domestic_violence",
}


def test_columns_that_may_not_be_stored_are_dropped_and_their_values_never_leave_the_reader():
    marker = "zq-forbidden-zq"
    for base, model in ((SIMPLE, ROW), (CALWORKS, PERSON)):
        extract = opened(
            lines([*base, *FORBIDDEN], [{**model, **dict.fromkeys(FORBIDDEN, marker)}])
        )
        assert dict(extract.columns.dropped) == FORBIDDEN
        assert extract.columns.unknown == ()
        (outcome,) = extract
        assert marker not in json.dumps(asdict(outcome), default=str)


def test_no_column_that_is_read_looks_like_one_that_is_dropped():
    for field in FIELDS:
        for name in (field.header, *field.names):
            assert kind_of_column(name) == "", name


def test_every_field_has_a_category_and_every_reason_for_dropping_a_sentence():
    assert {field.category for field in FIELDS} <= {f"C{number}" for number in range(1, 8)}
    assert all(kind in SENTENCES for kind in FORBIDDEN.values())


@pytest.mark.parametrize(
    "text",
    ["Undocumented", "not a citizen", "visa expired", "DACA", "ICE hold", "DV waiver",
     "domestic situation", "substance use treatment", "mental health program", "arrest pending",
     "parolee", "falta de papeles de ciudadanía", "alien number on file", "A-number given",
     "A 204 then A#123456789", "A123456789", "passport seen", "I-94", "sin papeles",
     "Reporter: a neighbor", "reporting party works at school", "RP: teacher", "mandated reporter",
     "reported by aunt", "informant", "anonymous caller"],
)  # fmt: skip
def test_free_text_about_what_may_not_be_stored_is_left_out(text):
    assert not may_store(text)
    row = row_of(CALWORKS, wtw_reason=text, aid_code="30")
    assert "wtw_reason" not in row.facts["C2"]
    assert row.facts["C2"]["aid_code"] == "30"
    assert row.flags == ("text_withheld",)


@pytest.mark.parametrize(
    "text",
    ["Attendance not verified", "Court hearing", "Linkages", "Notice", "Self-reported", "RPT 4",
     "Citizen Potawatomi Nation", "A 204", "Hourly report"],
)  # fmt: skip
def test_plain_free_text_is_kept(text):
    assert row_of(CALWORKS, wtw_reason=text).facts["C2"]["wtw_reason"] == text


def test_whatever_keeps_an_adult_off_aid_for_immigration_is_one_neutral_role():
    row = row_of(CALWORKS, role="Undocumented parent")
    assert row.role == "not_aided_adult"
    assert "ndocumented" not in json.dumps(asdict(row), default=str)


# Every column that brings words of a county's own, beside codes, names and addresses.
FREE_OF_CALWORKS = headers(
    "end_reason,wtw_reason,exempt_type,activity,homeless,aid_code,office,relationship,lang_spoken,"
    "lang_written"
)
FREE_OF_CWS = headers("placement_type,next_hearing_type,special_project,unit,office,lang")
CHILD = {
    "county": "99",
    "client_id_19": "0601-5692-6627-8000483",
    "last": "REYES",
    "first": "LUZ",
    "dob": "05/02/2021",
    "case_id_19": "0031-4206-2756-0001736",
    "case_start": "01/05/2026",
    "svc_component": "FM",
}
OTHER = {
    "case_id_19": "0031-4206-2756-0001736",
    "client_id_19": "0601-5692-6627-8000483",
    "last": "REYES",
    "first": "ANA",
    "dob": "05/02/1990",
}


@pytest.mark.check(79)
@pytest.mark.parametrize(
    "words",
    ["undocumented", "visa expired", "Reporter: neighbor", "CLETS hit", "IRS match", "alien no 12"],
)
def test_no_column_of_words_brings_what_may_not_be_stored(words):
    for columns, model, names in (
        (CALWORKS, PERSON, FREE_OF_CALWORKS),
        (CHILDREN, CHILD, FREE_OF_CWS),
    ):
        for name in names:
            row = row_of(columns, **{**model, name: words})
            assert words.lower() not in json.dumps(asdict(row), default=str).lower(), name
            assert row.flags == ("text_withheld",), name


@pytest.mark.check(79)
@pytest.mark.parametrize("said", ["Reporter", "MANDATED REPORTER", "RP", "Reporting Party"])
def test_who_reported_is_not_among_the_others_of_a_case(said):
    (found,) = opened(lines(OTHERS, [{**OTHER, "relationship": said}]))
    assert isinstance(found, Omitted)
    assert found.reason.code == "reporter_not_loaded"
    (kept,) = opened(lines(OTHERS, [{**OTHER, "relationship": "Aunt"}]))
    assert kept.row.role == "relative"
