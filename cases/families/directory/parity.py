"""Whether the two languages of a service say the same, as far as a machine can tell. Pure."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from cases.families.models import Topic

BILINGUAL = ("name", "what", "who", "reach")
# A house number and a street, or a box: where somebody is safe must not be found by a list.
STREET = re.compile(
    r"\b\d{1,6}\s+(?:\w+\.?\s+){1,4}"
    r"(?:st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|way|ct|court|pl|place|hwy"
    r"|highway|calle|avenida|camino)\b"
    r"|\b(?:calle|avenida|camino|paseo)\s+(?:\w+\s+){0,4}\d{1,6}\b"
    r"|\bp\.?\s*o\.?\s*box\b|\bapartado\s+postal\b",
    re.IGNORECASE,
)


def missing(words: Mapping[str, str]) -> dict[str, str]:
    """Field to what is wrong with it: said in one language only, or with other figures.

    `words` has each of BILINGUAL, and each with `_es`.
    """
    wrong = {}
    for field in BILINGUAL:
        english, spanish = words.get(field, "").strip(), words.get(f"{field}_es", "").strip()
        if english and not spanish:
            wrong[f"{field}_es"] = _("Say it in Spanish too.")
        elif spanish and not english:
            wrong[field] = _("Say it in English too.")
        elif figures(english) != figures(spanish):
            wrong[f"{field}_es"] = _("English and Spanish name different figures.")
    return wrong


def figures(text: str) -> list[str]:
    """The figures of a text, sorted: amounts, ages, telephone numbers."""
    return sorted(re.findall(r"\d+", text))


def betrays_place(topics: object, words: Mapping[str, str]) -> str:
    """The field that names a place where somebody is safe from violence; empty for none."""
    if Topic.SAFETY not in (topics or ()):  # type: ignore[operator]
        return ""
    if words.get("address", "").strip():
        return "address"
    listed = [each for field in BILINGUAL for each in (field, f"{field}_es")]
    return next((field for field in listed if STREET.search(words.get(field, ""))), "")
