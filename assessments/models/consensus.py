"""What the team agreed on together: the only scores that count."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.answers import Choice, Trend, scored_or_not
from assessments.models.rounds import Round
from linkages.rows import CountyKey, CountyRow

USER = settings.AUTH_USER_MODEL


@pghistory.track(append_only=True)
class Consensus(CountyRow):
    """The team's score for one item, and why."""

    round = CountyKey(Round, models.CASCADE, related_name="consensus")
    code = models.CharField(max_length=12)
    choice = models.CharField(max_length=7, choices=Choice)
    score = models.PositiveSmallIntegerField(null=True)
    importance = models.PositiveSmallIntegerField(null=True)
    trend = models.SmallIntegerField(choices=Trend, null=True)
    rationale = models.CharField(max_length=1000, blank=True)
    evidence = models.CharField(max_length=1000, blank=True)
    helping = models.CharField(max_length=600, blank=True)
    hindering = models.CharField(max_length=600, blank=True)
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "round", "code"], name="consensus_once"),
            scored_or_not("consensus_scored_or_not"),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track(append_only=True)
class SectionNote(CountyRow):
    """Forces that help and hinder in a section, and one strength to keep."""

    round = CountyKey(Round, models.CASCADE, related_name="section_notes")
    section = models.CharField(max_length=12)
    helping = models.CharField(max_length=1000, blank=True)
    hindering = models.CharField(max_length=1000, blank=True)
    strength = models.CharField(max_length=600, blank=True)
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "round", "section"], name="section_note_once")
        ]

    def __str__(self) -> str:
        return self.section


@pghistory.track(append_only=True)
class RoundDecision(CountyRow):
    """What the county makes of a closed assessment. Both sponsors sign it."""

    class Kind(models.TextChoices):
        PROCEED = "proceed", _("Proceed")
        PREPARE = "prepare", _("Prepare, then reassess")
        NOT_NOW = "not_now", _("Not now")

    round = CountyKey(Round, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=7, choices=Kind)
    reason = models.CharField(max_length=1000)
    reassess_on = models.DateField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "round"], name="decision_once_a_round"),
            models.CheckConstraint(
                name="decision_prepare_with_date",
                condition=~models.Q(kind="prepare") | models.Q(reassess_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
