"""Joint work with a family: episodes, who is told, who accepted."""

from cases.families.models.agreements import AgreementStep
from cases.families.models.changes import FamilyChange
from cases.families.models.closing import (
    Closing,
    ClosingStep,
    ClosingTick,
    HandOff,
    Hold,
    Letter,
    Reopening,
)
from cases.families.models.contacts import Contact
from cases.families.models.directory import PaidBy, Service, ServiceEdition, Topic
from cases.families.models.doors import EventNotice, Outcome, Suggestion
from cases.families.models.eligibility import EligibilityAnswer
from cases.families.models.episodes import (
    Acceptance,
    Episode,
    EpisodeQuerySet,
    Model,
    Priority,
    Quota,
    Wave,
)
from cases.families.models.layouts import FamilyVisit, PageLayout
from cases.families.models.notes import Note
from cases.families.models.notices import Digest, GivenAccess, MailChoice, Notice
from cases.families.models.obstacles import Obstacle
from cases.families.models.source_flags import SourceFlag, SourceFlagKind
from cases.families.models.tasks import Task, TaskQuerySet
from cases.families.models.transfers import ReceivedFamily, Transfer
from cases.families.models.wordings import Wording
from cases.families.models.written import FAMILY_WIDE, Language

__all__ = [
    "FAMILY_WIDE",
    "Acceptance",
    "AgreementStep",
    "Closing",
    "ClosingStep",
    "ClosingTick",
    "Contact",
    "Digest",
    "EligibilityAnswer",
    "Episode",
    "EpisodeQuerySet",
    "EventNotice",
    "FamilyChange",
    "FamilyVisit",
    "GivenAccess",
    "HandOff",
    "Hold",
    "Language",
    "Letter",
    "MailChoice",
    "Model",
    "Note",
    "Notice",
    "Obstacle",
    "Outcome",
    "PageLayout",
    "PaidBy",
    "Priority",
    "Quota",
    "ReceivedFamily",
    "Reopening",
    "Service",
    "ServiceEdition",
    "SourceFlag",
    "SourceFlagKind",
    "Suggestion",
    "Task",
    "TaskQuerySet",
    "Topic",
    "Transfer",
    "Wave",
    "Wording",
]
