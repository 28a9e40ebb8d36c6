"""What is told to whom by mail, and who was given a family by hand."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.families.models.episodes import Acceptance
from linkages.rows import CountyKey, CountyQuerySet, CountyRow

USER = settings.AUTH_USER_MODEL


class Digest(CountyRow):
    """One member of staff's mail of one day. There is never a second."""

    recipient = models.ForeignKey(USER, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "recipient", "day"], name="digest_once_a_day")
        ]

    def __str__(self) -> str:
        return f"digest of {self.day}"


class NoticeQuerySet(CountyQuerySet):
    def unmailed(self) -> "NoticeQuerySet":
        """Notices about which nothing has been decided yet."""
        return self.filter(settled_at=None)


class Notice(CountyRow):
    """That one member of staff is told one thing about one side's answer: once.

    It is on their pages from the moment it is written. Mail follows as they chose it: alone, in
    the digest of a day, or not at all.
    """

    class Kind(models.TextChoices):
        TOLD = "told", _("Asked for an answer")
        COPY = "copy", _("Told for information")
        ESCALATED = "escalated", _("Told that nobody answered")
        ANSWERED = "answered", _("Told of an answer")

    acceptance = CountyKey(Acceptance, related_name="notices")
    recipient = models.ForeignKey(USER, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    made_at = models.DateTimeField(default=timezone.now)
    # When it left, alone or in a digest, or when it was left out for good.
    settled_at = models.DateTimeField(null=True)
    alone = models.BooleanField(default=False)
    digest = CountyKey(Digest, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "acceptance", "recipient", "kind"], name="notice_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["county", "recipient"],
                name="notice_unmailed",
                condition=models.Q(settled_at=None),
            ),
            models.Index(fields=["county", "recipient", "settled_at"], name="notice_of_recipient"),
        ]

    def __str__(self) -> str:
        return self.kind


class MailChoice(CountyRow):
    """How one member of staff wants to be written to in one county."""

    class Way(models.TextChoices):
        DIGEST = "digest", _("One mail a day")
        ALONE = "alone", _("At once")
        NONE = "none", _("No mail")

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    way = models.CharField(max_length=6, choices=Way, default=Way.DIGEST)
    hour = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "user"], name="mail_choice_once"),
            models.CheckConstraint(
                name="mail_choice_hour_of_day", condition=models.Q(hour__lte=23)
            ),
        ]

    def __str__(self) -> str:
        return self.way


@pghistory.track(append_only=True)
class GivenAccess(CountyRow):
    """Access to one record that somebody was given with a family: handed on, or while they stand
    in for somebody. The assignment itself says until when; extracts neither make nor end it.
    """

    class Why(models.TextChoices):
        HANDED_ON = "handed_on", _("The family was handed on")
        STANDS_IN = "stands_in", _("Stands in for somebody who is away")

    acceptance = CountyKey(Acceptance, related_name="given")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    assignment = CountyKey("sharing.Assignment", related_name="given")
    why = models.CharField(max_length=9, choices=Why)
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["county", "user"],
                name="given_access_open",
                condition=models.Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.why
