"""What is to be done for a family."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models

from cases.families.models.contacts import Contact
from cases.families.models.written import Written, written_rules
from cases.people.models import Family
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, both_or_neither


class TaskQuerySet(CountyQuerySet):
    def open(self) -> Self:
        """Tasks that are neither done nor struck out."""
        return self.filter(done_at=None, struck_at=None)


@pghistory.track(append_only=True)
class Task(Written):
    """Something to be done for a family, by whom and until when.

    A fixed `code` with `params` is a sentence that every program may word in its language; without
    one the words are the author's. `doer` is the program that does it; where it is not the
    program that wrote it down, that one waits for the other side.
    """

    family = CountyKey(Family, related_name="tasks")
    # Nobody where a rule of the house set the task.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    code = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict)
    doer = models.CharField(max_length=8, choices=Program)
    # As extracts name the worker; or a member of staff; or, with neither, the whole program side.
    worker_id = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    contact = CountyKey(Contact, null=True, related_name="tasks")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "written_at", "pk"]
        constraints = [*written_rules("task"), both_or_neither("done_at", "done_by")]
        indexes = [
            models.Index(fields=["county", "family"], name="task_of_family"),
            models.Index(
                fields=["county", "worker_id", "due_on"],
                name="task_open_of_worker",
                condition=models.Q(done_at=None, struck_at=None),
            ),
            models.Index(
                fields=["county", "user", "due_on"],
                name="task_open_of_user",
                condition=models.Q(done_at=None, struck_at=None, user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code or "task"
