"""Incidents: what happened to confidential information, whom it reached, and what was done."""

import secrets
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.tokens import ALPHABET
from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


def new_incident_token() -> str:
    """A printable name that tells nothing. No running number: a gap would tell of incidents about
    people who are closed to the reader."""
    return "I-" + "".join(secrets.choice(ALPHABET) for _place in range(7))


@pghistory.track(append_only=True)
class Incident(CountyRow):
    """Confidential information that reached, or may have reached, somebody it was not for.

    `what` is written without a client's name. For a wrong link: when it held, who linked
    (`caused_by`, nobody where the county's rule did) and who cut.
    """

    class Kind(models.TextChoices):
        LINK = "link", _("Wrong link")
        MAIL = "mail", _("Mail or message to the wrong person")
        LOST = "lost", _("Print, file or device lost or stolen")
        SPOKEN = "spoken", _("Spoken disclosure")
        LOOK_UP = "lookup", _("Look-up without a reason")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        SUSPECTED = "suspected", _("Suspected")
        TRIAGED = "triaged", _("Triaged")
        CONFIRMED = "confirmed", _("Confirmed")
        DISMISSED = "dismissed", _("Dismissed")
        CONTAINED = "contained", _("Contained")
        REPORTED = "reported", _("Reported")
        NOTIFIED = "notified", _("People told")
        CLOSED = "closed", _("Closed")

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    token = models.CharField(max_length=12, default=new_incident_token)
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.SUSPECTED)
    what = models.CharField(max_length=600)
    discovered_on = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.UUIDField()
    caused_by = models.UUIDField(null=True)
    # Opaque ids, of the link here and of records below: an incident outlives what is disposed of.
    link = models.UUIDField(null=True)
    # Whom a wrong link made one person, under the ids by which the account names them.
    people = ArrayField(models.UUIDField(), default=list)
    held_from = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    cut_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["county", "token"], name="incident_token_once"),
            models.UniqueConstraint(
                fields=["county", "link"],
                condition=models.Q(link__isnull=False),
                name="incident_once_a_link",
            ),
        ]
        indexes = [models.Index(fields=["county", "-opened_at"], name="incident_latest")]

    def __str__(self) -> str:
        return self.token


class IncidentRecord(CountyRow):
    """A program record that an incident is about. Never changed."""

    incident = CountyKey(Incident, related_name="records")
    record = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "incident", "record"], name="incident_record_once"
            )
        ]
        indexes = [models.Index(fields=["county", "record"], name="incident_of_record")]

    def __str__(self) -> str:
        return "record of an incident"


class IncidentShowing(CountyRow):
    """One showing of the other program's facts because of it, as counted when the incident was
    opened. Never changed: the account may be counted again beside it."""

    class Channel(models.TextChoices):
        SCREEN = "screen", _("On screen")
        PRINT = "print", _("Page to print")
        PDF = "pdf", _("In a document")
        EXPORT = "export", _("In a table that was taken out")
        COPY = "copy", _("In a text copied for the other system")

    incident = CountyKey(Incident, related_name="showings")
    disclosure = models.UUIDField()
    at = models.DateTimeField()
    recipient = models.UUIDField()
    recipient_program = models.CharField(max_length=8, choices=Program)
    owner = models.CharField(max_length=8, choices=Program)
    categories = ArrayField(models.CharField(max_length=3))
    channel = models.CharField(max_length=6, choices=Channel)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "incident", "disclosure"], name="showing_once"
            )
        ]

    def __str__(self) -> str:
        return self.channel


class IncidentDocument(CountyRow):
    """A document about the person that was asked for while a wrong link held. It can no longer
    be opened, whoever the person is by now. Never changed."""

    incident = CountyKey(Incident, related_name="documents")
    document = models.UUIDField()
    kind = models.CharField(max_length=60)
    recipient = models.UUIDField()
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "incident", "document"], name="incident_document_once"
            )
        ]
        indexes = [models.Index(fields=["county", "document"], name="incident_of_document")]

    def __str__(self) -> str:
        return self.kind


class IncidentStep(CountyRow):
    """One thing done about an incident: by whom, when, why; to whom it was told. Never changed."""

    incident = CountyKey(Incident, related_name="steps")
    act = models.CharField(max_length=9, choices=Incident.State)
    state_before = models.CharField(max_length=9, choices=Incident.State)
    state_after = models.CharField(max_length=9, choices=Incident.State)
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField()
    reason = models.CharField(max_length=600)
    told = models.CharField(max_length=160, blank=True)
    told_on = models.DateField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="telling_says_whom_and_when",
                condition=~models.Q(act__in=["reported", "notified"])
                | (models.Q(told_on__isnull=False) & ~models.Q(told="")),
            )
        ]

    def __str__(self) -> str:
        return self.act
