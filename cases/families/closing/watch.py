"""What ends by itself: hand-offs whose last day has passed, and pauses."""

from datetime import datetime

from cases.families.closing import acts, pausing
from cases.families.models import Closing, Episode, Hold
from linkages.calendar import today


def look(county: str, since: datetime, until: datetime) -> None:
    """Close what was handed off and ticked off; let go on what was paused. Days are the county's:
    what the watch looked at before does not matter. A closing whose checklist has open lines
    stays until somebody ticks them or closes it with a reason."""
    del since, until
    due = Closing.objects.filter(
        county=county, state=Closing.State.CONFIRMED, last_day__lt=today()
    ).values_list("episode", flat=True)
    for episode in _locked(county, list(due)):
        closing = Closing.objects.select_for_update().filter(episode=episode).running().first()
        handed = closing is not None and closing.state == Closing.State.CONFIRMED
        if closing is not None and handed and not acts.missing(closing):
            acts.finish(closing, episode, by=None)
    over = Hold.objects.filter(county=county, ended_on=None, until__lt=today())
    for episode in _locked(county, list(over.values_list("episode", flat=True))):
        if episode.state == Episode.State.ON_HOLD:
            pausing.resume(episode, by=None)


def _locked(county: str, wanted: list[object]) -> list[Episode]:
    rows = Episode.objects.filter(county=county, pk__in=wanted, closed_on=None)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))
