"""The acceptance scenarios of the field that concern who is the same person."""

from dataclasses import replace
from datetime import date

import pytest

from cases.matching.engine import Band
from tests.matching.engine.people import calworks, cws, explanations

TWINS_BORN = date(2021, 5, 2)


@pytest.mark.scenario(1)
def test_a_changed_name_with_the_same_ssn_is_tier_b_and_is_shown():
    found = explanations(
        [cws("c", "ROSA", "DELGADO-PINTO", date(1996, 3, 14), middle="M.", ssn="900-12-3456")],
        [
            calworks(
                "91234567A", "ROSA", "PINTO", date(1996, 3, 14), ssn="900123456", cin="91234567A"
            )
        ],
    )[("c", "91234567A")]

    assert found.tier == "B"
    assert found.band in (Band.CERTAIN, Band.REVIEW)
    assert {bar.field: bar.says for bar in found.evidence if bar.kind == "comparison"} == {
        "given": "same",
        "middle": "missing",
        "surname": "same",
        "born": "same",
        "ssn": "same",
        "cin": "missing",
        "sex": "missing",
        "address": "missing",
        "suffix": "missing",
    }


@pytest.mark.scenario(2)
@pytest.mark.parametrize("home", ["", "12 Elm St"])
@pytest.mark.parametrize("sexes", [("", ""), ("M", "F")])
def test_twins_match_each_their_own_and_never_one_another(home, sexes):
    together = {"household": "H1", "street": home}
    first = [
        cws("luis", "LUIS", "REYES", TWINS_BORN, sex=sexes[0], **together),
        cws("luz", "LUZ", "REYES", TWINS_BORN, sex=sexes[1], **together),
    ]
    second = [
        calworks("92222221C", "LUIS", "REYES", TWINS_BORN, sex=sexes[0], **together),
        calworks("92222222D", "LUZ", "REYES", TWINS_BORN, sex=sexes[1], **together),
    ]

    found = explanations(first, second)
    shown = {pair for pair, why in found.items() if why.band is not Band.NONE}

    assert shown == {("luis", "92222221C"), ("luz", "92222222D")}
    crossed = found.get(("luis", "92222222D"))
    assert crossed is None or "twins" in crossed.holds


@pytest.mark.scenario(3)
def test_an_estimated_date_and_a_transposed_ssn_are_tier_f_and_never_automatic():
    found = explanations(
        [cws("c", "DARIO", "SOLTERO", date(1990, 1, 1), born_estimated=True, ssn="900123456")],
        [calworks("k", "DARIO", "SOLTERO", date(1990, 11, 7), ssn="900213456")],
    )[("c", "k")]

    assert found.tier == "F"
    assert found.band is Band.REVIEW
    assert set(found.holds) >= {"estimated_birth", "ssn_edit"}


BORN = date(1988, 9, 21)
SURE = {"ssn": "900456789", "street": "12 Elm St", "postal": "95001", "household": "H"}


@pytest.mark.parametrize(
    ("first", "second", "hold"),
    [
        # a relative's SSN on the record
        ({}, {"given": "DOLORES", "born": date(2015, 2, 3)}, "relative_ssn"),
        ({}, {"ssn": "900456788"}, "ssn_edit"),
        ({"born_estimated": True}, {}, "estimated_birth"),
        ({"died": date(2020, 1, 1)}, {}, "deceased"),
        ({"suffix": "JR"}, {"suffix": "SR"}, "suffix"),
        ({"ssn": ""}, {"given": "DOLORES"}, "twins"),
    ],
)
def test_what_is_never_linked_without_a_person(first, second, hold):
    one = replace(cws("c", "MARISOL", "QUIROGA", BORN, **SURE), **first)
    other = replace(calworks("k", "MARISOL", "QUIROGA", BORN, **SURE), **second)
    unchanged = explanations(
        [cws("c", "MARISOL", "QUIROGA", BORN, **SURE)],
        [calworks("k", "MARISOL", "QUIROGA", BORN, **SURE)],
    )[("c", "k")]

    found = explanations([one], [other]).get(("c", "k"))

    assert unchanged.band is Band.CERTAIN
    assert found is None or (hold in found.holds and found.band is not Band.CERTAIN)


def test_an_equal_ssn_is_shown_however_unlike_the_rest_is():
    mother = cws("c", "DOLORES", "QUIROGA", date(1970, 1, 9), ssn="900456789")
    child = calworks("k", "WEI", "TANAKA", date(2015, 2, 3), ssn="900456789")

    assert explanations([mother], [child])[("c", "k")].band is Band.REVIEW


def test_an_equal_cin_links_and_contradicted_is_a_data_error():
    one = cws("c", "MARISOL", "QUIROGA", BORN, cin="91234567A")
    same = calworks("k", "MARISOL", "QUIROGA", BORN, cin="91234567A")
    other = calworks("k", "HUNG", "TRAN", date(2001, 1, 5), cin="91234567A")

    strong = explanations([one], [same])[("c", "k")]
    wrong = explanations([one], [other])[("c", "k")]

    assert (strong.tier, strong.band) == ("A", Band.CERTAIN)
    assert (wrong.tier, wrong.band) == ("A-", Band.REVIEW)
    assert "cin_conflict" in wrong.holds


def test_the_900_range_does_not_count_in_production():
    from cases.matching.engine import prepare

    ready = prepare([cws("c", "A", "B", BORN, ssn="900456789")], test_numbers=False)

    assert ready.ssn.tolist() == [0]


def test_evidence_from_a_placed_childs_address_is_protected():
    one = cws("c", "MARISOL", "QUIROGA", BORN, placed=True, **SURE)
    found = explanations([one], [calworks("k", "MARISOL", "QUIROGA", BORN, **SURE)])[("c", "k")]

    assert [bar.field for bar in found.evidence if bar.protected] == ["address"]
