"""A county's work plan: its header, its goal, its topic areas, and how it is approved."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Round
from counties.models import Office
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow

USER = settings.AUTH_USER_MODEL


class WorkPlanQuerySet(CountyQuerySet):
    def running(self) -> "WorkPlanQuerySet":
        """Plans that somebody works by: approved, perhaps being amended."""
        return self.filter(editions__approved_at__isnull=False, closed_on=None).distinct()


@pghistory.track(append_only=True)
class WorkPlan(CountyRow):
    """Twelve months of a county's Linkages program (Work Plan Template, 2014)."""

    class Kind(models.TextChoices):
        LAUNCH = "launch", _("Launch")
        RENOVATION = "renovation", _("Renovation")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for both sponsors")
        ACTIVE = "active", _("In force")
        AMENDING = "amending", _("Being amended")
        CLOSED = "closed", _("Closed")

    class Starter(models.TextChoices):
        """How the goal of the next twelve months begins."""

        LAUNCH = "launch", _("Launch with one population at one site")
        EXPAND = "expand", _("Expand to more sites")
        EXTEND = "extend", _("Extend to another population")
        STRENGTHEN = "strengthen", _("Strengthen one area")
        OWN = "own", _("In our own words")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LAUNCH)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    starts_on = models.DateField()
    # The date in the header: when this text was last put down.
    dated = models.DateField()
    site = CountyKey(Office, null=True, blank=True, related_name="+")
    starter = models.CharField(max_length=10, choices=Starter, blank=True)
    goal = models.CharField(max_length=1000, blank=True)
    # Codes of target populations (`domain` 5.2), for the advice to begin with one.
    populations = models.JSONField(default=list, blank=True)
    # The assessment whose results it answers, and the plan it takes up again after a lull.
    round = CountyKey(Round, null=True, blank=True, related_name="plans")
    restarts = CountyKey("workplans.WorkPlan", null=True, blank=True, related_name="restarted_by")
    # Why it is being amended, while it is.
    amend_reason = models.CharField(max_length=600, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_on = models.DateField(null=True)
    close_reason = models.CharField(max_length=600, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_closed_on_a_day_with_reason",
                condition=(~models.Q(state="closed") & models.Q(closed_on=None))
                | (models.Q(state="closed", closed_on__isnull=False) & ~models.Q(close_reason="")),
            ),
            models.CheckConstraint(
                name="plan_amended_with_reason",
                condition=~models.Q(state="amending") | ~models.Q(amend_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class PlanContact(CountyRow):
    """Whom the state or the other program asks about the plan: one for each program."""

    plan = CountyKey(WorkPlan, models.CASCADE, related_name="contacts")
    program = models.CharField(max_length=8, choices=Program)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ["program", "name"]

    def __str__(self) -> str:
        return self.name


class Neighbor(models.TextChoices):
    """County plans beside this one, to point to and not to copy."""

    SIP = "sip", _("System Improvement Plan")
    CAL_SIP = "cal_sip", _("Cal-SIP (CalWORKs)")
    PREVENTION = "prevention", _("Prevention plan")
    STABILIZATION = "stabilization", _("Family Stabilization plan")
    OTHER = "other", _("Another plan")


@pghistory.track(append_only=True)
class PlanTopic(CountyRow):
    """A topic area that the county works on this year: from the catalogue, or its own."""

    plan = CountyKey(WorkPlan, models.CASCADE, related_name="topics")
    # T01 to T12, X1 and on; "other" for the county's own.
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    category = models.CharField(max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code", "pk"]

    def __str__(self) -> str:
        return self.title


@pghistory.track(append_only=True, exclude=["content"])
class PlanEdition(CountyRow):
    """The plan as it was submitted. Approved by both sponsors it is frozen and in force."""

    plan = CountyKey(WorkPlan, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=600, blank=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    # An amendment that was given up before sponsors saw it.
    discarded = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "plan", "number"], name="edition_once"),
            models.CheckConstraint(
                name="edition_approved_or_returned",
                condition=models.Q(approved_at=None) | models.Q(returned_at=None),
            ),
            models.CheckConstraint(
                name="edition_amends_with_reason",
                condition=models.Q(number=1) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


@pghistory.track(append_only=True)
class PlanApproval(CountyRow):
    """A sponsor's word on an edition: approved, or returned with a reason."""

    edition = CountyKey(PlanEdition, models.CASCADE, related_name="approvals")
    program = models.CharField(max_length=8, choices=Program)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    approves = models.BooleanField()
    reason = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "edition", "program"], name="approval_once_a_program"
            ),
            models.CheckConstraint(
                name="approval_of_a_program", condition=~models.Q(program="joint")
            ),
            models.CheckConstraint(
                name="return_with_reason",
                condition=models.Q(approves=True) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.program
