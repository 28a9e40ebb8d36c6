"""What must be kept, what was refused for good, and what was disposed of."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.sharing.models import DatedQuerySet
from linkages.rows import CountyRow


class LegalHold(CountyRow):
    """Why a record must be kept, from a day to a day: nobody disposes of it meanwhile."""

    record = models.UUIDField()
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "record"], name="hold_of_record")]

    def __str__(self) -> str:
        return f"hold since {self.since}"


class Tombstone(CountyRow):
    """A refused pair whose records were disposed of, as a keyed digest. See `tombstones`."""

    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "digest"], name="tombstone_once")]

    def __str__(self) -> str:
        return "refused pair"


class Disposal(CountyRow):
    """That records were disposed of: why, by whom, how many rows of what. Never what they said."""

    class Ground(models.TextChoices):
        RETENTION = "retention", _("The retention period has ended")
        SEALING_ORDER = "sealing_order", _("A court ordered the records sealed")

    ground = models.CharField(max_length=13, choices=Ground)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # What was removed -> number of rows
    counts = models.JSONField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="scheduled_disposal_by_two",
                condition=models.Q(ground="sealing_order", second__isnull=True)
                | models.Q(ground="retention", second__isnull=False)
                & ~models.Q(second=models.F("by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.at:%Y-%m-%d}"
