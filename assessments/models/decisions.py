"""The four decision steps of a county, in whose frame rounds and plans stand."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.programs import Program
from linkages.rows import CountyRow

USER = settings.AUTH_USER_MODEL


@pghistory.track(append_only=True)
class DecisionStep(CountyRow):
    """What a county decided in one of the four steps (site-visit report, Sept 2010)."""

    class Step(models.IntegerChoices):
        PHILOSOPHY = 1, _("Understand the philosophy")
        LEADERSHIP = 2, _("Secure the commitment of leaders")
        BLOCKS = 3, _("Commit to the three building blocks")
        PLANNING = 4, _("Endorse the work-plan process")

    class Block(models.TextChoices):
        POLICY = "policy", _("Policy foundation")
        PRACTICE = "practice", _("Practice protocols")
        ADMINISTRATION = "administration", _("Administration")

    step = models.PositiveSmallIntegerField(choices=Step)
    decided_on = models.DateField(null=True)
    words = models.CharField(max_length=2000, blank=True)
    evidence = models.CharField(max_length=600, blank=True)
    blocks = ArrayField(models.CharField(max_length=16, choices=Block), default=list, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["county", "step"], name="decision_step_once"),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


@pghistory.track(append_only=True)
class Commitment(CountyRow):
    """A sponsor's commitment on record: in whose name, in which words, until when."""

    program = models.CharField(max_length=8, choices=Program)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    words = models.CharField(max_length=2000)
    given_on = models.DateField()
    # The day by which the sponsor, or the next one, confirms it again.
    confirm_by = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-given_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "program"],
                condition=models.Q(withdrawn_on=None),
                name="commitment_once_a_program",
            ),
            models.CheckConstraint(
                name="commitment_of_a_program", condition=~models.Q(program="joint")
            ),
            models.CheckConstraint(
                name="commitment_withdrawn_with_reason",
                condition=models.Q(withdrawn_on=None) | ~models.Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.given_on}"
