"""The engine's codes in the words of people who decide: fields, agreement, evidence, reasons.

A sentence never carries a value of somebody's record; names stand in the table beside it.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.matching.engine import Evidence, Explanation
from cases.matching.models import MatchCandidate, MatchDecision
from linkages.templatetags.words import number

STRONG, FAIR = 7.0, 3.0

FIELDS = {
    "given": gettext_lazy("First name"),
    "middle": gettext_lazy("Middle name"),
    "surname": gettext_lazy("Last name"),
    "suffix": gettext_lazy("Suffix"),
    "born": gettext_lazy("Date of birth"),
    "ssn": gettext_lazy("SSN"),
    "cin": gettext_lazy("CIN"),
    "sex": gettext_lazy("Sex"),
    "address": gettext_lazy("Address"),
    "died": gettext_lazy("Date of death"),
}
AGREEMENT = {
    "same": gettext_lazy("Same"),
    "near": gettext_lazy("Near"),
    "different": gettext_lazy("Different"),
    "missing": gettext_lazy("Nothing to compare"),
}
STATES = {
    MatchCandidate.State.PROPOSED: ("waiting", gettext_lazy("Not decided")),
    MatchCandidate.State.NEEDS_INFORMATION: ("attention", gettext_lazy("Needs information")),
    MatchCandidate.State.LINKED: ("good", gettext_lazy("Linked")),
    MatchCandidate.State.NOT_SAME: ("different", gettext_lazy("Not the same")),
    MatchCandidate.State.EXPIRED: ("closed", gettext_lazy("No longer in both extracts")),
}
# How each level of agreement is said, by field; the first word of a sentence is lower case.
LEVELS: dict[str, dict[str, Any]] = {
    "given": {
        "exact": gettext_lazy("same first name"),
        "first": gettext_lazy("same beginning of the first name"),
        "joined": gettext_lazy("same first name, written together"),
        "token": gettext_lazy("one first name in common"),
        "nickname": gettext_lazy("short form or variant of the same first name"),
        "middle": gettext_lazy("first name is the other’s middle name"),
        "sound": gettext_lazy("first names sound alike"),
        "near": gettext_lazy("first names nearly the same"),
        "cut_short": gettext_lazy("one first name is cut short"),
        "initial": gettext_lazy("one side has only the initial of the first name"),
        "middle_near": gettext_lazy("first name is close to the other’s middle name"),
        "middle_initial": gettext_lazy("first name fits the other’s middle initial"),
        "swapped": gettext_lazy("first and last name exchanged"),
        "swapped_near": gettext_lazy("first and last name exchanged, nearly the same"),
        "letters": gettext_lazy("same letters, split differently"),
        "half": gettext_lazy("first names only partly alike"),
        "different": gettext_lazy("different first names"),
    },
    "middle": {
        "exact": gettext_lazy("same middle name"),
        "initial": gettext_lazy("middle initial fits"),
        "near": gettext_lazy("middle names nearly the same"),
        "elsewhere": gettext_lazy("middle name stands elsewhere in the name"),
        "different": gettext_lazy("different middle names"),
    },
    "surname": {
        "exact": gettext_lazy("same last name"),
        "first": gettext_lazy("same first part of the last name"),
        "cross": gettext_lazy("one part of the last name in common"),
        "spelling": gettext_lazy("last name in another spelling"),
        "sound": gettext_lazy("last names sound alike"),
        "in_middle": gettext_lazy("last name stands as the other’s middle name"),
        "near": gettext_lazy("last names nearly the same"),
        "cross_near": gettext_lazy("one part of the last name nearly the same"),
        "swapped": gettext_lazy("last name is the other’s first name"),
        "swapped_near": gettext_lazy("last name is close to the other’s first name"),
        "letters": gettext_lazy("same letters in the whole name"),
        "half": gettext_lazy("last names only partly alike"),
        "changed": gettext_lazy("different last names, perhaps by marriage"),
        "different": gettext_lazy("different last names"),
    },
    "born": {
        "exact": gettext_lazy("same birth date"),
        "swapped": gettext_lazy("birth date with day and month exchanged"),
        "one_digit": gettext_lazy("birth dates differ in one digit"),
        "transposed": gettext_lazy("birth date with two digits exchanged"),
        "january_first": gettext_lazy("same birth year, one side says January 1"),
        "estimated": gettext_lazy("one birth date is estimated, the year fits"),
        "two_digits": gettext_lazy("birth dates differ in two digits"),
        "same_year": gettext_lazy("same birth year only"),
        "near": gettext_lazy("birth dates within a year"),
        "far": gettext_lazy("different birth dates"),
        "generation": gettext_lazy("birth dates a generation apart"),
    },
    "ssn": {
        "exact": gettext_lazy("same SSN"),
        "one_edit": gettext_lazy("SSNs differ in one digit or one exchange"),
        "two_edits": gettext_lazy("SSNs differ in two digits"),
        "last_four": gettext_lazy("only the last four digits of the SSN agree"),
        "different": gettext_lazy("different SSNs"),
    },
    "cin": {
        "exact": gettext_lazy("same CIN"),
        "different": gettext_lazy("different CINs"),
    },
    "sex": {
        "exact": gettext_lazy("same sex"),
        "different": gettext_lazy("different sex"),
    },
    "address": {
        "exact": gettext_lazy("same address"),
        "house_street": gettext_lazy("same house and street"),
        "near": gettext_lazy("addresses nearly the same"),
        "street": gettext_lazy("same street"),
        "postal": gettext_lazy("same ZIP Code"),
        "region": gettext_lazy("same area"),
        "different": gettext_lazy("different addresses"),
        "placed": gettext_lazy("child in care, address not compared"),
    },
    "suffix": {
        "exact": gettext_lazy("same suffix"),
        "one_side": gettext_lazy("suffix on one side only"),
        "different": gettext_lazy("different suffixes, such as Jr and Sr"),
    },
}
NEAR_LEVELS = {
    ("ssn", "one_edit"): gettext_lazy("Differs in one digit or one exchange"),
    ("ssn", "two_edits"): gettext_lazy("Differs in two digits"),
    ("ssn", "last_four"): gettext_lazy("Only the last four agree"),
}
GUARDS = {
    "twins": gettext_lazy("other first name on the same birth date: perhaps a twin"),
    "twins_together": gettext_lazy("other first name at the same address: perhaps a twin"),
    "relative_ssn": gettext_lazy("the SSN may be a relative’s"),
    "ssn_edit": gettext_lazy("SSNs are close but the first names are not"),
    "cin_conflict": gettext_lazy("same CIN on what looks like two people"),
    "deceased": gettext_lazy("a death is recorded on one side"),
    "suffix": gettext_lazy("parent and child with one name, perhaps"),
    "generation": gettext_lazy("a generation between the birth dates"),
    "other_sex": gettext_lazy("other sex and a doubtful first name"),
    "weak_names": gettext_lazy("neither name agrees well"),
    "full_agreement": gettext_lazy("whole name and birth date agree together"),
    "born_unsure": gettext_lazy("neither birth date nor first name is sure"),
}
HOLDS = {
    "twins": gettext_lazy("First names differ on the same birth date: these may be twins."),
    "relative_ssn": gettext_lazy("The SSN agrees but the person does not: it may be a relative’s."),
    "ssn_edit": gettext_lazy(
        "The SSNs differ by one digit or exchange. Tell the eligibility worker: one of them may "
        "be wrong."
    ),
    "estimated_birth": gettext_lazy("A birth date is only estimated."),
    "cin_conflict": gettext_lazy(
        "The CIN agrees but the person does not: one extract may carry a wrong number."
    ),
    "deceased": gettext_lazy("A death is recorded on one side only."),
    "suffix": gettext_lazy("The suffixes differ: these may be parent and child."),
    "generation": gettext_lazy("The birth dates are a generation apart."),
}
TIERS = {
    "A": gettext_lazy("Tier A: same CIN, and name or birth date agrees"),
    "A-": gettext_lazy("Tier A−: same CIN, but the rest disagrees; check for a wrong number"),
    "B": gettext_lazy("Tier B: same SSN, and name and birth date agree"),
    "C": gettext_lazy("Tier C: same SSN, but only name or birth date agrees"),
    "D": gettext_lazy("Tier D: name and birth date agree"),
    "E": gettext_lazy("Tier E: first name, birth date and address agree"),
    "F": gettext_lazy("Tier F: SSN nearly the same, name and birth date agree"),
}
VERBS = {
    MatchDecision.Verb.LINK: gettext_lazy("linked the pair"),
    MatchDecision.Verb.NOT_SAME: gettext_lazy("said they are not the same"),
    MatchDecision.Verb.NEEDS_INFORMATION: gettext_lazy("asked for information"),
    MatchDecision.Verb.CUT: gettext_lazy("cut the link"),
    MatchDecision.Verb.UNDO: gettext_lazy("took back the decision before"),
}
PROGRAMS = {"cws": "CWS", "calworks": "CalWORKs"}


def state_words(state: str) -> str:
    """A pair's state as people say it."""
    return str(STATES[MatchCandidate.State(state)][1])


def likelihood(pair: MatchCandidate) -> str:
    """The calibrated probability in words: how many of ten or more such pairs are one person."""
    share = pair.probability
    if share >= 0.9995:
        return _("Of 1,000 pairs like this, nearly all are one person")
    if share >= 0.995:
        return _("Of 1,000 pairs like this, about %(count)s are one person") % {
            "count": number(round(share * 1000))
        }
    if share >= 0.9:
        return _("Of 100 pairs like this, about %(count)s are one person") % {
            "count": number(round(share * 100))
        }
    count = max(1, round(share * 10))
    return ngettext(
        "Of 10 pairs like this, about %(count)s is one person",
        "Of 10 pairs like this, about %(count)s are one person",
        count,
    ) % {"count": number(count)}


def strength(bits: float) -> str:
    """How much a piece of evidence says, either way."""
    size = abs(bits)
    if size < 0.05:
        return _("says nothing")
    if bits > 0:
        return _("strong") if size >= STRONG else _("fair") if size >= FAIR else _("weak")
    return (
        _("strongly against")
        if size >= STRONG
        else _("against")
        if size >= FAIR
        else _("slightly against")
    )


def evidence_words(bar: Evidence) -> str:
    """One bar in words: what agrees or not, how common the name is here, how strong that is."""
    if bar.kind == "prior":
        return _("where it starts: any two records are rarely one person")
    return _("%(what)s: %(how)s") % {"what": _what(bar), "how": strength(bar.bits)}


def _what(bar: Evidence) -> str:
    if bar.kind == "guard":
        return str(GUARDS.get(bar.field, bar.field))
    if bar.kind == "household":
        return _("others of the same two households agree too")
    if bar.kind == "alone":
        return _("nearly everybody here is in both programs, and nobody else fits")
    if bar.kind == "rival":
        return _("another record fits as well or better")
    if bar.protected:
        return _("protected evidence (a child’s placement)")
    said = str(LEVELS[bar.field].get(bar.level, FIELDS[bar.field]))
    if bar.rarity is None:
        return said
    if bar.rarity <= 200:
        return _("%(said)s, common here (1 in %(count)s)") % {
            "said": said,
            "count": number(bar.rarity),
        }
    return _("%(said)s, 1 in %(count)s here") % {"said": said, "count": number(bar.rarity)}


def bars(told: Explanation) -> Iterator[tuple[str, float]]:
    """(words, bits) of every bar that weighs something. What weighs nothing adds nothing."""
    for bar in told.evidence:
        if bar.bits:
            yield evidence_words(bar), bar.bits


def shown_then(kept: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """(words, bits) of the evidence that a decision kept (`evidence.shown`). How rare a name was is
    not kept."""
    for field, level, bits in kept.get("evidence", []):
        if bits:
            whole = field in ("prior", "household", "rival", "alone")
            compared = level in LEVELS.get(field, {})
            kind = field if whole else "comparison" if compared else "guard"
            bar = Evidence(kind, field, level, "", bits, protected=level == "placed")
            yield evidence_words(bar), bits


def verb_words(verb: str) -> str:
    """What somebody did, as a history says it."""
    found = MatchDecision.Verb(verb)
    return str(VERBS.get(found, found.label))


def change_words(change: str) -> str:
    """What brought a pair back, from "calworks.born"."""
    program, field = change.split(".")
    return _("%(field)s in %(program)s changed") % {
        "field": FIELDS[field],
        "program": PROGRAMS[program],
    }


def usual_reason(told: Explanation) -> str:
    """The reason for "not the same" that the evidence suggests; the reviewer may choose another."""
    reasons = MatchDecision.Reason
    if "twins" in told.holds:
        return reasons.TWIN
    if "relative_ssn" in told.holds:
        return reasons.RELATIVE
    if "cin_conflict" in told.holds:
        return reasons.DATA_ERROR
    if "suffix" in told.holds or "generation" in told.holds:
        return reasons.RELATIVE
    return reasons.NAMESAKE
