"""What a reviewer set out to do today: made at the first look, the same until midnight."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cases.matching import queue
from cases.matching.desk.parameters import DAY_OLDEST, DAY_SIZE
from cases.matching.models import DayList, MatchCandidate
from linkages.calendar import today
from linkages.parameters import value

State = MatchCandidate.State


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the day's list is done."""

    done: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.total


def list_of(user: Any) -> DayList:
    """This reviewer's list of today, made now where there is none and something to do.

    The most certain (or, where the county wants it, the oldest) undecided pairs that were given to
    this reviewer or to somebody for whom they stand in.
    """
    day, county = today(), user.working_in.county_id
    mine = {"county_id": county, "reviewer_id": user.pk, "day": day}
    found = DayList.objects.filter(**mine).first()
    if found is not None:
        return found
    given = queue.listed(user, queue.Filters(whose=queue.MINE)).filter(state=State.PROPOSED)
    if value(DAY_OLDEST, county=county, on=day):
        given = given.order_by("deferred_until", "found_at", "id")
    size = value(DAY_SIZE, county=county, on=day)
    pairs = list(given.values_list("pk", flat=True)[:size])
    if not pairs:
        return DayList(pairs=[], **mine)
    # Two pages opened at once: the first makes the list.
    DayList.objects.bulk_create([DayList(pairs=pairs, **mine)], ignore_conflicts=True)
    return DayList.objects.get(**mine)


def progress(user: Any, made: DayList) -> Progress:
    """How many of the list no longer wait: decided, put off, or gone from the extracts."""
    there = queue.pairs_visible_to(user).filter(pk__in=made.pairs)
    waits = Q(state=State.PROPOSED) & (Q(deferred_until=None) | Q(deferred_until__lte=today()))
    states = there.values_list("pk", flat=True)
    total = states.count()
    return Progress(done=total - there.filter(waits).count(), total=total)
