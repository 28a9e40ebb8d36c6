"""Other ways to a mutual family than an extract: a worker's suggestion, and an event notice."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import ProgramRecord
from cases.sharing.models import Category
from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow, both_or_neither

USER = settings.AUTH_USER_MODEL
PROGRAMS = [(Program.CWS.value, _("CWS")), (Program.CALWORKS.value, _("CalWORKs"))]


class Outcome(models.TextChoices):
    """What came of a suggestion or a notice. The person who asked is not told which."""

    LINKED = "linked", _("Linked")
    ALREADY = "already", _("Already linked")
    NOT_FOUND = "not_found", _("Nobody found")
    NEEDS = "needs", _("Needs information")


@pghistory.track(append_only=True)
class Suggestion(CountyRow):
    """A worker thinks that a family of their own caseload is mutual.

    `record` is the worker's own program's, where they named one. Their words are sealed.
    """

    program = models.CharField(max_length=8, choices=Program)
    record = CountyKey(ProgramRecord, null=True, related_name="+")
    words = models.BinaryField(default=bytes)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # Among those who settle; sealed.
    note = models.BinaryField(default=bytes)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            both_or_neither("settled_by", "settled_at"),
            models.CheckConstraint(
                name="suggestion_settled_with_outcome",
                condition=models.Q(settled_at=None) | ~models.Q(outcome=""),
            ),
            models.UniqueConstraint(
                fields=["county", "record", "asked_by"],
                condition=models.Q(settled_at=None, record__isnull=False),
                name="suggestion_once_while_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "asked_at"],
                name="suggestion_waiting",
                condition=models.Q(settled_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"suggestion of {self.program}"


@pghistory.track(append_only=True)
class EventNotice(CountyRow):
    """Something happened to somebody that makes working together urgent.

    Owned by the program that knows it, in a category of its own by kind. `to_settle`: nobody has
    found a mutual family around this record; the coordinator looks for one.
    """

    class Kind(models.TextChoices):
        REMOVAL = "removal", _("Removal from home")
        PETITION = "petition", _("Petition filed")
        RETURN = "return", _("Return home")
        SANCTION = "sanction", _("Notice before a sanction (NA 840)")
        HOMELESS = "homeless", _("Homelessness")
        BIRTH = "birth", _("Birth of a child")

    class Source(models.TextChoices):
        STAFF = "staff", _("Entered by a member of staff")
        EXTRACT = "extract", _("Seen in an extract")

    record = CountyKey(ProgramRecord, related_name="+")
    owner = models.CharField(max_length=8, choices=PROGRAMS)
    kind = models.CharField(max_length=8, choices=Kind)
    category = models.CharField(max_length=3, choices=Category)
    on = models.DateField()
    source = models.CharField(max_length=7, choices=Source)
    batch = models.UUIDField(null=True)
    entered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    to_settle = models.BooleanField(default=False)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-entered_at"]
        constraints = [
            both_or_neither("settled_by", "settled_at"),
            models.UniqueConstraint(
                fields=["county", "record", "kind", "on"], name="event_notice_once"
            ),
            models.CheckConstraint(
                name="event_notice_settled_with_outcome",
                condition=models.Q(settled_at=None) | ~models.Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(fields=["county", "record"], name="event_notice_of_record"),
            models.Index(
                fields=["county", "entered_at"],
                name="event_notice_waiting",
                condition=models.Q(to_settle=True, settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"
