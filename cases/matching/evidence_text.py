"""The evidence of a pair in one English line, for the command line.

Screens have their own, translated sentences; this is the operator's form.
"""

from cases.matching.engine import Evidence, Explanation

_FIELDS = {
    "given": "given name", "middle": "middle name", "surname": "last name",
    "born": "date of birth", "ssn": "SSN", "cin": "CIN", "sex": "sex", "address": "address",
    "suffix": "suffix", "household": "family members also match",
    "rival": "another record competes", "alone": "no other record competes",
}  # fmt: skip
_LEVELS = {
    "exact": "same", "first": "same first part", "joined": "same when joined",
    "token": "one part same",
    "nickname": "short form or variant", "middle": "is the other's middle name",
    "sound": "sounds alike", "near": "nearly same", "cut_short": "cut short", "initial": "initial",
    "middle_near": "near the other's middle name", "middle_initial": "initial of a middle name",
    "swapped": "exchanged", "swapped_near": "exchanged, nearly same", "letters": "same letters",
    "half": "partly alike", "different": "different", "cross": "one part same",
    "spelling": "other spelling", "in_middle": "stands as a middle name",
    "cross_near": "one part nearly same", "changed": "different, may have changed",
    "elsewhere": "stands elsewhere", "one_digit": "one digit differs",
    "transposed": "two digits exchanged", "january_first": "January 1 given",
    "estimated": "estimated, year fits", "two_digits": "two digits differ",
    "same_year": "same year only", "far": "different", "generation": "a generation apart",
    "one_edit": "one digit off", "two_edits": "two digits off", "last_four": "last four same",
    "house_street": "same house and street", "street": "same street", "postal": "same ZIP",
    "region": "same area", "placed": "child in care", "one_side": "on one side only",
}  # fmt: skip
_GUARDS = {
    "twins": "given names differ on one birth date", "relative_ssn": "may be a relative's SSN",
    "ssn_edit": "SSN near, name not", "cin_conflict": "CIN same, person not",
    "deceased": "death recorded on one side", "suffix": "Jr and Sr",
    "generation": "a generation apart", "other_sex": "sex and name doubtful",
    "weak_names": "both names weak", "full_agreement": "full name and date together",
    "twins_together": "may be twins or siblings", "born_unsure": "date and name unsure",
}  # fmt: skip


def sentence_of(explanation: Explanation) -> str:
    """Largest first, with the weight in bits; neutral evidence is left out."""
    parts = [_part(bar) for bar in explanation.evidence if bar.bits and bar.kind != "prior"]
    if explanation.holds:
        parts.append("needs a person: " + ", ".join(explanation.holds).replace("_", " "))
    tier = f"tier {explanation.tier}; " if explanation.tier else ""
    return tier + "; ".join(parts)


def _part(bar: Evidence) -> str:
    if bar.kind == "guard":
        text = _GUARDS[bar.field]
    elif bar.protected:
        text = "protected evidence"
    elif bar.kind == "comparison":
        text = f"{_FIELDS[bar.field]} {_LEVELS.get(bar.level, bar.level)}"
    else:
        text = _FIELDS[bar.field]
    rarity = f", 1 in {bar.rarity}" if bar.rarity else ""
    return f"{text} ({bar.bits:+.1f}{rarity})"
