"""A county's own code texts: read as it says, and everything else as before."""

import io

import pytest

from cases.people.identity import Program
from cases.records.reading.profile import Profile
from cases.records.reading.row import Row
from cases.records.reading.rows import Accepted, Omitted, Outcome, cells_of, read
from tests.records.reading.extracts import ALDER, CALWORKS, CHILDREN, OTHERS, PERSON, lines

CHILD = {
    "client_id_19": "AadfKnG07n",
    "case_id_19": "0YIPkZU0S0",
    "last": "Reyes",
    "first": "Rosa",
    "dob": "2010-02-01",
}


def outcome(columns: list[str], cells: dict[str, str], **codes: dict[str, str]) -> Outcome:
    program = Program.CALWORKS if columns is CALWORKS else Program.CWS
    grain = {id(CHILDREN): "cws_children", id(OTHERS): "cws_others"}
    profile = Profile(program, grain.get(id(columns), "calworks_persons"), codes=codes)
    content = lines([*columns, *(n for n in cells if n not in columns)], [cells]).encode()
    (found,) = read(io.BytesIO(content), ALDER, profile=profile)
    return found


def row(columns: list[str], cells: dict[str, str], **codes: dict[str, str]) -> Row:
    found = outcome(columns, cells, **codes)
    assert isinstance(found, Accepted), found
    return found.row


def test_facts_and_what_follows_from_them_are_read_by_the_own_code() -> None:
    cells = {**CHILD, "svc_component": "Reunif. (new)", "intervention": "Judge"}
    unknown = row(CHILDREN, cells)
    assert unknown.facts["C5"]["service_component"] == "Reunif. (new)"
    assert not unknown.placed and "code_unknown" in unknown.flags
    known = row(
        CHILDREN,
        cells,
        service_component={"reunifnew": "FR"},
        intervention={"judge": "court"},
    )
    assert known.facts["C5"] == {"service_component": "FR", "intervention": "court"}
    assert known.placed and known.flags == ()


def test_emergency_response_by_another_name_is_from_a_report() -> None:
    cells = {**CHILD, "svc_component": "Urgente"}
    found = row(CHILDREN, cells, service_component={"urgente": "ER"})
    assert found.emergency_response and set(found.facts) == {"C6"}


def test_where_a_child_is() -> None:
    cells = {**CHILD, "svc_component": "FR", "placement_type": "Con mamá"}
    assert row(CHILDREN, cells).placed
    assert not row(CHILDREN, cells, placement_type={"conmam": "home"}).placed


@pytest.mark.parametrize(("code", "access"), [("S", "S"), ("N", "N"), ("R", "R")])
def test_access_by_another_name(code: str, access: str) -> None:
    cells = {**CHILD, "svc_component": "FM", "limited_access": "Q7"}
    assert row(CHILDREN, cells).limited_access == "R"
    assert row(CHILDREN, cells, limited_access={"q7": code}).limited_access == access


def test_roles_and_answers_by_another_name() -> None:
    cells = {**CHILD, "relationship": "Abuelita", "in_home": "Sí"}
    assert (row(OTHERS, cells).role, row(OTHERS, cells).in_home) == ("other", None)
    found = row(OTHERS, cells, relationship={"abuelita": "relative"}, in_home={"s": "yes"})
    assert (found.role, found.in_home) == ("relative", True)
    person = {**PERSON, "role": "Code 7", "wtw_status": "Stopped"}
    found = row(CALWORKS, person, role={"code7": "aided_child"}, wtw_status={"stopped": "closed"})
    assert (found.role, found.facts["C2"]["wtw_status"]) == ("aided_child", "closed")


def test_who_reported_and_what_came_to_nothing_by_another_name() -> None:
    cells = {**CHILD, "relationship": "Source of call"}
    found = outcome(OTHERS, cells, relationship={"sourceofcall": "reporter"})
    assert isinstance(found, Omitted) and found.reason.code == "reporter_not_loaded"
    cells = {**CHILD, "svc_component": "FM", "disposition": "Dropped"}
    assert isinstance(outcome(CHILDREN, cells), Accepted)
    found = outcome(CHILDREN, cells, disposition={"dropped": "unfounded"})
    assert isinstance(found, Omitted) and found.reason.code == "er_not_loaded"
    cells["disposition"] = "Loaded"
    assert isinstance(outcome(CHILDREN, cells), Accepted)


def test_cells_shown_again_leave_out_what_must_not_be_stored() -> None:
    columns = [*CHILDREN, "Reporter name"]
    rows = [{**CHILD, "dob": "02/29/2025", "Reporter name": "Informer"}]
    content = lines(columns, rows) + "torn,Informer\n"
    headers, shown = cells_of(io.BytesIO(content.encode()), ALDER, None, [2, 3])
    found = dict(shown)
    assert headers == columns
    assert found[2][columns.index("dob")] == "02/29/2025"
    assert found[2][-1] == ""
    assert found[3] == []
    content = lines(CHILDREN, rows) + "torn\x07,Reyes\n"
    _, shown = cells_of(io.BytesIO(content.encode()), ALDER, None, [3])
    assert list(shown) == [(3, ["torn ", "Reyes"])]


def test_columns_are_told_by_place_however_their_names_are_written() -> None:
    head, row = lines(CHILDREN, [CHILD]).splitlines()
    respelled = head.replace(",", " , ").replace(" ssn ", '"SSN\n"')
    content = f"{respelled}\n{row}\n"
    extract = read(io.BytesIO(content.encode()), ALDER)
    assert extract.headers[CHILDREN.index("ssn")] == "SSN\n"
    assert extract.fields[CHILDREN.index("ssn")] == "ssn"
    assert extract.fields[CHILDREN.index("last")] == "surname"
    assert "" not in extract.fields


def test_a_column_that_the_county_named_wins_over_a_known_spelling() -> None:
    content = lines([*CHILDREN, "Bday"], [{**CHILD, "Bday": "2011-03-04"}]).encode()
    profile = Profile(Program.CWS, "cws_children", columns={"bday": "born"})
    extract = read(io.BytesIO(content), ALDER, profile=profile)
    (found,) = extract
    assert isinstance(found, Accepted) and str(found.row.born) == "2011-03-04"
    assert extract.columns.unknown == ("dob",)
