"""What people themselves release, and how far a family's statutory sharing is narrowed."""

import functools
import operator

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import ProgramRecord
from cases.sharing.decision import REGIMES
from cases.sharing.models.dated import DatedQuerySet, ends_after_it_begins
from cases.sharing.models.grounds import Category
from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow, both_or_neither


def _one_regime() -> models.Q:
    """Every legal regime has a block, and a signature, of its own."""
    within = (models.Q(categories__contained_by=sorted(each)) for each in REGIMES)
    return functools.reduce(operator.or_, within) & models.Q(categories__len__gt=0)


@pghistory.track(append_only=True)
class Consent(CountyRow):
    """One signed block of a release of information: whose facts, from which program to which.

    It hangs on the record of the program that took it, so that cutting a wrong link takes it away
    from the wrong person. Signed, received and entered are three dates: it holds from the day
    that the signer chose, never before the signature. On screen: release of information.
    """

    class Signer(models.TextChoices):
        SELF = "self", _("The person")
        PARENT = "parent", _("Parent or guardian")
        COUNSEL = "counsel", _("The child’s counsel")
        COURT = "court", _("The court")

    class Form(models.TextChoices):
        PAPER = "paper", _("Signed on paper")
        ELECTRONIC = "electronic", _("Signed electronically")
        VERBAL = "verbal", _("Given by word of mouth")

    record = CountyKey(ProgramRecord, related_name="consents")
    owner = models.CharField(max_length=8, choices=Program)
    recipient = models.CharField(max_length=8, choices=Program)
    categories = ArrayField(models.CharField(max_length=3, choices=Category))
    # Whose eyes alone, for what is released to named people only (C10, C11).
    named = ArrayField(models.UUIDField(), default=list)
    signer = models.CharField(max_length=8, choices=Signer)
    form = models.CharField(max_length=10, choices=Form)
    signed_on = models.DateField()
    received_on = models.DateField()
    entered_at = models.DateTimeField(default=timezone.now)
    since = models.DateField()
    until = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_how = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("consent_ends_after_it_begins"),
            both_or_neither("revoked_at", "revoked_by"),
            models.CheckConstraint(
                name="consent_not_before_signature",
                condition=models.Q(since__gte=models.F("signed_on"))
                & models.Q(received_on__gte=models.F("signed_on")),
                violation_error_message=_("A release cannot begin before it was signed."),
            ),
            models.CheckConstraint(
                name="consent_from_one_to_the_other",
                condition=models.Q(owner=Program.CWS, recipient=Program.CALWORKS)
                | models.Q(owner=Program.CALWORKS, recipient=Program.CWS),
            ),
            models.CheckConstraint(name="consent_of_one_regime", condition=_one_regime()),
            models.CheckConstraint(
                name="consent_in_writing_for_health",
                condition=~models.Q(form="verbal")
                | ~models.Q(categories__overlap=["C8", "C9", "C10", "C11"]),
                violation_error_message=_("This category needs a signature."),
            ),
            models.CheckConstraint(
                name="consent_by_the_person_alone",
                condition=models.Q(signer="self") | ~models.Q(categories__overlap=["C10", "C11"]),
                violation_error_message=_("Only the person can release this category."),
            ),
        ]
        indexes = [models.Index(fields=["county", "record"], name="consent_record")]

    def __str__(self) -> str:
        return f"release {self.owner} to {self.recipient}"


@pghistory.track(append_only=True)
class Narrowing(CountyRow):
    """Statutes open a person's identity and nothing else, because somebody asked for it."""

    record = CountyKey(ProgramRecord, related_name="narrowings")
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.UUIDField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "record"],
                condition=models.Q(until=None),
                name="narrowing_once_while_open",
            )
        ]

    def __str__(self) -> str:
        return f"narrowed since {self.since}"
