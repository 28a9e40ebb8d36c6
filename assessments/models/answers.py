"""What each person answered alone. The database shows a row to its author and to nobody else.

Medians by side come from the function `assessments_spread`, which hides small sides itself;
so there is no query with which anybody could read another person's answer.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.rounds import Respondent, Round, Side
from linkages.fence import RowClass
from linkages.rows import CountyKey, CountyRow


class Choice(models.TextChoices):
    """What may stand in the place of a score."""

    SCORE = "score", _("Scored")
    UNKNOWN = "unknown", _("We do not know yet")
    NOT_APPLICABLE = "na", _("Does not apply")


class Trend(models.IntegerChoices):
    """How it went since last time."""

    DOWN = -1, _("Worse")
    SAME = 0, _("The same")
    UP = 1, _("Better")


class Confidence(models.TextChoices):
    """How sure a person is of an answer."""

    LOW = "low", pgettext_lazy("how sure", "Low")
    MEDIUM = "medium", pgettext_lazy("how sure", "Medium")
    HIGH = "high", pgettext_lazy("how sure", "High")


def scored_or_not(name: str) -> models.CheckConstraint:
    """A score stands where the choice is a score, and nowhere else."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(choice="score", score__isnull=False)
        | (~models.Q(choice="score") & models.Q(score=None)),
    )


class Answer(CountyRow):
    """One person's answer to one item. No history: nobody but its author may ever know it."""

    row_class: ClassVar[RowClass] = RowClass.PRIVATE

    round = CountyKey(Round, models.CASCADE, related_name="+")
    respondent = CountyKey(Respondent, models.CASCADE, related_name="+")
    # The respondent, or whoever types in a paper form.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    code = models.CharField(max_length=12)
    choice = models.CharField(max_length=7, choices=Choice)
    # A checklist's true is 1, its false 0.
    score = models.PositiveSmallIntegerField(null=True)
    importance = models.PositiveSmallIntegerField(null=True)
    trend = models.SmallIntegerField(choices=Trend, null=True)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    # The author lets the team read the note, without a name.
    shares_note = models.BooleanField(default=False)
    # Why an item does not apply.
    reason = models.CharField(max_length=300, blank=True)
    # Set when the respondent hands in: only then does it count.
    counts = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "respondent", "code"], name="answer_once_an_item"
            ),
            scored_or_not("answer_scored_or_not"),
        ]
        indexes = [models.Index(fields=["county", "round"], name="answer_of_round")]

    def __str__(self) -> str:
        return self.code
