"""Rules that got in somebody's way, said in one click where they met them."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.rows import CountyRow, both_or_neither

USER = settings.AUTH_USER_MODEL


@pghistory.track(append_only=True)
class Obstacle(CountyRow):
    """A member of staff met a rule and it was in the way. About the rule, not about anybody.

    `family` is an opaque id, and kept only where everybody of the family is open to all.
    """

    class Page(models.TextChoices):
        FAMILY = "family", _("A family’s page")
        AGREEMENT = "agreement", _("Agreement to participate")
        PRIORITY = "priority", _("Priority")
        ACCEPTANCE = "acceptance", _("Acceptance and its due day")
        WITHHELD = "withheld", _("“Why can’t I see this?”")
        OTHER = "other", _("Another page")

    rule = models.CharField(max_length=80)
    page = models.CharField(max_length=10, choices=Page)
    family = models.UUIDField(null=True)
    words = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=600, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-said_at"]
        constraints = [
            both_or_neither("answered_by", "answered_at"),
            models.CheckConstraint(
                name="obstacle_answered_in_words",
                condition=models.Q(answered_at=None) | ~models.Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "rule"],
                name="obstacle_open",
                condition=models.Q(answered_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.rule
