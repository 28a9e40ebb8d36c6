"""Assessments: instruments, rounds, answers, consensus, decisions."""

from assessments.models.answers import Answer, Choice, Confidence, Trend
from assessments.models.consensus import Consensus, RoundDecision, SectionNote
from assessments.models.decisions import Commitment, DecisionStep
from assessments.models.editions import InstrumentEdition
from assessments.models.rounds import Respondent, Round, RoundSignature, Side

__all__ = [
    "Answer",
    "Choice",
    "Commitment",
    "Confidence",
    "Consensus",
    "DecisionStep",
    "InstrumentEdition",
    "Respondent",
    "Round",
    "RoundDecision",
    "RoundSignature",
    "SectionNote",
    "Side",
    "Trend",
]
