"""The table of checks: complete words, and codes that reading really writes."""

from cases.records import words
from cases.records.quality.table import BY_CODE, FILES, FIXERS, OF_REASON, VALUES


def test_every_check_says_what_to_do_and_who_can() -> None:
    for check in (*VALUES, *FILES):
        assert str(check.title) and str(check.remedy) and check.fixer in FIXERS
        assert bool(check.sql) != bool(check.codes)
    assert len(BY_CODE) == len(VALUES)


def test_codes_are_those_of_reading_and_stand_once() -> None:
    listed = [code for check in FILES for code in check.codes]
    assert len(listed) == len(set(listed)) == len(OF_REASON)
    assert set(listed) <= set(words.SENTENCES)
