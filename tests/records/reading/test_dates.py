"""Dates are read exactly or not at all."""

from datetime import date

import pytest

from cases.records.reading.dates import DateReader, read_date
from tests.records.reading.extracts import CHILDREN, one, reasons_of, row_of

READ = ["03/14/1996", "3/14/1996", "1996-03-14", "19960314", "1996-03-14 00:00:00",
        "1996-03-14T00:00:00", "03/14/1996 12:00:00 AM", "03-14-1996"]  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_known_forms_are_one_day(text):
    assert read_date(text).value == date(1996, 3, 14)


@pytest.mark.check(63)
@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("02/29/2025", "date_impossible"),
        ("31/12/2024", "date_impossible"),
        ("45000", "date_excel_serial"),
        ("45000.5", "date_excel_serial"),
        ("03/14/96", "date_two_digit_year"),
        ("3-4-96", "date_two_digit_year"),
        ("0000-00-00", "date_impossible"),
        ("00/00/0000", "date_impossible"),
        ("00000000", "date_impossible"),
        ("14 March 1996", "date_unreadable"),
        ("1996-03-14 23:10:00", "date_unreadable"),
        ("03/14-1996", "date_unreadable"),
    ],
)
def test_other_forms_are_refused_and_never_shifted(text, trouble):
    assert read_date(text) == (None, trouble)
    assert DateReader()(text) == (None, trouble)


@pytest.mark.check(63)
@pytest.mark.parametrize("text", ["02/29/2025", "31/12/2024", "03/14/96", "0000-00-00"])
def test_row_with_a_wrong_date_is_quarantined(text):
    assert len(reasons_of(dob=text)) == 1
    child = {"client_id_19": "AadfKnG07n", "case_id_19": "0YIPkZU0S0", "last": "A", "first": "B"}
    assert len(reasons_of(CHILDREN, **child, dob="1996-03-14", next_hearing_dt=text)) == 1


@pytest.mark.check(63)
def test_excel_day_number_is_flagged_and_not_used():
    row = row_of(dob="45000")
    assert row.born is None
    assert row.flags == ("date_excel_serial",)


def test_both_sides_of_the_possible_dates_of_birth():
    assert row_of(dob="2026-12-01").born == date(2026, 12, 1)
    assert reasons_of(dob="2026-12-02") == ["birth_in_future"]
    assert row_of(dob="1900-01-01").born == date(1900, 1, 1)
    assert reasons_of(dob="1899-12-31") == ["birth_too_early"]


def test_leap_day_exists_in_leap_years_only():
    assert read_date("02/29/2024").value == date(2024, 2, 29)
    assert read_date("02/29/1900").trouble == "date_impossible"


def test_reasons_name_the_column_as_the_file_does():
    outcome = one(dob="02/29/2025")
    assert outcome.reasons[0].params == {"column": "dob"}
