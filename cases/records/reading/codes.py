"""Codes of the source systems in the one spelling that is compared.

A value that is in no table is kept as stated and the row is flagged: code texts change with
releases of the source systems, and a changed text must not lose a client.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cases.people.identity import Program
from cases.records.reading.layouts import squeeze

NO_SPELLINGS: Mapping[str, str] = MappingProxyType({})


def _table(**spellings: str) -> Mapping[str, str]:
    return {
        squeezed: code
        for code, names in spellings.items()
        for squeezed in {_squeeze(code), *names.split()}
    }


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


SERVICE_COMPONENTS = _table(
    ER="emergencyresponse",
    FM="familymaintenance vfm cfm",
    FR="familyreunification vfr",
    PP="permanentplacement permanencyplanning pps",
    ST="supportivetransition",
)
INTERVENTIONS = _table(
    court="c courtordered ordered dependency",
    voluntary="v vol voluntaryservices",
)
PROGRAM_STATUSES = _table(
    pending="pend applied",
    active="approved enrolled open",
    denied="deny",
    discontinued="disc closed terminated ended",
)
WTW_STATUSES = _table(
    pending="pend",
    active="enrolled participating",
    good_cause="goodcausedetermined",
    exempt="exemption exempted",
    noncompliance="noncompliant",
    sanction="sanctioned",
    closed="deregistered discontinued",
)
ACCESS = _table(N="none no open", S="sensitive", R="sealed restricted")
SEXES = _table(F="female woman girl", M="male man boy", X="nonbinary", unknown="u unk notstated")
CWS_ROLES = _table(
    child="minor client victim focuschild",
    mother="birthmother biologicalmother adoptivemother mom presumedmother",
    father="birthfather biologicalfather adoptivefather dad presumedfather allegedfather",
    parent="stepmother stepfather stepparent",
    guardian="legalguardian",
    caregiver=(
        "substitutecareprovider resourceparent resourcefamily fosterparent fostermother "
        "fosterfather relativecaregiver nrefm caretaker scp"
    ),
    relative=(
        "grandmother grandfather grandparent aunt uncle cousin sibling brother sister "
        "halfbrother halfsister relatedadult"
    ),
    other="nonrelated partner roommate unrelated",
)
CALWORKS_ROLES = _table(
    aided_adult="aidedparent adult applicant primary",
    unaided_work_eligible="workeligible unaidedadult weunaided",
    sanctioned="sanctionedadult",
    timed_out="timelimited timedoutadult",
    ssi="ssissp ssirecipient",
    non_needy_caretaker="nonneedycaretakerrelative nonneedy nnc",
    aided_child="child eligiblechild",
    caretaker="caretakerrelative",
    second_parent="secondadult otherparent",
    excluded="excludedmember",
    not_aided_adult="unaided",
)
YES = frozenset({"y", "yes", "1", "t", "true", "x"})
NO = frozenset({"n", "no", "0", "f", "false"})

FACT_TABLES: Mapping[str, Mapping[str, str]] = {
    "service_component": SERVICE_COMPONENTS,
    "intervention": INTERVENTIONS,
    "program_status": PROGRAM_STATUSES,
    "wtw_status": WTW_STATUSES,
}

# Where a child may be that is not out-of-home care.
AT_HOME = _table(
    home=(
        "ownhome withparent withparents parentalhome trialhomevisit remainhome none na notplaced"
    ),
)
# A report that came to nothing is not loaded (the default of the privacy decisions).
NOT_LOADED = _table(
    evaluated_out="evaluateout evaluateoutassociate erevaluateout erevaluatedout",
    unfounded="erunfounded",
    entered_in_error="error",
)
# Whoever stands among the others of a case for having reported it (Penal Code 11167).
REPORTERS = _table(
    reporter=(
        "rp rptr reportingparty mandatedreporter nonmandatedreporter anonymousreporter informant "
        "referralsource"
    ),
)

# What says whether there is a report at all: left out, or loaded.
OUTCOMES = {**NOT_LOADED, "loaded": "loaded"}
WHEREABOUTS = {**AT_HOME, "away": "away"}
ANSWERS = {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")}

_TABLES: Mapping[Program, Mapping[str, Mapping[str, str]]] = {
    Program.CWS: {
        "sex": SEXES,
        "role": {**CWS_ROLES, **REPORTERS},
        "relationship": {**CWS_ROLES, **REPORTERS},
        "limited_access": ACCESS,
        "born_estimated": ANSWERS,
        "in_home": ANSWERS,
        "hispanic": ANSWERS,
        "disposition": OUTCOMES,
        "response_type": OUTCOMES,
        "placement_type": WHEREABOUTS,
        "service_component": SERVICE_COMPONENTS,
        "intervention": INTERVENTIONS,
    },
    Program.CALWORKS: {
        "sex": SEXES,
        "role": {**CALWORKS_ROLES, **REPORTERS},
        "limited_access": ACCESS,
        "born_estimated": ANSWERS,
        "hispanic": ANSWERS,
        "program_status": PROGRAM_STATUSES,
        "wtw_status": WTW_STATUSES,
    },
}


def tables(program: Program) -> Mapping[str, Mapping[str, str]]:
    """The known spellings (squeezed) of every field that is a code, and the code of each."""
    return _TABLES[program]


def allowed(program: Program) -> Mapping[str, tuple[str, ...]]:
    """The codes that a county's own text may stand for, by field, in the order of the tables."""
    return {name: tuple(dict.fromkeys(table.values())) for name, table in _TABLES[program].items()}


# Texts that keep something out or closed; no county's list may make them mean less.
_PROTECTED: Mapping[str, Mapping[str, str]] = {
    "limited_access": {text: code for text, code in ACCESS.items() if code != "N"},
    "role": REPORTERS,
    "relationship": REPORTERS,
    "disposition": NOT_LOADED,
    "response_type": NOT_LOADED,
}


def contradicts(name: str, text: str, code: str) -> bool:
    """Whether a county's own code for a text would undo a restriction or load what is not loaded.
    Making a sensitive record a sealed one is no contradiction."""
    meant = _PROTECTED.get(name, NO_SPELLINGS).get(text)
    return meant is not None and code not in (meant, "R")


class Codes:
    """One table that remembers what it was asked, so that a repeated spelling costs one look.

    `own` are the spellings of one county, squeezed as column names are; they come first.
    """

    def __init__(self, table: Mapping[str, str], own: Mapping[str, str] = NO_SPELLINGS) -> None:
        self._table = table
        self._own = own
        self._known: dict[str, str | None] = {"": ""}

    def __call__(self, text: str) -> str | None:
        """The code of a stated text, an empty string for none, None for an unknown one."""
        if text in self._known:
            return self._known[text]
        code = self._own.get(squeeze(text)) if self._own else None
        code = code or self._table.get(_squeeze(text))
        if len(self._known) < 10_000:
            self._known[text] = code
        return code
