"""What facts, their values and their grounds are called on screen and on paper."""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.sharing.decision import ACCOUNT, ASSIGNMENT, CONSENT, MATCH_REVIEW, NAMED
from linkages.templatetags.words import birth, short_day

FACTS: dict[str, Any] = {
    "name": _("Name"),
    "born": _("Birth date"),
    "died": _("Date of death"),
    "cin": _("CIN"),
    "source_id": _("Number in the source system"),
    "case": _("Case number"),
    "sex": _("Sex"),
    "language": _("Language"),
    "role": _("Role"),
    "address": _("Address"),
    "language_written": _("Language written"),
    "interpreter": _("Interpreter needed"),
    "phone": _("Telephone"),
    "worker": _("Worker"),
    "worker_name": _("Worker"),
    "worker_id": _("Worker’s number"),
    "worker_phone": _("Worker’s telephone"),
    "employment_worker_name": _("Employment worker"),
    "employment_worker_id": _("Employment worker’s number"),
    "unit": _("Unit"),
    "office": _("Office"),
    "ssn_last4": _("SSN, last four digits"),
    "program_status": _("CalWORKs status"),
    "aid_code": _("Aid code"),
    "begin": _("Aid began"),
    "end": _("Aid ended"),
    "end_reason": _("Why aid ended"),
    "wtw_status": _("Welfare-to-Work status"),
    "wtw_reason": _("Reason for the status"),
    "wtw_status_begin": _("Status since"),
    "sanction_number": _("Sanction number"),
    "na840_on": _("Notice NA 840 sent"),
    "exempt_type": _("Exemption"),
    "exempt_end": _("Exemption ends"),
    "months_on_aid": _("Months on aid"),
    "wtw_plan_on": _("Welfare-to-Work plan signed"),
    "activity": _("Activity"),
    "hours": _("Hours a week"),
    "activity_end": _("Activity ends"),
    "child_care_end": _("Child care ends"),
    "homeless_assistance": _("Homeless assistance"),
    "case_start": _("Case opened"),
    "service_component": _("Service component"),
    "service_component_start": _("In this component since"),
    "intervention": _("Intervention"),
    "removal_on": _("Removed on"),
    "placement_type": _("Type of placement"),
    "next_hearing_on": _("Next hearing"),
    "next_hearing_type": _("Type of hearing"),
    "case_plan_effective": _("Case plan in effect since"),
    "case_plan_due": _("Case plan due"),
    "special_project": _("Special project"),
    "disposition": _("Disposition"),
    "response_type": _("Response"),
    "relationship": _("Relationship to the child"),
    "tribal_inquiry": _("Tribal inquiry (ICWA)"),
}
VALUES: dict[str, dict[str, Any]] = {
    "sex": {"F": _("Female"), "M": _("Male"), "X": _("Nonbinary")},
    "program_status": {
        "pending": _("Pending"),
        "active": _("Active"),
        "denied": _("Denied"),
        "discontinued": _("Discontinued"),
    },
    "wtw_status": {
        "pending": _("Pending"),
        "active": _("Taking part"),
        "good_cause": _("Good cause"),
        "exempt": _("Exempt"),
        "noncompliance": _("Noncompliance"),
        "sanction": _("Sanction"),
        "closed": _("Closed"),
    },
    "service_component": {
        "ER": _("Emergency Response"),
        "FM": _("Family Maintenance"),
        "FR": _("Family Reunification"),
        "PP": _("Permanent Placement"),
        "ST": _("Supportive Transition"),
    },
    "interpreter": {"yes": _("Yes"), "no": _("No")},
    "intervention": {"court": _("Court"), "voluntary": _("Voluntary")},
    "role": {
        "child": _("Child"),
        "mother": _("Mother"),
        "father": _("Father"),
        "parent": _("Parent"),
        "guardian": _("Guardian"),
        "caregiver": _("Caregiver"),
        "relative": _("Relative"),
        "other": _("Other"),
        "aided_adult": _("Aided adult"),
        "unaided_work_eligible": _("Unaided, may work"),
        "sanctioned": _("Sanctioned adult"),
        "timed_out": _("Timed-out adult"),
        "ssi": _("Receives SSI"),
        "non_needy_caretaker": _("Non-needy caretaker"),
        "aided_child": _("Aided child"),
        "caretaker": _("Caretaker relative"),
        "second_parent": _("Second parent"),
        "excluded": _("Excluded member"),
        "not_aided_adult": _("Adult who is not aided"),
    },
}
VALUES["relationship"] = VALUES["role"]
SOURCES = {"cws": _("CWS extract"), "calworks": _("CalWORKs extract")}
STATUTES = {
    "10850": _("W&IC 10850"),
    "830": _("W&IC 830"),
    "832": _("W&IC 832"),
    "18961.5": _("W&IC 18961.5"),
    "18961.7": _("W&IC 18961.7"),
}
BASES = {
    ASSIGNMENT: _("you, your unit or your team work with this person"),
    NAMED: _("you are named as a reader"),
    CONSENT: _("the person released it"),
    MATCH_REVIEW: _("a match is reviewed"),
    ACCOUNT: _("you answer for who saw what"),
}


def fact_label(name: str) -> str:
    """The label of a fact; an undeclared name as it stands, with spaces."""
    return str(FACTS.get(name) or name.replace("_", " ").capitalize())


def fact_value(name: str, value: str | date) -> str:
    """A value in words: codes by their table, dates as dates."""
    if isinstance(value, date):
        return birth(value) if name in ("born", "died") else short_day(value)
    known = VALUES.get(name, {})
    return str(known.get(value, value))


def basis_words(basis: str) -> str:
    """Why somebody sees a fact, in a sentence that begins small: "seen because …"."""
    if basis in BASES:
        return str(BASES[basis])
    statute = STATUTES.get(basis) or basis
    return gettext("county counsel opened it under %(statute)s") % {"statute": statute}


def notice(category: str, basis: str) -> str:
    """What the law wants said beside a fact that was released; empty where nothing is.

    42 CFR 2.32 for substance use treatment, Civ. Code 56.13 for medical information.
    """
    if basis != CONSENT:
        return ""
    if category == "C9":
        return gettext(
            "42 CFR part 2 prohibits unauthorized use or disclosure of these records. They may"
            " not be used against the patient in any proceeding without consent or a court order."
        )
    if category == "C8":
        return gettext("Do not pass this on without a new release by the person (Civ. Code 56.13).")
    return gettext("Use this only for the purpose of the release, and do not pass it on.")
