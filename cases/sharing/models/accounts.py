"""The account of what was shown to whom, and of what looked out of pattern."""

import uuid
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counties.models import Unit
from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither


class Disclosure(models.Model):
    """One person's facts shown to one recipient on stated grounds. Written with the showing."""

    class Channel(models.TextChoices):
        SCREEN = "screen", _("Screen")
        DOCUMENT = "document", _("Document")
        # Text made up for the other program's own system.
        COPY = "copy", _("Copy for the other program’s system")

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("counties.County", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    event = models.UUIDField()
    recipient = models.UUIDField()
    recipient_program = models.CharField(max_length=8, choices=Program)
    person = models.UUIDField()
    owner = models.CharField(max_length=8, choices=Program)
    categories = ArrayField(models.CharField(max_length=3))
    bases = ArrayField(models.CharField(max_length=40))
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel)

    objects = CountyQuerySet.as_manager()

    class Meta:
        managed = False  # partitioned by month; the migration writes the table itself
        db_table = "sharing_disclosure"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.categories}"


class LookUp(CountyRow):
    """A question about, or an opening of, somebody outside the asker's caseload. Never changed."""

    class Kind(models.TextChoices):
        INDEX = "index", _("Asked the index")
        KNOWN = "known", _("Asked whether the other side knows somebody")
        OPENED = "opened", _("Opened somebody outside the caseload")

    class Reason(models.TextChoices):
        NEW_REPORT = "report", _("A new report or referral")
        INTAKE = "intake", _("An application or intake")
        PLANNING = "planning", _("Planning with the family")
        TRANSFER = "transfer", _("A transfer between workers")
        OTHER = "other", _("Another reason")

    at = models.DateTimeField(default=timezone.now)
    user = models.UUIDField()
    kind = models.CharField(max_length=6, choices=Kind)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    words = models.CharField(max_length=300, blank=True)
    # Whom it was about, once found; what was typed is not kept.
    person = models.UUIDField(null=True)
    event = models.UUIDField()

    objects = CountyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "user", "at"], name="lookup_of_user")]

    def __str__(self) -> str:
        return self.kind


@pghistory.track(append_only=True)
class Alert(CountyRow):
    """Something out of pattern, for the privacy officer to look at and settle."""

    class Kind(models.TextChoices):
        RELATIVE = "relative", _("Looked up themselves or somebody close")
        MANY = "many", _("Opened many people outside their caseload")
        RESTRICTED = "restricted", _("Tried to open a restricted person")
        DENIALS = "denials", _("Many refusals in a short time")
        EXPORT = "export", _("Took out a large file")
        TWO_PLACES = "places", _("Signed in from two places")
        DORMANT = "dormant", _("An account that nobody used for long")
        WRONG_LINK = "link", _("A wrong link was cut after people had been seen")

    kind = models.CharField(max_length=10, choices=Kind)
    user = models.UUIDField()
    person = models.UUIDField(null=True)
    count = models.PositiveIntegerField(default=1)
    # What makes it the same alert when the watch runs twice over the same hour.
    key = models.CharField(max_length=120)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    finding = models.CharField(max_length=600, blank=True)

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            both_or_neither("settled_at", "settled_by"),
            models.UniqueConstraint(fields=["county", "key"], name="alert_once"),
        ]
        indexes = [
            models.Index(
                fields=["county", "-last_at"],
                name="alert_open",
                condition=models.Q(settled_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.kind


@pghistory.track(append_only=True)
class MonthlyReview(CountyRow):
    """A supervisor's month of their unit's look-ups outside assignment, and who signed it."""

    unit = CountyKey(Unit, related_name="+")
    month = models.DateField(help_text=_("The first day of the month"))
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=600, blank=True)

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [
            both_or_neither("signed_by", "signed_at"),
            models.UniqueConstraint(fields=["county", "unit", "month"], name="review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
