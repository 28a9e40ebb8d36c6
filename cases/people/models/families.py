"""The mutual family: records of both programs that belong together, from a day to a day.

Who belongs to whom follows from rules over cases, households and links (`cases.families.rollup`)
and from what people ruled by hand. A member is a record with its place in one unit: a teenager is
a child in a CWS case and an adult in a CalWORKs household, in one family or in two.
"""

import secrets
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models.records import ProgramRecord
from cases.people.tokens import ALPHABET
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither


def new_family_token() -> str:
    """A printable name for a family that says nothing about it."""
    return "F-" + "".join(secrets.choice(ALPHABET) for _place in range(7))


class FamilyQuerySet(CountyQuerySet):
    def together(self) -> Self:
        """Families that still are one: neither ended nor joined into another."""
        return self.filter(ended_at=None)


@pghistory.track(append_only=True)
class Family(CountyRow):
    """People who belong together, as far as both programs' records and people's rulings say."""

    class Kind(models.TextChoices):
        MUTUAL = "mutual", _("Mutual family")
        # All that CWS has is a report in Emergency Response (Pen. C. 11167.5).
        REPORT = "report", _("Known to CWS by a report only")
        # Who cares for a placed child is placement (C7).
        CAREGIVER = "caregiver", _("A caregiver’s household")
        CWS_ONLY = "cws_only", _("CWS family without a CalWORKs record")

    token = models.CharField(max_length=12, default=new_family_token)
    kind = models.CharField(max_length=9, choices=Kind)
    formed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    joined_into = CountyKey("self", null=True, related_name="absorbed")

    objects = FamilyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "token"], name="family_token_once"),
            models.CheckConstraint(
                name="family_joined_has_ended",
                condition=models.Q(joined_into=None) | models.Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "kind", "-formed_at"],
                name="family_latest",
                condition=models.Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.token


class FamilyMemberQuerySet(CountyQuerySet):
    def now(self) -> Self:
        """Places that nobody has left."""
        return self.filter(until=None)


@pghistory.track(append_only=True)
class FamilyMember(CountyRow):
    """One record's place in one unit of a family, from a day to a day.

    Who leaves aid and returns has two rows. `unit` is the CWS family or the CalWORKs household as
    `RecordVersion.household` labels it.
    """

    class Part(models.TextChoices):
        CHILD = "child", _("Child")
        PARENT = "parent", _("Parent")
        CAREGIVER = "caregiver", _("Caregiver")
        OTHER = "other", _("Other adult")

    family = CountyKey(Family, related_name="members")
    record = CountyKey(ProgramRecord, related_name="families")
    unit = models.CharField(max_length=80, db_collation="C")
    part = models.CharField(max_length=9, choices=Part)
    # The rule of the roll-up that put them here.
    rule = models.CharField(max_length=24)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = FamilyMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "family", "record", "unit"],
                condition=models.Q(until=None),
                name="family_member_once_while_open",
            ),
            models.CheckConstraint(
                name="family_member_ends_after_it_begins",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "record"],
                name="family_member_of_record",
                condition=models.Q(until=None),
                include=["family"],
            ),
            models.Index(
                fields=["county", "family"],
                name="family_member_of_family",
                condition=models.Q(until=None),
                include=["record"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} since {self.since}"


@pghistory.track(append_only=True)
class FamilyRuling(CountyRow):
    """What somebody ruled by hand: that two units are one family, or are not. Never changed;
    undone by its end."""

    class Kind(models.TextChoices):
        TOGETHER = "together", _("One family")
        APART = "apart", _("Two families")

    kind = models.CharField(max_length=8, choices=Kind)
    one_unit = models.CharField(max_length=80, db_collation="C")
    other_unit = models.CharField(max_length=80, db_collation="C")
    reason = models.CharField(max_length=300)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            both_or_neither("undone_by", "undone_at"),
            models.CheckConstraint(
                name="family_ruling_in_order",
                condition=models.Q(one_unit__lt=models.F("other_unit")),
            ),
            models.UniqueConstraint(
                fields=["county", "one_unit", "other_unit"],
                condition=models.Q(undone_at=None),
                name="family_ruling_once_while_it_stands",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
