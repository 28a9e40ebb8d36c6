"""Which pairs the county's rule may link: almost certain, at or above the threshold, held by
nothing and nobody, never decided before, and without a rival."""

import hashlib
import uuid
from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef

from cases.matching.marks import secret
from cases.matching.models import CandidateQuerySet, MatchCandidate, MatchDecision, SampledPair
from cases.matching.rules.columns import Row, held
from cases.matching.rules.table import Rule

State, Band = MatchCandidate.State, MatchCandidate.Band
# Another pair of one of the records that waits or is linked. What somebody refused is no rival.
RIVALS = """
select c.id from matching_matchcandidate c
where c.county_id = %(county)s and c.id = any(%(pairs)s) and exists (
    select from matching_matchcandidate o
    where o.county_id = c.county_id and o.cws_id = c.cws_id and o.id <> c.id and {stands})
union
select c.id from matching_matchcandidate c
where c.county_id = %(county)s and c.id = any(%(pairs)s) and exists (
    select from matching_matchcandidate o
    where o.county_id = c.county_id and o.calworks_id = c.calworks_id and o.id <> c.id and {stands})
"""
STANDS = "(o.state = 'linked' or o.state in ('proposed', 'needs_information') and o.band <> 'low')"


def open_to_the_rule(county: str, threshold: int) -> CandidateQuerySet:
    """Pairs that the score and their history leave to the rule. Restricted ones never are, nor
    those of a sample, which people look at."""
    decided = MatchDecision.objects.filter(candidate=OuterRef("pk"), county=county)
    sampled = SampledPair.objects.filter(candidate=OuterRef("pk"), county=county)
    found = MatchCandidate.objects.filter(
        county=county,
        state=State.PROPOSED,
        band=Band.CERTAIN,
        standing=True,
        hold=0,
        units__gte=threshold,
    )
    return found.unrestricted().filter(~Exists(decided), ~Exists(sampled))


def chosen(
    county: str,
    rows: Sequence[Row],
    rules: Sequence[Rule],
    day: date,
    *,
    unseen: bool,
) -> list[uuid.UUID]:
    """Of these pairs, those that no rule holds and that have no rival.

    `unseen`: rivals that are restricted count as well. A preview leaves them out, since nobody
    may tell from a figure that they are there.
    """
    if not rows:
        return []
    free = np.ones(len(rows), bool)
    for _rule, mask in held(county, rows, rules, day):
        free &= ~mask
    left = [row.pk for row, each in zip(rows, free.tolist(), strict=True) if each]
    rivals = _with_rivals(county, left, unseen=unseen)
    return [pk for pk in left if pk not in rivals]


def _with_rivals(county: str, pairs: Collection[uuid.UUID], *, unseen: bool) -> set[uuid.UUID]:
    if not pairs:
        return set()
    stands = STANDS if unseen else f"{STANDS} and not o.restricted"
    with connection.cursor() as cursor:
        cursor.execute(RIVALS.format(stands=stands), {"county": county, "pairs": list(pairs)})
        return {pk for (pk,) in cursor.fetchall()}


def kept_back(pair: uuid.UUID, share: float) -> bool:
    """Whether chance leaves a pair to people: the same answer however often it is asked."""
    made = hashlib.blake2b(pair.bytes, key=secret(), digest_size=8, person=b"kept back").digest()
    return int.from_bytes(made, "big") < share * 2**64
