"""What came of telling a CWS family that they may be eligible for aid."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.models import Family
from linkages.rows import CountyKey, CountyRow


@pghistory.track(append_only=True)
class EligibilityAnswer(CountyRow):
    """One step towards an application, as a CWS worker learned it. The latest one counts."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("Asked")
        APPLIED = "applied", _("Applied")
        NOT_INTERESTED = "not_interested", _("Not interested")
        NOT_ELIGIBLE = "not_eligible", _("Not eligible")

    family = CountyKey(Family, related_name="eligibility_answers")
    answer = models.CharField(max_length=14, choices=Answer)
    answered_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["county", "family", "-recorded_at"], name="eligibility_latest")
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.answered_on}"
