"""The words themselves, each version once, under seal."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.families.models.contacts import Contact
from cases.families.models.notes import Note
from cases.families.models.tasks import Task
from linkages.rows import CountyKey, CountyRow
from linkages.sealing import Unopenable, seal, unseal


class Wording(CountyRow):
    """One version of what was said in a contact, task or note, sealed. Never changed.

    Kept apart so that no history table holds the words in the open.
    """

    class Act(models.TextChoices):
        WRITTEN = "written", _("Written")
        CORRECTED = "corrected", _("Corrected")
        STRUCK = "struck", _("Struck out")
        RESTORED = "restored", _("Restored")

    contact = CountyKey(Contact, null=True, related_name="wordings")
    task = CountyKey(Task, null=True, related_name="wordings")
    note = CountyKey(Note, null=True, related_name="wordings")
    number = models.PositiveIntegerField(default=1)
    act = models.CharField(max_length=9, choices=Act, default=Act.WRITTEN)
    sealed = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="wording_of_one_thing",
                condition=models.Q(contact__isnull=False, task=None, note=None)
                | models.Q(contact=None, task__isnull=False, note=None)
                | models.Q(contact=None, task=None, note__isnull=False),
            ),
            *(
                models.UniqueConstraint(
                    fields=["county", kind, "number"],
                    condition=models.Q(**{f"{kind}__isnull": False}),
                    name=f"wording_number_of_{kind}",
                )
                for kind in ("contact", "task", "note")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.number}"

    def put(self, said: dict[str, Any]) -> None:
        """Seal what was said: `text`, and `reason` where an earlier wording was changed."""
        content = json.dumps(said).encode()
        self.sealed = seal(content, model="wording", field="sealed", row=self.pk)

    @property
    def said(self) -> dict[str, Any]:
        """What was said; empty when the seal no longer opens."""
        try:
            opened = unseal(self.sealed, model="wording", field="sealed", row=self.pk)
        except Unopenable:
            return {}
        found: dict[str, Any] = json.loads(opened)
        return found
