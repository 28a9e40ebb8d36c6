"""What is still to be entered by hand in the programs' own systems about a mutual family."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.families.models.episodes import Episode
from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow, both_or_neither

USER = settings.AUTH_USER_MODEL


@pghistory.track(append_only=True)
class SourceFlagKind(CountyRow):
    """A mark that one program's workers set in their system, such as a special project code.

    The county's own list. A kind that ended is asked for no more, and ends where it was set.
    """

    program = models.CharField(
        max_length=8,
        choices=[(Program.CWS.value, _("CWS")), (Program.CALWORKS.value, _("CalWORKs"))],
    )
    name = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120)
    where = models.CharField(max_length=120, blank=True)
    where_es = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    kept_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["program", "since", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "program", "name"],
                condition=models.Q(until=None),
                name="flag_kind_once_while_open",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What is to be set, in the reader's language."""
        return self.name_es if (get_language() or "").startswith("es") else self.name

    @property
    def place(self) -> str:
        """Where in the system it is set, in the reader's language."""
        return self.where_es if (get_language() or "").startswith("es") else self.where


@pghistory.track(append_only=True)
class SourceFlag(CountyRow):
    """A mark that somebody set for a family, and whether it was ended there."""

    episode = CountyKey(Episode, related_name="source_flags")
    kind = CountyKey(SourceFlagKind, related_name="flags")
    done_on = models.DateField()
    done_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            both_or_neither("ended_on", "ended_by"),
            models.UniqueConstraint(fields=["county", "episode", "kind"], name="flag_once"),
        ]

    def __str__(self) -> str:
        return f"set on {self.done_on}"
