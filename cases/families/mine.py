"""Families with which a member of staff works: whose side of the joint work is theirs."""

from typing import Any

from django.db.models import QuerySet

from cases.families.models import Acceptance, Episode
from cases.families.telling import scope


def accepted_by(user: Any) -> QuerySet[Acceptance]:
    """Accepted sides of open episodes that are this member of staff's own."""
    found: QuerySet[Acceptance] = scope.own(user).filter(state=Acceptance.State.ACCEPTED)
    return found


def accepted_episodes(user: Any) -> QuerySet[Episode]:
    """The open episodes to which these belong."""
    return Episode.objects.visible_to(user).filter(pk__in=accepted_by(user).values("episode"))
