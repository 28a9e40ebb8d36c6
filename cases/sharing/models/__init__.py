"""The tables of sharing, by noun."""

from cases.sharing.models.accounts import Alert, Disclosure, LookUp, MonthlyReview
from cases.sharing.models.assignments import Assignment
from cases.sharing.models.consents import Consent, Narrowing
from cases.sharing.models.dated import DatedQuerySet
from cases.sharing.models.grounds import (
    Audience,
    Category,
    LegalBasis,
    MatchingAuthority,
    PolicyEdition,
)
from cases.sharing.models.incidents import (
    Incident,
    IncidentDocument,
    IncidentRecord,
    IncidentShowing,
    IncidentStep,
)
from cases.sharing.models.index import Designation, IndexStandard
from cases.sharing.models.restricting import (
    READ_AS_EXTRA,
    READ_RESTRICTED,
    NamedReader,
    Shield,
    StaffRelation,
)
from cases.sharing.models.rosters import Extension, Roster, RosterSubject, Seat

__all__ = [
    "READ_AS_EXTRA",
    "READ_RESTRICTED",
    "Alert",
    "Assignment",
    "Audience",
    "Category",
    "Consent",
    "DatedQuerySet",
    "Designation",
    "Disclosure",
    "Extension",
    "Incident",
    "IncidentDocument",
    "IncidentRecord",
    "IncidentShowing",
    "IncidentStep",
    "IndexStandard",
    "LegalBasis",
    "LookUp",
    "MatchingAuthority",
    "MonthlyReview",
    "NamedReader",
    "Narrowing",
    "PolicyEdition",
    "Roster",
    "RosterSubject",
    "Seat",
    "Shield",
    "StaffRelation",
]
