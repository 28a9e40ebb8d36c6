"""Which family a draft is: the one that holds most of its places already, so that names stay."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from cases.families.rollup.entries import Draft

Key = tuple[uuid.UUID, str]
# A place that belongs there counts before any number of guests'.
HOME = 1_000
# Families that ended, or in which nobody stands now, and who once stood in them.
ONCE = """
select f.id, m.record_id, m.unit, coalesce(f.ended_at, f.formed_at)
from people_familymember m
join people_family f on f.county_id = m.county_id and f.id = m.family_id
where m.county_id = %(county)s and m.record_id = any(%(records)s) and m.until is not null
  and f.joined_into_id is null
  and (f.ended_at is not null or not exists (
    select from people_familymember o
    where o.county_id = f.county_id and o.family_id = f.id and o.until is null))
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A family as it stands: who stands in it, and whether workers were told of it."""

    formed_at: datetime
    told: bool
    places: Collection[Key]


@dataclass(frozen=True, slots=True)
class Recognized:
    """Draft number -> family; families that went into another draft's, and which draft that is;
    families that come back; families of which nothing is left."""

    family_of: dict[int, uuid.UUID] = field(default_factory=dict)
    absorbed: dict[uuid.UUID, int] = field(default_factory=dict)
    back: set[uuid.UUID] = field(default_factory=set)
    left: set[uuid.UUID] = field(default_factory=set)


def recognize(
    county: str, drafts: Sequence[Draft], families: Mapping[uuid.UUID, Known]
) -> Recognized:
    """Give each draft its family, and each family at most one draft."""
    scores = _scores(drafts, families)
    found = Recognized()
    taken: set[uuid.UUID] = set()
    for draft, family in sorted(scores, key=lambda pair: _order(pair, scores, families)):
        if draft not in found.family_of and family not in taken:
            found.family_of[draft] = family
            taken.add(family)
    best: dict[uuid.UUID, tuple[int, int]] = {}
    for (draft, family), score in scores.items():
        if family not in taken and score >= HOME:
            best[family] = max(best.get(family, (0, 0)), (score, -draft))
    found.absorbed.update({family: -draft for family, (_score, draft) in best.items()})
    _bring_back(county, drafts, found)
    found.left.update(set(families) - taken - set(best) - found.back)
    return found


def _scores(
    drafts: Sequence[Draft], families: Mapping[uuid.UUID, Known]
) -> dict[tuple[int, uuid.UUID], int]:
    holders: dict[Key, list[uuid.UUID]] = defaultdict(list)
    for family, known in families.items():
        for key in known.places:
            holders[key].append(family)
    scores: Counter[tuple[int, uuid.UUID]] = Counter()
    for number, draft in enumerate(drafts):
        for place in draft.places:
            for family in holders.get((place.record, place.unit), ()):
                scores[number, family] += 1 if place.guest else HOME
    return scores


def _order(
    pair: tuple[int, uuid.UUID],
    scores: Mapping[tuple[int, uuid.UUID], int],
    families: Mapping[uuid.UUID, Known],
) -> tuple[bool, int, datetime, str, int]:
    """Families on which people work first, then by how much they hold, then the oldest."""
    known, score = families[pair[1]], scores[pair]
    at_work = known.told and score >= HOME
    return not at_work, -score, known.formed_at, str(pair[1]), pair[0]


def _bring_back(county: str, drafts: Sequence[Draft], found: Recognized) -> None:
    """Whoever was a family once is the same family again when they return."""
    wanted = {
        (place.record, place.unit): number
        for number, draft in enumerate(drafts)
        if number not in found.family_of
        for place in draft.places
        if not place.guest
    }
    if not wanted:
        return
    records = list({record for record, _unit in wanted})
    with connection.cursor() as cursor:
        cursor.execute(ONCE, {"county": county, "records": records})
        rows = cursor.fetchall()
    counts: Counter[tuple[int, uuid.UUID]] = Counter()
    last: dict[uuid.UUID, datetime] = {}
    for family, record, unit, at in rows:
        number = wanted.get((record, unit))
        if number is not None and family not in found.absorbed:
            counts[number, family] += 1
            last[family] = at
    for number, family in sorted(
        counts, key=lambda pair: (-counts[pair], -last[pair[1]].timestamp(), str(pair[1]))
    ):
        if number not in found.family_of and family not in found.back:
            found.family_of[number] = family
            found.back.add(family)
