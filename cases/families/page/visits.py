"""When somebody last had a family open."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.families.models import FamilyVisit

# Coming back within this time is still the same visit: reloading a page hides nothing.
SITTING = timedelta(minutes=30)


def since(user: Any, family: uuid.UUID) -> datetime | None:
    """The end of this user's last visit to a family, and begin or go on with this one."""
    now = timezone.now()
    visit, first = FamilyVisit.objects.get_or_create(
        user_id=user.pk, family=family, defaults={"at": now}
    )
    if first:
        return None
    if now - visit.at > SITTING:
        visit.before = visit.at
    visit.at = now
    visit.save(update_fields=["at", "before"])
    return visit.before
