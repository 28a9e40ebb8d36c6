"""Contacts with a family, held and planned."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.families.models.written import Written, written_rules
from cases.people.models import Family
from linkages.rows import CountyKey


@pghistory.track(append_only=True)
class Contact(Written):
    """That somebody of the family was met, called or written to, or will be."""

    class Kind(models.TextChoices):
        HOME_VISIT = "home_visit", _("Home visit")
        JOINT_VISIT = "joint_visit", _("Joint visit of both programs")
        OFFICE = "office", _("Office visit")
        PHONE = "phone", _("Telephone call")
        VIDEO = "video", _("Video call")
        TEXT = "text", _("Text message")
        LETTER = "letter", _("Letter")
        CFT = "cft", _("Child and family team meeting (CFT)")
        TDM = "tdm", _("Team decision meeting (TDM)")
        MDT = "mdt", _("Multidisciplinary team meeting (MDT)")
        COURT = "court", _("Court")
        OTHER = "other", _("Another kind of contact")

    class Outcome(models.TextChoices):
        HELD = "held", _("Took place")
        NOT_REACHED = "not_reached", _("Not reached")
        PLANNED = "planned", _("Planned")

    family = CountyKey(Family, related_name="contacts")
    kind = models.CharField(max_length=11, choices=Kind)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=11, choices=Outcome)
    # Records of the members who took part, and the programs whose staff did.
    with_records = models.JSONField(default=list)
    with_programs = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = written_rules("contact")
        indexes = [models.Index(fields=["county", "family", "-at"], name="contact_of_family")]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
