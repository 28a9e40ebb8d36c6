"""Which pairs a reviewer sees, in which order, and which comes next."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from cases.matching.models import CandidateQuerySet, MatchCandidate, MatchDecision
from cases.sharing.restricting.ties import records_close
from counties.permissions import Permission, may

PAGE = 25
State, Band = MatchCandidate.State, MatchCandidate.Band
OPEN = "open"


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
    """What a reviewer wants to see. `state` is a state or "open"; the rest narrows it."""

    state: str = OPEN
    band: str = ""
    by_me: bool = False
    restricted: bool = False

    @property
    def is_default(self) -> bool:
        return self == Filters()


def listed(user: Any, filters: Filters) -> CandidateQuerySet:
    """The queue under these filters, in its order."""
    found = pairs_visible_to(user)
    found = found.open() if filters.state == OPEN else found.filter(state=filters.state)
    if filters.state in (OPEN, State.PROPOSED, State.NEEDS_INFORMATION):
        found = found.exclude(band=Band.LOW)
    if filters.band:
        found = found.filter(band=filters.band)
    if filters.by_me:
        mine = MatchDecision.objects.filter(candidate=OuterRef("pk"), decided_by=user)
        found = found.filter(Exists(mine))
    if filters.restricted:
        found = found.restricted()
    return found.in_queue_order()


def page_of(queue: CandidateQuerySet, pair: MatchCandidate | None, number: str | None) -> Page:
    """The page asked for, else the one on which the open pair stands."""
    # Ids first: far down in a long queue, rows that are skipped must not be fetched and joined.
    paginator = Paginator(queue.values_list("pk", flat=True), PAGE)
    if number is None and pair is not None:
        number = str(queue.before(pair).count() // PAGE + 1)
    page = paginator.get_page(number)
    ids = list(page.object_list)
    rows = MatchCandidate.objects.select_related("cws", "calworks").in_bulk(ids)
    page.object_list = [rows[pk] for pk in ids if pk in rows]
    return page


def next_after(queue: CandidateQuerySet, pair: MatchCandidate) -> MatchCandidate | None:
    """The pair behind this one, else the first before it that is still in the queue."""
    return queue.after(pair).first() or queue.exclude(pk=pair.pk).first()


def previous_before(queue: CandidateQuerySet, pair: MatchCandidate) -> MatchCandidate | None:
    """The pair ahead of this one."""
    return queue.before(pair).reverse().first()


def household_of(user: Any, pair: MatchCandidate) -> list[MatchCandidate]:
    """The pairs of the same two households, this one among them."""
    if not pair.homes:
        return [pair]
    together = pairs_visible_to(user).filter(homes=pair.homes)
    return list(together.select_related("cws", "calworks").order_by("-units", "id")[:50])


def last_decision(user: Any) -> MatchDecision | None:
    """The reviewer's last decision, while it can be undone."""
    last = (
        MatchDecision.objects.visible_to(user)
        .filter(decided_by=user)
        .select_related("candidate")
        .order_by("-decided_at")
        .first()
    )
    if last is None or last.verb in (MatchDecision.Verb.UNDO, MatchDecision.Verb.CUT):
        return None
    latest = MatchDecision.objects.filter(candidate=last.candidate_id).latest("decided_at")
    still = latest.pk == last.pk and last.candidate.state == last.state_after
    visible = still and pairs_visible_to(user).filter(pk=last.candidate_id).exists()
    return last if visible else None
