"""Social Security numbers, client index numbers (CIN) and other identifiers, as integers.

0 means missing. Rules: an SSN of area 000, 666 or 9xx, group 00 or serial 0000 was never issued;
9xx and numbers ending in a letter are pseudo-numbers that a program made up for itself and mean
nothing to the other (docs: Social Security Administration, "randomization"; MEDS pseudo numbers).
"""

import re
from functools import lru_cache
from hashlib import blake2b

_CIN = re.compile(r"[0-9]{8}[A-Z]")
_SEPARATORS = re.compile(r"[\s\-./]+")
_PSEUDO = re.compile(r"[0-9]{8}[A-Z]")
_WELL_KNOWN = frozenset({123456789, 987654321, 78051120, 219099999, 12345678})


@lru_cache(maxsize=1_000_000)
def ssn_number(text: str, test_numbers: bool) -> int:  # noqa: FBT001 - part of the cache key
    """The number as an integer, 0 when missing or invalid, negative for a generic identifier.

    Spreadsheets drop leading zeros, so 7 and 8 digits are padded; with 7 digits it may as well be
    another identifier, which the rules of the SSA do not bind. With `test_numbers` the never
    issued 9xx area counts, for scenarios and demonstration data only.
    """
    text = _SEPARATORS.sub("", text).upper()
    if not text or _PSEUDO.fullmatch(text):
        return 0
    if not text.isdecimal() or not 7 <= len(text) <= 9:
        return _generic(text)
    number = int(text)
    area, group, serial = number // 1_000_000, number // 10_000 % 100, number % 10_000
    never_issued = area in (0, 666) or group == 0 or serial == 0
    if len(text) == 7:
        never_issued = False
    if never_issued or number in _WELL_KNOWN or len(set(text)) == 1:
        return 0
    if area >= 900 and not test_numbers:
        return 0
    return number


def _generic(text: str) -> int:
    """Another identifier both files happen to carry: equality counts, near misses do not."""
    if len(text) < 6 or len(set(text)) == 1 or not any(letter.isdigit() for letter in text):
        return 0
    digest = blake2b(text.encode(), digest_size=7).digest()
    return -1 - int.from_bytes(digest, "big")


def cin_number(text: str) -> int:
    """The CIN as an integer, 0 when it has not the form of eight digits and a letter."""
    text = _SEPARATORS.sub("", text).upper()
    if not _CIN.fullmatch(text):
        return 0
    return int(text[:8]) * 26 + ord(text[8]) - ord("A") + 1
