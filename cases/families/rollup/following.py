"""What follows for joint work: an episode for each family found, and an end where there is none."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q

from cases.families.models import Acceptance, Episode
from cases.families.rollup.keeping import MUTUAL, Kept

State, Reason = Episode.State, Episode.CloseReason
BATCH = 5_000


def follow(county: str, kept: Kept, on: date) -> None:
    """Begin and end episodes after a roll-up."""
    if kept.turned:
        _begin(county, kept, on)
    _close(county, kept, on)


def _begin(county: str, kept: Kept, on: date) -> None:
    rows = Episode.objects.filter(county=county, family__in=kept.turned)
    working = set(rows.open().values_list("family", flat=True))
    last = dict(rows.values_list("family").annotate(Max("number")))
    Episode.objects.bulk_create(
        [
            Episode(
                county_id=county, family_id=family, number=last.get(family, 0) + 1, identified_on=on
            )
            for family in sorted(kept.turned - working, key=str)
        ],
        batch_size=BATCH,
    )


def _close(county: str, kept: Kept, on: date) -> None:
    """Episodes of which nobody was told end with their family's being mutual; others only where
    the family itself ended."""
    gone = [pk for pk in kept.touched if pk not in kept.ended and _is_other(kept, pk)]
    if not (gone or kept.ended):
        return
    ended = Q(family__in=list(kept.ended)) | Q(family__in=gone, state=State.IDENTIFIED)
    episodes = list(Episode.objects.filter(ended, county=county).open())
    for episode in episodes:
        same = kept.ended.get(episode.family_id, False)
        episode.close_reason = Reason.DUPLICATE if same else Reason.NOT_MUTUAL
        episode.state, episode.closed_on = State.CLOSED, on
        episode.version += 1
    Episode.objects.bulk_update(
        episodes, ["state", "close_reason", "closed_on", "version"], batch_size=1_000
    )
    _withdraw(county, (episode.pk for episode in episodes))


def _is_other(kept: Kept, family: uuid.UUID) -> bool:
    return family in kept.families and kept.families[family].kind != MUTUAL


def _withdraw(county: str, episodes: Iterable[uuid.UUID]) -> None:
    waiting = Acceptance.objects.filter(
        county=county, episode__in=list(episodes), state=Acceptance.State.WAITING
    )
    waiting.update(state=Acceptance.State.WITHDRAWN)
