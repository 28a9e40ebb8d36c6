"""Where people work: counties, their offices and units, and the days on which nobody does."""

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class County(models.Model):
    """A county of California, or the state's own desk. The only list all sessions may read."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("County")
        STATE = "state", _("State")

    row_class: ClassVar[RowClass] = RowClass.GLOBAL

    id = models.SlugField(primary_key=True, max_length=32)
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=2, unique=True, help_text=_("County number, 01 to 58"))
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.COUNTY)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "counties"

    def __str__(self) -> str:
        return self.name


class Office(CountyRow):
    """A place where a program's staff sit."""

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="office_code_once_a_county")
        ]

    def __str__(self) -> str:
        return self.name


class Unit(CountyRow):
    """A supervisor and the workers of one program."""

    office = CountyKey(Office, related_name="units")
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=16)
    program = models.CharField(max_length=8, choices=Program)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="unit_code_once_a_county")
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(CountyRow):
    """A day on which the county's offices are closed, whatever day of the week it is.

    Counties differ, and furlough days come on top of the state's list (Gov. Code 6700), so each
    county keeps its own. Days that are due in business days skip these.
    """

    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "day"],
                name="holiday_once_a_county",
                violation_error_message=_("This day is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class BankCaseloadQuerySet(CountyQuerySet):
    def in_force_on(self, day: date) -> Self:
        """The only definition of an id being a unit's bank caseload on a day."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=day), since__lte=day)


@pghistory.track(append_only=True)
class BankCaseload(CountyRow):
    """A worker id of extracts behind which nobody sits: a unit's cases that wait for a worker."""

    program = models.CharField(max_length=8, choices=Program)
    worker_id = models.CharField(max_length=20, help_text=_("As extracts name it"))
    unit = CountyKey(Unit, related_name="bank_caseloads")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = BankCaseloadQuerySet.as_manager()

    class Meta:
        ordering = ["program", "worker_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "program", "worker_id"],
                condition=models.Q(until=None),
                name="bank_caseload_once_while_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.program} bank caseload {self.worker_id}"
