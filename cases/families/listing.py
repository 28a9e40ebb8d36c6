"""The families of a member of staff: which, in which order, and what a line says of each."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from cases.families.deriving.ruling import rules_of
from cases.families.deriving.words import ACTIVE, rank_label
from cases.families.models import Acceptance, Episode, Model
from cases.families.page import dates
from cases.families.viewing import name_of
from cases.people.models import Family, FamilyMember
from cases.sharing import pages, wordings
from cases.sharing.chain import chain_of
from cases.sharing.families import (
    Member,
    families_visible_to,
    know_by_statute,
    members_of,
    with_a_narrowed_member,
)
from cases.sharing.models import Assignment, Category
from linkages.calendar import today
from linkages.programs import Program

MINE, UNIT, NOT_YET = "mine", "unit", "none"
FOUND, STATE, PRIORITY = "found", "state", "priority"
# What a line may tell beyond who they are: the next hearing and the place in the county's order.
READ = (Category.C1.value, Category.C2.value, Category.C5.value)
# A priority is made of the status on aid and of what CWS does with the children.
RANKED_BY = ((Program.CALWORKS, "C2"), (Program.CWS, "C5"))
UNRANKED = 32_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of their families."""

    state: str = ""
    office: str = ""
    whose: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One family in the list, in what this viewer may know."""

    family: Family
    name: str
    members: int
    state: str
    state_kind: str
    model: str
    workers: tuple[tuple[Program, str], ...]
    next: dates.NextDate | None
    priority: str
    openings: tuple[wordings.Opening, ...] = field(default=(), repr=False)


def listed(user: Any, asked: Asked) -> QuerySet[Family]:
    """The families that this user asked for, in order."""
    found = families_visible_to(user)
    if asked.whose:
        found = found.filter(pk__in=_held_by(user, asked.whose))
    if asked.state or asked.office:
        found = _in_state(user, found, asked)
    return _in_order(user, found, asked.sort)


def _held_by(user: Any, whose: str) -> QuerySet[FamilyMember]:
    """Families with a member whom this user's number, or whose whole unit, is assigned."""
    held: QuerySet[Assignment] = chain_of(user)
    if whose == MINE:
        held = held.filter(worker_id=user.working_in.worker_id).exclude(worker_id="")
    places = FamilyMember.objects.visible_to(user).now()
    return places.filter(record__in=held.values("record")).values("family")


def _in_state(user: Any, found: QuerySet[Family], asked: Asked) -> QuerySet[Family]:
    episodes = Episode.objects.visible_to(user)
    under_way = episodes.open()
    over = asked.state in (Episode.State.CLOSED, Episode.State.TRANSFERRED)
    if asked.state == NOT_YET:
        return found.exclude(pk__in=episodes.values("family"))
    chosen = (
        episodes.exclude(closed_on=None).exclude(family__in=under_way.values("family"))
        if over
        else under_way
    )
    if asked.state:
        chosen = chosen.filter(state=asked.state)
    if asked.office:
        chosen = chosen.filter(offices__contains=[asked.office])
    return found.filter(pk__in=chosen.values("family"))


def may_rank(user: Any) -> bool:
    """Whether the county's order of priority is anything that this user may know."""
    return know_by_statute(user, RANKED_BY)


def knows_activities(user: Any) -> bool:
    """Whether this user may know which activity somebody takes part in, and so of which kind."""
    return know_by_statute(user, [(Program.CALWORKS, "C3")])


def _by_rank(user: Any) -> Case:
    """The county's order of ranks alone, in which all activities are one: what else sorts
    families of one rank may be an activity or a supportive service (C3)."""
    order = rules_of(user.working_in.county_id, today()).order
    active = min(order.index(rank) for rank in ACTIVE)
    at = {rank: active if rank in ACTIVE else place for place, rank in enumerate(order)}
    found = [When(now__set_priority=rank, then=Value(place)) for rank, place in at.items()]
    found += [When(now__priority=rank, then=Value(place)) for rank, place in at.items()]
    return Case(*found, default=Value(UNRANKED), output_field=IntegerField())


def _in_order(user: Any, found: QuerySet[Family], sort: str) -> QuerySet[Family]:
    key, descending = sort.lstrip("-"), sort.startswith("-")
    if key == FOUND:
        return found.order_by("formed_at" if not descending else "-formed_at", "pk")
    if key not in (STATE, PRIORITY) or (key == PRIORITY and not may_rank(user)):
        return found.order_by("-formed_at", "pk")
    under_way = Q(episodes__closed_on=None)
    found = found.annotate(now=FilteredRelation("episodes", condition=under_way))
    if key == STATE:
        ranks = [When(now__state=s, then=Value(n)) for n, s in enumerate(Episode.State.values)]
        found = found.annotate(rank=Case(*ranks, default=Value(len(ranks))))
    else:
        rank = F("now__place") if knows_activities(user) else _by_rank(user)
        # Whose sharing is narrowed stands among those of whom nothing is known, or the place in
        # the list would tell.
        known = Coalesce(rank, Value(UNRANKED), output_field=IntegerField())
        narrowed = When(pk__in=with_a_narrowed_member(user), then=Value(UNRANKED))
        found = found.annotate(rank=Case(narrowed, default=known))
    return found.order_by("-rank" if descending else "rank", "-formed_at", "pk")


def lines(user: Any, families: Sequence[Family]) -> list[Line]:
    """One page of families in finished words. Constant number of queries; accounted for."""
    members = members_of(user, families, categories=READ)
    episodes = _episodes(user, families)
    due = _due(user, episodes)
    tasks = dates.of_tasks(user, families, members)
    kinds = knows_activities(user)
    found = [
        _line(family, members[family.pk], episodes.get(family.pk), due, tasks, activities=kinds)
        for family in families
        if family.pk in members
    ]
    wordings.account(user, (opening for line in found for opening in line.openings))
    return found


def _episodes(user: Any, families: Collection[Family]) -> dict[uuid.UUID, Episode]:
    """Family to its episode: the open one, else the last."""
    rows = Episode.objects.visible_to(user).filter(family__in=[f.pk for f in families])
    return {row.family_id: row for row in rows.order_by("number")}


def _due(user: Any, episodes: Mapping[uuid.UUID, Episode]) -> dict[uuid.UUID, date]:
    """Episode to the day by which a side answers."""
    waiting = Acceptance.objects.visible_to(user).filter(
        state=Acceptance.State.WAITING, episode__in=[row.pk for row in episodes.values()]
    )
    return dict(waiting.order_by("-due_on").values_list("episode", "due_on"))


def _line(
    family: Family,
    members: tuple[Member, ...],
    episode: Episode | None,
    due: Mapping[uuid.UUID, date],
    tasks: Mapping[uuid.UUID, list[dates.NextDate]],
    *,
    activities: bool,
) -> Line:
    told, opened = _told(members, episode, activities=activities)
    coming = [*dates.of_facts(members), *tasks.get(family.pk, ())]
    if episode is not None and episode.pk in due:
        coming.append(dates.answer_due(due[episode.pk]))
    return Line(
        family=family,
        name=name_of(members) or family.token,
        members=len(members),
        state=state_words(episode),
        state_kind=state_kind(episode),
        model=told.get("model", ""),
        workers=workers_of(members),
        next=next(iter(dates.in_order(coming, today())), None),
        priority=told.get("priority", ""),
        openings=opened,
    )


def _told(
    members: tuple[Member, ...], episode: Episode | None, *, activities: bool
) -> tuple[dict[str, str], tuple[wordings.Opening, ...]]:
    """Model and priority as far as what they are made of is open, and on what grounds."""
    if episode is None:
        return {}, ()
    told: dict[str, str] = {}
    by_cws = wordings.openings(members, Program.CWS, "C5")
    by_aid = wordings.openings(members, Program.CALWORKS, "C2")
    if by_cws and episode.model:
        told["model"] = str(Model(episode.model).label)
    if by_cws and by_aid:
        told["priority"] = rank_label(episode.rank, activities=activities)
        return told, (*by_cws, *by_aid)
    return told, by_cws if told else ()


def may_see_rank(members: tuple[Member, ...]) -> bool:
    """Whether this family's place in the county's order may be shown to whom these members were
    read for."""
    return all(wordings.openings(members, owner, category) for owner, category in RANKED_BY)


def state_words(episode: Episode | None) -> str:
    """Where joint work stands; empty where there is none."""
    return "" if episode is None else str(Episode.State(episode.state).label)


KINDS = {
    Episode.State.IDENTIFIED: "neutral",
    Episode.State.NOTIFIED: "waiting",
    Episode.State.ACCEPTED: "good",
    Episode.State.ENGAGED: "good",
    Episode.State.ON_HOLD: "attention",
    Episode.State.CLOSING: "attention",
}


def state_kind(episode: Episode | None) -> str:
    """The mark beside the words."""
    return "neutral" if episode is None else KINDS.get(Episode.State(episode.state), "closed")


def workers_of(members: Sequence[Member]) -> tuple[tuple[Program, str], ...]:
    """(program, its workers with telephone) of a family; empty words where nobody is assigned."""
    return tuple(
        (program, "; ".join(_workers(members, place)))
        for place, program in enumerate((Program.CWS, Program.CALWORKS))
    )


def _workers(members: Sequence[Member], place: int) -> Iterator[str]:
    named: dict[str, None] = {}
    for member in members:
        for worker in pages.workers(member.facts)[place][1].split("; "):
            if worker:
                named[worker] = None
    yield from named
