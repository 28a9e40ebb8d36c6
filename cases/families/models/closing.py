"""How joint work with a family ends, pauses and begins again."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.families.models.episodes import Episode
from cases.families.models.sealed import SealedWords
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither

USER = settings.AUTH_USER_MODEL


class ClosingStepQuerySet(CountyQuerySet):
    def in_use(self) -> "ClosingStepQuerySet":
        """Steps that nobody has taken off the list."""
        return self.filter(retired_at=None)


@pghistory.track(append_only=True)
class ClosingStep(CountyRow):
    """One line of a county's checklist for closing. A county without lines uses ours."""

    # A code of ours (`cases.families.closing.steps`), or "own-" and a number.
    code = models.CharField(max_length=24)
    # {"en": …, "es": …}; empty for a line of ours.
    words = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField()
    # Without it nobody confirms the closing.
    needed = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ClosingStepQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="closing_step_code_once")
        ]

    def __str__(self) -> str:
        return self.code


class ClosingQuerySet(CountyQuerySet):
    def running(self) -> "ClosingQuerySet":
        """Closings that nobody has refused or taken back, and that are not over."""
        return self.filter(state__in=[Closing.State.PROPOSED, Closing.State.CONFIRMED])


@pghistory.track(append_only=True)
class Closing(SealedWords):
    """One closing of joint work with a family: proposed, confirmed, over on its last day."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Hand-off is running")
        CLOSED = "closed", _("Closed")
        REFUSED = "refused", _("Not closed")
        WITHDRAWN = "withdrawn", _("Taken back")

    episode = CountyKey(Episode, related_name="closings")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    reason = models.CharField(max_length=10, choices=Episode.CloseReason)
    # Empty: `words` holds it under seal. The column goes with the next release.
    note = models.CharField(max_length=600, blank=True)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    # The last day of the hand-off, told to both sides.
    last_day = models.DateField()
    # In which state the episode was, to return to it.
    state_before = models.CharField(max_length=11, choices=Episode.State)
    # Codes of the checklist that must be ticked, as the county had it on the day of the proposal.
    needed = ArrayField(models.CharField(max_length=24), default=list)
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # Who refused it or took it back, and why.
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "pk"]
        constraints = [
            both_or_neither("confirmed_by", "confirmed_at"),
            both_or_neither("ended_by", "ended_at"),
            models.UniqueConstraint(
                fields=["county", "episode"],
                condition=models.Q(state__in=["proposed", "confirmed"]),
                name="closing_once_while_running",
            ),
            models.CheckConstraint(
                name="closing_confirmed_by_somebody",
                condition=~models.Q(state__in=["confirmed", "closed"])
                | models.Q(confirmed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "last_day"],
                name="closing_due",
                condition=models.Q(state="confirmed"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.state}"


class ClosingTick(CountyRow):
    """A line of the checklist that somebody did; a tick by mistake is taken off and stays."""

    closing = CountyKey(Closing, related_name="ticks")
    code = models.CharField(max_length=24)
    done_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["done_at"]
        constraints = [
            both_or_neither("undone_by", "undone_at"),
            models.UniqueConstraint(
                fields=["county", "closing", "code"],
                condition=models.Q(undone_at=None),
                name="closing_tick_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track(append_only=True)
class Hold(SealedWords):
    """A pause of joint work, until a day on which it goes on by itself."""

    class Reason(models.TextChoices):
        AWAY = "away", _("Whereabouts unknown (AWOL)")
        OUT_OF_COUNTY = "out_of_county", _("Out of the county for a time")
        OTHER = "other", _("Another reason")

    episode = CountyKey(Episode, related_name="holds")
    reason = models.CharField(max_length=13, choices=Reason)
    # Empty: `words` holds it under seal. The column goes with the next release.
    note = models.CharField(max_length=300, blank=True)
    since = models.DateField()
    until = models.DateField()
    state_before = models.CharField(max_length=11, choices=Episode.State)
    placed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    ended_on = models.DateField(null=True)
    # Nobody where its last day passed.
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="hold_ends_after_it_begins",
                condition=models.Q(until__gte=models.F("since")),
            ),
            models.UniqueConstraint(
                fields=["county", "episode"],
                condition=models.Q(ended_on=None),
                name="hold_once_while_it_lasts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "until"], name="hold_due", condition=models.Q(ended_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} until {self.until}"


class Reopening(SealedWords):
    """Why another episode began after one was closed."""

    class Reason(models.TextChoices):
        AID_AGAIN = "aid_again", _("On CalWORKs again")
        CWS_AGAIN = "cws_again", _("A CWS case is open again")
        MOVED_BACK = "moved_back", _("Moved back to this county")
        MISTAKE = "mistake", _("Closed by mistake")
        OTHER = "other", _("Another reason")

    # The new episode and the one before it.
    episode = CountyKey(Episode, related_name="reopenings")
    earlier = CountyKey(Episode, related_name="reopened_as")
    reason = models.CharField(max_length=10, choices=Reason)
    # Empty: `words` holds it under seal. The column goes with the next release.
    note = models.CharField(max_length=300, blank=True)
    reopened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-reopened_at"]
        constraints = [
            models.UniqueConstraint(fields=["county", "earlier"], name="reopening_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class Letter(CountyRow):
    """A letter that somebody had made for one adult of a family."""

    class Kind(models.TextChoices):
        CLOSING = "closing", _("Closing letter")

    episode = CountyKey(Episode, related_name="letters")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CLOSING)
    # The person. No key: the letter stays when a record is disposed of, and says nothing then.
    adult = models.UUIDField()
    # The language in which it is set, and the one that a record states for them.
    language = models.CharField(max_length=8)
    wanted_language = models.CharField(max_length=20, blank=True)
    by_mail = models.BooleanField(default=False)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class HandOff(SealedWords):
    """A sheet with which one program hands a family's matter to a worker of the other."""

    class About(models.TextChoices):
        """What the words are about; whoever gets the sheet must be open to it."""

        IDENTITY = "C1", _("Who they are and how to reach them")
        STATUS = "C2", _("CalWORKs and Welfare-to-Work status")
        ACTIVITIES = "C3", _("Welfare-to-Work activities and appointments")
        CASE = "C5", _("The CWS case, its dates and its plan")

    episode = CountyKey(Episode, related_name="hand_offs")
    program = models.CharField(max_length=8, choices=[("cws", "CWS"), ("calworks", "CalWORKs")])
    recipient = models.ForeignKey(USER, models.PROTECT, related_name="+")
    about = models.CharField(max_length=2, choices=About)
    # Empty: `words` holds both under seal. The columns go with the next release.
    asked = models.CharField(max_length=600, blank=True)
    needed = models.CharField(max_length=600, blank=True)
    needed_by = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"to {self.program}"
