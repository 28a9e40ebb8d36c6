"""A family that moves: the copy that one county offers to another, and what became of it there."""

import secrets
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import Family
from cases.people.tokens import ALPHABET
from counties.models import County, User
from linkages.fence import RowClass
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither

USER = settings.AUTH_USER_MODEL


def new_transfer_token() -> str:
    """A printable name for a transfer that says nothing about it."""
    return "T-" + "".join(secrets.choice(ALPHABET) for _place in range(7))


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Transfers that leave or reach the county in which this person works now."""
        working = getattr(user, "working_in", None)
        if working is None:
            return self.none()
        here = working.county_id
        return self.filter(models.Q(from_county=here) | models.Q(to_county=here))


class Transfer(models.Model):
    """A frozen copy that one county offers to another. Either side writes its own part, once."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    class Decline(models.TextChoices):
        NOT_HERE = "not_here", _("The family does not live in our county")
        NO_CASE = "no_case", _("Neither program has a case here")
        AGAIN = "again", _("We have them already")
        OTHER = "other", _("Another reason")

    row_class: ClassVar[RowClass] = RowClass.ENVELOPE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    from_county = models.ForeignKey(County, models.PROTECT, related_name="+")
    to_county = models.ForeignKey(County, models.PROTECT, related_name="+")
    token = models.CharField(max_length=12, default=new_transfer_token)
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    # The sender's own ids: opaque to the receiver, and keys to nothing there.
    family = models.UUIDField()
    episode = models.UUIDField()
    reason = models.CharField(max_length=300)
    moved_on = models.DateField()
    offered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    # The copy as JSON (`cases.families.transfer.copying`), sealed.
    content = models.BinaryField()
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decline = models.CharField(max_length=8, choices=Decline, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "pk"]
        constraints = [
            both_or_neither("withdrawn_by", "withdrawn_at"),
            both_or_neither("answered_by", "answered_at"),
            models.CheckConstraint(
                name="transfer_between_two_counties",
                condition=~models.Q(from_county=models.F("to_county")),
            ),
            models.CheckConstraint(
                name="transfer_declined_with_reason",
                condition=~models.Q(state="declined") | ~models.Q(decline=""),
            ),
            models.UniqueConstraint(
                fields=["from_county", "episode"],
                condition=models.Q(state="offered"),
                name="transfer_once_while_offered",
            ),
            models.UniqueConstraint(fields=["from_county", "token"], name="transfer_token_once"),
        ]
        indexes = [
            models.Index(fields=["to_county", "-offered_at"], name="transfer_to"),
            models.Index(fields=["from_county", "-offered_at"], name="transfer_from"),
        ]

    def __str__(self) -> str:
        return f"{self.token} {self.state}"


class ReceivedFamilyQuerySet(CountyQuerySet):
    def unmet(self) -> Self:
        """Copies whose people this county's own matching has not found yet."""
        return self.filter(family=None)


class ReceivedFamily(CountyRow):
    """A copy that this county accepted from another. Nothing in it is a program record here."""

    transfer = models.UUIDField()
    token = models.CharField(max_length=12)
    from_county = models.ForeignKey(County, models.PROTECT, related_name="+")
    moved_on = models.DateField()
    content = models.BinaryField()
    accepted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    # Program records here with a number that the copy names, whoever may see them.
    records = ArrayField(models.UUIDField(), default=list)
    # The family that this county's own matching made of them.
    family = CountyKey(Family, null=True, related_name="received_as")
    met_at = models.DateTimeField(null=True)

    objects = ReceivedFamilyQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "pk"]
        constraints = [
            both_or_neither("family", "met_at"),
            models.UniqueConstraint(fields=["county", "transfer"], name="received_once"),
        ]

    def __str__(self) -> str:
        return self.token
