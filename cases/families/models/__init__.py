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

__all__ = [
    "Acceptance",
    "Episode",
    "EpisodeQuerySet",
    "Model",
    "Priority",
    "Quota",
    "Wave",
]
