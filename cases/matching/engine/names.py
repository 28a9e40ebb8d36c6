"""Names as tokens: upper case, no accents, particles, suffixes and placeholders set aside."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

PARTICLES = frozenset(
    [
        "DE",
        "DEL",
        "LA",
        "LAS",
        "LOS",
        "EL",
        "Y",
        "E",
        "DELA",
        "DELAS",
        "DELOS",
        "DI",
        "DA",
        "DO",
        "DOS",
        "DAS",
        "DU",
        "VON",
        "DER",
        "DEN",
        "AL",
        "BIN",
        "BINT",
        "IBN",
    ]
)
_JOINING = frozenset({"MC", "MAC", "O", "ST", "SAINT", "ABU", "UMM", "ABDUL"})
PLACEHOLDERS = frozenset(
    [
        "BABY",
        "BABYBOY",
        "BABYGIRL",
        "BOY",
        "GIRL",
        "BB",
        "BG",
        "INFANT",
        "NEWBORN",
        "UNBORN",
        "UNKNOWN",
        "UNK",
        "UNKN",
        "NONE",
        "NULL",
        "NFN",
        "FNU",
        "LNU",
        "NMN",
        "NMI",
        "NOFIRSTNAME",
        "NONAME",
        "NAME",
        "NO",
        "MALE",
        "FEMALE",
        "TWIN",
        "CHILD",
        "FETUS",
        "XX",
        "XXX",
        "XXXX",
        "TBD",
    ]
)
_SUFFIXES = {
    "JR": 1, "JUNIOR": 1, "SR": 2, "SENIOR": 2, "II": 3, "2ND": 3, "III": 4, "3RD": 4, "IV": 5,
    "4TH": 5,
}  # fmt: skip
_APOSTROPHES = re.compile(r"[’'`´ʻ.]")
_NOT_LETTERS = re.compile(r"[^A-Z0-9]+")
_UNDECOMPOSED = str.maketrans(
    {"Ø": "O", "Đ": "D", "Ł": "L", "Æ": "AE", "Œ": "OE", "ẞ": "SS", "Þ": "TH", "Ð": "D"}
)


def plain_upper(text: str) -> str:
    """Upper case without accents; letters outside Latin stay and are dropped by tokenizing."""
    text = text.upper()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class NameTokens:
    """One name field. `tokens` without particles; `joined` with them; `suffix` 0 when none."""

    tokens: tuple[str, ...]
    joined: str
    suffix: int = 0


NO_NAME = NameTokens((), "")


def suffix_code(text: str) -> int:
    """Jr 1, Sr 2, II 3, III 4, IV 5; anything else 0."""
    return _SUFFIXES.get(_NOT_LETTERS.sub("", plain_upper(text)), 0)


@lru_cache(maxsize=500_000)
def name_tokens(text: str) -> NameTokens:
    """Tokens of a given, middle or last name.

    Placeholders ("BABY BOY", "UNKNOWN") are a missing name, never a different one.
    """
    letters = _NOT_LETTERS.sub(" ", _APOSTROPHES.sub("", plain_upper(text)))
    words = [word for word in letters.split() if word not in PLACEHOLDERS]
    suffix = 0
    if len(words) > 1 and words[-1] in _SUFFIXES:
        suffix = _SUFFIXES[words.pop()]
    words = [word for word in words if not word.isdigit()]
    words = _rejoin_prefixes(words)
    tokens = [word for word in words if word not in PARTICLES] or words
    return NameTokens(tuple(tokens[:4]), "".join(words), suffix)


def _rejoin_prefixes(words: list[str]) -> list[str]:
    """MC DONALD is MCDONALD; a lone O before a name is O'."""
    out: list[str] = []
    for word in words:
        if out and out[-1] in _JOINING and len(word) > 1:
            out[-1] += word
        else:
            out.append(word)
    return out
