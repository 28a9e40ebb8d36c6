"""Who works with a linked record, kept as the extracts name workers.

Only records of a person or of a family have assignments: nobody has business with the rest.
"""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from django.db.models import Exists, F, OuterRef, Q

from cases.people.models import FamilyMember, ProgramRecord
from cases.sharing.models import Assignment
from counties.models import Unit

BATCH = 5_000


def assign_from_extract(records: Iterable[uuid.UUID], today: date) -> int:
    """Let each such record's open assignment name the worker of its current version.

    The old one ends the day before, the new one begins `today`. Where the extract names nobody,
    and where it no longer names the record, things stay as they are. Returns how many changed.
    Many records come in the order of their ids, so that two batches do not wait for each other.
    """
    changed, rest = 0, iter(records)
    while ids := sorted(islice(rest, BATCH)):
        changed += _assign(ids, today)
    return changed


def _assign(ids: list[uuid.UUID], today: date) -> int:
    places = FamilyMember.objects.now().filter(record=OuterRef("pk"))
    rows = ProgramRecord.objects.present().filter(pk__in=ids)
    rows = rows.filter(Q(person__isnull=False) | Exists(places))
    named = list(
        rows.annotate(worker=F("current__worker_id"), unit=F("current__unit_code"))
        .exclude(worker="")
        .values_list("pk", "county_id", "program", "worker", "unit")
    )
    if not named:
        return 0
    units = {unit.code: unit for unit in Unit.objects.filter(county=named[0][1])}
    opened: dict[uuid.UUID, list[Assignment]] = {}
    for assignment in Assignment.objects.filter(record__in=[row[0] for row in named], until=None):
        opened.setdefault(assignment.record_id, []).append(assignment)
    ended: list[Assignment] = []
    begun: list[Assignment] = []
    mistaken: list[uuid.UUID] = []
    for pk, county, program, worker, code in named:
        unit = units.get(code)
        before = opened.get(pk, [])
        if any((a.worker_id, a.unit_id) == (worker, unit and unit.pk) for a in before):
            continue
        # Begun today and changed today: it never counted for a whole day.
        mistaken += [a.pk for a in before if a.since >= today]
        ended += [a for a in before if a.since < today]
        fields = {"county_id": county, "program": program, "worker_id": worker, "unit": unit}
        begun.append(Assignment(record_id=pk, since=today, **fields))
    for assignment in ended:
        assignment.until = today - timedelta(days=1)
    Assignment.objects.filter(pk__in=mistaken).delete()
    Assignment.objects.bulk_update(ended, ["until"], batch_size=1_000)
    Assignment.objects.bulk_create(begun, batch_size=1_000)
    return len(begun)
