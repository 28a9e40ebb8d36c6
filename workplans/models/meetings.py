"""Meetings of the Implementation Team: agenda from the plan, minutes, decisions, actions."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow
from workplans.models.objectives import Objective, Step
from workplans.models.plans import WorkPlan

USER = settings.AUTH_USER_MODEL


@pghistory.track(append_only=True)
class Meeting(CountyRow):
    """One meeting of the team about one plan."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Called off")

    plan = CountyKey(WorkPlan, models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=160)
    on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    minutes_long = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    cancel_reason = models.CharField(max_length=300, blank=True)
    called_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "-starts_at", "pk"]

    def __str__(self) -> str:
        return self.title


@pghistory.track(append_only=True)
class AgendaPoint(CountyRow):
    """One point of an agenda, from the plan or written by hand, and what was said to it."""

    class Kind(models.TextChoices):
        OVERDUE = "overdue", _("Overdue steps")
        DUE = "due", _("Steps due before the next meeting")
        BLOCKED = "blocked", _("Blocked steps")
        PRODUCT = "product", _("Products to approve")
        ACTION = "action", _("Actions of earlier meetings")
        RESULT = "result", _("Results and decisions of assessments")
        OWN = "own", _("Another point")

    meeting = CountyKey(Meeting, models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OWN)
    text = models.CharField(max_length=600)
    step = CountyKey(Step, models.SET_NULL, null=True, related_name="+")
    objective = CountyKey(Objective, models.SET_NULL, null=True, related_name="+")
    minutes = models.CharField(max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


@pghistory.track(append_only=True)
class Attendance(CountyRow):
    """Somebody of the team at a meeting."""

    meeting = CountyKey(Meeting, models.CASCADE, related_name="attendance")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=160, blank=True)
    program = models.CharField(max_length=8, choices=Program)
    present = models.BooleanField(default=False)

    class Meta:
        ordering = ["program", "pk"]

    def __str__(self) -> str:
        return self.program


@pghistory.track(append_only=True)
class TeamDecision(CountyRow):
    """What the team decided, for the log of decisions."""

    meeting = CountyKey(Meeting, models.CASCADE, related_name="decisions")
    point = CountyKey(AgendaPoint, models.SET_NULL, null=True, related_name="decisions")
    text = models.CharField(max_length=600)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


@pghistory.track(append_only=True)
class Action(CountyRow):
    """Something somebody promised at a meeting. It may become a step of the plan."""

    meeting = CountyKey(Meeting, models.CASCADE, related_name="actions")
    point = CountyKey(AgendaPoint, models.SET_NULL, null=True, related_name="actions")
    text = models.CharField(max_length=600)
    lead = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    lead_words = models.CharField(max_length=160, blank=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    dropped_reason = models.CharField(max_length=300, blank=True)
    step = CountyKey(Step, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


@pghistory.track(append_only=True, exclude=["content", "problems"])
class PlanImport(CountyRow):
    """A plan read from a workbook, shown before it becomes a plan. Its history keeps no words of
    the file: a file that is dropped is gone."""

    class State(models.TextChoices):
        READ = "read", _("Read, not taken in")
        TAKEN = "taken", _("Taken in")
        DROPPED = "dropped", _("Dropped")

    state = models.CharField(max_length=7, choices=State, default=State.READ)
    # `workplans.running.importing.Reading`: the plan as read, and what it could not place.
    content = models.JSONField()
    problems = models.JSONField(default=list)
    plan = CountyKey(WorkPlan, models.SET_NULL, null=True, related_name="imports")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return self.state
