"""On what legal ground facts cross, as the county's counsel decided it and when."""

import functools
import operator

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.sharing.decision import CEILING
from cases.sharing.models.dated import DatedQuerySet, ends_after_it_begins
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class Category(models.TextChoices):
    """What kind of fact it is; decides who may see it (design of categories C1 to C13)."""

    C1 = "C1", _("Identity, case numbers and assigned worker")
    C2 = "C2", _("CalWORKs status, exemption, sanction, time on aid")
    C3 = "C3", _("Welfare-to-Work activities, hours, services, child care")
    C4 = "C4", _("Income, employer and grant")
    C5 = "C5", _("CWS involvement, case plan activities, visits, hearing dates")
    C6 = "C6", _("Allegations, investigation, court reports")
    C7 = "C7", _("Placement")
    C8 = "C8", _("Medical and mental health")
    C9 = "C9", _("Substance use treatment")
    C10 = "C10", _("Domestic violence safety")
    C11 = "C11", _("Services a minor consented to")
    C12 = "C12", _("Education")


class Audience(models.TextChoices):
    """Who a legal ground opens a category to."""

    PAIR = "pair", _("The worker and supervisor assigned on the other side")
    COORDINATOR = "coordinator", _("Linkages coordinator and liaison")
    INDEX = "index", _("Staff designated to search the index")
    CFT = "cft", _("Members of a child and family team")
    MDT = "mdt", _("Members of a multidisciplinary team")
    ER_TEAM = "er_team", _("Members of a team for one report")


def _within_the_ceiling() -> models.Q:
    """What statute can open at all, whatever counsel decides: (owner, category, audience)."""
    return functools.reduce(
        operator.or_,
        (
            models.Q(audience=audience, owner=owner, category=category)
            for audience, opened in CEILING.items()
            for owner, category in sorted(opened)
        ),
    )


class PolicyEdition(CountyRow):
    """The county's whole table of legal bases, as counsel drafts it and publishes it on a date.

    `rows` are [code, owner, category, audience]. Publishing ends the bases that are not in it and
    begins those that are new; nothing that once held is rewritten.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    rows = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    # The edition whose table this one brings back.
    restores = CountyKey("self", null=True, related_name="+")

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["county"], condition=models.Q(state="draft"), name="edition_one_draft"
            ),
            models.CheckConstraint(
                name="edition_published_on_a_date",
                condition=~models.Q(state="published")
                | models.Q(
                    effective_on__isnull=False,
                    published_by__isnull=False,
                    published_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.number}"


@pghistory.track(append_only=True)
class LegalBasis(CountyRow):
    """A statute that the county's counsel switched on for a category, an audience and a time."""

    code = models.CharField(max_length=20, help_text=_("Such as 10850"))
    owner = models.CharField(max_length=8, choices=Program)
    category = models.CharField(max_length=3, choices=Category)
    audience = models.CharField(max_length=12, choices=Audience)
    since = models.DateField()
    until = models.DateField(null=True)
    edition = CountyKey(PolicyEdition, null=True, related_name="bases")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code", "owner", "category", "audience", "since"],
                name="basis_once",
            ),
            models.CheckConstraint(
                name="basis_opens_what_statute_can",
                condition=_within_the_ceiling(),
                violation_error_message=_("No statute opens this category to these people."),
            ),
            models.CheckConstraint(
                name="basis_of_one_program",
                condition=~models.Q(owner=Program.JOINT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.category} to {self.audience}"


@pghistory.track(append_only=True)
class MatchingAuthority(CountyRow):
    """On whose word two agencies' extracts may be compared at all: statute or agreement.

    Without one in force only practice data load (design of privacy, first decision).
    """

    class Kind(models.TextChoices):
        STATUTE = "statute", _("Statute")
        AGREEMENT = "agreement", _("Agreement between the agencies")

    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300)
    terms = models.CharField(max_length=600, help_text=_("Terms of use of the data"))
    fields = models.CharField(max_length=600, help_text=_("Fields that may be compared"))
    signer = models.CharField(max_length=120)
    signed_on = models.DateField()
    since = models.DateField()
    until = models.DateField()
    recorded_by = models.UUIDField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [ends_after_it_begins("authority_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.reference
