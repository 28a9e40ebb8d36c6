"""Settled pairs into candidates, in one transaction: scores are replaced, decisions are kept."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from cases.matching import bulk, marks, tombstones
from cases.matching.engine import BANDS, TIERS, Band, Settled
from cases.matching.keying import Side
from cases.matching.models import KeyedRecord, MatchCandidate, MatchDecision
from cases.matching.pairs import Pair

TYPES = {
    "cws": "uuid", "calworks": "uuid", "base_units": "int4", "household_units": "int4",
    "rival_units": "int4", "alone_units": "int4", "units": "int4", "probability": "float8",
    "band": "text", "tier": "text", "levels": "bytea", "rarity": "bytea", "guards": "int4",
    "hold": "int4", "household_level": "int2", "placed": "bool", "homes": "int8",
}  # fmt: skip
SCORES = [name for name in TYPES if name not in ("cws", "calworks")]
OLD = ", ".join(f"c.{name}" for name in [*SCORES, "standing"])
NEW = ", ".join(f"excluded.{name}" for name in [*SCORES, "standing"])
# A pair whose evidence changed gets a new version, so that nobody decides on what they no longer
# see. A model made anew changes what the bars are drawn from, hence is written to every row.
SETTLE = f"""
insert into matching_matchcandidate as c
       (id, county_id, cws_id, calworks_id, model_id, standing, state, version, changed_since,
        lead_units, found_at, scored_at, restricted, {", ".join(SCORES)})
select gen_random_uuid(), %(county)s, cws, calworks, %(model)s, true, 'proposed', 1, '{{}}',
       units, %(now)s, %(now)s,
       matching_closed(%(county)s, cws, calworks),
       {", ".join(SCORES)}
from matching_settled
on conflict (county_id, cws_id, calworks_id) do update
set {", ".join(f"{name} = excluded.{name}" for name in [*SCORES, "model_id", "standing"])},
    state = case c.state when 'expired' then 'proposed' else c.state end,
    version = c.version + ((({OLD}) is distinct from ({NEW}))::int),
    scored_at = case when ({OLD}) is distinct from ({NEW}) then excluded.scored_at
                else c.scored_at end
where ({OLD}, c.model_id) is distinct from ({NEW}, excluded.model_id)
"""  # noqa: S608  column names of our own
# Pairs that nobody could see go; what people saw or decided stays, and no longer stands.
FORGET = """
delete from matching_matchcandidate c using matching_withdrawn w
where c.county_id = %(county)s and c.cws_id = w.cws and c.calworks_id = w.calworks
  and c.band = 'low' and c.state in ('proposed', 'expired')
  and not exists (select from matching_matchdecision d
                  where d.county_id = c.county_id and d.candidate_id = c.id)
  and not exists (select from matching_queueact a
                  where a.county_id = c.county_id and a.candidate_id = c.id)
"""
EXPIRE = """
update matching_matchcandidate c
set standing = false, version = c.version + 1,
    state = case when c.state in ('proposed', 'needs_information') then 'expired'
            else c.state end
from matching_withdrawn w
where c.county_id = %(county)s and c.cws_id = w.cws and c.calworks_id = w.calworks
"""
TOUCHED = """
select distinct c.homes from matching_matchcandidate c
join (select cws, calworks from matching_settled
      union all select cws, calworks from matching_withdrawn) t
  on c.cws_id = t.cws and c.calworks_id = t.calworks
where c.county_id = %(county)s and c.homes <> 0
"""
LEAD_ALONE = """
update matching_matchcandidate c set lead_units = c.units from matching_settled s
where c.county_id = %(county)s and c.cws_id = s.cws and c.calworks_id = s.calworks
  and c.homes = 0 and c.lead_units <> c.units
"""
LEAD_GROUP = """
update matching_matchcandidate c set lead_units = g.best
from (select homes, max(units) best from matching_matchcandidate
      where county_id = %(county)s and standing and homes <> 0 and homes = any(%(homes)s)
      group by homes) g
where c.county_id = %(county)s and c.homes = g.homes and c.lead_units <> g.best
"""
# What somebody may read of it: nobody counts restricted people by the figures of a run.
LEAVING = """
select count(*) from matching_matchcandidate c
join matching_withdrawn w on w.cws = c.cws_id and w.calworks = c.calworks_id
where c.county_id = %(county)s and not c.restricted
"""
UNFOUND = """
insert into matching_withdrawn select c.cws_id, c.calworks_id from matching_matchcandidate c
left join matching_settled s on s.cws = c.cws_id and s.calworks = c.calworks_id
where c.county_id = %(county)s and c.standing and s.cws is null
"""
BAND_NAMES = {Band.CERTAIN: "certain", Band.REVIEW: "review", Band.NONE: "low"}


@dataclass(slots=True)
class Counts:
    """What a publication changed; restricted people count only where it says pairs `settled`."""

    settled: int = 0
    withdrawn: int = 0
    reopened: int = 0


def rows_of(settled: Settled, cws: Side, calworks: Side, chosen: Iterable[int]) -> Iterator[tuple]:
    """The columns of TYPES for the chosen rows of a settlement."""
    scored = settled.scored
    seen = scored.agreement
    guards = (seen.guards.astype(np.int64) << np.arange(seen.guards.shape[1])).sum(axis=1)
    placed = cws.ready.placed[scored.rows_a] | calworks.ready.placed[scored.rows_b]
    levels, rarity = np.ascontiguousarray(seen.levels), seen.rarity.astype("<i4")
    for row in chosen:
        first, second = int(scored.rows_a[row]), int(scored.rows_b[row])
        yield (
            cws.ids[first],
            calworks.ids[second],
            int(scored.base[row]),
            int(settled.household[row]),
            int(settled.rival[row]),
            int(settled.alone[row]),
            int(settled.units[row]),
            float(settled.probability[row]),
            BAND_NAMES[BANDS[settled.band[row]]],
            TIERS[seen.tier[row]],
            levels[row].tobytes(),
            rarity[row].tobytes(),
            int(guards[row]),
            int(seen.hold[row]),
            int(settled.household_level[row]),
            bool(placed[row]),
            marks.homes(cws.households[first], calworks.households[second]),
        )


@transaction.atomic
def stage(rows: Iterable[tuple]) -> None:
    """Lay settled pairs beside the candidates, in a table of this session."""
    columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
    bulk.begin("matching_settled", columns)
    bulk.fill_rows("matching_settled", list(TYPES.values()), rows)
    bulk.analyze("matching_settled")


@transaction.atomic
def stage_withdrawn(county: str, pairs: Iterable[Pair] | None) -> None:
    """Note the standing pairs that are no longer found; None: all that were not settled."""
    bulk.begin("matching_withdrawn", "cws uuid, calworks uuid")
    if pairs is not None:
        bulk.fill_rows("matching_withdrawn", ["uuid", "uuid"], pairs)
        return
    with connection.cursor() as cursor:
        cursor.execute(UNFOUND, {"county": county})


def publish(county: str, model: uuid.UUID) -> Counts:
    """Turn the staged pairs into candidates. Inside the caller's transaction."""
    values = {"county": county, "model": model, "now": timezone.now()}
    with connection.cursor() as cursor:

        def run(statement: str, **more: object) -> int:
            cursor.execute(statement, values | more)
            return cursor.rowcount

        def touched() -> set[int]:
            cursor.execute(TOUCHED, values)
            return {homes for (homes,) in cursor.fetchall()}

        tombstones.keep_apart(county)
        before = touched()
        cursor.execute(LEAVING, values)
        (withdrawn,) = cursor.fetchone()
        run(FORGET)
        run(EXPIRE)
        settled = run(SETTLE)
        run(LEAD_ALONE)
        run(LEAD_GROUP, homes=sorted(before | touched()))
        cursor.execute("select matching_index_new()")
    return Counts(settled, withdrawn, _reopen(county))


def _reopen(county: str) -> int:
    """Bring back pairs decided "not the same" whose records now identify somebody else."""
    refused = MatchCandidate.objects.filter(
        county=county, state=MatchCandidate.State.NOT_SAME, standing=True
    ).exclude(band=MatchCandidate.Band.LOW)
    rows = list(refused.values_list("pk", "cws", "calworks", "restricted"))
    if not rows:
        return 0
    then: dict[uuid.UUID, tuple[bytes, bytes]] = {}
    decisions = MatchDecision.objects.filter(candidate__in=[row[0] for row in rows])
    for candidate, cws_marks, calworks_marks in decisions.order_by("decided_at").values_list(
        "candidate", "cws_marks", "calworks_marks"
    ):
        then[candidate] = (bytes(cws_marks), bytes(calworks_marks))
    records = {pk for _candidate, *both, _restricted in rows for pk in both}
    now = dict(KeyedRecord.objects.filter(pk__in=records).values_list("pk", "marks"))
    reopened = 0
    for candidate, cws, calworks, restricted in rows:
        changes = _changes(then[candidate], (cws, calworks), now)
        if changes:
            MatchCandidate.objects.filter(pk=candidate).update(
                state=MatchCandidate.State.PROPOSED,
                changed_since=changes,
                version=F("version") + 1,
            )
            reopened += not restricted
    return reopened


def _changes(
    then: tuple[bytes, bytes], records: tuple[uuid.UUID, uuid.UUID], now: Mapping[uuid.UUID, bytes]
) -> list[str]:
    """ "program.field" of what identifies differently than when the pair was refused."""
    return [
        f"{program}.{name}"
        for program, before, record in zip(("cws", "calworks"), then, records, strict=True)
        if record in now
        for name in marks.changed(before, bytes(now[record]))
    ]
