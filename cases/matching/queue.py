"""Which pairs a reviewer sees, in which order, and which comes next."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from cases.matching.desk import deputies, searching
from cases.matching.models import CandidateQuerySet, DayList, MatchCandidate, MatchDecision
from cases.sharing.restricting.ties import records_close
from counties.permissions import Permission, may
from linkages.calendar import today

# A page of the list, of which a few stand before the open pair.
PAGE, AHEAD = 25, 4
# Nobody needs to know more exactly how long a long queue is; counting it all would take its time.
COUNTED = 1000
State, Band = MatchCandidate.State, MatchCandidate.Band
OPEN, DEFERRED = "open", "deferred"
MINE, NOBODY, TODAY = "me", "nobody", "today"


def pairs_visible_to(user: Any) -> CandidateQuerySet:
    """Pairs of the county; sealed and sensitive ones exist only for who may see those, and those
    of people who are or are close to the reviewer not at all."""
    mine = MatchCandidate.objects.visible_to(user).shown()
    # Two plain columns each, so that the few records are hashed once and the queue's index serves.
    for close in records_close(user):
        mine = mine.exclude(cws__in=close).exclude(calworks__in=close)
    return mine if may(user, Permission.VIEW_RESTRICTED) else mine.unrestricted()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reviewer wants to see. `state` is a state, "open" or "deferred"; the rest narrows it.

    `whose`: "me" (and whomever one stands in for), "nobody", "today" (one's list of the day), or a
    reviewer's id. `found`: only what the reviewer's own search finds.
    """

    state: str = OPEN
    band: str = ""
    by_me: bool = False
    restricted: bool = False
    whose: str = ""
    found: bool = False

    @property
    def is_default(self) -> bool:
        return self == Filters()


def listed(user: Any, filters: Filters) -> CandidateQuerySet:
    """The queue under these filters, in its order."""
    found = _in_state(pairs_visible_to(user), filters.state)
    if filters.band:
        found = found.filter(band=filters.band)
    if filters.by_me:
        mine = MatchDecision.objects.filter(candidate=OuterRef("pk"), decided_by=user)
        found = found.filter(Exists(mine))
    if filters.restricted:
        found = found.restricted()
    if filters.whose:
        found = _of(user, found, filters.whose)
    if filters.found:
        found = found.filter(pk__in=searching.found_by(user))
    return found.in_queue_order()


def _in_state(found: CandidateQuerySet, state: str) -> CandidateQuerySet:
    if state == OPEN:
        return found.open().due_on(today())
    if state == DEFERRED:
        return found.open().put_off_beyond(today())
    if state in MatchCandidate.OPEN:
        found = found.due_on(today()).exclude(band=Band.LOW)
    return found.filter(state=state)


def _of(user: Any, found: CandidateQuerySet, whose: str) -> CandidateQuerySet:
    if whose == MINE:
        return found.filter(assigned_to__in=[user.pk, *deputies.absent_for(user)])
    if whose == NOBODY:
        return found.filter(assigned_to=None)
    if whose == TODAY:
        lists = DayList.objects.visible_to(user).filter(reviewer=user.pk, day=today())
        pairs = lists.values_list("pairs", flat=True).first()
        return found.filter(pk__in=pairs or [])
    return found.filter(assigned_to=uuid.UUID(whose))


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of the queue around a pair, and whether there is more on either side."""

    pairs: tuple[MatchCandidate, ...] = ()
    earlier: bool = False
    later: bool = False


def window(queue: CandidateQuerySet, at: MatchCandidate | None, ahead: int = AHEAD) -> Window:
    """The open pair in its place, a few before it, a page in all; None: from the beginning."""
    # Ids first: what the order passes over must not be fetched and joined.
    ids = queue.values_list("pk", flat=True)
    before: list[MatchCandidate] = []
    if at is None:
        behind = list(ids[: PAGE + 1])
    else:
        before = queue.just_before(at, ahead + 1)
        place = PAGE - min(len(before), ahead)
        here = [at.pk] if queue.filter(pk=at.pk).exists() else []
        behind = here + list(ids.after(at)[: place + 1 - len(here)])
    kept = [pair.pk for pair in before[-ahead:]] if ahead else []
    room = PAGE - len(kept)
    shown = kept + behind[:room]
    return Window(_in_order(shown), len(before) > ahead, len(behind) > room)


def page_before(queue: CandidateQuerySet, at: MatchCandidate) -> Window:
    """The page that ends just before a pair."""
    pairs = [pair.pk for pair in queue.just_before(at, PAGE + 1)]
    return Window(_in_order(pairs[-PAGE:]), len(pairs) > PAGE, later=True)


def page_after(queue: CandidateQuerySet, at: MatchCandidate) -> Window:
    """The page that begins just behind a pair."""
    ids = list(queue.after(at).values_list("pk", flat=True)[: PAGE + 1])
    return Window(_in_order(ids[:PAGE]), earlier=True, later=len(ids) > PAGE)


def _in_order(ids: list[uuid.UUID]) -> tuple[MatchCandidate, ...]:
    rows = MatchCandidate.objects.select_related("cws", "calworks", "assigned_to").in_bulk(ids)
    return tuple(rows[pk] for pk in ids if pk in rows)


def how_many(queue: CandidateQuerySet) -> tuple[int, bool]:
    """(number of pairs, whether there are even more): exact up to COUNTED."""
    count = queue.order_by()[: COUNTED + 1].count()
    return min(count, COUNTED), count > COUNTED


def next_after(queue: CandidateQuerySet, pair: MatchCandidate) -> MatchCandidate | None:
    """The pair behind this one, else the first before it that is still in the queue."""
    return queue.after(pair).first() or queue.exclude(pk=pair.pk).first()


def previous_before(queue: CandidateQuerySet, pair: MatchCandidate) -> MatchCandidate | None:
    """The pair ahead of this one."""
    return next(iter(queue.just_before(pair, 1)), None)


def household_of(user: Any, pair: MatchCandidate) -> list[MatchCandidate]:
    """The pairs of the same two households, this one among them."""
    if not pair.homes:
        return [pair]
    together = pairs_visible_to(user).filter(homes=pair.homes)
    return list(together.select_related("cws", "calworks").order_by("-units", "id")[:50])
