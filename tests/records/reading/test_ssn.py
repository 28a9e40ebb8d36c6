"""Which Social Security numbers are used."""

from dataclasses import replace

import pytest

from cases.records.reading.ssn import read_ssn
from tests.records.reading.extracts import ALDER, row_of

STATED = "123456780"


@pytest.mark.check(64)
@pytest.mark.parametrize(
    ("text", "digits", "quality"),
    [
        ("123456780", STATED, "stated"),
        ("123-45-6780", STATED, "stated"),
        ("123 45 6780", STATED, "stated"),
        ("", "", "missing"),
        ("0", "", "missing"),
        ("000-12-3456", "", "invalid"),
        ("666123456", "", "invalid"),
        ("900123456", "", "invalid"),
        ("999123456", "", "invalid"),
        ("123006780", "", "invalid"),
        ("123450000", "", "invalid"),
        ("111111111", "", "invalid"),
        ("078-05-1120", "", "invalid"),
        ("XXX-XX-6780", "", "invalid"),
        ("12345", "", "invalid"),
        ("1234567801", "", "invalid"),
        ("１２３４５６７８０", "", "invalid"),
        ("12345678P", "", "pseudo"),
        ("12345678p", "", "pseudo"),
        ("23456780", "", "lost_zero"),
        ("1456780", "", "lost_zero"),
    ],
)
def test_rules(text, digits, quality):
    assert read_ssn(text) == (digits, quality)


@pytest.mark.check(64)
def test_lost_zero_is_restored_only_with_confirmation():
    lost = row_of(ssn="23456780")
    assert (lost.ssn, lost.flags) == ("", ("ssn_lost_zero",))
    restored = row_of(ssn="23456780", options=replace(ALDER, restore_zeros=True))
    assert (restored.ssn, restored.ssn_quality) == ("023456780", "stated")


def test_test_numbers_are_used_only_where_people_are_fictional():
    assert row_of(ssn="900-12-3456").ssn == ""
    assert row_of(ssn="900-12-3456", options=replace(ALDER, test_numbers=True)).ssn == "900123456"
    assert read_ssn("900003456", test_numbers=True).quality == "invalid"


def test_row_with_an_unusable_number_is_still_accepted():
    row = row_of(ssn="666-12-3456")
    assert (row.surname, row.ssn, row.ssn_quality) == ("Delgado", "", "invalid")
