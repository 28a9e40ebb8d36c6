"""Words of names: without accents, with their short forms, and one typing mistake apart."""

import re
import unicodedata
from functools import lru_cache

from cases.people.nicknames import standing_for
from cases.people.romanization import spelled_also

# As `sharing_plain` in the database: these leave no gap, all else that is no letter does.
SILENT = str.maketrans("", "", "'’`.")
SPECIAL = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d", "ı": "i"}
)
GAP = re.compile(r"[\W_]+")
# They come and go between two clerks: typed, they choose among those who fit, and rule out nobody.
PARTICLES = frozenset(
    (
        "de", "del", "la", "las", "los", "el", "y", "e", "dela", "delas", "delos", "di", "da",
        "do", "dos", "das", "du", "von", "der", "den", "al", "bin", "bint", "ibn",
        "jr", "sr", "ii", "iii", "iv", "junior", "senior",
    )
)  # fmt: skip
SHORTEST_WITH_A_MISTAKE = 3


def plain(text: str) -> str:
    """Lower case, no accents, one blank between words."""
    text = text.translate(SILENT).lower().translate(SPECIAL)
    text = unicodedata.normalize("NFKD", text)
    return GAP.sub(" ", "".join(c for c in text if not unicodedata.combining(c))).strip()


@lru_cache(maxsize=10_000)
def standing_in(word: str) -> frozenset[str]:
    """Short forms, translations and other spellings of a name, in plain letters."""
    name = word.upper()
    return frozenset(plain(other) for other in standing_for(name) | spelled_also(name)) - {word}


def one_mistake_apart(typed: str, word: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbors are exchanged.

    Of three letters the first must be right, and only one that was left out counts, or two that
    were exchanged: everything else would make every short name every other.
    """
    if len(typed) < SHORTEST_WITH_A_MISTAKE or abs(len(typed) - len(word)) > 1:
        return False
    short = len(typed) == SHORTEST_WITH_A_MISTAKE
    if short and typed[0] != word[0]:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    ours, theirs = typed[start:], word[start:]
    if len(ours) >= 2 and ours[1::-1] == theirs[:2] and ours[2:] == theirs[2:]:
        return True
    if ours == theirs[1:]:
        return True
    return not short and (ours[1:] == theirs or ours[1:] == theirs[1:])
