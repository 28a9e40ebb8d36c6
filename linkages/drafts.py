"""What somebody typed and has not sent yet, and what was sent already.

A draft is its author's alone and sealed, since it may hold anything. A submission remembers the
key of a form that was carried out, so that a double click does the act once.
"""

import json
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from linkages.fence import RowClass
from linkages.sealing import Unopenable, seal, unseal


class Draft(models.Model):
    """The unsent fields of one form of one person."""

    row_class: ClassVar[RowClass] = RowClass.OWN

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=120)
    content = models.BinaryField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return self.form

    @property
    def fields(self) -> dict[str, list[str]]:
        """Field name to values as posted; empty when the seal no longer opens."""
        try:
            return json.loads(unseal(self.content, model="draft", field="content", row=self.pk))
        except Unopenable:
            return {}


class Submission(models.Model):
    """A form that was carried out, by its idempotency key, and where its author was sent."""

    row_class: ClassVar[RowClass] = RowClass.OWN

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    destination = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


def save_draft(user: uuid.UUID, form: str, fields: dict[str, list[str]]) -> Draft:
    """Keep what was typed, replacing what was kept before."""
    draft = Draft.objects.filter(user=user, form=form).first() or Draft(user_id=user, form=form)
    content = json.dumps(fields).encode()
    draft.content = seal(content, model="draft", field="content", row=draft.pk)
    draft.saved_at = timezone.now()
    draft.save()
    return draft


def drop_draft(user: uuid.UUID, form: str) -> None:
    """Forget a draft once its form was sent or thrown away."""
    Draft.objects.filter(user=user, form=form).delete()
