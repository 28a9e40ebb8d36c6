"""What all rows of this room have in common that count from a day to a day."""

from datetime import date, timedelta
from typing import Self

from django.db import models

from linkages.rows import CountyQuerySet


class DatedQuerySet(CountyQuerySet):
    def in_force_on(self, day: date) -> Self:
        """The only definition of a dated row counting on a day; the last day is included."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=day), since__lte=day)


def ends_or_never_held(name: str) -> models.CheckConstraint:
    """The same for what somebody ends on its very first day, and which then has never held: its
    last day is the day before the first."""
    first = models.ExpressionWrapper(
        models.F("since") - timedelta(days=1), output_field=models.DateField()
    )
    return models.CheckConstraint(
        name=name, condition=models.Q(until=None) | models.Q(until__gte=first)
    )


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """A last day that is not before the first."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
    )
