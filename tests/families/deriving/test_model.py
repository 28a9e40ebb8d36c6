"""Model and target populations, as tables."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from cases.families.deriving import model, populations
from cases.families.deriving.stated import CHILD, PARENT, Rules, Stated
from linkages.programs import Program

ON = date(2026, 12, 1)
RULES = Rules()


def child(*components: str, **stated: Any) -> Stated:
    known = {"program": Program.CWS, "parts": frozenset({CHILD}), "components": components}
    return Stated(uuid.uuid4(), **{**known, **stated})


def parent(**stated: Any) -> Stated:
    known = {"program": Program.CALWORKS, "parts": frozenset({PARENT}), "aid_status": "active"}
    return Stated(uuid.uuid4(), **{**known, **stated})


@pytest.mark.parametrize(
    ("components", "said", "why"),
    [
        ([], "", ["none"]),
        (["ST"], "", ["none"]),
        (["ER"], "ER", ["ER"]),
        (["FM"], "FM", ["FM"]),
        (["PP"], "PP", ["PP"]),
        (["FM", "FM", "FR"], "FR", ["FR", "FM"]),
        (["PP", "FM"], "FM", ["FM", "PP"]),
        (["ER", "FM"], "FM", ["FM", "ER"]),
    ],
)
def test_the_model_follows_the_children(components: list[str], said: str, why: list[str]) -> None:
    way, reasons = model.of_family([child(each) for each in components])
    assert (way, [each.code for each in reasons]) == (said, why)


def test_the_reasons_name_the_children_behind_them() -> None:
    two, one = [child("FM"), child("FM")], child("FR")
    _way, why = model.of_family([*two, one, parent()])
    assert why[0].records == (one.record,)
    assert set(why[1].records) == {each.record for each in two}


def test_an_adult_in_a_case_has_no_component() -> None:
    mother = child("FR", parts=frozenset({PARENT}))
    assert model.of_family([mother])[0] == ""


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([parent()], ()),
        ([child("FM"), child("FR"), parent()], ("FM", "FR")),
        ([parent(wtw_status="sanction")], ("sanctioned",)),
        ([parent(wtw_status="noncompliance")], ("noncompliance",)),
        ([child("FR", removed_on=ON - timedelta(9)), parent()], ("FR", "removal")),
        ([child("FR", removed_on=ON - timedelta(9))], ("FR",)),
        ([parent(born=date(2007, 12, 2))], ("teen_parent",)),
        ([parent(born=date(2007, 12, 1))], ()),
    ],
)
def test_families_fall_into_populations(people: list[Stated], found: tuple[str, ...]) -> None:
    assert populations.of_family(people, RULES, ON) == found


def test_who_is_child_in_one_case_and_parent_in_another_is_a_teen_parent() -> None:
    person = uuid.uuid4()
    both = [child("FR", person=person), parent(person=person)]
    two = [child("FR", person=uuid.uuid4()), parent(person=person)]
    assert populations.of_family(both, RULES, ON) == ("FR", "teen_parent")
    assert populations.of_family(two, RULES, ON) == ("FR",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FM, FR", ("FM", "FR")),
        ("fr;sanctioned", ("FR", "sanctioned")),
        ("all", ("all",)),
        ("", ("all",)),
        ("typed wrongly", ("all",)),
    ],
)
def test_the_county_names_its_populations(text: str, found: tuple[str, ...]) -> None:
    assert populations.chosen(text) == found
