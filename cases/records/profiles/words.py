"""Fields in plain words: what each is called, why it is asked for, in which form, an example.

Keyed by the names of `reading.fields.FIELDS`; a test holds that none is missing and none is left
over. Examples are fictional; Social Security numbers are of the 900 range, which is never issued.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.records.reading.fields import Field
from cases.sharing.words import FACTS, VALUES


@dataclass(frozen=True, slots=True)
class Told:
    """Why a field is asked for, and an example of a cell."""

    why: Any
    example: str


# What the facts' own words do not name.
LABELS: dict[str, Any] = {
    "county": _("County"),
    "client_id": _("CWS client number"),
    "cares_id": _("CWS-CARES id"),
    "old_id": _("Id before this one"),
    "case_id": _("CWS case number"),
    "household_id": _("Household number"),
    "case_no": _("CalWORKs case number"),
    "person_no": _("Person number in the case"),
    "surname": _("Last name"),
    "given": _("First name"),
    "middle": _("Middle name"),
    "suffix": _("Name suffix"),
    "born_estimated": _("Birth date is an estimate"),
    "ssn": _("Social Security number"),
    "street": _("Street"),
    "city": _("City"),
    "postal": _("ZIP code"),
    "relationship": _("Relationship to the child"),
    "in_home": _("Lives in the same home"),
    "language_spoken": _("Spoken language"),
    "language_written": _("Written language"),
    "limited_access": _("Limited access"),
    "race_ethnicity": _("Race and ethnicity"),
    "hispanic": _("Hispanic origin"),
    "race_source": _("Who stated race and ethnicity"),
    "tribe": _("Tribe"),
    "tribal_inquiry": _("Tribal inquiry (ICWA)"),
    "disposition": _("Disposition of the report"),
    "response_type": _("Response to the report"),
}

TOLD: dict[str, Told] = {
    "county": Told(_("Keeps rows of other counties out."), "99"),
    "client_id": Told(
        _("Names the client from one extract to the next and tells namesakes apart."),
        "0601-5692-6627-8000483",
    ),
    "cares_id": Told(_("Names the client once CWS-CARES replaces CWS/CMS."), "003CA00000BxYzQYAV"),
    "old_id": Told(_("A client who got a new id goes on under the same record."), ""),
    "cin": Told(_("The surest common key of both systems, where CWS has it."), "90000017A"),
    "case_id": Told(
        _("Shows which children and adults belong together."), "0498-4900-5117-4000483"
    ),
    "household_id": Told(_("Shows which cases are one family."), "H-2041"),
    "case_no": Told(_("Names the household that aid is paid to."), "1B2K111"),
    "person_no": Told(_("Names the person within the case."), "04"),
    "surname": Told(_("Compared between both programs, with spellings and double names."), "REYES"),
    "given": Told(_("Compared between both programs, with short forms."), "ROSA"),
    "middle": Told(_("Tells people of the same name apart."), "ELENA"),
    "suffix": Told(_("Tells father and son of the same name apart."), "JR"),
    "born": Told(_("Compared between both programs."), "05/02/2016"),
    "born_estimated": Told(_("An estimated date weighs less."), "N"),
    "died": Told(_("Nobody is contacted about somebody who has died."), "03/11/2026"),
    "ssn": Told(
        _("The strongest key. It is sealed, and staff see four digits at most."), "900-55-1234"
    ),
    "sex": Told(_("Compared between both programs; never decides alone."), "F"),
    "street": Told(_("Same address supports a match and helps workers plan visits."), "12 OAK ST"),
    "city": Told(_("Part of the address."), "MILLBROOK"),
    "postal": Told(_("Part of the address."), "95900"),
    "phone": Told(_("The other program can reach the family."), "555-0142"),
    "role": Told(_("Shows who is parent and who is child, and who is aided."), "aided_adult"),
    "relationship": Told(_("Shows who is a parent and who is not."), "mother"),
    "in_home": Told(_("Shows which parent the plan is for."), "Y"),
    "language_spoken": Told(_("Meetings and letters are in the family’s language."), "Spanish"),
    "language_written": Told(_("Meetings and letters are in the family’s language."), "Spanish"),
    "limited_access": Told(_("Sealed and sensitive people stay closed to almost everybody."), "N"),
    "race_ethnicity": Told(_("Shows whether families are served alike. Never compared."), "White"),
    "hispanic": Told(_("Shows whether families are served alike. Never compared."), "Y"),
    "race_source": Told(
        _("What a family says of itself counts before what a worker assumed."), "self"
    ),
    "tribe": Told(_("The tribe takes part where the law says so."), "None stated"),
    "tribal_inquiry": Told(_("Shows whether the family was asked."), "Inquiry made"),
    "disposition": Told(_("Reports that came to nothing are left out by it."), "Substantiated"),
    "response_type": Told(_("Reports that were evaluated out are left out by it."), "10 Day"),
    "worker_name": Told(_("Both workers learn of each other."), "Dana Whitfield"),
    "worker_id": Told(_("Gives the person to the worker’s list."), "CW101"),
    "worker_phone": Told(_("Both workers can call each other."), "555-0110"),
    "employment_worker_name": Told(_("Welfare-to-Work has a worker of its own."), "Luis Ortega"),
    "employment_worker_id": Told(_("Gives the person to that worker’s list."), "EW205"),
    "unit": Told(_("The unit’s supervisor sees the person."), "CWS1"),
    "office": Told(_("Work is divided by office."), "Main Street"),
    "case_start": Told(_("Shows whether the case was open at the time."), "01/05/2026"),
    "service_component": Told(_("Decides which Linkages service fits the family."), "FM"),
    "service_component_start": Told(_("Shows what changed since the last extract."), "02/10/2026"),
    "intervention": Told(_("Court dates bind both plans."), "court"),
    "removal_on": Told(_("Cash aid depends on how long a child is away."), "10/06/2026"),
    "placement_type": Told(_("Shows whether a child lives at home."), "Own home"),
    "next_hearing_on": Told(_("No other appointment is set on that day."), "12/15/2026"),
    "next_hearing_type": Told(_("Says what the family prepares for."), "Review"),
    "case_plan_effective": Told(_("The joint plan is built on it."), "02/10/2026"),
    "case_plan_due": Told(_("Both plans are reviewed together."), "08/10/2026"),
    "special_project": Told(_("Shows who is marked as a Linkages family already."), "None"),
    "program_status": Told(
        _("Only people with a pending or active case are looked for."), "active"
    ),
    "aid_code": Told(_("Shows what kind of aid is paid."), "30"),
    "begin": Told(_("Shows since when aid is paid."), "01/01/2026"),
    "end": Told(_("Aid that ends changes the plan."), "09/30/2026"),
    "end_reason": Told(_("Shows whether both programs can act on it."), "Moved"),
    "wtw_status": Told(_("Families in sanction come first."), "active"),
    "wtw_reason": Told(_("Explains the status to the other worker."), "Enrolled"),
    "wtw_status_begin": Told(_("A sanction’s clock runs from this day."), "03/01/2026"),
    "sanction_number": Told(_("Shows how many there were."), "1"),
    "na840_on": Told(_("Twenty days run from this notice."), "02/20/2026"),
    "exempt_type": Told(_("Shows what is not asked of the family now."), "Care of child"),
    "exempt_end": Told(_("Says when it will be asked again."), "06/30/2026"),
    "months_on_aid": Told(_("Aid to adults is limited to 60 months."), "24"),
    "wtw_plan_on": Told(_("The joint plan is built on it."), "01/20/2026"),
    "activity": Told(_("The two programs must not ask for two things at one time."), "Job search"),
    "hours": Told(_("Shows how full the family’s week is."), "32"),
    "activity_end": Told(_("Says when there is room for something new."), "06/30/2026"),
    "child_care_end": Told(_("Without child care no plan holds."), "06/30/2026"),
    "homeless_assistance": Told(_("Housing comes before everything else."), "None"),
}

ID_19 = _("19 digits with dashes, or the 10 characters of the key. As text.")
CODED = _("Your system’s own codes; you say once what they mean.")
FORMS: dict[str, Any] = {
    "text": _("Text"),
    "free": _("Short text, no notes"),
    "date": _("MM/DD/YYYY or YYYY-MM-DD"),
    "number": _("Number"),
}
FORM_OF: dict[str, Any] = {
    "county": _("Two digits or the county’s name"),
    "client_id": ID_19,
    "case_id": ID_19,
    "household_id": _("As your system has it. As text."),
    "cares_id": _("As your system has it. As text."),
    "old_id": _("As your system has it. As text."),
    "case_no": _("As your system has it. As text."),
    "person_no": _("Two digits"),
    "cin": _("Eight digits and a letter"),
    "born": FORMS["date"],
    "died": FORMS["date"],
    "born_estimated": _("Y or N"),
    "in_home": _("Y or N"),
    "hispanic": _("Y or N"),
    "ssn": _("Nine digits. As text, with leading zeros."),
    "postal": _("Five digits. As text."),
    "sex": CODED,
    "role": CODED,
    "relationship": CODED,
    "limited_access": _("N (none), S (sensitive) or R (sealed)"),
}


def label(name: str) -> str:
    """The plain name of a field."""
    return str(LABELS.get(name) or FACTS[name])


def form_of(field: Field) -> str:
    """In which form a cell of this field is understood."""
    return str(
        FORM_OF.get(field.name)
        or FORMS.get(field.form)
        or (FORMS["text"] if field.form == "header" else CODED)
    )


# What facts of a category are about, in the words of an extract.
CATEGORIES: dict[str, Any] = {
    "C1": _("who it is, case numbers, assigned worker"),
    "C2": _("CalWORKs status"),
    "C3": _("Welfare-to-Work activities and services"),
    "C4": _("Social Security number"),
    "C5": _("child welfare involvement"),
    "C6": _("what comes from a report"),
    "C7": _("placement"),
}


def category_label(code: str) -> str:
    """What a category holds."""
    return str(CATEGORIES[code])


SHAPES: dict[str, Any] = {
    "delimited": _("Text with separators (CSV, tab, pipe)"),
    "fixed": _("Fixed width"),
    "workbook": _("Excel workbook"),
    "tanf": _("Federal TANF data file"),
}
ORDERS: dict[str, Any] = {
    "mdy": _("month, day, year"),
    "dmy": _("day, month, year"),
    "ymd": _("year, month, day"),
}
# Codes whose words the person page does not have.
CODES: dict[str, dict[str, Any]] = {
    "sex": {"unknown": _("Not known")},
    "limited_access": {"N": _("Not restricted"), "S": _("Sensitive"), "R": _("Sealed")},
    "role": {"reporter": _("Whoever reported: left out")},
    "answer": {"yes": _("Yes"), "no": _("No")},
    "outcome": {
        "evaluated_out": _("Evaluated out: left out"),
        "unfounded": _("Unfounded: left out"),
        "entered_in_error": _("Entered in error: left out"),
        "loaded": _("Any other: read"),
    },
    "placement_type": {"home": _("At home"), "away": _("Away from home")},
}
_SAME_WORDS = {
    "relationship": "role",
    "born_estimated": "answer",
    "in_home": "answer",
    "hispanic": "answer",
    "disposition": "outcome",
    "response_type": "outcome",
}


def order_label(order: str) -> str:
    """In which order a date is written."""
    return str(ORDERS[order])


def code_label(name: str, code: str) -> str:
    """A code of a field in words; one without words as it stands."""
    kind = _SAME_WORDS.get(name, name)
    own = CODES.get(kind, {}).get(code)
    return str(own or VALUES.get(kind, {}).get(code) or code)
