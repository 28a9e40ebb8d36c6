"""From which day to which day somebody stands in a place."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection

from cases.families.rollup.standing import Open, Standing
from cases.people.models import FamilyMember, ProgramRecord

END = """
update people_familymember m set until = n.until
from unnest(%s::uuid[], %s::date[]) as n(id, until)
where m.county_id = %s and m.id = n.id and m.until is null
"""


def since(now: Standing, record: uuid.UUID) -> date:
    """Since when an extract says so, as far as is known."""
    return min(now.gathered.said[record][0], now.on)


def end(now: Standing, places: Sequence[Open]) -> None:
    """End places on the day of which an extract says it, else today; never before they began."""
    days = _days(now, {each.record for each in places})
    ends = {each.id: max(each.since, min(days.get(each.record, now.on), now.on)) for each in places}
    with connection.cursor() as cursor:
        cursor.execute(END, [list(ends), list(ends.values()), now.county])


def _days(now: Standing, records: Collection[uuid.UUID]) -> dict[uuid.UUID, date]:
    """From which day records do not stand any more where they stood, where an extract says."""
    ended = {entry.record for entry in now.gathered.entries if entry.ended}
    days = {record: now.gathered.said[record][0] for record in ended}
    gone = ProgramRecord.objects.filter(pk__in=set(records) - set(now.gathered.said))
    return days | dict(gone.exclude(gone_on=None).values_list("pk", "gone_on"))


def begin_again(now: Standing, places: Sequence[FamilyMember]) -> None:
    """Whoever stood in the same place before stands there again since they were named anew."""
    past = FamilyMember.objects.filter(
        county=now.county, family__in={place.family_id for place in places}
    ).exclude(until=None)
    last: dict[tuple[uuid.UUID, uuid.UUID, str], date] = defaultdict(lambda: date.min)
    for family, record, unit, until in past.values_list("family", "record", "unit", "until"):
        last[family, record, unit] = max(last[family, record, unit], until)
    for place in places:
        until = last[place.family_id, place.record_id, place.unit]
        if until > place.since:
            named = now.gathered.said[place.record_id][1]
            place.since = max(until, min(named, now.on))
