"""Columns and words that are never stored, whatever the extract offers.

Columns about the reporter (Penal Code 11167.5), immigration, criminal history, federal tax
information and domestic violence are known by their names and left where they are. Free text is
scanned for the same subjects, and for treatment of substance use and mental health, which no
extract may bring (42 CFR part 2): such a text is left out as a whole. Names and addresses are not
scanned: Visa is a surname and Probation a street.
"""

import re
from collections.abc import Iterable

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^0-9a-z]+")

# Each pattern is tried on the words of a column name, squeezed and spaced.
COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("reporter", re.compile(r"reporter|reportedby|reportingparty|mandatedrep|\brptr|\brpt\b")),
    (
        "immigration",
        re.compile(
            r"immigra|citizen|alien|\banumber\b|\ba number\b|\ba num\b|\ba no\b|uscis|\bins num"
            r"|undocument|\bvisa|passport|\bi94\b|asyl|refugee|deport|\bsave (?:status|verif)"
            r"|countryofbirth|birthcountry|dateofentry|entrydate"
        ),
    ),
    (
        "criminal_history",
        re.compile(
            r"clets|criminal|\bcrime|arrest|convict|rapsheet|\bcii\b|cii(?:number|no)\b|fbinumber"
            r"|warrant|livescan|felon|parole|\bdoj\b|jail|incarcer"
        ),
    ),
    ("tax", re.compile(r"\bfti|fti\b|federaltax|taxinfo|taxreturn|\btax\b|\birs\b|\birs")),
    (
        "domestic_violence",
        re.compile(
            r"domesticviol|domesticabuse|familyviol|\bdv\b|\bdv(?:flag|ind|waiver|code|status)"
            r"|batter|restrainingorder|safeathome|\bipv\b"
        ),
    ),
)

WORDS = re.compile(
    r"immigra|citizen(?! potawatomi)|undocument|\balien|\bvisa\b|asylum|asylee|refugee"
    r"|deport|green card|\bdaca\b"
    r"|\blpr\b|\bice (?:hold|detain)|qualified non|non-?qualified|uscis|no papers|legal status"
    r"|\ba-?\s?(?:no\.?|num(?:ber)?|#)?:?\s?\d{8,9}\b|\ba-number|passport|\bi-?94\b|sin papeles"
    r"|reporter|reporting party|report(?:ed|er'?s name) by|mandated rep|informant|anonymous caller"
    r"|\brptr\b|\brp\s?[:=]|denunciante|reportante"
    r"|domestic|\bdv\b|\bipv\b|violen|batter|restraining|abus|stalk"
    r"|clets|criminal|arrest|convict|felon|warrant|\bjail|incarcer|parole|probation"
    r"|\bfti\b|\birs\b|federal tax|tax return"
    r"|substance|sobriety|\bsud\b|drug|alcohol|rehab|addict|methadone|detox|\baod\b"
    r"|mental|psych|\bmh\b|counsel|therap|behavioral|depress|trauma"
    r"|inmigra|ciudadan|indocument|violencia|drogas|sustancias",
    re.IGNORECASE,
)


def kind_of_column(header: str) -> str:
    """Why a column may not be stored (a code of `reasons.DROPPED`), or an empty string."""
    spaced = _SEPARATORS.sub(" ", _CAMEL.sub(" ", header).lower()).strip()
    squeezed = spaced.replace(" ", "")
    for kind, pattern in COLUMNS:
        if pattern.search(spaced) or pattern.search(squeezed):
            return kind
    return ""


def positions(headers: Iterable[str]) -> frozenset[int]:
    """Which columns may not be stored, counted from 0."""
    return frozenset(at for at, header in enumerate(headers) if kind_of_column(header))


def may_store(text: str) -> bool:
    """Whether a free text holds none of the subjects that may not be stored."""
    return WORDS.search(text) is None
