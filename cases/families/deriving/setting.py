"""A priority that somebody sets in place of the derived one, and takes back."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases.families.deriving.refreshing import place_of
from cases.families.models import Episode
from cases.sharing.families import families_visible_to
from linkages import audit
from linkages.forms import Stale

FIELDS = ["set_priority", "set_priority_reason", "set_priority_by", "place", "version"]


@transaction.atomic
def set_priority(
    user: Any, episode_id: uuid.UUID, rank: str, reason: str, *, version: int
) -> Episode:
    """Let a rank count in place of the derived one, with a reason; an empty rank takes it back.

    Raises Stale where somebody changed the family in the meantime, or it is closed.
    """
    families = families_visible_to(user).values("pk")
    mine = Episode.objects.visible_to(user).filter(family__in=families)
    episode: Episode = mine.select_for_update(of=("self",)).get(pk=episode_id)
    if episode.version != version or episode.closed_on is not None:
        raise Stale(_("Somebody changed this family in the meantime. Look at it again."))
    episode.set_priority = rank
    episode.set_priority_reason = reason
    episode.set_priority_by = user
    episode.place = place_of(episode.county_id, episode)
    episode.version = F("version") + 1
    episode.save(update_fields=FIELDS)
    episode.refresh_from_db(fields=["version"])
    audit.note({episode.family_id, episode.pk}, purpose="family")
    return episode


def history(episode: Episode) -> list[dict[str, Any]]:
    """What was set by hand and taken back, latest first: rank, reason, by, at."""
    rows = episode.events.order_by("pgh_created_at", "pgh_id").values_list(
        "set_priority", "set_priority_reason", "set_priority_by__name", "pgh_created_at"
    )
    found: list[dict[str, Any]] = []
    before: tuple[Any, ...] = ("", "", None)
    for rank, reason, by, at in rows:
        if (rank, reason, by) != before:
            found.append({"rank": rank, "reason": reason, "by": by, "at": at})
        before = (rank, reason, by)
    return found[::-1]
