"""Pairs that somebody refused stay refused when their records are disposed of.

What is kept of such a pair is one keyed digest over both records' numbers in their source systems:
it recognizes the pair when an extract brings it again, and says nothing about anybody.
"""

import uuid
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q

from cases.matching.models import MatchCandidate, Tombstone
from linkages.sealing import blind

# Scheme and number of the CWS record, then of the CalWORKs record.
Numbers = tuple[str, str, str, str]

NEW = """
select s.cws, s.calworks, a.scheme, a.native_id, b.scheme, b.native_id
from matching_settled s
join people_programrecord a on a.county_id = %(county)s and a.id = s.cws
join people_programrecord b on b.county_id = %(county)s and b.id = s.calworks
left join matching_matchcandidate c
  on c.county_id = %(county)s and c.cws_id = s.cws and c.calworks_id = s.calworks
where c.id is null
"""
DROP = """
delete from matching_settled s using unnest(%s::uuid[], %s::uuid[]) as t(cws, calworks)
where s.cws = t.cws and s.calworks = t.calworks
"""


def digest(numbers: Numbers) -> bytes:
    """32 bytes. In hexadecimal, since CWS keys tell "a" from "A" and digests of numbers do not."""
    return blind("\0".join(numbers).encode().hex(), what="refused pair")


def leave(county: str, records: Collection[uuid.UUID]) -> int:
    """Remember the pairs of these records that were decided "not the same"; how many."""
    refused = MatchCandidate.objects.filter(
        Q(cws__in=records) | Q(calworks__in=records),
        county=county,
        state=MatchCandidate.State.NOT_SAME,
    )
    digests = {
        digest(numbers)
        for numbers in refused.values_list(
            "cws__scheme", "cws__native_id", "calworks__scheme", "calworks__native_id"
        )
    }
    Tombstone.objects.bulk_create(
        [Tombstone(county_id=county, digest=each) for each in digests], ignore_conflicts=True
    )
    return len(digests)


def keep_apart(county: str) -> int:
    """Take refused pairs of disposed records off the staged ones that are new; how many."""
    kept = {bytes(each) for each in _digests(county)}
    if not kept:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(NEW, {"county": county})
        apart = [row[:2] for row in cursor.fetchall() if digest(row[2:]) in kept]
        cursor.execute(DROP, [[cws for cws, _other in apart], [other for _cws, other in apart]])
    return len(apart)


def _digests(county: str) -> Iterable[bytes]:
    return Tombstone.objects.filter(county=county).values_list("digest", flat=True)
