"""What the two programs do with a family together, from its finding to its closing."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import Family
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither

USER = settings.AUTH_USER_MODEL


class Model(models.TextChoices):
    """The way in which the two programs work with a family, by the child's service component."""

    ER = "ER", _("Emergency Response and CalWORKs")
    FM = "FM", _("Family Maintenance and CalWORKs")
    FR = "FR", _("Family Reunification and CalWORKs")
    PP = "PP", _("Permanent placement and CalWORKs")


class Priority(models.TextChoices):
    """Who comes first (San Bernardino’s ranks, with the removal window before them)."""

    REMOVAL = "0", _("Children removed, decision about aid open")
    SANCTIONED = "1", _("Sanctioned")
    NONCOMPLIANT = "2", _("Noncompliance running")
    TREATMENT = "3A", _("Active in treatment services only")
    WORK = "3B", _("Active in education or work")
    OTHER = "4", _("Exempt, or nothing stated")


class EpisodeQuerySet(CountyQuerySet):
    def open(self) -> "EpisodeQuerySet":
        """Episodes that nobody has closed."""
        return self.filter(closed_on=None)


@pghistory.track(append_only=True)
class Episode(CountyRow):
    """One stretch of joint work with a family. Reopening begins another."""

    class State(models.TextChoices):
        IDENTIFIED = "identified", _("Identified, nobody told yet")
        NOTIFIED = "notified", _("Both sides told")
        ACCEPTED = "accepted", _("Accepted by both sides")
        ENGAGED = "engaged", _("The family knows")
        ON_HOLD = "on_hold", _("On hold")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")
        TRANSFERRED = "transferred", _("Moved to another county")

    class CloseReason(models.TextChoices):
        CWS_CLOSED = "cws_closed", _("The CWS case closed")
        AID_ENDED = "aid_ended", _("CalWORKs ended")
        RETURNED = "returned", _("Children returned and stable")
        TERMINATED = "terminated", _("Services were terminated")
        TIMED_OUT = "timed_out", _("Time on aid is used up")
        DECLINED = "declined", _("The family declined")
        MOVED = "moved", _("Moved to another county")
        NOT_MUTUAL = "not_mutual", _("Not a mutual family after all")
        DUPLICATE = "duplicate", _("The same family twice")
        ADOPTION = "adoption", _("Adoption or guardianship")

    family = CountyKey(Family, related_name="episodes")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=11, choices=State, default=State.IDENTIFIED)
    model = models.CharField(max_length=2, choices=Model, blank=True)
    # Codes of sentences that say why; see `cases.families.deriving`.
    model_why = models.JSONField(default=list)
    priority = models.CharField(max_length=2, choices=Priority, default=Priority.OTHER)
    priority_why = models.JSONField(default=list)
    # What somebody set in its place, and why.
    set_priority = models.CharField(max_length=2, choices=Priority, blank=True)
    set_priority_reason = models.CharField(max_length=300, blank=True)
    set_priority_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # Where the family stands in the county's order by the rank that counts, lowest first.
    place = models.PositiveSmallIntegerField(default=999, db_default=999)
    # Target populations (codes) into which the family falls, and the offices of its workers.
    populations = ArrayField(models.CharField(max_length=24), default=list)
    offices = ArrayField(models.CharField(max_length=16), default=list)
    identified_on = models.DateField()
    wave = CountyKey("families.Wave", null=True, related_name="episodes")
    notified_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    # From which state it went on hold or into closing, to return to it.
    state_before = models.CharField(max_length=11, choices=State, blank=True)
    hold_until = models.DateField(null=True)
    close_reason = models.CharField(max_length=10, choices=CloseReason, blank=True)
    # Empty: the words are the closing's, under seal. The column goes with the next release.
    close_note = models.CharField(max_length=600, blank=True)
    # While closing: the last day of the hand-off. Closed: the day it closed.
    closing_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["-identified_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "family", "number"], name="episode_number"),
            models.UniqueConstraint(
                fields=["county", "family"],
                condition=models.Q(closed_on=None),
                name="episode_once_while_open",
            ),
            models.CheckConstraint(
                name="episode_closed_with_reason",
                condition=models.Q(closed_on=None) | ~models.Q(close_reason=""),
            ),
            models.CheckConstraint(
                name="episode_set_priority_with_reason",
                condition=models.Q(set_priority="") | ~models.Q(set_priority_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "state", "priority", "identified_on"],
                name="episode_open_by_state",
                condition=models.Q(closed_on=None),
            )
        ]

    def __str__(self) -> str:
        return f"episode {self.number} {self.state}"

    @property
    def rank(self) -> str:
        """The priority that counts: what somebody set, else what was derived."""
        return self.set_priority or self.priority


class Wave(CountyRow):
    """Families that were released to their workers at once: which part of the county, by whom."""

    population = models.CharField(max_length=24)
    # Empty: all offices.
    office = models.CharField(max_length=16, blank=True)
    released_at = models.DateTimeField(default=timezone.now)
    # Nobody where the county's quota released them.
    released_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    week = models.DateField(help_text=_("The Monday of the week whose quota it used"))
    families = models.PositiveIntegerField(default=0)
    workers = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-released_at"]

    def __str__(self) -> str:
        return f"wave of {self.week}"


@pghistory.track(append_only=True)
class Quota(CountyRow):
    """How many families of one target population and office are released in a week.

    A county without one is in baseline: families are found and nobody is told.
    """

    population = models.CharField(max_length=24)
    # Empty: all offices.
    office = models.CharField(max_length=16, blank=True)
    weekly = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    # Of one that somebody stopped. One that another took the place of has none of these.
    stopped_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ["population", "office", "-since"]
        constraints = [
            both_or_neither("stopped_by", "stopped_at"),
            models.UniqueConstraint(
                fields=["county", "population", "office"],
                condition=models.Q(until=None),
                name="quota_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.population} {self.weekly} a week"


@pghistory.track(append_only=True)
class Acceptance(CountyRow):
    """One side's answer to a family: who was told when, who answered what by when.

    The responsible are a worker as extracts name them, a unit, or the county's liaison where
    neither is known here. Handing on makes a new row; the old one says to which.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        HANDED_ON = "handed_on", _("Handed on")
        WITHDRAWN = "withdrawn", _("No longer needed")

    class Decline(models.TextChoices):
        NOT_MINE = "not_mine", _("Not on my caseload")
        CLOSED_HERE = "closed_here", _("Our case has closed or is closing")
        NOT_SAME = "not_same", _("These are not the same people")
        OTHER_COUNTY = "other_county", _("The family lives in another county now")
        NO_CAPACITY = "no_capacity", _("I have no capacity")
        OTHER = "other", _("Another reason")

    episode = CountyKey(Episode, related_name="acceptances")
    program = models.CharField(max_length=8, choices=[("cws", "CWS"), ("calworks", "CalWORKs")])
    token = models.CharField(max_length=12)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    worker_id = models.CharField(max_length=20, blank=True)
    unit = CountyKey("counties.Unit", null=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decline = models.CharField(max_length=12, choices=Decline, blank=True)
    note = models.CharField(max_length=300, blank=True)
    handed_to = CountyKey("self", null=True, related_name="handed_from")
    # To whom silence was brought: 0 nobody yet, 1 supervisor, 2 coordinator.
    escalation = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["told_at"]
        constraints = [
            both_or_neither("answered_at", "answered_by"),
            models.UniqueConstraint(
                fields=["county", "episode", "program"],
                condition=models.Q(state__in=["waiting", "accepted"]),
                name="acceptance_one_a_side",
            ),
            models.UniqueConstraint(fields=["county", "token"], name="acceptance_token_once"),
            models.CheckConstraint(
                name="acceptance_declined_with_reason",
                condition=~models.Q(state="declined") | ~models.Q(decline=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "worker_id"],
                name="acceptance_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["county", "due_on"],
                name="acceptance_due",
                condition=models.Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.state}"
