"""A delivery, its files, the bytes as they came, and the rows that were not taken."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither


class ExtractBatchQuerySet(CountyQuerySet):
    def waiting(self) -> Self:
        """Batches that nobody has decided yet, readable or being read; not those only checked."""
        undecided = [ExtractBatch.State.RECEIVED, ExtractBatch.State.VALIDATED]
        return self.filter(state__in=undecided, check_only=False)

    def latest_accepted(self, program: str) -> "ExtractBatch | None":
        """The batch that says what holds now for a program of the county in scope."""
        accepted = self.filter(program=program, state=ExtractBatch.State.ACCEPTED)
        return accepted.order_by("published_at").last()


@pghistory.track(append_only=True, exclude=["stored_to"])
class ExtractBatch(CountyRow):
    """One delivery of one program: a file, or two for CWS, as of a day."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Being read")
        VALIDATED = "validated", _("Waiting for a decision")
        ACCEPTING = "accepting", _("Being accepted")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        ROLLING_BACK = "rolling_back", _("Being rolled back")
        ROLLED_BACK = "rolled_back", _("Rolled back")
        FAILED = "failed", _("Could not be read")
        CHECKED = "checked", _("Checked, nothing loaded")

    class Arrival(models.TextChoices):
        PAGE = "page", _("Uploaded on the page")
        FOLDER = "folder", _("Picked up from the folder")

    program = models.CharField(
        max_length=8, choices=[choice for choice in Program.choices if choice[0] != Program.JOINT]
    )
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    as_of = models.DateField()
    regional = models.BooleanField(default=False)
    restore_zeros = models.BooleanField(default=False)
    arrival = models.CharField(max_length=6, choices=Arrival, default=Arrival.PAGE)
    check_only = models.BooleanField(default=False, help_text=_("Read and report, load nothing"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    validated_at = models.DateTimeField(null=True)

    rows = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_quarantined = models.PositiveIntegerField(default=0)
    rows_omitted = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    people_new = models.PositiveIntegerField(default=0)
    people_changed = models.PositiveIntegerField(default=0)
    people_unchanged = models.PositiveIntegerField(default=0)
    people_returned = models.PositiveIntegerField(default=0)
    people_gone = models.PositiveIntegerField(default=0)
    households = models.PositiveIntegerField(default=0)
    people_without_ssn = models.PositiveIntegerField(default=0)
    # [[code, {parameter: figure}]]: what moved beyond the county's limits; accepting needs a reason
    held_for = models.JSONField(default=list)
    # Code of a remark about accepted rows -> number of rows or people it was made about.
    remarks = models.JSONField(default=dict)
    failure_code = models.CharField(max_length=40, blank=True)
    failure_params = models.JSONField(default=dict)

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    previous = CountyKey("self", null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # How far an acceptance has come, in staged rows. A progress mark, no history.
    stored_to = models.PositiveIntegerField(default=0)

    objects = ExtractBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name_plural = "extract batches"
        indexes = [models.Index(fields=["county", "-uploaded_at"], name="batch_latest")]
        constraints = [
            both_or_neither("decided_by", "decided_at"),
            models.UniqueConstraint(
                fields=["county", "program"],
                condition=models.Q(state__in=["accepting", "rolling_back"]),
                name="one_publication_at_a_time",
            ),
            models.CheckConstraint(
                name="refusal_of_a_batch_says_why",
                condition=~models.Q(state__in=["rejected", "rolling_back", "rolled_back"])
                | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="batch_published_when_accepted",
                condition=models.Q(
                    state__in=["accepted", "rolling_back", "rolled_back"],
                    published_at__isnull=False,
                )
                | models.Q(
                    state__in=[
                        "received",
                        "validated",
                        "accepting",
                        "rejected",
                        "failed",
                        "checked",
                    ],
                    published_at__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="held_batch_accepted_for_a_reason",
                condition=~models.Q(state__in=["accepting", "accepted"])
                | models.Q(held_for=[])
                | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="check_only_loads_nothing",
                condition=models.Q(check_only=False)
                | models.Q(state__in=["received", "checked", "failed"]),
            ),
            models.CheckConstraint(
                name="batch_failed_for_a_reason",
                condition=models.Q(state="failed") ^ models.Q(failure_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_program_display()} · {self.as_of}"

    @property
    def is_held(self) -> bool:
        """Whether it waits for a decision that needs a reason."""
        return self.state == self.State.VALIDATED and bool(self.held_for)

    @property
    def is_working(self) -> bool:
        """Whether a job has something to do with it."""
        states = self.State
        return self.state in (states.RECEIVED, states.ACCEPTING, states.ROLLING_BACK)


class ExtractFile(CountyRow):
    """One file of a batch. Its name is not kept, since people put names of people into it."""

    class Part(models.TextChoices):
        CLIENTS = "clients", _("Children and other clients")
        OTHERS = "others", _("Parents and others")
        PERSONS = "persons", _("CalWORKs persons")

    batch = CountyKey(ExtractBatch, related_name="files")
    part = models.CharField(max_length=8, choices=Part)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField()
    # While its batch counts, the same bytes are not taken again.
    counts = models.BooleanField(default=True)
    layout = models.CharField(max_length=20, blank=True)
    encoding = models.CharField(max_length=10, blank=True)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_quarantined = models.PositiveIntegerField(default=0)
    rows_omitted = models.PositiveIntegerField(default=0)
    unknown_columns = models.JSONField(default=list)
    # [column name, code of the reason], never a value
    dropped_columns = models.JSONField(default=list)
    profile = CountyKey(
        "records.SourceProfile",
        null=True,
        related_name="+",
        db_index=False,
        help_text=_("How the file was read; empty: by its column names"),
    )
    # [[code, {parameter: text}]] about the file as a whole: title lines passed over, hidden sheets
    remarks = models.JSONField(default=list)
    # After the decision the bytes stay, sealed, up to this day, for the list of refused rows.
    kept_until = models.DateField(null=True)
    # The line up to which refusals are written; a reading that was interrupted goes on behind it.
    read_to = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["part"]
        constraints = [
            models.UniqueConstraint(fields=["county", "batch", "part"], name="file_part_once"),
            models.UniqueConstraint(
                fields=["county", "sha256"],
                condition=models.Q(counts=True),
                name="same_file_once_while_it_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} file"


class UploadChunk(CountyRow):
    """A mebibyte of a file as it was sent, sealed; gone once its batch is decided.

    The database carries it because web servers and workers share nothing else.
    """

    file = CountyKey(ExtractFile, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "file", "number"], name="chunk_once")
        ]

    def __str__(self) -> str:
        return f"chunk {self.number}"


class QuarantinedRow(CountyRow):
    """A row that was not taken: its line in the file and why. Nothing of what stood in it."""

    batch = CountyKey(ExtractBatch, models.CASCADE, related_name="quarantine")
    file = CountyKey(ExtractFile, models.CASCADE, related_name="quarantine")
    number = models.PositiveIntegerField()
    # [[code, {parameter: column name or limit}]]
    reasons = models.JSONField()
    # The row itself, or the record that its id names, is sealed or sensitive: it is in no count.
    restricted = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["file", "number"]
        indexes = [models.Index(fields=["county", "batch", "file", "number"], name="refused_rows")]
        constraints = [
            models.UniqueConstraint(fields=["county", "file", "number"], name="refused_once")
        ]

    def __str__(self) -> str:
        return f"row {self.number}"
