"""When extracts name somebody else: who had accepted goes, and who has it now is asked.

Nobody keeps a family in Linkages whose records they no longer have. What was handed on by hand
stays with whom it was given to, as long as that access lasts.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef

from cases.families.models import Acceptance, Episode
from cases.families.telling import access
from cases.families.telling.acts import LIVE, ask
from cases.families.telling.answering import settle
from cases.families.telling.responsible import caseloads, responsible
from cases.sharing.models import Assignment
from linkages.calendar import today
from linkages.events import Event

State = Acceptance.State


def on_assigned(event: Event) -> None:
    """Event handler: an extract was taken in, or taken back."""
    follow(event.county_id)


@transaction.atomic
def follow(county: str) -> int:
    """Ask anew where the worker of a side holds none of the family's records any more; how many.

    A side that extracts no longer name at all stays: nobody is there to be asked.
    """
    live = Acceptance.objects.filter(county=county, state__in=LIVE, episode__closed_on=None)
    holds = Assignment.objects.in_force_on(today()).filter(
        county=county,
        worker_id=OuterRef("worker_id"),
        program=OuterRef("program"),
        record__families__family=OuterRef("episode__family"),
        record__families__until=None,
    )
    moved = live.exclude(worker_id="").exclude(Exists(holds))
    episodes = Episode.objects.select_for_update(of=("self",)).filter(
        pk__in=list(moved.values_list("episode", flat=True))
    )
    asked = list(episodes.order_by("pk"))
    sides = responsible(asked)
    named = caseloads({episode.family_id for episode in asked})
    gone = []
    for row in moved.filter(episode__in=asked).select_related("episode"):
        side = next(each for each in sides[row.episode_id] if each.program == row.program)
        known = (row.episode.family_id, row.program) in named
        if known and side.users and side.worker_id != row.worker_id:
            gone.append(row)
    access.end(gone)
    Acceptance.objects.filter(pk__in=[row.pk for row in gone]).update(state=State.HANDED_ON)
    changed = {(row.episode_id, row.program) for row in gone}
    if changed:
        new = {
            key: tuple(side for side in found if (key, side.program) in changed)
            for key, found in sides.items()
        }
        ask([episode for episode in asked if new[episode.pk]], new)
    for row in gone:
        side = Acceptance.objects.filter(episode=row.episode_id, program=row.program)
        row.handed_to = side.filter(state=State.WAITING).first()
        row.save(update_fields=["handed_to"])
        settle(row.episode_id)
    return len(gone)
