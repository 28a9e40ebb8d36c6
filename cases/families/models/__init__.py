"""Joint work with a family: episodes, who is told, who accepted."""

from cases.families.models.episodes import (
    Acceptance,
    Episode,
    EpisodeQuerySet,
    Model,
    Priority,
    Quota,
    Wave,
)
from cases.families.models.closing import (
    Closing,
    ClosingStep,
    ClosingTick,
    HandOff,
    Hold,
    Letter,
    Reopening,
)
from cases.families.models.transfers import ReceivedFamily, Transfer

__all__ = [
    "Acceptance",
    "Closing",
    "ClosingStep",
    "ClosingTick",
    "Episode",
    "EpisodeQuerySet",
    "HandOff",
    "Hold",
    "Letter",
    "Model",
    "Priority",
    "Quota",
    "ReceivedFamily",
    "Reopening",
    "Transfer",
    "Wave",
]
