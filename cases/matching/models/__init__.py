"""Who may be the same person: the frozen model, keys, runs, candidates, and what people decided.

A candidate is a pair of one CWS record and one CalWORKs record. Runs write its scores; only people
write its state, save that a pair whose record left its extract expires and that a pair decided
"not the same" comes back when identifying facts changed.
"""

from cases.matching.models.candidates import (
    CandidateQuerySet,
    MatchCandidate,
)
from cases.matching.models.decisions import (
    MatchDecision,
)
from cases.matching.models.desk import (
    DayList,
    DecisionReason,
    Deputy,
    QueueAct,
    QueueSplit,
    SavedFilter,
)
from cases.matching.models.disposal import (
    Disposal,
    LegalHold,
    Tombstone,
)
from cases.matching.models.rules import (
    Agreement,
    RuleEdition,
    RulePreview,
    RuleRun,
)
from cases.matching.models.runs import (
    KeyedRecord,
    MatchKey,
    MatchModel,
    MatchRun,
    UnsettledRecord,
)
from cases.matching.models.second import (
    Sample,
    SampledPair,
    SampleWord,
)

__all__ = [
    "Agreement",
    "CandidateQuerySet",
    "DayList",
    "DecisionReason",
    "Deputy",
    "Disposal",
    "KeyedRecord",
    "LegalHold",
    "MatchCandidate",
    "MatchDecision",
    "MatchKey",
    "MatchModel",
    "MatchRun",
    "QueueAct",
    "QueueSplit",
    "RuleEdition",
    "RulePreview",
    "RuleRun",
    "Sample",
    "SampleWord",
    "SampledPair",
    "SavedFilter",
    "Tombstone",
    "UnsettledRecord",
]
