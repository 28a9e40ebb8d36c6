"""Candidates as the columns that rules ask about, chunk by chunk."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from cases.matching.engine import COMPARISONS, TIERS
from cases.matching.models import CandidateQuerySet, MatchCandidate
from cases.matching.rules.table import (
    ROLES,
    Columns,
    Rule,
    asks_what_is_stated,
    days_since_1970,
    says_of,
)
from cases.matching.rules.table import held as holds
from cases.records.headers import Header, headers

CHUNK = 5_000
NOBODY = Header("", "", None, "", False)


class Row(NamedTuple):
    """What a rule asks of one candidate, and what becomes of it."""

    pk: uuid.UUID
    cws: uuid.UUID
    calworks: uuid.UUID
    state: str
    band: str
    tier: str
    levels: bytes
    units: int
    hold: int
    household_level: int


def row_of(pair: MatchCandidate) -> Row:
    """One candidate that is already in memory."""
    return Row(
        pair.pk, pair.cws_id, pair.calworks_id, pair.state, pair.band, pair.tier,
        bytes(pair.levels), pair.units, pair.hold, pair.household_level,
    )  # fmt: skip


def chunks(pairs: CandidateQuerySet, size: int = CHUNK) -> Iterator[list[Row]]:
    """All of these pairs by id, a bounded number at a time."""
    last = uuid.UUID(int=0)
    while True:
        found = pairs.filter(pk__gt=last).order_by("pk").values_list(*Row._fields)[:size]
        part = [Row(*row) for row in found]
        if part:
            yield part
            last = part[-1].pk
        if len(part) < size:
            return


def columns_of(county: str, rows: Sequence[Row], *, stated: bool) -> Columns:
    """Rows as columns; `stated` also looks up what the extracts say in short."""
    levels = np.frombuffer(b"".join(bytes(row.levels) for row in rows), np.int8)
    said = headers(county, {pk for row in rows for pk in (row.cws, row.calworks)}) if stated else {}
    both = [(said.get(row.cws, NOBODY), said.get(row.calworks, NOBODY)) for row in rows]
    return Columns(
        says=says_of(levels.reshape(len(rows), len(COMPARISONS))),
        tier=np.array([TIERS.index(row.tier) for row in rows], np.int8),
        hold=np.array([row.hold for row in rows], np.int32),
        units=np.array([row.units for row in rows], np.int32),
        household=np.array([row.household_level > 0 for row in rows], bool),
        born=np.array(
            [[days_since_1970(each.born) for each in pair] for pair in both], np.int32
        ).reshape(len(rows), 2),
        twin=np.array([any(each.has_twin for each in pair) for pair in both], bool),
        child=_role("child", both),
        parent=_role("parent", both),
    )


def _role(name: str, both: Sequence[tuple[Header, Header]]) -> np.ndarray:
    return np.array([any(each.role in ROLES[name] for each in pair) for pair in both], bool)


def held(
    county: str, rows: Sequence[Row], rules: Sequence[Rule], day: date
) -> list[tuple[Rule, np.ndarray]]:
    """Each rule with the rows that it holds."""
    if not rows:
        return [(rule, np.zeros(0, bool)) for rule in rules]
    columns = columns_of(county, rows, stated=asks_what_is_stated(rules))
    return [(rule, holds(rule, columns, day)) for rule in rules]
