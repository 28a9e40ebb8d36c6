"""Agreement to participate: whether an adult of a family was asked, and what they said.

It is a record of its own and no release of information: it opens no fact to anybody.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.families.models.episodes import Episode
from cases.people.models import ProgramRecord
from cases.sharing.models import Category
from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow


@pghistory.track(append_only=True)
class AgreementStep(CountyRow):
    """One thing that was said about taking part in Linkages. Never changed: what follows later
    is a step of its own, and the last one counts.

    `record` stands for the adult, whoever links it later. The note is sealed, and shown to those
    to whom its category of `note_owner`'s facts about this adult is open.
    """

    class Act(models.TextChoices):
        ASKED = "asked", pgettext_lazy("agreement", "Asked")
        AGREED = "agreed", pgettext_lazy("agreement", "Agreed")
        DECLINED = "declined", pgettext_lazy("agreement", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("agreement", "Withdrawn")

    class How(models.TextChoices):
        IN_PERSON = "person", _("In person")
        PHONE = "phone", _("By telephone")
        LETTER = "letter", _("By letter")

    class Interpreter(models.TextChoices):
        NOT_NEEDED = "none", _("Not needed")
        STAFF = "staff", _("Bilingual member of staff")
        ON_SITE = "on_site", _("Interpreter in the room")
        LINE = "line", _("Interpreter by telephone or video")
        REFUSED = "refused", _("Offered and not wanted")

    episode = CountyKey(Episode, related_name="agreement_steps")
    record = CountyKey(ProgramRecord, related_name="+")
    act = models.CharField(max_length=9, choices=Act)
    on = models.DateField()
    how = models.CharField(max_length=6, choices=How)
    language = models.CharField(max_length=40)
    interpreter = models.CharField(max_length=7, choices=Interpreter)
    note = models.BinaryField(default=bytes)
    note_category = models.CharField(max_length=3, choices=Category, default=Category.C1)
    note_owner = models.CharField(max_length=8, choices=Program)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # The narrowing of statutory sharing that a refusal brought, where the county chose so.
    narrowing = models.UUIDField(null=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["county", "record", "at"], name="agreement_of_record")]

    def __str__(self) -> str:
        return f"{self.act} on {self.on}"
