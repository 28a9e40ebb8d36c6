"""Several rows become one client, and cases that share people one household."""

import random

import pytest

from cases.people.identity import Identity, Program
from cases.records.reading.consolidation import FAMILY_CASES, Client, Consolidator
from cases.records.reading.identity import fingerprint, to_identity
from cases.records.reading.ids import DIGITS
from tests.records.reading.extracts import (
    CALWORKS,
    CHILDREN,
    OTHERS,
    PERSON,
    SIMPLE,
    accepted,
    lines,
    row_of,
)

MODEL = {"county": "99", "last": "Reyes", "first": "Luz", "dob": "05/02/2021", "gender": "F",
         "svc_component": "FM", "case_start": "01/05/2026"}  # fmt: skip


def key() -> str:
    return "".join(random.choices(DIGITS, k=10))


def child(client: str, case: str, **cells: str) -> dict[str, str]:
    return {**MODEL, "client_id_19": client, "case_id_19": case, **cells}


def other(client: str, case: str, relationship: str = "Mother", **cells: str) -> dict[str, str]:
    return {"client_id_19": client, "case_id_19": case, "relationship": relationship,
            "last": "Reyes", "first": "Ana", "dob": "01/02/1990", **cells}  # fmt: skip


def gathered(children=(), others=(), persons=(), simple=()) -> dict[str, Client]:
    people = Consolidator()
    files = ((CHILDREN, children), (OTHERS, others), (CALWORKS, persons), (SIMPLE, simple))
    for columns, rows in files:
        if rows:
            for outcome in accepted(lines(columns, rows, ";")):
                people.add(outcome.row)
    return {client.key: client for client in people.clients()}


def test_one_client_of_several_rows_has_every_case():
    luz, first, second = key(), "1111111111", "2222222222"
    clients = gathered([child(luz, first, svc_component="FM"), child(luz, second)])
    assert [membership.case for membership in clients[luz].memberships] == [first, second]
    assert clients[luz].numbers == (("cws_children", 2), ("cws_children", 3))


def test_both_forms_of_an_id_are_one_client():
    clients = gathered(
        [child("0601-5692-6627-8000483", "1111111111")], [other("AadfKnG07n", "2222222222")]
    )
    assert list(clients) == ["AadfKnG07n"]
    assert len(clients["AadfKnG07n"].memberships) == 2


def test_siblings_who_share_a_parent_are_one_household_named_by_the_smallest_case():
    luz, leo, ana, ben = key(), key(), key(), key()
    clients = gathered(
        [child(luz, "5555555555"), child(leo, "3333333333"), child(ben, "1111111111")],
        [other(ana, "5555555555"), other(ana, "3333333333")],
    )
    assert {clients[who].household for who in (luz, leo, ana)} == {"3333333333"}
    assert clients[ben].household == "1111111111"


def test_label_does_not_change_when_unrelated_rows_do():
    luz, ana = key(), key()
    own = [child(luz, "5555555555")]
    parents = [other(ana, "5555555555")]
    alone = gathered(own, parents)[luz].household
    crowd = [child(key(), key()) for _ in range(30)]
    rows = own + crowd
    random.shuffle(rows)
    assert gathered(rows, parents)[luz].household == alone


@pytest.mark.parametrize("relationship", ["Foster parent", "Grandmother", "Roommate"])
def test_caregivers_and_relatives_do_not_join_families(relationship):
    luz, ben, keeper = key(), key(), key()
    clients = gathered(
        [child(luz, "5555555555"), child(ben, "3333333333")],
        [other(keeper, "5555555555", relationship), other(keeper, "3333333333", relationship)],
    )
    assert clients[luz].household == "5555555555"
    assert clients[ben].household == "3333333333"


def test_a_caregiver_is_placement_and_in_no_family():
    luz, keeper = key(), key()
    clients = gathered(
        [child(luz, "5555555555", svc_component="FR")], [other(keeper, "5555555555", "Caregiver")]
    )
    assert clients[keeper].memberships[0].category == "C7"
    assert clients[keeper].household != clients[luz].household


def test_a_placeholder_on_many_cases_joins_nothing():
    nobody = key()
    cases = [f"{number:010}" for number in range(1, FAMILY_CASES + 2)]
    clients = gathered(
        [child(key(), case) for case in cases], [other(nobody, case, "Father") for case in cases]
    )
    assert len({client.household for client in clients.values()}) == len(cases)


def test_household_id_of_the_extract_joins_cases():
    rows = [
        {"client_id": key(), "first_name": "Ana", "last_name": "Reyes", "dob": "1990-01-02",
         "case_id": case, "household_id": "H1", "role": role, "county": "99"}
        for case, role in (("5555555555", "CHILD"), ("3333333333", "CHILD"), ("", "MOTHER"))
    ]  # fmt: skip
    assert {client.household for client in gathered(simple=rows).values()} == {"3333333333"}


def test_teen_parent_is_a_child_in_one_case_and_a_mother_in_another():
    teen, baby = key(), key()
    clients = gathered(
        [child(teen, "5555555555", dob="02/03/2010"), child(baby, "3333333333", dob="01/01/2026")],
        [other(teen, "3333333333", dob="02/03/2010")],
    )
    assert clients[teen].row.role == "child"
    assert {m.case: m.role for m in clients[teen].memberships} == {
        "5555555555": "child",
        "3333333333": "mother",
    }
    assert clients[teen].household == clients[baby].household == "3333333333"


def test_strictest_restriction_and_any_placement_hold_for_the_client():
    luz = key()
    clients = gathered(
        [
            child(luz, "1111111111", limited_access="N", svc_component="FM"),
            child(luz, "2222222222", limited_access="R", svc_component="FM"),
            child(luz, "3333333333", limited_access="S", svc_component="PP"),
        ]
    )
    assert (clients[luz].limited_access, clients[luz].placed) == ("R", True)


def test_parents_in_a_case_that_is_only_a_report_are_known_from_the_report():
    luz, ana = key(), key()
    clients = gathered([child(luz, "1111111111", svc_component="ER")], [other(ana, "1111111111")])
    for client in clients.values():
        assert client.emergency_response
        assert client.memberships[0].category == "C6"
    both = gathered(
        [
            child(luz, "1111111111", svc_component="ER"),
            child(key(), "2222222222", svc_component="FM"),
        ],
        [other(ana, "1111111111"), other(ana, "2222222222")],
    )
    assert not both[ana].emergency_response


def test_a_case_that_began_as_a_report_and_was_opened_is_no_longer_a_report():
    luz, ana = key(), key()
    clients = gathered(
        [
            child(luz, "1111111111", svc_component="ER", case_start="01/05/2024"),
            child(luz, "1111111111", svc_component="FM", case_start="01/05/2026"),
        ],
        [other(ana, "1111111111")],
    )
    for client in clients.values():
        assert not client.emergency_response
        assert client.memberships[0].category == "C1"
    (membership,) = clients[luz].memberships
    assert membership.facts["C6"]["service_component"] == "ER"
    assert membership.facts["C5"]["service_component"] == "FM"


def test_order_of_rows_does_not_matter():
    luz = key()
    rows = [
        child(luz, "1111111111", case_start="01/05/2024", first="Luz", special_project="One"),
        child(luz, "1111111111", case_start="01/05/2024", first="Luz", special_project="Two"),
        child(luz, "2222222222", case_start="01/05/2026", first="Luzmila", middle=""),
    ]
    seen = set()
    for _ in range(10):
        random.shuffle(rows)
        client = gathered(rows)[luz]
        seen.add(fingerprint(client))
        assert client.row.given == "Luzmila"
    assert len(seen) == 1


def test_blanks_are_filled_from_other_rows():
    luz = key()
    client = gathered(
        [child(luz, "2222222222", ssn="", case_start="01/05/2026")],
        [other(luz, "1111111111", ssn="123-45-6780", cin="91234567A")],
    )[luz]
    assert (client.row.ssn, client.row.ssn_quality, client.row.cin) == (
        "123456780",
        "stated",
        "91234567A",
    )


def test_person_of_two_calworks_cases_belongs_to_the_open_one():
    persons = [
        {**PERSON, "case_no": "1B2K111", "program_status": "Discontinued", "begin": "2026-05-01"},
        {**PERSON, "case_no": "2B2K222", "program_status": "Active", "begin": "2024-05-01"},
    ]
    (client,) = gathered(persons=persons).values()
    assert client.household == "99-2B2K222"
    assert [m.case for m in client.memberships] == ["1B2K111", "2B2K222"]
    assert client.memberships[0].facts["C2"]["program_status"] == "discontinued"


def test_identity_says_what_the_row_says():
    row = row_of(CALWORKS, ssn="123-45-6780", gender="F")
    assert to_identity(row) == Identity(
        id="91234567A",
        program=Program.CALWORKS,
        given="ROSA",
        surname="PINTO",
        born=row.born,
        ssn="123456780",
        cin="91234567A",
        sex="F",
        household="99-1B2K111",
        role="aided_adult",
    )
    assert to_identity(row, id="7").id == "7"
    assert to_identity(gathered(persons=[PERSON])["91234567A"]).household == "99-1B2K111"


@pytest.mark.parametrize(
    "change", [{"last": "PINTOS"}, {"dob": "03/15/1996"}, {"wtw_status": "Exempt"}, {"role": "SSI"}]
)
def test_fingerprint_changes_with_identity_and_with_facts(change):
    base = gathered(persons=[PERSON])["91234567A"]
    other_week = gathered(persons=[{**PERSON, **change}])["91234567A"]
    assert fingerprint(base) != fingerprint(other_week)
    assert fingerprint(base.row) != fingerprint(other_week.row)


def test_fingerprint_stays_when_only_the_writing_differs():
    base = gathered(persons=[PERSON])["91234567A"]
    filler = {**PERSON, "cin": "91234568A", "person_no": "2"}
    rewritten = {**PERSON, "dob": "1996-03-14", "person_no": "01", "role": "aided_adult"}
    again = gathered(persons=[filler, rewritten])["91234567A"]
    assert fingerprint(base) == fingerprint(again)
    assert len(fingerprint(base)) == 16
