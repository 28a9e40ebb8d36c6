"""Who works on which pairs, and when: what is given, put off, stood in for, kept as a filter."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.matching.models.candidates import MatchCandidate
from cases.sharing.models import DatedQuerySet
from linkages.rows import CountyKey, CountyRow

USER = settings.AUTH_USER_MODEL


@pghistory.track(append_only=True)
class QueueSplit(CountyRow):
    """How open pairs are shared out among reviewers; new pairs follow it after each run.

    `parts` are [[reviewer, [keys]], …]: codes of offices, or first letters of the surname. A key
    that nobody has leaves a pair with nobody.
    """

    class By(models.TextChoices):
        OFFICE = "office", _("By office")
        LETTER = "letter", _("By first letter of the last name")

    by = models.CharField(max_length=6, choices=By)
    parts = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county"], condition=models.Q(until=None), name="one_standing_split"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} since {self.since}"


class QueueAct(CountyRow):
    """Something done with a pair that decides nothing about it. Rows are only ever added.

    `by` is empty where the standing split did it; `reviewer` is to whom or from whom.
    """

    class Verb(models.TextChoices):
        GIVE = "give", _("Given to a reviewer")
        TAKE_BACK = "take_back", _("Taken back")
        DEFER = "defer", _("Put off")
        RESUME = "resume", _("Brought back")

    candidate = CountyKey(MatchCandidate, related_name="acts")
    verb = models.CharField(max_length=9, choices=Verb)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    reviewer = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    until = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="deferral_has_date_and_reason",
                condition=~models.Q(verb="defer")
                | models.Q(until__isnull=False) & ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="giving_names_a_reviewer",
                condition=~models.Q(verb__in=["give", "take_back"])
                | models.Q(reviewer__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.verb


@pghistory.track(append_only=True)
class Deputy(CountyRow):
    """Who stands in for a reviewer from a day to a day. It ends by itself.

    The database refuses two for one reviewer on the same day (see the migration).
    """

    absent = models.ForeignKey(USER, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(USER, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                name="deputy_is_somebody_else",
                condition=~models.Q(absent=models.F("deputy")),
            ),
        ]

    def __str__(self) -> str:
        return f"deputy since {self.since}"


@pghistory.track(append_only=True)
class SavedFilter(CountyRow):
    """A choice of pairs that somebody keeps under a name. Never a search for somebody."""

    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    # Filters of the queue, name to value.
    query = models.JSONField()
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["county", "owner", "name"], name="filter_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DayList(CountyRow):
    """What a reviewer set out to do on a day. Made once, never changed."""

    reviewer = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    pairs = ArrayField(models.UUIDField())
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "reviewer", "day"], name="one_list_a_day"),
        ]

    def __str__(self) -> str:
        return f"list of {self.day}"


@pghistory.track(append_only=True)
class DecisionReason(CountyRow):
    """A county's own reason for "not the same", or one of ours that it does not use.

    `off` rows carry the code of one of ours and no words. Codes of a county's own begin with "c".
    """

    code = models.CharField(max_length=12)
    off = models.BooleanField(default=False)
    english = models.CharField(max_length=80, blank=True)
    spanish = models.CharField(max_length=80, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code"], condition=models.Q(until=None), name="reason_code_once"
            ),
            models.CheckConstraint(
                name="own_reason_in_both_languages",
                condition=models.Q(off=True) | ~models.Q(english="") & ~models.Q(spanish=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code
