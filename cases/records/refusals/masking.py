"""Cells of a refused row, so that whoever sent the file knows the row again and nobody else learns
who it is about: identities in part, everything that is not known to be harmless not at all."""

import re
from collections.abc import Sequence

from cases.records.reading.fields import BY_NAME
from cases.records.reading.withheld import may_store

HIDDEN = "•••"
# Shown by their first letter.
NAMES = frozenset({"surname", "given", "middle", "street", "city"})
# Shown by their last two characters, where that leaves most of them out.
NUMBERS = frozenset(
    {
        "client_id", "cares_id", "old_id", "cin", "case_id", "household_id", "case_no", "ssn",
        "born", "died", "phone", "postal",
    }
)  # fmt: skip
ENDING = 2
# A code, a date or a count is short; what is longer is a sentence about somebody.
SHORT = 24
NUMBER = re.compile(r"\d{7,}|\d{3}[- ]\d{2}[- ]\d{4}")


def masked(cells: Sequence[str], fields: Sequence[str]) -> list[str]:
    """The cells of one row. `fields` are what the columns mean; empty: nobody knows.

    Where the row has not as many cells as the header, no cell is known to stand in its column.
    """
    if len(cells) != len(fields):
        return [HIDDEN for _field in fields] if any(cells) else ["" for _field in fields]
    return [_masked(cell.strip(), field) for cell, field in zip(cells, fields, strict=True)]


def _masked(cell: str, field: str) -> str:
    if not cell:
        return ""
    if field in NAMES:
        return cell[0] + HIDDEN if len(cell) > 1 and cell[0].isalpha() else HIDDEN
    if field in NUMBERS:
        return HIDDEN + cell[-ENDING:] if len(cell) > ENDING * 2 else HIDDEN
    # A program's facts are nobody's business who only sends its files.
    header = field in BY_NAME and BY_NAME[field].category == "C1"
    harmless = header and len(cell) <= SHORT and not NUMBER.search(cell) and may_store(cell)
    return cell if harmless else HIDDEN
