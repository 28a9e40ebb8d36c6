"""What one administrator asks for and another has yet to do: an invitation, a role, a reset."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counties.models.places import Unit
from counties.models.staff import Membership, User
from counties.permissions import Role
from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow, both_or_neither


class Invitation(CountyRow):
    """A link, good for one use and for some days, by which a person opens their account.

    Nothing of the link is kept: it is a keyed hash over this row's id (`counties.staff.inviting`).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    row_class: ClassVar[RowClass] = RowClass.STAFF

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "user"],
                condition=models.Q(state="open"),
                name="invitation_once_while_open",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.state}"


class Decided(CountyRow):
    """Something that one administrator asks for and a second one decides: never the same, and
    never whom it is about. The database holds both to it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second administrator")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-asked_at"]
        constraints = [
            both_or_neither("decided_at", "decided_by"),
            models.CheckConstraint(
                name="%(class)s_decided_by_another",
                condition=models.Q(state__in=["waiting", "withdrawn"])
                | (
                    models.Q(decided_by__isnull=False)
                    & ~models.Q(decided_by=models.F("asked_by"))
                    & ~models.Q(decided_by=models.F("user"))
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_never_for_oneself",
                condition=~models.Q(asked_by=models.F("user")),
            ),
        ]


class RoleProposal(Decided):
    """A role for somebody that waits for, or had, a second administrator's word."""

    role = models.CharField(max_length=16, choices=Role)
    program = models.CharField(max_length=8, choices=Program)
    unit = CountyKey(Unit, null=True, related_name="+")
    worker_id = models.CharField(max_length=20, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    membership = CountyKey(Membership, null=True, related_name="+")

    class Meta(Decided.Meta):
        constraints = [
            *Decided.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "user", "role", "program"],
                condition=models.Q(state="waiting"),
                name="role_proposal_once_while_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.state}"


class FactorReset(Decided):
    """Taking away a person's second factor, so that they can set up a new one."""

    class Meta(Decided.Meta):
        constraints = [
            *Decided.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "user"],
                condition=models.Q(state="waiting"),
                name="factor_reset_once_while_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"factor reset {self.state}"
