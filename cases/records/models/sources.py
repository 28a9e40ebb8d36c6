"""How a source system's files read, ids of one client in two systems, and pickup from a folder."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.records.models.batches import ExtractBatch, ExtractFile
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class System(models.TextChoices):
    """Where an extract comes from."""

    CWS_CMS = "cws_cms", "CWS/CMS"
    CWS_CARES = "cws_cares", "CWS-CARES"
    CALSAWS = "calsaws", "CalSAWS"
    TANF = "tanf", _("Federal TANF data file")
    OTHER = "other", _("Another system")


class SourceProfileQuerySet(CountyQuerySet):
    def in_use(self) -> Self:
        """Profiles that an upload may choose."""
        return self.filter(state=SourceProfile.State.IN_USE)


@pghistory.track(append_only=True)
class SourceProfile(CountyRow):
    """How one report of one source system reads, in one version. See `reading.profile`.

    A version in use is never changed: the next one replaces it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_USE = "in_use", _("In use")
        RETIRED = "retired", _("Retired")

    system = models.CharField(max_length=10, choices=System)
    report = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    program = models.CharField(max_length=8, choices=Program)
    part = models.CharField(max_length=8, choices=ExtractFile.Part)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    # `reading.profile.to_json`
    content = models.JSONField()
    # The columns of the report, in its order and its spelling; `content` has them squeezed.
    headers = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = SourceProfileQuerySet.as_manager()

    class Meta:
        ordering = ["system", "report", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "system", "report", "version"], name="profile_version_once"
            ),
            models.UniqueConstraint(
                fields=["county", "system", "report"],
                condition=models.Q(state="in_use"),
                name="one_profile_in_use_a_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()} · {self.report} · {self.version}"


class ProfileDraft(CountyRow):
    """A profile that somebody is describing: what they chose so far and the head of a sample file.

    Both are sealed, only their author sees them, and they go when the profile is saved, at the
    latest after a day.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    answers = models.BinaryField()
    sample = models.BinaryField()

    class Meta:
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return "profile being described"


class IdPair(CountyRow):
    """Two ids of one client in two systems: an id in its older form, and the one that goes on.

    What comes under `new_id` belongs to the record of `old_id`.
    """

    program = models.CharField(max_length=8, choices=Program)
    old_scheme = models.CharField(max_length=16)
    old_id = models.CharField(max_length=40, db_collation="C")
    new_scheme = models.CharField(max_length=16)
    new_id = models.CharField(max_length=40, db_collation="C")
    batch = CountyKey(ExtractBatch, null=True, related_name="+", db_index=False)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "program", "new_scheme", "new_id"], name="one_older_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_scheme} to {self.new_scheme}"


@pghistory.track(append_only=True, exclude=["looked_at", "trouble"])
class Pickup(CountyRow):
    """Which files of the county's drop folder are taken, read by which profile, how often.

    The two CWS files that are found together make one batch.
    """

    part = models.CharField(max_length=8, choices=ExtractFile.Part)
    profile = CountyKey(SourceProfile, null=True, related_name="+", db_index=False)
    # A file name with * for anything, such as cws-children-*.csv; no folder
    pattern = models.CharField(max_length=80)
    every_hours = models.PositiveSmallIntegerField(default=24)
    on = models.BooleanField(default=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True)
    # Code of what went wrong last; never a file name
    trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["part"]

    def __str__(self) -> str:
        return f"{self.part} pickup"
