"""Who works with a record, kept as the extracts name workers.

Only records of a person or of a family have assignments: nobody has business with the rest. The
CWS file of parents and others names no worker: whoever works with a child works with the child's
parents, case by case. Caregivers, relatives and others are nobody's caseload by that.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.people.models import FamilyMember, ProgramRecord
from cases.sharing.models import Assignment
from counties.models import Unit
from linkages.programs import Program

BATCH = 5_000
CHILD = "child"
PARENTS = ("mother", "father", "parent", "guardian")
Caseload = tuple[str, uuid.UUID | None]  # worker, unit


@dataclass(frozen=True, slots=True)
class Named:
    """Whose caseload a record is. `through` a child: for all that the record itself says."""

    record: uuid.UUID
    county: str
    program: str
    caseloads: frozenset[Caseload]
    through: bool = False


def assign_from_extract(records: Iterable[uuid.UUID], today: date) -> int:
    """Let each such record's open assignment name the worker of its current version.

    The old one ends the day before, the new one begins `today`. Where the extract names nobody,
    and where it no longer names the record, things stay as they are. Returns how many began.
    Many records come in the order of their ids, so that two batches do not wait for each other.
    """
    changed, rest = 0, iter(records)
    while ids := sorted(islice(rest, BATCH)):
        changed += _assign(_concerned(ids), today)
    return changed


def _known() -> QuerySet[ProgramRecord]:
    """Present records of a person or of a family."""
    places = FamilyMember.objects.now().filter(record=OuterRef("pk"))
    rows = ProgramRecord.objects.present()
    return rows.filter(Q(person__isnull=False) | Exists(places))


def _concerned(ids: list[uuid.UUID]) -> list[Named]:
    """Those of the records of which extracts name a worker, and the parents of their children."""
    rows = _known().filter(pk__in=ids)
    named = list(
        rows.annotate(worker=F("current__worker_id"), unit=F("current__unit_code"))
        .exclude(worker="")
        .values_list("pk", "county_id", "program", "worker", "unit")
    )
    homes = rows.filter(program=Program.CWS).exclude(current__household="")
    families = set(homes.values_list("current__household", flat=True))
    if not (named or families):
        return []
    units = _units(named[0][1] if named else rows.values_list("county", flat=True)[0])
    own = [
        Named(pk, county, program, frozenset({(worker, units.get(code))}))
        for pk, county, program, worker, code in named
    ]
    return [*own, *_through_children(families, units)]


def _units(county: str) -> Mapping[str, uuid.UUID]:
    return dict(Unit.objects.filter(county=county).values_list("code", "pk"))


def _through_children(families: set[str], units: Mapping[str, uuid.UUID]) -> Iterator[Named]:
    """Parents in these CWS families, with the caseloads of the children of the same cases."""
    columns = ("pk", "county_id", "current__household", "current__memberships")
    cws = _known().filter(program=Program.CWS, current__household__in=sorted(families))
    parents = list(
        cws.filter(current__worker_id="", current__role__in=PARENTS).values_list(*columns)
    )
    if not parents:
        return
    at: dict[tuple[str, str], set[Caseload]] = defaultdict(set)
    children = ProgramRecord.objects.present().filter(
        program=Program.CWS,
        current__household__in={home for _pk, _county, home, _cases in parents},
        current__role=CHILD,
    )
    stated = children.exclude(current__worker_id="").values_list(
        "current__household", "current__memberships", "current__worker_id", "current__unit_code"
    )
    for home, cases, worker, code in stated:
        for case in _cases_of(cases):
            at[home, case].add((worker, units.get(code)))
    for pk, county, home, cases in parents:
        found = frozenset().union(*(at.get((home, case), set()) for case in _cases_of(cases)))
        if found:
            yield Named(pk, county, Program.CWS, found, through=True)


def _cases_of(memberships: list[dict[str, Any]]) -> set[str]:
    return {str(each["case"]) for each in memberships if each.get("case")}


def _assign(named: list[Named], today: date) -> int:
    opened: dict[uuid.UUID, list[Assignment]] = defaultdict(list)
    concerned = [each.record for each in named]
    for assignment in Assignment.objects.filter(record__in=concerned, until=None):
        opened[assignment.record_id].append(assignment)
    ended: list[Assignment] = []
    begun: list[Assignment] = []
    for each in named:
        before = {(a.worker_id, a.unit_id): a for a in opened[each.record]}
        missing = each.caseloads - before.keys()
        if missing or each.through:
            ended += [a for caseload, a in before.items() if caseload not in each.caseloads]
        for worker, unit in sorted(missing, key=str):
            fields = {"county_id": each.county, "program": each.program, "worker_id": worker}
            begun.append(Assignment(record_id=each.record, since=today, unit_id=unit, **fields))
    # Begun today and changed today: it never counted for a whole day.
    mistaken = [a.pk for a in ended if a.since >= today]
    ended = [a for a in ended if a.since < today]
    for assignment in ended:
        assignment.until = today - timedelta(days=1)
    Assignment.objects.filter(pk__in=mistaken).delete()
    Assignment.objects.bulk_update(ended, ["until"], batch_size=1_000)
    Assignment.objects.bulk_create(begun, batch_size=1_000)
    return len(begun)
