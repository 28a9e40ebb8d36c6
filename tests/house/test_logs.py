"""Logs carry types and places, never what a row held."""

import logging
import sys

import pytest

from linkages.logs import DiscreetFormatter


@pytest.mark.check(97)
def test_a_logged_exception_keeps_its_words_to_itself() -> None:
    formatter = DiscreetFormatter("{message}", style="{")
    try:
        try:
            raise ValueError("SSN 900-12-3456 of ROSA PINTO")
        except ValueError as cause:
            raise LookupError("no row for ROSA PINTO") from cause
    except LookupError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", None, sys.exc_info())
    line = formatter.format(record)
    assert "LookupError from ValueError" in line
    assert "test_logs.py" in line
    assert "ROSA" not in line and "900-12" not in line


def test_celerys_own_failure_line_is_replaced() -> None:
    formatter = DiscreetFormatter("{message}", style="{")
    try:
        raise ValueError("ROSA PINTO")
    except ValueError:
        record = logging.LogRecord(
            "celery.app.trace", logging.ERROR, "f", 1, "Task raised: %s", ("ROSA",), sys.exc_info()
        )
    assert "ROSA" not in formatter.format(record)
