"""Who is closed to whom, over everything else: restricted people, their named readers, and staff
who are clients or relatives of clients."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from cases.people.models import ProgramRecord
from cases.sharing.models.dated import DatedQuerySet
from linkages.fence import RowClass
from linkages.rows import CountyKey, CountyRow

READ_RESTRICTED = "read_restricted"
READ_AS_EXTRA = "read_as_extra"


@pghistory.track(append_only=True)
class NamedReader(UserObjectPermissionBase):
    """A named exception, for one member of staff and one record: may see a restricted client
    (`people.read_restricted`), or reads along without an assignment (`people.read_as_extra`).
    """

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    county = models.ForeignKey("counties.County", models.PROTECT, related_name="+")
    content_object = CountyKey(ProgramRecord, related_name="named_readers")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        unique_together = ["county", "user", "permission", "content_object"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """guardian fills in who and what; the county is that of the record."""
        self.county_id = self.content_object.county_id
        super().save(*args, **kwargs)


@pghistory.track(append_only=True)
class StaffRelation(CountyRow):
    """A member of staff who is this client, or stands too close to them to see anything.

    Whoever is named here never meets the person: no list, count, search or page.
    """

    class Relation(models.TextChoices):
        SELF = "self", _("The same person")
        RELATIVE = "relative", _("A relative")
        HOUSEHOLD = "household", _("Lives in the same home")
        OTHER = "other", _("Another close tie")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    record = CountyKey(ProgramRecord, related_name="staff_relations")
    relation = models.CharField(max_length=9, choices=Relation)
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_by = models.UUIDField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "user", "record"],
                condition=models.Q(until=None),
                name="relation_once_while_open",
            )
        ]
        indexes = [models.Index(fields=["county", "record"], name="relation_record")]

    def __str__(self) -> str:
        return self.relation


@pghistory.track(append_only=True)
class Shield(CountyRow):
    """A restriction that the county itself put on a client, besides what the extract says.

    While one is open, `ProgramRecord.shield` says so to every query of the house.
    """

    class Kind(models.TextChoices):
        SENSITIVE = "S", _("Sensitive")
        SEALED = "R", _("Sealed")

    class Why(models.TextChoices):
        SAFETY = "safety", _("Somebody’s safety")
        STAFF = "staff", _("Staff, or a relative of staff")
        COURT = "court", _("An order of the court")
        OTHER = "other", _("Another reason")

    record = CountyKey(ProgramRecord, related_name="shields")
    kind = models.CharField(max_length=1, choices=Kind)
    why = models.CharField(max_length=8, choices=Why)
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
                name="shield_once_while_open",
            )
        ]

    def __str__(self) -> str:
        return self.kind
