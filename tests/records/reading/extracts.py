"""Builders of small extracts for the tests of reading."""

import io
from collections.abc import Iterable, Mapping
from datetime import date

from cases.records.reading.rows import Accepted, Extract, Options, Outcome, Quarantined, read


def headers(line: str) -> list[str]:
    """The column names of a header line."""
    return line.split(";" if ";" in line else ",")


SIMPLE = headers(
    "client_id,first_name,middle_name,last_name,suffix,dob,ssn,sex,role,address,city,zip,"
    "case_id,service_component,household_id,county"
)
ROW = {
    "client_id": "0601-5692-6627-8000483",
    "first_name": "Rosa",
    "last_name": "Delgado",
    "dob": "1996-03-14",
    "ssn": "123-45-6780",
    "sex": "F",
    "role": "MOTHER",
    "case_id": "0YIPkZU0S0",
    "service_component": "FM",
    "county": "99",
}
ALDER = Options(county="99", as_of=date(2026, 12, 1))
# The layouts of the casework reference, as counties print them.
CHILDREN = headers(
    "county;client_id_19;last;first;middle;dob;est_dob;ssn;cin;gender;lang;case_id_19;case_start;"
    "svc_component;svc_comp_start;intervention;removal_dt;placement_type;next_hearing_dt;"
    "next_hearing_type;case_plan_eff;case_plan_due;special_project;worker_name;worker_id;unit;"
    "office;limited_access"
)
OTHERS = headers("case_id_19;client_id_19;relationship;last;first;dob;ssn;cin;in_home")
CALWORKS = headers(
    "county;case_no;program_status;aid_code;begin;end;end_reason;person_no;cin;ssn;last;first;mi;"
    "dob;gender;role;relationship;lang_spoken;lang_written;wtw_status;wtw_reason;wtw_status_begin;"
    "sanction_no;na840_dt;exempt_type;exempt_end;toa_used;wtw_plan_dt;activity;hours;activity_end;"
    "child_care_end;homeless;ew_name;ew_id;ec_name;ec_id;office"
)
PERSON = {
    "county": "99",
    "case_no": "1B2K111",
    "person_no": "1",
    "program_status": "Active",
    "cin": "91234567A",
    "last": "PINTO",
    "first": "ROSA",
    "dob": "03/14/1996",
    "role": "Aided Adult",
}


def lines(
    columns: Iterable[str], rows: Iterable[Mapping[str, str]], delimiter: str = ",", end: str = "\n"
) -> str:
    """The text of an extract; cells that a row does not name are empty."""
    columns = list(columns)
    texts = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "".join(delimiter.join(cells) + end for cells in texts)


def opened(content: str | bytes, options: Options = ALDER) -> Extract:
    """An extract that is open for reading."""
    raw = content.encode() if isinstance(content, str) else content
    return read(io.BytesIO(raw), options)


def outcomes(content: str | bytes, options: Options = ALDER) -> list[Outcome]:
    """What becomes of every row."""
    return list(opened(content, options))


def accepted(content: str | bytes, options: Options = ALDER) -> list[Accepted]:
    return [outcome for outcome in outcomes(content, options) if isinstance(outcome, Accepted)]


def codes(content: str | bytes, options: Options = ALDER) -> list[tuple[int, str]]:
    """Line and code of every reason for quarantine."""
    return [
        (outcome.number, reason.code)
        for outcome in outcomes(content, options)
        if isinstance(outcome, Quarantined)
        for reason in outcome.reasons
    ]


def one(columns: Iterable[str] = SIMPLE, options: Options = ALDER, **cells: str) -> Outcome:
    """What becomes of one row that is right but for the given cells."""
    columns = [*columns, *(name for name in cells if name not in columns)]
    model = PERSON if "case_no" in columns else ROW
    (outcome,) = outcomes(lines(columns, [{**model, **cells}], ";"), options)
    return outcome


def row_of(columns: Iterable[str] = SIMPLE, options: Options = ALDER, **cells: str):
    """The accepted row of `one`."""
    outcome = one(columns, options, **cells)
    assert isinstance(outcome, Accepted), outcome
    return outcome.row


def reasons_of(
    columns: Iterable[str] = SIMPLE, options: Options = ALDER, **cells: str
) -> list[str]:
    """The codes for which `one` is quarantined."""
    outcome = one(columns, options, **cells)
    assert isinstance(outcome, Quarantined), outcome
    return [reason.code for reason in outcome.reasons]
