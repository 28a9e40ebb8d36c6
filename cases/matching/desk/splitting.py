"""Sharing all open pairs out among reviewers, by office or by last name, now and after each run."""

import string
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from cases.matching.desk import giving
from cases.matching.models import CandidateQuerySet, MatchCandidate, QueueSplit
from cases.matching.queue import pairs_visible_to
from counties.models import Office, User
from counties.permissions import Permission, may
from linkages import audit
from linkages.calendar import today
from linkages.events import Event

Key = uuid.UUID
By = QueueSplit.By
ROWS = ("pk", "homes", "restricted")


@dataclass(frozen=True, slots=True)
class Share:
    """What one reviewer gets: the keys that are theirs, and how many pairs."""

    reviewer: User
    keys: tuple[str, ...]
    pairs: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which of the pairs that are nobody's, and how many stay with nobody."""

    by: str
    shares: tuple[Share, ...]
    given: dict[Key, Key]
    left: int

    @property
    def parts(self) -> list[list[Any]]:
        """As a standing split keeps it."""
        return [[str(share.reviewer.pk), list(share.keys)] for share in self.shares]


def plan(user: Any, by: str, among: Collection[User]) -> Plan:
    """How the open pairs that this user sees and nobody has would be shared out."""
    free = pairs_visible_to(user).open().filter(assigned_to=None)
    groups = _groups(by, free)
    parts = _parts(by, user.working_in.county_id, groups, among)
    return _shared_out(by, groups, parts, among)


@transaction.atomic
def carry_out(user: Any, by: str, among: Collection[User], *, standing: bool) -> Plan:
    """Share them out; `standing`: new pairs follow after each run, in place of any split before."""
    county = user.working_in.county_id
    list(MatchCandidate.objects.visible_to(user).open().filter(assigned_to=None)
         .order_by("pk").select_for_update(of=("self",)).values_list("pk"))  # fmt: skip
    made = plan(user, by, among)
    giving.hand_over(made.given, county=county, by=user.pk)
    if standing:
        end(user)
        kept = QueueSplit.objects.create(
            county_id=county, by=by, parts=made.parts, since=today(), made_by=user
        )
        audit.note({kept.pk}, purpose="match_review")
    return made


def standing(county: str) -> QueueSplit | None:
    """The split that new pairs follow."""
    rows = QueueSplit.objects.filter(county=county, until=None).select_related("made_by")
    return rows.first()


@transaction.atomic
def end(user: Any) -> bool:
    """New pairs stay with nobody from now on; whether there was a split."""
    rows = QueueSplit.objects.visible_to(user).select_for_update().filter(until=None)
    found = rows.first()
    if found is None:
        return False
    found.until = today() - timedelta(days=1)
    found.save(update_fields=["until"])
    return True


def on_run(event: Event) -> None:
    """After a run: pairs of whoever reviews no more are nobody's, new ones follow the split.

    Restricted pairs are shared out by hand alone, by who sees them.
    """
    county = event.county_id
    here = {each.pk: each for each in giving.reviewers(county)}
    open_pairs = MatchCandidate.objects.filter(county=county).open()
    orphans = open_pairs.exclude(assigned_to=None).exclude(assigned_to__in=list(here))
    giving.put_back(list(orphans.select_for_update(of=("self",)).order_by("pk")), by=None)
    gone = MatchCandidate.objects.filter(county=county, deferred_until__isnull=False)
    gone.exclude(state__in=MatchCandidate.OPEN).update(deferred_until=None, deferred_by=None)
    rule = standing(county)
    if rule is None:
        return
    free = open_pairs.unrestricted().filter(assigned_to=None)
    locked = free.order_by("pk").select_for_update(of=("self",))
    groups = _groups(rule.by, free.filter(pk__in=list(locked.values_list("pk", flat=True))))
    parts = [(here[Key(to)], tuple(keys)) for to, keys in rule.parts if Key(to) in here]
    made = _shared_out(rule.by, groups, parts, [reviewer for reviewer, _keys in parts])
    giving.hand_over(made.given, county=county, by=None)


@dataclass(slots=True)
class Group:
    """Pairs of the same two households, or one pair without: they go to one reviewer."""

    key: str
    pairs: list[Key]
    restricted: bool


def _groups(by: str, free: CandidateQuerySet) -> list[Group]:
    """Free pairs in groups, each under the key of its first pair in the queue's order."""
    with connection.cursor() as cursor:
        cursor.execute("select candidate, key from matching_split_keys(%s)", [by])
        keys = dict(cursor.fetchall())
    found: dict[object, Group] = {}
    for pair, homes, restricted in free.in_queue_order().values_list(*ROWS):
        group = found.setdefault(homes or pair, Group(keys.get(pair, ""), [], restricted=False))
        group.pairs.append(pair)
        group.restricted |= restricted
    return list(found.values())


def _parts(
    by: str, county: str, groups: Iterable[Group], among: Collection[User]
) -> list[tuple[User, tuple[str, ...]]]:
    """Keys to reviewers, so that each has about as much to do."""
    sizes: dict[str, int] = defaultdict(int)
    for group in groups:
        sizes[group.key] += len(group.pairs)
    if by == By.LETTER:
        return _runs_of_letters(sizes, list(among))
    offices = Office.objects.filter(county=county).values_list("code", flat=True)
    parts: dict[Key, list[str]] = {each.pk: [] for each in among}
    load = dict.fromkeys(parts, 0)
    for key in sorted({*offices, *sizes}, key=lambda each: (-sizes.get(each, 0), each)):
        least = min(parts, key=lambda each: (load[each], len(parts[each])))
        parts[least].append(key)
        load[least] += sizes.get(key, 0)
    return [(each, tuple(sorted(parts[each.pk]))) for each in among]


def _runs_of_letters(
    sizes: dict[str, int], among: list[User]
) -> list[tuple[User, tuple[str, ...]]]:
    """A run of the alphabet each; whatever begins with no letter of it goes with its end."""
    keys = [*string.ascii_uppercase, *sorted(set(sizes) - set(string.ascii_uppercase))]
    total, done, place = sum(sizes.values()), 0, 0
    runs: list[list[str]] = [[] for _each in among]
    for position, key in enumerate(keys):
        runs[place].append(key)
        done += sizes.get(key, 0)
        left = len(among) - place - 1
        enough = done * len(among) >= total * (place + 1) if total else False
        even = (position + 1) * len(among) >= len(keys) * (place + 1)
        if left and (enough if total else even or len(keys) - position - 1 <= left):
            place += 1
    return [(each, tuple(run)) for each, run in zip(among, runs, strict=True)]


def _shared_out(
    by: str,
    groups: Iterable[Group],
    parts: list[tuple[User, tuple[str, ...]]],
    among: Collection[User],
) -> Plan:
    """Each group to the reviewer of its key; where that one may not have it, to the one with the
    least to do who may, else to nobody."""
    kept = {each.pk: giving.kept_from(each) for each in among}
    closed = {each.pk for each in among if may(each, Permission.VIEW_RESTRICTED)}
    owner = {key: reviewer.pk for reviewer, keys in parts for key in keys}
    load = dict.fromkeys(kept, 0)
    given: dict[Key, Key] = {}
    left = 0
    for group in groups:
        able = [
            pk
            for pk in kept
            if kept[pk].isdisjoint(group.pairs) and (not group.restricted or pk in closed)
        ]
        to = owner.get(group.key)
        if to is None or not able:
            left += len(group.pairs)
            continue
        if to not in able:
            to = min(able, key=lambda pk: load[pk])
        load[to] += len(group.pairs)
        given |= dict.fromkeys(group.pairs, to)
    shares = tuple(Share(reviewer, keys, load[reviewer.pk]) for reviewer, keys in parts)
    return Plan(by, shares, given, left)
