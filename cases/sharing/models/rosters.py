"""Teams that statute lets share about a person, who sits on them, and for how long."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import ProgramRecord
from cases.sharing.models.dated import DatedQuerySet, ends_or_never_held
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


@pghistory.track(append_only=True)
class Roster(CountyRow):
    """A team about some people: a child and family team (W&IC 832), a multidisciplinary team
    (830, 18951), or the team of one report of abuse with its window (18961.7).

    The window closes by itself: `until` is the report's day and the county's number of days, moved
    on only by a documented good cause (`Extension`).
    """

    class Kind(models.TextChoices):
        CFT = "cft", _("Child and family team")
        MDT = "mdt", _("Multidisciplinary team")
        ER_TEAM = "er_team", _("Team for one report (30-day window)")

    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120, help_text=_("Without anybody’s name"))
    relevance = models.CharField(
        max_length=600, help_text=_("Why what is shared matters to prevention or treatment")
    )
    # A child and family team shares once each participant with power to consent has signed.
    authorized_on = models.DateField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_or_never_held("roster_ends_or_never_held"),
            models.CheckConstraint(
                name="roster_of_a_report_ends",
                condition=~models.Q(kind="er_team") | models.Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RosterSubject(CountyRow):
    """Whom a team is about."""

    roster = CountyKey(Roster, related_name="subjects")
    record = CountyKey(ProgramRecord, related_name="rosters")

    objects = CountyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "roster", "record"], name="subject_once")
        ]
        indexes = [models.Index(fields=["county", "record"], name="subject_record")]

    def __str__(self) -> str:
        return "subject of a team"


@pghistory.track(append_only=True)
class Seat(CountyRow):
    """A member of a team, from a day to a day."""

    roster = CountyKey(Roster, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    # By telephone or mail a member's identity is verified first (18961.7).
    identity_verified = models.BooleanField(default=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_or_never_held("seat_ends_or_never_held"),
            models.UniqueConstraint(
                fields=["county", "roster", "user"],
                condition=models.Q(until=None),
                name="seat_once_while_open",
            ),
        ]
        indexes = [models.Index(fields=["county", "user"], name="seat_of_user")]

    def __str__(self) -> str:
        return f"seat since {self.since}"


class Extension(CountyRow):
    """Good cause for which a report's window stays open longer. Never changed."""

    roster = CountyKey(Roster, related_name="extensions")
    until = models.DateField()
    cause = models.CharField(max_length=600)
    by = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"until {self.until}"
