"""Telling both sides of a family, and what they answer.

identified -> notified when both sides are asked -> accepted when both have accepted. Where one
declines, the episode stays notified and stands on the coordinator's list. Whoever answers locks
the episode first, so that of two answers at once one counts and the other is told.
"""

import secrets
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases.families.agreement.acts import declined_of
from cases.families.models import Acceptance, Episode, Notice
from cases.families.telling.away import bring_in
from cases.families.telling.days import due_after
from cases.families.telling.notices import note_for
from cases.families.telling.parameters import ANSWER_DAYS
from cases.families.telling.responsible import Side, responsible
from cases.people.models import Family
from cases.people.tokens import ALPHABET
from linkages import events
from linkages.calendar import today

__all__ = ["Side", "responsible", "tell"]

Key = uuid.UUID
State = Acceptance.State
LIVE = (State.WAITING, State.ACCEPTED)
TOKEN = 12


def new_token() -> str:
    """What a mail's link ends in. It says nothing and opens nothing by itself."""
    return "".join(secrets.choice(ALPHABET) for _place in range(TOKEN))


@transaction.atomic
def tell(episodes: Iterable[Episode], *, by: Key | None) -> int:
    """Ask both sides of each family that nobody was told of yet; how many of staff were told.

    All are of one county. A family that somebody was told of already, one that is mutual no
    longer, one that declined, and one on a side of which nobody may see it, stay as they are.
    """
    rows = Episode.objects.select_for_update(of=("self",)).filter(
        pk__in=[episode.pk for episode in episodes],
        state=Episode.State.IDENTIFIED,
        closed_on=None,
        family__kind=Family.Kind.MUTUAL,
        family__ended_at=None,
    )
    waiting = list(rows.order_by("pk"))
    refused = declined_of(waiting)
    waiting = [episode for episode in waiting if episode.pk not in refused]
    sides = responsible(waiting)
    asked = [each for each in waiting if all(side.users for side in sides[each.pk])]
    if not asked:
        return 0
    told = ask(asked, sides)
    now = timezone.now()
    Episode.objects.filter(pk__in=[episode.pk for episode in asked]).update(
        state=Episode.State.NOTIFIED, notified_at=now, version=F("version") + 1
    )
    for episode in asked:
        events.emit("families.told", county=episode.county_id, subject=episode.pk, by=by)
    return told


def ask(episodes: Collection[Episode], sides: dict[Key, tuple[Side, ...]]) -> int:
    """Write an acceptance for each side that has none, and a notice for everybody it concerns."""
    county = next(iter(episodes)).county_id
    day = today()
    due = due_after(ANSWER_DAYS, county, day)
    live = set(
        Acceptance.objects.filter(
            episode__in=[episode.pk for episode in episodes], state__in=LIVE
        ).values_list("episode", "program")
    )
    pairs = [
        (
            Acceptance(
                county_id=county,
                episode=episode,
                program=side.program,
                token=new_token(),
                worker_id=side.worker_id,
                unit_id=side.unit_id,
                due_on=due,
            ),
            side,
        )
        for episode in episodes
        for side in sides[episode.pk]
        if (episode.pk, side.program) not in live
    ]
    Acceptance.objects.bulk_create([acceptance for acceptance, _side in pairs], batch_size=500)
    asked = [(acceptance, user) for acceptance, side in pairs for user in side.users]
    informed = [(acceptance, user) for acceptance, side in pairs for user in side.copies]
    told = note_for(
        [(acceptance, user, Notice.Kind.TOLD) for acceptance, user in asked]
        + [(acceptance, user, Notice.Kind.COPY) for acceptance, user in informed]
    )
    return told + bring_in(asked)
