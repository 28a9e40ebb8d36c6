"""What changed about who belongs to a family."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.people.models import Family
from linkages.rows import CountyKey, CountyRow


class FamilyChange(CountyRow):
    """One change of a family's people. Never changed.

    `record` is whoever came or left, null for changes of the family as a whole; to be shown only
    to who may see that member.
    """

    class Kind(models.TextChoices):
        FORMED = "formed", pgettext_lazy("of a family", "Found")
        JOINED = "joined", _("Joined with another family")
        SPLIT = "split", _("Split from another family")
        CAME = "came", _("Somebody came")
        LEFT = "left", _("Somebody left")
        MUTUAL = "mutual", _("Mutual again")
        NOT_MUTUAL = "not_mutual", _("Not a mutual family any more")
        ENDED = "ended", _("Nobody stands in it any more")

    family = CountyKey(Family, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    record = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["county", "family", "-at"], name="family_changes")]

    def __str__(self) -> str:
        return self.kind
