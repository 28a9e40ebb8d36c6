"""The index of W&IC 18961.5: off until counsel says what "at risk" is and who is designated."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.sharing.models.dated import DatedQuerySet, ends_after_it_begins
from linkages.rows import CountyRow


@pghistory.track(append_only=True)
class IndexStandard(CountyRow):
    """The county's standard of a family at risk, and the agencies that take part.

    `components`: CWS service components whose open cases meet it. Whoever is known only by a
    report in Emergency Response never does.
    """

    standard = models.CharField(max_length=600)
    components = ArrayField(models.CharField(max_length=4), default=list)
    agencies = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_by = models.UUIDField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("standard_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["county"], condition=models.Q(until=None), name="standard_once_while_open"
            ),
        ]

    def __str__(self) -> str:
        return f"standard since {self.since}"


@pghistory.track(append_only=True)
class Designation(CountyRow):
    """A member of staff whom their agency's director designated, by letter."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    letter = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_by = models.UUIDField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("designation_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["county", "user"],
                condition=models.Q(until=None),
                name="designation_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return self.letter
