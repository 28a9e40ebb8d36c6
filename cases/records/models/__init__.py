"""Extracts on their way in: the batch, its files, what was read, what was refused, what changed.

A batch is taken or refused as a whole. Until it is accepted, everything it brings lies in staged
rows, which no other part of the house reads; then one transaction turns the pointers of program
records to what the batch says. Staged rows carry no triggers: the batch is their history.
"""

from cases.records.models.batches import ExtractBatch, ExtractFile, QuarantinedRow, UploadChunk
from cases.records.models.quality import QualityFigure
from cases.records.models.sources import IdPair, Pickup, ProfileDraft, SourceProfile, System
from cases.records.models.staged import RecordChange, StagedRow, Standing

__all__ = [
    "ExtractBatch",
    "ExtractFile",
    "IdPair",
    "Pickup",
    "ProfileDraft",
    "QualityFigure",
    "QuarantinedRow",
    "RecordChange",
    "SourceProfile",
    "StagedRow",
    "Standing",
    "System",
    "UploadChunk",
]
