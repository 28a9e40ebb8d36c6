"""What is compared with what: the frozen model, stored keys, and the runs."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class MatchModel(CountyRow):
    """The engine's model as it was frozen on a county's two extracts. Never changed.

    `content` is the engine's JSON: weights, frequencies of names of four bearers or more, stop
    keys. The record counts say when it has become stale.
    """

    number = models.PositiveIntegerField()
    weights = models.CharField(max_length=20)
    content = models.TextField()
    cws_records = models.PositiveIntegerField()
    calworks_records = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="match_model_once")
        ]

    def __str__(self) -> str:
        return f"model {self.number}"


class KeyedRecord(CountyRow):
    """A program record whose keys are stored. `id` is the record's own.

    `keys` are the 64-bit keys in native byte order, so that those of an older version can be
    taken out again; `marks` are keyed digests of the identifying fields (see `marks`).
    """

    program = models.CharField(max_length=8, choices=Program)
    version = models.UUIDField(help_text=_("The record version the keys were made from"))
    keys = models.BinaryField()
    marks = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.program} keys"


class MatchKey(models.Model):
    """One keyed hash of one record. Records of the two programs that share one are compared."""

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    # The only index: joins go by county and key, removal by the keys that KeyedRecord remembers.
    pk = models.CompositePrimaryKey("county_id", "key", "program", "record")
    county = models.ForeignKey(
        "counties.County", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    key = models.BigIntegerField()
    program = models.CharField(max_length=8)
    record = models.UUIDField()

    objects = CountyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.program


class UnsettledRecord(CountyRow):
    """A record whose keys changed and whose pairs no published run has settled. `id` is its own."""

    program = models.CharField(max_length=8, choices=Program)
    version = models.UUIDField(null=True, help_text=_("Empty: the record is gone"))

    def __str__(self) -> str:
        return f"{self.program} record to settle"


class MatchRun(CountyRow):
    """One comparison of the two programs' records: all of them, or what changed."""

    class Kind(models.TextChoices):
        FULL = "full", _("Everything")
        DELTA = "delta", _("What changed")

    kind = models.CharField(max_length=5, choices=Kind, blank=True)
    # Everything was asked for; otherwise the run finds out whether what changed is enough.
    whole = models.BooleanField(default=False)
    batch = models.UUIDField(null=True)
    job = models.UUIDField(null=True)
    requested_by = models.UUIDField(null=True)
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    model = CountyKey(MatchModel, null=True, related_name="+")
    cws_records = models.PositiveIntegerField(default=0)
    calworks_records = models.PositiveIntegerField(default=0)
    records_changed = models.PositiveIntegerField(default=0)
    pairs_compared = models.PositiveIntegerField(default=0)
    pairs_settled = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    certain = models.PositiveIntegerField(default=0)
    review = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    memory_mb = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"run of {self.requested_at:%Y-%m-%d %H:%M}"
