"""Addresses reduced to what clerks agree on: house number, street name, ZIP, city."""

import re
from dataclasses import dataclass
from functools import lru_cache

from cases.matching.engine.names import plain_upper

_UNIT = re.compile(
    r"(?:\b(?:APT|APARTMENT|UNIT|SPC|SPACE|STE|SUITE|RM|ROOM|BLDG|LOT|TRLR|FL|NO)\b|#)[^A-Z0-9]*.*$"
)
_WORDS = re.compile(r"[A-Z0-9]+")
_DIRECTIONS = frozenset(
    "N S E W NE NW SE SW NORTH SOUTH EAST WEST".split()  # noqa: SIM905 - a list of words
)
_TYPES = frozenset(
    [
        "ST",
        "STREET",
        "AVE",
        "AV",
        "AVENUE",
        "BLVD",
        "BOULEVARD",
        "RD",
        "ROAD",
        "DR",
        "DRIVE",
        "LN",
        "LANE",
        "CT",
        "COURT",
        "PL",
        "PLACE",
        "WAY",
        "CIR",
        "CIRCLE",
        "TER",
        "TERRACE",
        "PKWY",
        "PARKWAY",
        "HWY",
        "HIGHWAY",
        "TRL",
        "TRAIL",
        "SQ",
        "SQUARE",
        "CRES",
        "CRESCENT",
    ]
)
# "ELM STREET" typed as "ELMSTREET"; only long words, so that no street name loses its ending.
_RUN_TOGETHER = re.compile(
    r"(?<=[A-Z]{3})(?:STREET|AVENUE|BOULEVARD|ROAD|DRIVE|LANE|COURT|PLACE|CIRCLE|CRESCENT)$"
)
_NOWHERE = frozenset({"HOMELESS", "UNKNOWN", "UNK", "NONE", "GENERALDELIVERY", "TRANSIENT", "NA"})


@dataclass(frozen=True, slots=True)
class Place:
    """House number ("" when none) and street name without direction, type or unit."""

    house: str
    street: str


NOWHERE = Place("", "")


@lru_cache(maxsize=1_000_000)
def place_of(address: str) -> Place:
    """House and street of a one-line address; homeless and general delivery are missing."""
    text = plain_upper(address)
    words = _WORDS.findall(_UNIT.sub("", text) or text)
    house = ""
    if words and words[0][0].isdigit():
        house = words.pop(0).lstrip("0")
    if words and words[0] in _DIRECTIONS and len(words) > 1:
        words = words[1:]
    while len(words) > 1 and (words[-1] in _TYPES or words[-1] in _DIRECTIONS):
        words = words[:-1]
    street = _RUN_TOGETHER.sub("", "".join(words))
    return NOWHERE if street in _NOWHERE else Place(house, street)


def postal_number(text: str) -> int:
    """The first five digits of a ZIP (other countries' shorter codes whole), 0 when missing."""
    digits = text.strip()[:5]
    return int(digits) if digits.isdecimal() else 0
