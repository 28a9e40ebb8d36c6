"""Social Security numbers: which may be used, and why the others may not.

Area 000, 666 and 900 to 999, group 00 and serial 0000 were never issued; a few numbers are known
from advertisements. A stand-in of the Medi-Cal Eligibility Data System ends in a letter. Seven or
eight digits mean that Excel dropped leading zeros; they are restored only where the county has
confirmed that for the file.
"""

import re
from typing import NamedTuple

_PSEUDO = re.compile(r"[0-9]{8}[A-Z]\Z")
_LAYOUT = str.maketrans("", "", "- ")
# The wallet insert of 1938, a pamphlet of 1940, and what people type to get past a form.
ADVERTISED = frozenset({"078051120", "219099999", "123456789"})


class Ssn(NamedTuple):
    """`digits` are nine and usable, or empty; `quality` is one of stated, missing, invalid,
    pseudo and lost_zero."""

    digits: str
    quality: str


MISSING = Ssn("", "missing")
INVALID = Ssn("", "invalid")
PSEUDO = Ssn("", "pseudo")
LOST_ZERO = Ssn("", "lost_zero")


def read_ssn(text: str, *, test_numbers: bool = False, restore_zeros: bool = False) -> Ssn:
    """The number that a cell states. `test_numbers` admits the 900 range, for fictional people."""
    if not text:
        return MISSING
    digits = text if len(text) == 9 else text.translate(_LAYOUT)
    if not (digits.isascii() and digits.isdigit()):
        return PSEUDO if _PSEUDO.match(digits.upper()) else INVALID
    if not digits.strip("0"):
        return MISSING if len(digits) == 1 else INVALID
    if len(digits) in (7, 8):
        if not restore_zeros:
            return LOST_ZERO
        digits = digits.zfill(9)
    if len(digits) != 9 or never_issued(digits, test_numbers=test_numbers):
        return INVALID
    return Ssn(digits, "stated")


def never_issued(digits: str, *, test_numbers: bool) -> bool:
    """Whether nine digits cannot be anybody's number."""
    if digits[0] == "9" and not test_numbers:
        return True
    return (
        digits[:3] in ("000", "666")
        or digits[3:5] == "00"
        or digits[5:] == "0000"
        or digits == digits[0] * 9
        or digits in ADVERTISED
    )
