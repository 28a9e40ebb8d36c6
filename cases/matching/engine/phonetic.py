"""A sound key for Spanish, English and romanized names.

Lighter than Metaphone on purpose: it merges only spellings that clerks exchange (V/B, S/Z, J/X/GI,
LL/Y, silent H, doubled letters, OU/OO/U, EE/Y/I, K/C/Q) and keeps vowels, so that equal keys are
strong evidence and not a coincidence.
"""

import re
from functools import lru_cache

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"SCH|SH|TCH", "X"),
        (r"CH", "X"),
        (r"PH", "F"),
        (r"CK|QU(?=[EI])|Q|K", "C"),
        (r"C(?=[EIY])", "S"),
        (r"G(?=[EIY])", "J"),
        (r"GU(?=[EI])", "G"),
        (r"Z", "S"),
        (r"LL(?=[AEIOU])", "Y"),
        (r"HU(?=[AEIO])", "U"),
        (r"V|W", "B"),
        (r"X", "J"),
        (r"H", ""),
        (r"EE|EA|IE|Y", "I"),
        (r"OU|OO", "U"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)[EA]$", ""),
        (r"(?<=..)S$", ""),
    )
)


@lru_cache(maxsize=400_000)
def sound_key(token: str) -> str:
    """The sound key of one upper-case A-Z token; "" for tokens shorter than three letters."""
    if len(token) < 3:
        return ""
    for pattern, to in _RULES:
        token = pattern.sub(to, token)
    return token
