"""When somebody last looked at their page of today, to mark what is new since then."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from linkages.fence import RowClass

# Coming back within this time is still the same look: going to a family and back hides nothing.
SITTING = timedelta(minutes=30)


class Look(models.Model):
    """The last look of one person, and the time of the look before that."""

    row_class: ClassVar[RowClass] = RowClass.OWN

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


def last_look(user: uuid.UUID) -> datetime | None:
    """The end of the look before this one, None at the first; and begin or go on with this one."""
    now = timezone.now()
    look, first = Look.objects.get_or_create(user_id=user, defaults={"at": now})
    if first:
        return None
    if now - look.at > SITTING:
        look.before = look.at
    look.at = now
    look.save(update_fields=["at", "before"])
    return look.before
