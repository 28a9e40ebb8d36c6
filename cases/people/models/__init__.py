"""People as sets of program records, what workers correct, and families."""

from cases.people.models.corrections import Correction, CorrectionAnswer
from cases.people.models.families import (
    Family,
    FamilyMember,
    FamilyMemberQuerySet,
    FamilyQuerySet,
    FamilyRuling,
)
from cases.people.models.records import (
    Link,
    Person,
    ProgramRecord,
    ProgramRecordQuerySet,
    RecordVersion,
    Restriction,
    SealedSsn,
    new_token,
    unrestricted,
)

__all__ = [
    "Correction",
    "CorrectionAnswer",
    "Family",
    "FamilyMember",
    "FamilyMemberQuerySet",
    "FamilyQuerySet",
    "FamilyRuling",
    "Link",
    "Person",
    "ProgramRecord",
    "ProgramRecordQuerySet",
    "RecordVersion",
    "Restriction",
    "SealedSsn",
    "new_token",
    "unrestricted",
]
