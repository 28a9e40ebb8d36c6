"""What a batch tells that happened: a removal, a return, a notice NA 840, a lost home.

Compares each version with the one before it, in bulk, for members of mutual families alone; what
leaves this folder are codes and days (see tests/house/test_raw_facts.py). What an extract says of
a record for the first time happened before anybody looked, and is no news.
"""

import uuid

from django.db import connection, transaction

from cases.families.doors import events
from cases.families.models import EventNotice
from linkages.events import Event

# A removal's day that is new or another; one that is gone from an open case; a notice's day that is
# new or another; homeless assistance where there was none.
SEEN = """
with news as (
  select v.record_id, r.program, v.as_of,
    coalesce(v.facts -> 'C5' ->> 'removal_on', '') as removed,
    coalesce(old.facts -> 'C5' ->> 'removal_on', '') as removed_before,
    coalesce(v.facts -> 'C2' ->> 'na840_on', '') as noticed,
    coalesce(old.facts -> 'C2' ->> 'na840_on', '') as noticed_before,
    coalesce(v.facts -> 'C3' ->> 'homeless_assistance', '') as homeless,
    coalesce(old.facts -> 'C3' ->> 'homeless_assistance', '') as homeless_before,
    v.facts ? 'C5' as is_case
  from people_recordversion v
  join people_programrecord r on r.county_id = v.county_id and r.id = v.record_id
  cross join lateral (
    select o.facts from people_recordversion o
    where o.county_id = v.county_id and o.record_id = v.record_id and o.batch <> v.batch
      and o.as_of <= v.as_of
    order by o.as_of desc, o.id limit 1) old
  where v.county_id = %(county)s and v.batch = %(batch)s and exists (
    select from people_familymember m
    join people_family f on f.county_id = m.county_id and f.id = m.family_id
    where m.county_id = v.county_id and m.record_id = v.record_id and m.until is null
      and f.kind = 'mutual' and f.ended_at is null)
)
select record_id, program, 'removal', removed::date from news
where program = 'cws' and removed <> '' and removed <> removed_before
union all
select record_id, program, 'return', as_of from news
where program = 'cws' and is_case and removed = '' and removed_before <> ''
union all
select record_id, program, 'sanction', noticed::date from news
where program = 'calworks' and noticed <> '' and noticed <> noticed_before
union all
select record_id, program, 'homeless', as_of from news
where program = 'calworks' and homeless <> '' and homeless_before = ''
"""


def on_batch(event: Event) -> None:
    """Event handler of an accepted batch: note what it tells, once, and what follows from it."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"county": event.county_id, "batch": event.subject})
        rows = cursor.fetchall()
    if rows:
        _note(event.county_id, event.subject, rows)


@transaction.atomic
def _note(county: str, batch: uuid.UUID, rows: list[tuple[object, ...]]) -> None:
    notices = [events.seen(county, batch, *row) for row in rows]
    EventNotice.objects.bulk_create(notices, ignore_conflicts=True)
    kept = EventNotice.objects.filter(county=county, batch=batch)
    events.follow(list(kept.select_related("record")))
