"""What a topic area's table holds: objectives, their products, the steps towards them."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow
from workplans.models.plans import Neighbor, PlanTopic, WorkPlan

USER = settings.AUTH_USER_MODEL


class Status(models.TextChoices):
    """How far a step or an objective is."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


@pghistory.track(append_only=True)
class Objective(CountyRow):
    """An implementation objective. Its status follows from its steps unless somebody sets it."""

    plan = CountyKey(WorkPlan, models.CASCADE, related_name="objectives")
    topic = CountyKey(PlanTopic, related_name="objectives")
    # Its number in the plan; steps of others refer to it.
    number = models.PositiveSmallIntegerField()
    statement = models.CharField(max_length=600)
    serves_goal = models.CharField(max_length=600, blank=True)
    # From which objective of the catalogue it was taken, and why: items, scores, the round.
    code = models.CharField(max_length=12, blank=True)
    origin = models.JSONField(default=dict, blank=True)
    set_status = models.CharField(max_length=11, choices=Status, blank=True)
    set_status_note = models.CharField(max_length=300, blank=True)
    capacity = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "plan", "number"],
                name="objective_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="objective_status_set_with_note",
                condition=models.Q(set_status="") | ~models.Q(set_status_note=""),
            ),
        ]

    def __str__(self) -> str:
        return self.statement


@pghistory.track(append_only=True)
class Product(CountyRow):
    """What an objective leaves behind that can be held in the hand: 1A, 1B and on."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")

    objective = CountyKey(Objective, models.CASCADE, related_name="products")
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    link = models.URLField(max_length=500, blank=True)
    shared = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


@pghistory.track(append_only=True)
class Step(CountyRow):
    """One action step: who leads, who of the other program goes along, by when, how far."""

    objective = CountyKey(Objective, models.CASCADE, related_name="steps")
    # The product it works on: 1A1. None: towards the objective as a whole.
    product = CountyKey(Product, null=True, blank=True, related_name="steps")
    order = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=600)
    # People of the county's staff, or words for whoever has no account.
    lead = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    lead_words = models.CharField(max_length=160, blank=True)
    lead_program = models.CharField(max_length=8, choices=Program, blank=True)
    co_lead = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    co_lead_words = models.CharField(max_length=160, blank=True)
    co_lead_program = models.CharField(max_length=8, choices=Program, blank=True)
    resources = models.CharField(max_length=600, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=11, choices=Status, default=Status.NOT_STARTED)
    status_reason = models.CharField(max_length=300, blank=True)
    status_on = models.DateField(null=True)
    comment = models.CharField(max_length=1000, blank=True)
    # The sample plan's asterisk: where there is help; and "see Objective 7".
    help_title = models.CharField(max_length=160, blank=True)
    help_link = models.URLField(max_length=500, blank=True)
    sees = CountyKey(Objective, null=True, blank=True, related_name="+")
    # Mail goes once for each: to the leads, and once overdue to the co-chairs.
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="step_due_after_start",
                condition=models.Q(starts_on=None)
                | models.Q(due_on=None)
                | models.Q(due_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="step_dropped_or_blocked_with_reason",
                condition=~models.Q(status__in=["dropped", "blocked"])
                | ~models.Q(status_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["county", "status", "due_on"], name="step_due")]

    def __str__(self) -> str:
        return self.text


@pghistory.track(append_only=True)
class StepNeed(CountyRow):
    """A step that cannot begin before another is done. Never in a circle."""

    step = CountyKey(Step, models.CASCADE, related_name="needs")
    needs = CountyKey(Step, models.CASCADE, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "step", "needs"], name="step_need_once"),
            models.CheckConstraint(
                name="step_needs_another", condition=~models.Q(step=models.F("needs"))
            ),
        ]

    def __str__(self) -> str:
        return "need"


@pghistory.track(append_only=True)
class PlanLink(CountyRow):
    """Where a plan, or one of its objectives, serves another plan of the county."""

    plan = CountyKey(WorkPlan, models.CASCADE, related_name="links")
    objective = CountyKey(Objective, models.CASCADE, null=True, related_name="links")
    neighbor = models.CharField(max_length=13, choices=Neighbor)
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["neighbor", "title"]

    def __str__(self) -> str:
        return self.title


@pghistory.track(append_only=True)
class PlanUpdate(CountyRow):
    """What somebody reported on a step or an objective, and what it changed."""

    plan = CountyKey(WorkPlan, models.CASCADE, related_name="updates")
    step = CountyKey(Step, null=True, related_name="updates")
    objective = CountyKey(Objective, null=True, related_name="updates")
    before = models.CharField(max_length=11, choices=Status, blank=True)
    after = models.CharField(max_length=11, choices=Status, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return self.after


@pghistory.track(append_only=True)
class PlanSuggestion(CountyRow):
    """An objective that a closed assessment suggests, and what the team made of it."""

    class Decision(models.TextChoices):
        OPEN = "open", _("Not decided")
        ACCEPTED = "accepted", _("Accepted")
        EDITED = "edited", _("Accepted with changes")
        DEFERRED = "deferred", _("Deferred")
        REJECTED = "rejected", _("Rejected")

    round = CountyKey("assessments.Round", related_name="suggestions")
    # An objective of the catalogue; for something unknown, its topic's "find out" action.
    code = models.CharField(max_length=12)
    finds_out = models.BooleanField(default=False)
    # `assessments.results.suggesting.Reason` for every item that points here.
    reasons = models.JSONField(default=list)
    priority = models.DecimalField(max_digits=6, decimal_places=2)
    optional = models.BooleanField(default=False)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN)
    reason = models.CharField(max_length=600, blank=True)
    defer_until = models.DateField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    objective = CountyKey(Objective, models.SET_NULL, null=True, related_name="suggestions")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-priority", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "round", "code", "finds_out"], name="suggestion_once_a_round"
            ),
            models.CheckConstraint(
                name="suggestion_refused_with_reason",
                condition=~models.Q(decision__in=["deferred", "rejected"]) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code
