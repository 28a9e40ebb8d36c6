"""What is left of a cell: enough to know one's own row again, too little to know the person."""

import pytest

from cases.records.refusals.masking import HIDDEN, masked


@pytest.mark.parametrize(
    ("field", "cell", "left"),
    [
        ("surname", "DELGADO-PINTO", "D•••"),
        ("given", "Ñusta", "Ñ•••"),
        ("given", "R", "•••"),
        ("surname", "=HYPERLINK(1)", "•••"),
        ("street", "14 Elm St", "•••"),
        ("street", "Elm St 14", "E•••"),
        ("ssn", "900-12-3456", "•••56"),
        ("cin", "91234567A", "•••7A"),
        ("client_id", "AadfKnG07n", "•••7n"),
        ("born", "02/30/2016", "•••16"),
        ("phone", "5551", "•••"),
        ("surname", "", ""),
        ("", "anything at all", "•••"),
        ("", "", ""),
        ("aid_code", "30", "•••"),
        ("case_start", "2026-01-05", "•••"),
        ("sex", "F", "F"),
        ("unit", "restraining order", "•••"),
        ("unit", "900-12-3456", "•••"),
        ("office", "Rosa Delgado lives with her aunt", "•••"),
    ],
)
def test_a_cell(field: str, cell: str, left: str) -> None:
    assert masked([cell], [field]) == [left]


def test_a_row_that_fell_apart_shows_nothing() -> None:
    """A cell too many, and the name stands where the unit should."""
    fields = ["unit", "surname", "sex"]
    assert masked(["DELGADO", "F"], fields) == [HIDDEN] * 3
    assert masked(["x", "DELGADO", "F", "y"], fields) == [HIDDEN] * 3
    assert masked([], fields) == ["", "", ""]
