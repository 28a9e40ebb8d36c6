"""Many made-up mutual families at once: a mother whom both programs know, and a child in CWS."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases.families.models import Episode
from cases.people.models import Family, FamilyMember, Person, ProgramRecord, RecordVersion
from cases.sharing.models import Assignment
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY

CWS, CALWORKS = Program.CWS, Program.CALWORKS
Facts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Made:
    """What to state of one family. Workers may be empty: then the extract names nobody."""

    component: str = "FM"
    removed_on: date | None = None
    aid: Mapping[str, str] | None = None
    activities: Mapping[str, str] | None = None
    cws_worker: str = "CW101"
    calworks_worker: str = "EW201"
    kind: str = "mutual"
    restriction: str = "N"
    surname: str = "DELGADO"
    born: date = date(1996, 3, 14)
    child_born: date = date(2019, 5, 2)


@dataclass(frozen=True, slots=True)
class Home:
    """One made family and its rows."""

    family: Family
    episode: Episode | None
    mother: ProgramRecord
    on_aid: ProgramRecord | None
    child: ProgramRecord


def make_homes(county: str, stated: Sequence[Made], *, today: date = TODAY) -> list[Home]:
    """These families with open episodes that nobody has derived anything for, in few statements."""
    with rls(county=county), audit.trail(county, None, "test"), transaction.atomic():
        people = [Person(county_id=county) for _each in stated]
        Person.objects.bulk_create(people)
        homes = [
            _home(county, made, person, today) for made, person in zip(stated, people, strict=True)
        ]
        rows = [row for home, _version in homes for row in home if row is not None]
        for model in (ProgramRecord, Family):
            model.objects.bulk_create([row for row in rows if isinstance(row, model)])
        versions = [version for _home, made in homes for version in made]
        RecordVersion.objects.bulk_create(versions)
        for version in versions:
            version.record.current = version
        ProgramRecord.objects.bulk_update([v.record for v in versions], ["current"])
        for model in (FamilyMember, Assignment, Episode):
            model.objects.bulk_create([row for row in rows if isinstance(row, model)])
        return [_found([row for row in home if row is not None]) for home, _versions in homes]


def make_home(county: str = "alder", **stated: Any) -> Home:
    """One such family."""
    return make_homes(county, [Made(**stated)])[0]


def restate(record: ProgramRecord, facts: Facts) -> None:
    """A later extract says something else of this record."""
    with rls(county=record.county_id), transaction.atomic():
        version = RecordVersion.objects.get(pk=record.current_id)
        version.pk, version.batch, version.facts = uuid.uuid4(), uuid.uuid4(), dict(facts)
        version._state.adding = True
        version.save(force_insert=True)
        record.current = version
        record.save(update_fields=["current"])


def _home(county: str, made: Made, person: Person, today: date) -> tuple[list[Any], list[Any]]:
    linked = person if made.kind != Family.Kind.CWS_ONLY else None
    of_case = {"service_component": made.component}
    if made.removed_on:
        of_case["removal_on"] = made.removed_on.isoformat()
    # All that CWS has of a report is the report (C6).
    child_facts = {"C6" if made.kind == Family.Kind.REPORT else "C5": of_case}
    mother = _record(county, CWS, linked, made.restriction, today)
    child = _record(county, CWS, None, "N", today)
    aided = [] if linked is None else [_record(county, CALWORKS, person, "N", today)]
    family = Family(county_id=county, kind=made.kind)
    said = {"surname": made.surname, "given": "ROSA", "born": made.born}
    versions = [
        _version(mother, made.cws_worker, {"C5": {"case_start": "2026-03-01"}}, "mother", **said),
        _version(child, made.cws_worker, child_facts, "child", **said | {"born": made.child_born}),
        *(
            _version(
                record,
                made.calworks_worker,
                {"C2": dict(made.aid or {}), "C3": dict(made.activities or {})},
                "aided_adult",
                **said,
            )
            for record in aided
        ),
    ]
    places = [
        _member(family, mother, "parent", today),
        _member(family, child, "child", today),
        *(_member(family, record, "parent", today) for record in aided),
    ]
    workers = {mother: made.cws_worker, child: made.cws_worker}
    workers |= dict.fromkeys(aided, made.calworks_worker)
    assigned = [_assigned(record, worker, today) for record, worker in workers.items() if worker]
    episode = (
        None
        if linked is None
        else Episode(county_id=county, family=family, identified_on=today - timedelta(days=3))
    )
    return [family, mother, child, *aided, *places, *assigned, episode], versions


def _record(
    county: str, program: Program, person: Person | None, restriction: str, today: date
) -> ProgramRecord:
    return ProgramRecord(
        county_id=county,
        program=program,
        scheme="cws_key" if program == CWS else "cin",
        native_id=uuid.uuid4().hex[:10],
        person=person,
        restriction=restriction,
        first_seen_on=today - timedelta(days=30),
        last_seen_on=today,
    )


def _version(
    record: ProgramRecord, worker: str, facts: dict[str, Any], role: str, **said: Any
) -> RecordVersion:
    return RecordVersion(
        county_id=record.county_id,
        record=record,
        batch=uuid.uuid4(),
        as_of=record.last_seen_on,
        fingerprint=b"0" * 16,
        source_id=record.native_id,
        role=role,
        facts={name: values for name, values in facts.items() if values},
        worker_id=worker,
        **said,
    )


def _member(family: Family, record: ProgramRecord, part: str, today: date) -> FamilyMember:
    return FamilyMember(
        county_id=family.county_id,
        family=family,
        record=record,
        unit="CASE1" if record.program == CWS else "99-1B2K111",
        part=part,
        rule="test",
        since=today - timedelta(days=3),
    )


def _assigned(record: ProgramRecord, worker: str, today: date) -> Assignment:
    return Assignment(
        county_id=record.county_id,
        record=record,
        program=record.program,
        worker_id=worker,
        since=today - timedelta(days=20),
    )


def _found(rows: list[Any]) -> Home:
    records = [row for row in rows if isinstance(row, ProgramRecord)]
    return Home(
        family=rows[0],
        episode=next((row for row in rows if isinstance(row, Episode)), None),
        mother=records[0],
        child=records[1],
        on_aid=records[2] if len(records) > 2 else None,
    )
