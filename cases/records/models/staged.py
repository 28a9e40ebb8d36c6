"""What a batch says before it is accepted, and what its acceptance changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.people.models import ProgramRecord, RecordVersion, Restriction
from cases.records.models.batches import ExtractBatch
from linkages.rows import CountyKey, CountyRow


class Standing(models.TextChoices):
    """How what a batch says about somebody compares with what holds."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    RETURNED = "returned", _("Named again")
    GONE = "gone", _("No longer named")


class StagedRow(CountyRow):
    """What a batch says about one client, all its rows taken together, before it is accepted.

    Its id becomes that of the record version. `differs` says whether acceptance writes one.
    `number` is the order of first appearance, 1 for the first.
    """

    batch = CountyKey(ExtractBatch, models.CASCADE, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    scheme = models.CharField(max_length=16)
    native_id = models.CharField(max_length=40, db_collation="C")
    record = models.UUIDField(help_text=_("The program record it is about, or will be"))
    standing = models.CharField(max_length=9, choices=Standing)
    differs = models.BooleanField()
    restriction = models.CharField(max_length=1, choices=Restriction)
    ssn_sealed = models.BinaryField(null=True)
    # The id in the newer system, where the extract states both; accepted, it becomes an IdPair.
    newer_scheme = models.CharField(max_length=16, blank=True, db_default="")
    newer_id = models.CharField(max_length=40, blank=True, db_default="", db_collation="C")

    fingerprint = models.BinaryField(max_length=16)
    source_id = models.CharField(max_length=40)
    given = models.CharField(max_length=80, blank=True)
    middle = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    suffix = models.CharField(max_length=12, blank=True)
    born = models.DateField(null=True)
    born_estimated = models.BooleanField()
    died = models.DateField(null=True)
    cin = models.CharField(max_length=9, blank=True)
    ssn_digest = models.BinaryField(max_length=32, null=True)
    ssn_last4 = models.CharField(max_length=4, blank=True)
    ssn_quality = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=60, blank=True)
    postal = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    household = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=24, blank=True)
    placed = models.BooleanField()
    race_ethnicity = ArrayField(models.CharField(max_length=60))
    race_source = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=40, blank=True)
    memberships = models.JSONField()
    facts = models.JSONField()
    worker_id = models.CharField(max_length=20, blank=True)
    unit_code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "batch", "number"], name="staged_once")
        ]

    def __str__(self) -> str:
        return f"staged {self.number}"


class RecordChange(CountyRow):
    """What an accepted batch did to one program record, and what stood there before.

    A roll-back puts the `before` columns back. Records that the batch named without news have no
    row here.
    """

    batch = CountyKey(ExtractBatch, db_index=False, related_name="+")
    record = CountyKey(ProgramRecord, related_name="+")
    kind = models.CharField(max_length=9, choices=Standing)
    before_current = CountyKey(RecordVersion, null=True, db_index=False, related_name="+")
    before_restriction = models.CharField(max_length=1, choices=Restriction)
    before_first_seen_on = models.DateField()
    before_last_seen_on = models.DateField()
    before_gone_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "batch", "record"], name="change_once_a_batch"
            )
        ]

    def __str__(self) -> str:
        return self.kind
