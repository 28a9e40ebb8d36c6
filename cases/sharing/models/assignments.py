"""Who works with whom: the only truth about it."""

import pghistory
from django.db import models

from cases.people.models import ProgramRecord
from cases.sharing.models.dated import DatedQuerySet
from counties.models import Team, Unit
from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow


@pghistory.track(append_only=True)
class Assignment(CountyRow):
    """Who works with a record, from a day to a day: a worker as extracts name them (with the unit
    in which the extract says they sit), a unit as a whole, or a team.
    """

    record = CountyKey(ProgramRecord, related_name="assignments")
    program = models.CharField(max_length=8, choices=Program)
    worker_id = models.CharField(max_length=20, blank=True)
    unit = CountyKey(Unit, null=True, related_name="+")
    team = CountyKey(Team, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_names_someone",
                condition=~models.Q(worker_id="")
                | models.Q(unit__isnull=False)
                | models.Q(team__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["county", "record", "worker_id", "team"],
                condition=models.Q(until=None),
                name="assignment_once_while_open",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["county", "worker_id"], name="assignment_of_worker"),
            models.Index(
                fields=["county", "team"],
                name="assignment_of_team",
                condition=models.Q(team__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.worker_id}"
