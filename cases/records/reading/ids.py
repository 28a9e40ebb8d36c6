"""Identifiers of the source systems: what they look like, and which two are the same.

The CWS/CMS key has ten characters of base 62 (seven of time, three of staff). Reports print it
as a 19-digit number: the first seven as 13 decimal digits, the last three as six, grouped
4-4-4-7. The two forms are one id, without loss; keys differ by case (`AadfKnG07n` is not
`aadfKnG07n`).
"""

import re
import string
from dataclasses import dataclass

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
VALUES = {digit: value for value, digit in enumerate(DIGITS)}
MOMENT_LIMIT = len(DIGITS) ** 7  # seven characters: 0 to 3521614606207
STAFF_LIMIT = len(DIGITS) ** 3  # three characters: 0 to 238327

# Excel shows a long number as 6.01569E+17, and keeps 15 digits of it in any case.
EXPONENT = re.compile(r"[0-9](?:[.,][0-9]*)?[Ee]\+?[0-9]{1,3}\Z")
KEY = re.compile(r"[0-9A-Za-z]{10}\Z")
DASHED = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{7}\Z")
_DASHES = str.maketrans(dict.fromkeys(" \u00a0\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
CARES = re.compile(r"(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})\Z")
CIN = re.compile(r"[0-9]{8}[A-Z]\Z")
FEDERAL_CASE = re.compile(r"[0-9A-Z-]{1,11}\Z")
CASE_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{2,19}\Z")

# Codes of the state's counties are their alphabetical order; 98 and 99 are the two fictional
# counties of the demonstration.
_NAMES = (
    "Alameda Alpine Amador Butte Calaveras Colusa Contra_Costa Del_Norte El_Dorado Fresno Glenn "
    "Humboldt Imperial Inyo Kern Kings Lake Lassen Los_Angeles Madera Marin Mariposa Mendocino "
    "Merced Modoc Mono Monterey Napa Nevada Orange Placer Plumas Riverside Sacramento San_Benito "
    "San_Bernardino San_Diego San_Francisco San_Joaquin San_Luis_Obispo San_Mateo Santa_Barbara "
    "Santa_Clara Santa_Cruz Shasta Sierra Siskiyou Solano Sonoma Stanislaus Sutter Tehama Trinity "
    "Tulare Tuolumne Ventura Yolo Yuba"
)
COUNTIES: dict[str, str] = {
    **{f"{code:02}": name.replace("_", " ") for code, name in enumerate(_NAMES.split(), start=1)},
    "98": "Birch",
    "99": "Alder",
}
_COUNTY_CODES = {name.lower(): code for code, name in COUNTIES.items()}


class BadId(ValueError):
    """The text is no id of this kind; `code` says why (see `reasons`). Never holds the text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class CwsId:
    """A CWS id in the one form it is compared in.

    `scheme` is `cws_key` (ten characters), `cws_19` (a 19-digit number without a short form) or
    `cares` (the successor system's opaque id).
    """

    scheme: str
    value: str


def to_key(number: str) -> str:
    """The ten-character key of a 19-digit number, dashed or not.

    Raises BadId when it is not such a number or lies outside the range of keys.
    """
    digits = number.replace("-", "") if DASHED.match(number) else number
    if len(digits) != 19 or not (digits.isascii() and digits.isdigit()):
        raise BadId("cws_id_malformed")
    moment, staff = int(digits[:13]), int(digits[13:])
    if moment >= MOMENT_LIMIT or staff >= STAFF_LIMIT:
        raise BadId("cws_id_out_of_range")
    return _encode(moment, 7) + _encode(staff, 3)


def to_number(key: str) -> str:
    """The 19 digits of a key as reports print them: `dddd-dddd-dddd-ddddddd`."""
    if not KEY.match(key):
        raise BadId("cws_id_malformed")
    digits = f"{_decode(key[:7]):013}{_decode(key[7:]):06}"
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"


def cws_id(text: str) -> CwsId:
    """The CWS id that a cell states, in the form it is compared in.

    A number that passed through Excel as a number is refused: in exponent form, or undashed with
    its last four digits zero (Excel keeps 15 digits). An undashed number beyond the range of keys
    is kept as it stands; a dashed one is a misprint of a key and is refused. Blanks or other
    dashes between the groups, and the apostrophe by which Excel marks a text, do not matter.
    """
    if len(text) == 10 and KEY.match(text):
        return CwsId("cws_key", text)
    if damaged_by_excel(text):
        raise BadId("excel_damaged_id")
    if len(text) == 19 and text.isascii() and text.isdigit():
        moment, staff = int(text[:13]), int(text[13:])
        if moment >= MOMENT_LIMIT or staff >= STAFF_LIMIT:
            return CwsId("cws_19", text)
        return CwsId("cws_key", _encode(moment, 7) + _encode(staff, 3))
    if DASHED.match(text):
        return CwsId("cws_key", to_key(text))
    if CARES.match(text) and not text.isdigit():
        return CwsId("cares", text)
    spelled = text.lstrip("'").translate(_DASHES)
    if spelled != text:
        return cws_id(spelled)
    raise BadId("cws_id_malformed")


def damaged_by_excel(text: str) -> bool:
    """Whether a long number lost digits because Excel took it for a number."""
    if len(text) == 19 and text.endswith("0000") and text.isdigit():
        return True
    return in_exponent_form(text)


def in_exponent_form(text: str) -> bool:
    """Whether a number stands there as Excel abbreviates it, such as 6.01569E+17."""
    return ("E" in text or "e" in text) and EXPONENT.match(text) is not None


def cin(text: str) -> str:
    """The Client Index Number: eight digits and a letter, in capitals. Raises BadId."""
    number = text.upper()
    if not CIN.match(number):
        raise BadId("cin_malformed")
    return number


def case_number(text: str) -> str:
    """A CalWORKs case number in capitals: letters, digits and dashes. Raises BadId."""
    number = text.upper()
    if damaged_by_excel(number):
        raise BadId("excel_damaged_id")
    if not CASE_NUMBER.match(number):
        raise BadId("case_number_malformed")
    return number


def federal_case(text: str) -> str:
    """A case number as a federal file states it: up to eleven characters. Raises BadId."""
    number = text.upper()
    if not FEDERAL_CASE.match(number):
        raise BadId("case_number_malformed")
    return number


def person_number(text: str) -> str:
    """The number of a person within a CalWORKs case: two digits or more. Raises BadId."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise BadId("person_number_malformed")
    return text.zfill(2)


def county(text: str) -> str:
    """The two-digit code of a county stated by code or by name. Raises BadId."""
    code = text.zfill(2)
    if code in COUNTIES:
        return code
    by_name = _COUNTY_CODES.get(text.lower().removesuffix(" county"))
    if by_name is None:
        raise BadId("county_unknown")
    return by_name


def _encode(value: int, width: int) -> str:
    characters = []
    for _ in range(width):
        value, rest = divmod(value, 62)
        characters.append(DIGITS[rest])
    return "".join(reversed(characters))


def _decode(characters: str) -> int:
    value = 0
    for character in characters:
        value = value * 62 + VALUES[character]
    return value
