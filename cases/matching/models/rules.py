"""What a county rules about pairs beside the score, and what its rule linked."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.matching.models.runs import MatchRun
from linkages.rows import CountyKey, CountyRow, both_or_neither


@pghistory.track(append_only=True)
class RuleEdition(CountyRow):
    """The county's rules as somebody drafts them and publishes them on a date.

    `rules` is a list in the form of `rules.table.to_json`. `threshold` (units of 1/64 bit) lets
    the rule link pairs by itself; it rests on a `sample` that people have reviewed. Nothing that
    was decided under an edition is rewritten by a later one. `stopped_at` switches the linking of
    this edition off at once; its rules go on.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    rules = models.JSONField(default=list)
    threshold = models.IntegerField(null=True)
    sample = CountyKey("matching.Sample", null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)
    # The edition whose rules this one brings back.
    restores = CountyKey("self", null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="rules_number_once"),
            models.UniqueConstraint(
                fields=["county"], condition=models.Q(state="draft"), name="rules_one_draft"
            ),
            models.CheckConstraint(
                name="rules_published_on_a_date",
                condition=~models.Q(state="published")
                | models.Q(
                    effective_on__isnull=False,
                    published_by__isnull=False,
                    published_at__isnull=False,
                ),
            ),
            both_or_neither("threshold", "sample"),
            both_or_neither("stopped_at", "stopped_by"),
        ]

    def __str__(self) -> str:
        return f"rules {self.number}"


class RulePreview(CountyRow):
    """What an edition does to the county's pairs, as last worked out. Restricted pairs are in no
    figure and in no list.

    `fingerprint` is that of the edition's content: a preview of something else is none. `effects`
    are {"code", "open", "linked", "open_pairs", "linked_pairs"} with the first pairs' ids;
    `would_link` is how many pairs the threshold would link.
    """

    edition = CountyKey(RuleEdition, related_name="previews")
    fingerprint = models.CharField(max_length=16)
    made_at = models.DateTimeField(default=timezone.now)
    pairs = models.PositiveIntegerField()
    effects = models.JSONField(default=list)
    would_link = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "edition"], name="rule_preview_once")
        ]

    def __str__(self) -> str:
        return f"preview of {self.made_at:%Y-%m-%d %H:%M}"


@pghistory.track(append_only=True)
class RuleRun(CountyRow):
    """What the county's rule linked after one matching run, and whether that was undone."""

    run = CountyKey(MatchRun, related_name="ruled")
    edition = CountyKey(RuleEdition, related_name="runs")
    job = models.UUIDField(null=True)
    begun_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    undo_job = models.UUIDField(null=True)
    undo_asked_by = models.UUIDField(null=True)
    undo_asked_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(fields=["county", "run"], name="rule_links_once_a_run"),
            both_or_neither("undo_asked_at", "undo_asked_by"),
        ]

    def __str__(self) -> str:
        return f"linked by rule {self.begun_at:%Y-%m-%d}"


class Agreement(CountyRow):
    """That somebody would link a pair for which a rule asks two people. It counts for the version
    of the pair that they saw. `candidate` is the pair's id; it goes when the pair goes."""

    candidate = models.UUIDField()
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "candidate", "version", "by"], name="agreed_once"
            )
        ]

    def __str__(self) -> str:
        return f"agreement of {self.at:%Y-%m-%d}"
