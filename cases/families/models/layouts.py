"""How a member of staff likes a family's page, and when they last looked at one."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from linkages.fence import RowClass


class PageLayout(models.Model):
    """The order in which somebody reads the parts of a family's page, and which are folded."""

    row_class: ClassVar[RowClass] = RowClass.OWN

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Keys of sections; what is not named keeps its own place, and is folded as it comes.
    order = models.JSONField(default=list)
    folded = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{len(self.order)} parts"


class FamilyVisit(models.Model):
    """When somebody last had a family open, and the time before that."""

    row_class: ClassVar[RowClass] = RowClass.OWN

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # No key to the family: this row has no county, and the family's own fence guards the family.
    family = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    before = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "family"], name="one_visit_a_family")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
