"""What staff entered as having happened and extracts do not say yet, for the rules to read."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from cases.families.deriving.stated import Stated
from cases.families.doors.parameters import COUNTS_DAYS
from cases.families.models import EventNotice
from linkages import parameters

Kind = EventNotice.Kind
# An open notice changes nothing about who is sanctioned or exempt already.
SETTLED = frozenset({"sanction", "exempt", "noncompliance"})


def entered(county: str, on: date) -> Mapping[uuid.UUID, Mapping[str, date]]:
    """Record to kind of event to its last day, for as many days back as the county counts."""
    since = on - timedelta(days=parameters.value(COUNTS_DAYS, county=county, on=on))
    rows = EventNotice.objects.filter(
        county=county, source=EventNotice.Source.STAFF, on__gte=since, on__lte=on
    )
    found: dict[uuid.UUID, dict[str, date]] = defaultdict(dict)
    for record, kind, day in rows.order_by("on").values_list("record", "kind", "on"):
        found[record][kind] = day
    return found


def with_entered(person: Stated, said: Mapping[str, date]) -> Stated:
    """The same member, with what staff entered where it is newer than what the extract says."""
    removed, returned = said.get(Kind.REMOVAL), said.get(Kind.RETURN)
    if removed and (person.removed_on is None or removed > person.removed_on):
        person = replace(person, removed_on=removed, removal_entered=True)
    if returned and person.removed_on and returned >= person.removed_on:
        person = replace(person, removed_on=None, removal_entered=False)
    noticed = said.get(Kind.SANCTION)
    if noticed and person.wtw_status not in SETTLED:
        person = replace(person, wtw_status="noncompliance", status_since=noticed, na840_on=noticed)
    return replace(person, homeless=True) if said.get(Kind.HOMELESS) else person
