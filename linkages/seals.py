"""The audit chain: each county's day sealed by a digest that includes the day before."""

import hashlib
from datetime import date, timedelta

from django.db import connection, models
from django.utils import timezone

from linkages.audit import AuditEvent
from linkages.rows import CountyRow


class AuditSeal(CountyRow):
    """The digest of one county's audit events of one day, chained to the day before."""

    day = models.DateField()
    events = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["county", "day"], name="one_seal_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.digest.hex()[:12]}"


ROWS = """
select jsonb_build_array(id, at at time zone 'UTC', user_id, action, result, subjects, bases,
                         purpose, reason, origin)::text
from linkages_auditevent
where county_id = %s and at >= %s::timestamp at time zone 'America/Los_Angeles'
                     and at < (%s::date + 1)::timestamp at time zone 'America/Los_Angeles'
order by at, id
"""


def digest_of(county: str, day: date, before: bytes) -> tuple[int, bytes]:
    """(number of events, digest) of a county's day, chained to the digest before it."""
    running = hashlib.sha256(bytes(before))
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [county, day, day])
        for (row,) in cursor:
            running.update(row.encode())
            running.update(b"\n")
            count += 1
    return count, running.digest()


def seal_days(county: str, today: date) -> int:
    """Seal every complete day not sealed yet; returns how many. Days without events included,
    so that a day cannot be emptied unnoticed."""
    last = AuditSeal.objects.filter(county=county).order_by("day").last()
    day = last.day + timedelta(days=1) if last else _first_day(county, today)
    before = bytes(last.digest) if last else b""
    sealed = 0
    while day < today:
        events, before = digest_of(county, day, before)
        AuditSeal.objects.create(county_id=county, day=day, events=events, digest=before)
        day += timedelta(days=1)
        sealed += 1
    return sealed


def _first_day(county: str, today: date) -> date:
    """The day of the county's first event, else yesterday."""
    first = AuditEvent.objects.filter(county=county).aggregate(at=models.Min("at"))["at"]
    yesterday = today - timedelta(days=1)
    return min(timezone.localdate(first), yesterday) if first else yesterday


def broken_days(county: str) -> list[date]:
    """Days whose events no longer give their digest, oldest first."""
    broken = []
    before = b""
    for seal in AuditSeal.objects.filter(county=county).order_by("day"):
        events, digest = digest_of(county, seal.day, before)
        if (events, digest) != (seal.events, bytes(seal.digest)):
            broken.append(seal.day)
        before = bytes(seal.digest)
    return broken
