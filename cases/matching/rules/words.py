"""Rules in words: verbs, conditions, whole rules as sentences, why one cannot be applied."""

from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.matching.rules.table import Condition, Kind, Rule, RuleError, Verb
from cases.matching.words import FIELDS, HOLDS
from linkages.templatetags.words import number

VERBS = {
    Verb.NEVER: gettext_lazy("Never link"),
    Verb.SECOND: gettext_lazy("Two people must agree"),
    Verb.ASK: gettext_lazy("Always ask a person"),
}
VERB_HELP = {
    Verb.NEVER: gettext_lazy("Nobody can link such a pair while the rule holds."),
    Verb.SECOND: gettext_lazy(
        "A second person has to agree before the link is made; one of the two leads the review."
    ),
    Verb.ASK: gettext_lazy("The county’s rule never links such a pair, and its page says why."),
}
STATES = {Verb.NEVER: "stop", Verb.SECOND: "attention", Verb.ASK: "waiting"}
KINDS = {
    Kind.FIELD: gettext_lazy("How a field agrees"),
    Kind.TIER: gettext_lazy("Tier"),
    Kind.HOLD: gettext_lazy("What the comparison itself doubts"),
    Kind.BELOW: gettext_lazy("Evidence below"),
    Kind.AT_LEAST: gettext_lazy("Evidence of at least"),
    Kind.ESTIMATED: gettext_lazy("A birth date is estimated"),
    Kind.APART: gettext_lazy("Birth dates lie apart"),
    Kind.YOUNGER: gettext_lazy("One of the two is younger than"),
    Kind.OLDER: gettext_lazy("One of the two is this old or older"),
    Kind.TWIN: gettext_lazy("Twins"),
    Kind.HOUSEHOLD: gettext_lazy("The household"),
    Kind.ROLE: gettext_lazy("Role"),
}
NUMBERS = {
    Kind.BELOW: gettext_lazy("Evidence below, in bits"),
    Kind.AT_LEAST: gettext_lazy("Evidence of at least, in bits"),
    Kind.APART: gettext_lazy("Birth dates more than so many years apart"),
    Kind.YOUNGER: gettext_lazy("One of the two younger than, in years"),
    Kind.OLDER: gettext_lazy("One of the two at least this old, in years"),
}
ANSWERS = {
    "same": gettext_lazy("same"),
    "near": gettext_lazy("near"),
    "different": gettext_lazy("different"),
    "missing": gettext_lazy("not stated on a side"),
    "agrees": gettext_lazy("others of the two households agree too"),
    "silent": gettext_lazy("nobody else of the two households agrees"),
    "child": gettext_lazy("a child"),
    "parent": gettext_lazy("a parent"),
}
DOUBTS = {
    "twins": gettext_lazy("perhaps twins"),
    "relative_ssn": gettext_lazy("perhaps a relative’s SSN"),
    "ssn_edit": gettext_lazy("SSNs differ by a digit or an exchange"),
    "estimated_birth": gettext_lazy("estimated birth date"),
    "cin_conflict": gettext_lazy("same CIN, another person"),
    "deceased": gettext_lazy("a death on one side only"),
    "suffix": gettext_lazy("Jr and Sr, or the like"),
    "generation": gettext_lazy("a generation apart"),
}
GIVEN = {
    "ssn_and_birth": gettext_lazy(
        "The SSNs differ and the birth dates lie more than a year apart."
    ),
    "other_child_of_one_day": gettext_lazy(
        "Same birth date, but another first name and another sex, and no number that agrees: "
        "these are two children."
    ),
    "adoption": gettext_lazy(
        "A child’s first name and birth date agree, last name and CIN do not: this may be an "
        "adoption. Adoption records are never stored here."
    ),
    "estimated_birth": gettext_lazy("A birth date is only estimated."),
    "twins": gettext_lazy("One of the two has a twin at home."),
    "cin_alone": gettext_lazy("The CIN agrees but the rest does not."),
    "deceased": gettext_lazy("A death is recorded on one side only."),
}
FAULTS = {
    "no_condition": gettext_lazy("A rule needs a condition."),
    "unknown_field": gettext_lazy("Choose a field."),
    "nothing_chosen": gettext_lazy("Choose at least one answer."),
    "unknown_choice": gettext_lazy("Choose from the list."),
    "number_out_of_range": gettext_lazy("Give a number within the range."),
    "unreadable": gettext_lazy("This rule cannot be read."),
}


def fault(error: RuleError) -> str:
    """Why a rule cannot be applied."""
    return str(FAULTS.get(error.code, FAULTS["unreadable"]))


def verb(rule: Rule) -> str:
    return str(VERBS[rule.verb])


def sentence(rule: Rule) -> str:
    """A rule as a sentence: the county's own words, ours for a given rule, else its conditions."""
    if rule.title:
        return rule.title
    if rule.code in GIVEN:
        return str(GIVEN[rule.code])
    return conditions(rule)


def conditions(rule: Rule) -> str:
    """What must be true of a pair, in one line."""
    return _("%(list)s.") % {"list": "; ".join(condition(each) for each in rule.conditions)}


def condition(asked: Condition) -> str:
    """One condition in words."""
    if asked.kind == Kind.FIELD:
        said = _or(str(ANSWERS[each]) for each in asked.among)
        return _("%(field)s: %(said)s") % {"field": FIELDS[asked.field], "said": said}
    if asked.kind == Kind.TIER:
        return _("tier %(tiers)s") % {"tiers": _or(each.replace("-", "−") for each in asked.among)}
    if asked.kind == Kind.HOLD:
        return _or(str(DOUBTS.get(each, HOLDS.get(each, each))) for each in asked.among)
    if asked.kind == Kind.ESTIMATED:
        return _("a birth date is estimated")
    if asked.kind == Kind.TWIN:
        return _("one of the two has a twin at home")
    if asked.kind in (Kind.HOUSEHOLD, Kind.ROLE):
        return _or(str(ANSWERS[each]) for each in asked.among)
    return _with_number(asked)


def _with_number(asked: Condition) -> str:
    limit = float(asked.number or 0)
    said = {"count": number(limit, 0 if limit.is_integer() else 1)}
    if asked.kind == Kind.BELOW:
        return _("evidence below %(count)s") % said
    if asked.kind == Kind.AT_LEAST:
        return _("evidence of at least %(count)s") % said
    if asked.kind == Kind.APART:
        text = ngettext(
            "birth dates more than %(count)s year apart",
            "birth dates more than %(count)s years apart",
            ceil(limit),
        )
        return text % said
    if asked.kind == Kind.YOUNGER:
        return _("one of the two is younger than %(count)s") % said
    return _("one of the two is %(count)s or older") % said


def _or(words: Any) -> str:
    return _(" or ").join(words)


def refusal(rule: Rule) -> str:
    """What somebody is told whom a rule keeps from linking."""
    if rule.verb == Verb.SECOND:
        return _("The county’s rule asks for two people here: %(rule)s") % {"rule": sentence(rule)}
    return _("The county’s rule forbids linking this pair: %(rule)s") % {"rule": sentence(rule)}
