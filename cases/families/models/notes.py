"""Notes about a family."""

import pghistory
from django.db import models

from cases.families.models.written import Written, written_rules
from cases.people.models import Family
from linkages.rows import CountyKey


@pghistory.track(append_only=True)
class Note(Written):
    """Words about a family or one of its members that belong to no contact and no task."""

    family = CountyKey(Family, related_name="notes")

    class Meta:
        ordering = ["-written_at", "pk"]
        constraints = written_rules("note")
        indexes = [models.Index(fields=["county", "family", "-written_at"], name="note_of_family")]

    def __str__(self) -> str:
        return f"note {self.category}"
