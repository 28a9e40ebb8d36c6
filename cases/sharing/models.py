"""On what ground facts cross from one program to the other, and the account of each crossing."""

import uuid
from datetime import date
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import ProgramRecord
from counties.models import Unit
from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class Category(models.TextChoices):
    """What kind of fact it is; decides who may see it (design of categories C1 to C13)."""

    C1 = "C1", _("Identity, case numbers and assigned worker")
    C2 = "C2", _("CalWORKs status, exemption, sanction, time on aid")
    C3 = "C3", _("Welfare-to-Work activities, hours, services, child care")
    C4 = "C4", _("Income, employer and grant")
    C5 = "C5", _("CWS involvement, case plan activities, visits, hearing dates")
    C6 = "C6", _("Allegations, investigation, court reports")
    C7 = "C7", _("Placement")
    C8 = "C8", _("Medical and mental health")
    C9 = "C9", _("Substance use treatment")
    C10 = "C10", _("Domestic violence safety")
    C11 = "C11", _("Services a minor consented to")
    C12 = "C12", _("Education")


class DatedQuerySet(CountyQuerySet):
    def in_force_on(self, day: date) -> Self:
        """The only definition of a dated row counting on a day; the last day is included."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=day), since__lte=day)


@pghistory.track(append_only=True)
class Assignment(CountyRow):
    """Who works with a record, from a day to a day: a worker as extracts name them, or a unit."""

    record = CountyKey(ProgramRecord, related_name="assignments")
    program = models.CharField(max_length=8, choices=Program)
    worker_id = models.CharField(max_length=20, blank=True)
    unit = CountyKey(Unit, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_names_someone",
                condition=~models.Q(worker_id="") | models.Q(unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["county", "record", "worker_id"],
                condition=models.Q(until=None),
                name="assignment_once_while_open",
            ),
        ]
        indexes = [models.Index(fields=["county", "worker_id"], name="assignment_of_worker")]

    def __str__(self) -> str:
        return f"{self.program} {self.worker_id}"


class Audience(models.TextChoices):
    """Who a legal ground opens a category to."""

    PAIR = "pair", _("The worker and supervisor assigned on the other side")
    COORDINATOR = "coordinator", _("Linkages coordinator and liaison")


@pghistory.track(append_only=True)
class LegalBasis(CountyRow):
    """A statute that the county's counsel switched on for a category, an audience and a time."""

    code = models.CharField(max_length=20, help_text=_("Such as 10850"))
    owner = models.CharField(max_length=8, choices=Program)
    category = models.CharField(max_length=3, choices=Category)
    audience = models.CharField(max_length=12, choices=Audience)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code", "owner", "category", "audience", "since"],
                name="basis_once",
            ),
            models.CheckConstraint(
                name="basis_opens_what_statute_can",
                condition=models.Q(category__in=["C1", "C2", "C3", "C5"]),
                violation_error_message=_("No statute opens this category to the other program."),
            ),
            models.CheckConstraint(
                name="basis_of_one_program",
                condition=~models.Q(owner=Program.JOINT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.category} to {self.audience}"


class Disclosure(models.Model):
    """One person's facts shown to one recipient on stated grounds. Written with the showing."""

    class Channel(models.TextChoices):
        SCREEN = "screen", _("Screen")
        DOCUMENT = "document", _("Document")

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("counties.County", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    event = models.UUIDField()
    recipient = models.UUIDField()
    recipient_program = models.CharField(max_length=8, choices=Program)
    person = models.UUIDField()
    owner = models.CharField(max_length=8, choices=Program)
    categories = ArrayField(models.CharField(max_length=3))
    bases = ArrayField(models.CharField(max_length=40))
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel)

    objects = CountyQuerySet.as_manager()

    class Meta:
        managed = False  # partitioned by month; the migration writes the table itself
        db_table = "sharing_disclosure"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.categories}"
