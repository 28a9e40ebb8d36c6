"""What parents of the county can get, and who pays: the county's own directory."""

from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither

USER = settings.AUTH_USER_MODEL


class Topic(models.TextChoices):
    """What a service is for, as somebody looks for it."""

    HOUSING = "housing", _("Housing")
    CHILD_CARE = "child_care", _("Child care")
    TRANSPORT = "transport", _("Transportation")
    SAFETY = "safety", _("Safety from violence")
    MENTAL_HEALTH = "mental", _("Mental health")
    SUBSTANCE_USE = "substance", _("Substance use")
    PARENTING = "parenting", _("Parenting")
    EMPLOYMENT = "work", _("Work and training")
    FOOD = "food", _("Food")
    LEGAL = "legal", _("Legal help")


class PaidBy(models.TextChoices):
    """Who pays for a service."""

    CALWORKS = "calworks", _("CalWORKs")
    CWS = "cws", _("CWS")
    BOTH = "both", _("CalWORKs or CWS")
    COMMUNITY = "community", _("The community, free of charge")


class Service(CountyRow):
    """One service of the directory, under the county's own short code. Its words are editions."""

    code = models.SlugField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["code"]
        constraints = [
            both_or_neither("withdrawn_at", "withdrawn_by"),
            models.UniqueConstraint(fields=["county", "code"], name="service_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class EditionQuerySet(CountyQuerySet):
    def published(self) -> Self:
        """What everybody reads."""
        return self.filter(state=ServiceEdition.State.PUBLISHED, service__withdrawn_at=None)

    def offered_on(self, day: date) -> Self:
        """Published, and to be had on this day; the last day is included."""
        later = models.Q(valid_until=None) | models.Q(valid_until__gte=day)
        return self.published().filter(later, valid_from__lte=day)


@pghistory.track(append_only=True)
class ServiceEdition(CountyRow):
    """What the directory says about a service, in both languages. Published ones stay as they
    are; the next one takes their place."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        REPLACED = "replaced", _("Replaced")
        DROPPED = "dropped", _("Dropped")

    service = CountyKey(Service, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    name = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120, blank=True)
    what = models.CharField(max_length=600)
    what_es = models.CharField(max_length=600, blank=True)
    who = models.CharField(max_length=400, blank=True)
    who_es = models.CharField(max_length=400, blank=True)
    reach = models.CharField(max_length=400, blank=True)
    reach_es = models.CharField(max_length=400, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    web = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    paid_by = models.CharField(max_length=9, choices=PaidBy)
    topics = ArrayField(models.CharField(max_length=10, choices=Topic))
    languages = ArrayField(models.CharField(max_length=40), default=list)
    # Codes of the offices whose families it is for; empty: all.
    offices = ArrayField(models.CharField(max_length=16), default=list)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            both_or_neither("published_by", "published_at"),
            models.UniqueConstraint(
                fields=["county", "service", "number"], name="service_edition_number"
            ),
            *(
                models.UniqueConstraint(
                    fields=["county", "service"],
                    condition=models.Q(state=state),
                    name=f"service_one_{state}",
                )
                for state in ("draft", "published")
            ),
            models.CheckConstraint(
                name="service_ends_after_it_begins",
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            # Where somebody is safe stands in no list (casework: no address of such a place).
            models.CheckConstraint(
                name="service_of_safety_without_address",
                condition=~models.Q(topics__contains=["safety"]) | models.Q(address=""),
            ),
        ]

    def __str__(self) -> str:
        # A draft may lack its Spanish.
        return self.words("name") or self.name

    def words(self, field: str, language: str = "") -> str:
        """One of the bilingual fields, in the language of the reader or the one given."""
        spanish = (language or get_language() or "").startswith("es")
        return str(getattr(self, f"{field}_es") if spanish else getattr(self, field))
