"""What a worker of the owning program knows better than its extract."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models.records import ProgramRecord
from linkages.rows import CountyKey, CountyRow


@pghistory.track(append_only=True)
class Correction(CountyRow):
    """What a worker of the owning program knows better than its extract, about one field.

    It is shown in place of what the extract says until it ends. What was stated never changes;
    only its end is written, once. Values are {fact name: value}, an address having three.
    """

    class Field(models.TextChoices):
        PHONE = "phone", _("Telephone")
        ADDRESS = "address", _("Address")
        LANGUAGE = "language", _("Language spoken")
        LANGUAGE_WRITTEN = "language_written", _("Language written")
        INTERPRETER = "interpreter", _("Interpreter needed")
        WORKER_PHONE = "worker_phone", _("Worker’s telephone")

    class Ended(models.TextChoices):
        CAUGHT_UP = "caught_up", _("The extract says the same now")
        TAKEN = "taken", _("The extract’s statement was taken")
        REPLACED = "replaced", _("Stated anew")
        WITHDRAWN = "withdrawn", _("Taken back")

    record = CountyKey(ProgramRecord, related_name="corrections")
    field = models.CharField(max_length=16, choices=Field)
    value = models.JSONField()
    as_of = models.DateField()
    why = models.CharField(max_length=300)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)
    # What the extract said instead, and since when.
    before = models.JSONField(default=dict)
    before_as_of = models.DateField(null=True)
    ended = models.CharField(max_length=9, choices=Ended, blank=True)
    ended_at = models.DateTimeField(null=True)
    # Nobody where the extract caught up; then the batch with which it did.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_batch = models.UUIDField(null=True)

    class Meta:
        ordering = ["stated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "record", "field"],
                condition=models.Q(ended=""),
                name="correction_once_while_open",
            ),
            models.CheckConstraint(
                name="correction_ended_at_a_moment",
                condition=models.Q(ended="", ended_at__isnull=True)
                | (~models.Q(ended="") & models.Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "record"], name="correction_open", condition=models.Q(ended="")
            )
        ]

    def __str__(self) -> str:
        return self.field


class CorrectionAnswer(CountyRow):
    """What a worker decided when the extract said something else again. Never changed."""

    class Answer(models.TextChoices):
        KEEP = "keep", _("Keep the worker’s statement")
        TAKE = "take", _("Take the extract’s statement")

    correction = CountyKey(Correction, related_name="answers")
    answer = models.CharField(max_length=4, choices=Answer)
    extract_value = models.JSONField()
    extract_as_of = models.DateField()
    why = models.CharField(max_length=300)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["answered_at"]

    def __str__(self) -> str:
        return self.answer
