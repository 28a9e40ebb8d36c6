"""One assessment of a county or a site: who was asked, and how far it is."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counties.models import Office
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow

USER = settings.AUTH_USER_MODEL


class Side(models.TextChoices):
    """For whom a respondent speaks (`domain` of both programs and their partners)."""

    CALWORKS = "calworks", _("CalWORKs")
    CWS = "cws", _("CWS")
    SHARED = "shared", _("Both, or a partner")


class RoundQuerySet(CountyQuerySet):
    def open(self) -> "RoundQuerySet":
        """Rounds that are neither closed nor called off."""
        return self.exclude(state__in=[Round.State.CLOSED, Round.State.CANCELLED])


@pghistory.track(append_only=True, exclude=["content"])
class Round(CountyRow):
    """An assessment round. It keeps the instrument as it was when the round began."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        ANSWERING = "answering", _("People are answering")
        CONSENSUS = "consensus", _("Consensus")
        # Translated by themselves: other languages give an assessment a gender.
        CLOSED = "closed", pgettext_lazy("assessment", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("assessment", "Called off")

    name = models.CharField(max_length=120)
    instrument_code = models.SlugField(max_length=32)
    instrument_number = models.PositiveSmallIntegerField()
    # The instrument itself, frozen; see `assessments.instruments.reading`.
    content = models.JSONField()
    # Sections that the county leaves out, or takes in although they are optional.
    sections_off = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    sections_on = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    # None: the whole county.
    site = CountyKey(Office, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PREPARING)
    answers_due = models.DateField(null=True, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    # Nobody can tell any more who gave which answer, once the round is closed.
    breaks_link = models.BooleanField(default=False)
    began_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    answers_closed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Results as they were when both co-chairs closed; see `assessments.results.snapshot`.
    snapshot = models.JSONField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="round_closed_with_its_results",
                condition=~models.Q(state="closed")
                | models.Q(closed_at__isnull=False, snapshot__isnull=False),
            ),
            models.CheckConstraint(
                name="round_cancelled_with_reason",
                condition=~models.Q(state="cancelled") | ~models.Q(cancel_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class Respondent(CountyRow):
    """Somebody who was asked, or a paper form that came back: `paper` is then its number."""

    round = CountyKey(Round, models.CASCADE, related_name="respondents")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    paper = models.PositiveSmallIntegerField(null=True)
    side = models.CharField(max_length=8, choices=Side)
    invited_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    # The invitation, or the last reminder, that a mail carried.
    reminded_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # Taken back before they answered: they stay on the list, and answer no more.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["side", "invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "round", "user"], name="respondent_once"),
            models.UniqueConstraint(fields=["county", "round", "paper"], name="paper_once"),
            models.CheckConstraint(
                name="respondent_person_or_paper",
                condition=models.Q(user=None, paper__isnull=False)
                | models.Q(user__isnull=False, paper=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}"


@pghistory.track(append_only=True)
class RoundSignature(CountyRow):
    """A co-chair's word that a round may close, or a sponsor's under its decision."""

    class Act(models.TextChoices):
        CLOSE = "close", _("Close the assessment")
        DECIDE = "decide", _("Sign the decision")

    round = CountyKey(Round, models.CASCADE, related_name="signatures")
    act = models.CharField(max_length=6, choices=Act)
    program = models.CharField(max_length=8, choices=Program)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Whatever was agreed or decided changed afterwards: a signature counts for one text only.
    void_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "round", "act", "program"],
                condition=models.Q(void_at=None),
                name="round_signed_once_a_program",
            ),
            models.CheckConstraint(
                name="round_signed_by_a_program", condition=~models.Q(program="joint")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.program}"
