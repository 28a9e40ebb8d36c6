"""What follows from both programs' facts about a family: model, priority, populations, offices."""

from cases.families.deriving.refreshing import refresh

__all__ = ["refresh"]
