"""Staff of one or both programs who work on the same families, whatever their units."""

from datetime import date
from typing import Self

import pghistory
from django.db import models

from counties.models.staff import User
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class Team(CountyRow):
    """Staff of one or both programs who work on the same families, whatever their units."""

    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="team_name_once_a_county")
        ]

    def __str__(self) -> str:
        return self.name


class TeamMemberQuerySet(CountyQuerySet):
    def in_force_on(self, day: date) -> Self:
        """The only definition of belonging to a team on a day."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=day), since__lte=day)


@pghistory.track(append_only=True)
class TeamMember(CountyRow):
    """A member of staff in a team, from a day to a day."""

    team = CountyKey(Team, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "team", "user", "since"], name="team_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"member since {self.since}"
