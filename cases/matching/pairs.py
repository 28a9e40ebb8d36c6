"""Which pairs to compare, and which standing pairs a change reaches. PostgreSQL joins the keys."""

import uuid
from collections.abc import Collection, Iterable

import numpy as np
from django.db import connection, transaction

from cases.matching import bulk
from cases.matching.engine import Model
from cases.matching.engine.prepared import Longs
from cases.matching.keying import Side

Pair = tuple[uuid.UUID, uuid.UUID]
"""(CWS record, CalWORKs record)."""

NO_STOP = "not exists (select from matching_stop s where s.key = a.key)"
EVERYTHING = f"""
select distinct a.record, b.record from matching_matchkey a
join matching_matchkey b on b.county_id = a.county_id and b.key = a.key and b.program = 'calworks'
where a.county_id = (select nullif(current_setting('app.county', true), ''))
  and a.program = 'cws' and {NO_STOP}
"""  # noqa: S608  nothing but constants
# One look into the index for each key, whatever the planner believes: a table that was filled a
# moment ago has no statistics, and a join would read all of it once for every key.
CHANGED = f"""
select distinct a.record, b.record from matching_changed_keys a
cross join lateral (
  select k.record from matching_matchkey k
  where k.county_id = (select nullif(current_setting('app.county', true), ''))
    and k.key = a.key and k.program = '{{other}}' offset 0
) b
where {NO_STOP}
"""  # noqa: S608
STANDING = (
    "select cws_id, calworks_id, homes from matching_matchcandidate "
    "where county_id = %s and standing and {condition}"
)


def remember_stops(model: Model) -> None:
    """Put the stop keys of a frozen model where joins can leave them out."""
    bulk.begin("matching_stop", "key bigint primary key")
    bulk.fill("matching_stop", [model.stop_array])
    bulk.analyze("matching_stop")


@transaction.atomic
def all_pairs(model: Model, cws: Side, calworks: Side) -> Longs:
    """(row of cws, row of calworks) of all records that share a key, sorted, without repeats."""
    remember_stops(model)
    with connection.cursor() as cursor:
        # Eleven million keys against each other: one pass over both, whatever statistics say.
        cursor.execute("set local enable_nestloop = off")
        cursor.execute("set local work_mem = '256MB'")
        cursor.execute("set local jit = off")
        cursor.execute("set local statement_timeout = 0")
    found = bulk.read(EVERYTHING, ["S16", "S16"])
    first = _rows(cws, found["c0"])
    second = _rows(calworks, found["c1"])
    known = (first >= 0) & (second >= 0)
    pairs = np.stack((first[known], second[known]), axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _rows(side: Side, ids: bulk.Ids) -> Longs:
    """Row of each id in a side; -1 for a record that came after the side was read."""
    column = side.key_column
    if len(column) == 0:
        return np.full(len(ids), -1, np.int64)
    order = np.argsort(column)
    place = np.minimum(np.searchsorted(column, ids, sorter=order), len(column) - 1)
    rows = order[place]
    return np.where(column[rows] == ids, rows, -1)


@transaction.atomic
def pairs_of(model: Model, changed: dict[str, tuple[bulk.Ids, Longs]]) -> set[Pair]:
    """Pairs of changed records with whatever shares a key with them now.

    `changed` gives, for each program, record ids and keys, one row a key.
    """
    remember_stops(model)
    found: set[Pair] = set()
    for program, (ids, keys) in changed.items():
        bulk.begin("matching_changed_keys", "key bigint, record uuid")
        bulk.fill("matching_changed_keys", [keys, ids])
        bulk.analyze("matching_changed_keys")
        other = "calworks" if program == "cws" else "cws"
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local jit = off")
            cursor.execute(CHANGED.format(other=other))
            rows = cursor.fetchall()
            cursor.execute("set local enable_seqscan = on")
        found |= set(rows) if program == "cws" else {(mate, own) for own, mate in rows}
    return found


class Standing:
    """Pairs that stand: those of the database, less some, plus some that are not stored yet."""

    def __init__(
        self, county: str, less: Collection[Pair] = (), plus: dict[Pair, int] | None = None
    ) -> None:
        self.county = county
        self.less = set(less)
        self.plus = plus or {}
        self._homes: dict[int, set[Pair]] = {}
        self._cws: dict[uuid.UUID, set[Pair]] = {}
        self._calworks: dict[uuid.UUID, set[Pair]] = {}
        for pair, homes in self.plus.items():
            self._homes.setdefault(homes, set()).add(pair)
            self._cws.setdefault(pair[0], set()).add(pair)
            self._calworks.setdefault(pair[1], set()).add(pair)

    def of_records(
        self, cws: Collection[uuid.UUID], calworks: Collection[uuid.UUID]
    ) -> dict[Pair, int]:
        """Standing pairs in which one of these records stands, with their households' digest."""
        found = self._stored("cws_id = any(%s)", list(cws))
        found |= self._stored("calworks_id = any(%s)", list(calworks))
        added = {pair for pk in cws for pair in self._cws.get(pk, ())}
        added |= {pair for pk in calworks for pair in self._calworks.get(pk, ())}
        return found | {pair: self.plus[pair] for pair in added}

    def of_homes(self, homes: Iterable[int]) -> dict[Pair, int]:
        """Standing pairs between the same two households."""
        wanted = set(homes) - {0}
        found = self._stored("homes <> 0 and homes = any(%s)", list(wanted))
        added = {pair for each in wanted for pair in self._homes.get(each, ())}
        return found | {pair: self.plus[pair] for pair in added}

    def _stored(self, condition: str, values: list[object]) -> dict[Pair, int]:
        if not values:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(STANDING.format(condition=condition), [self.county, values])
            rows = cursor.fetchall()
        return {(a, b): homes for a, b, homes in rows if (a, b) not in self.less}

    def mates(self, pairs: dict[Pair, int]) -> dict[Pair, int]:
        """The pairs themselves and those between the same two households."""
        return pairs | self.of_homes(pairs.values())

    def rivals(self, pairs: dict[Pair, int]) -> dict[Pair, int]:
        """The pairs themselves and those that share a record with one of them."""
        found = self.of_records({a for a, _b in pairs}, {b for _a, b in pairs})
        return pairs | found

    def affected(self, pairs: dict[Pair, int]) -> dict[Pair, int]:
        """Whatever may score differently when these pairs come, go or change."""
        return self.rivals(self.mates(pairs))

    def neighborhood(self, pairs: dict[Pair, int]) -> dict[Pair, int]:
        """Whatever must be settled together with these pairs for them to come out right."""
        return self.mates(self.rivals(pairs))
