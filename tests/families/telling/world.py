"""Made-up families whose workers are told: a mother and a child on both sides."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cases.families.models import Acceptance, Episode
from cases.families.telling import acts
from cases.people import linking
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.sharing.models import Assignment
from counties.models import Unit
from linkages import audit, jobs
from linkages.calendar import today
from linkages.programs import Program
from linkages.scope import rls
from tests.sharing.conftest import make_record

CWS, CALWORKS = Program.CWS, Program.CALWORKS


@dataclass(frozen=True, slots=True)
class Mutual:
    """A mutual family with its open episode and the records of its members."""

    family: Family
    episode: Episode
    mother: ProgramRecord
    mother_on_aid: ProgramRecord
    child: ProgramRecord
    child_on_aid: ProgramRecord


def make_mutual(
    county: str = "alder",
    *,
    cws: tuple[str, str] = ("CW101", "CW101"),
    calworks: tuple[str, str] = ("EW201", "EW201"),
    unit: str = "",
    **stated: Any,
) -> Mutual:
    """A mother and her child, linked on both sides; the worker of each on each side."""
    with rls(county=county), audit.trail(county, None, "test"), transaction.atomic():
        case, aid = f"C-{uuid.uuid4().hex[:8]}", f"A-{uuid.uuid4().hex[:8]}"
        family = Family.objects.create(county_id=county, kind=Family.Kind.MUTUAL)
        records = []
        for given, part, place in (("ZQMOTHER", "parent", 0), ("ZQCHILD", "child", 1)):
            said = {"given": given, "surname": "ZQSURNAME"}
            ours = make_record(county, CWS, **said, **stated)
            theirs = make_record(county, CALWORKS, **said)
            linking.link(ours, theirs, by=None)
            for record, home, worker in ((ours, case, cws[place]), (theirs, aid, calworks[place])):
                put(family, record, home, part)
                hold(record, worker, unit)
            records += [ours, theirs]
        episode = Episode.objects.create(county_id=county, family=family, identified_on=today())
        # These families are made by hand: no roll-up takes them apart when jobs run.
        jobs.Job.objects.filter(kind="linkages.deliver_event").update(state=jobs.Job.State.DONE)
        return Mutual(family, episode, *records)


def put(family: Family, record: ProgramRecord, home: str, part: str) -> None:
    """A place in a unit of the family."""
    FamilyMember.objects.create(
        county_id=family.county_id,
        family=family,
        record=record,
        unit=home,
        part=part,
        rule="test",
        since=today(),
    )


def hold(record: ProgramRecord, worker: str, unit: str = "") -> None:
    """What an extract says: this worker, who sits in this unit."""
    sits = Unit.objects.filter(county=record.county_id, code=unit).first()
    Assignment.objects.create(
        county_id=record.county_id,
        record=record,
        program=record.program,
        worker_id=worker,
        unit=sits,
        since=today(),
    )


def tell(*families: Mutual, county: str = "alder") -> int:
    """Both sides of these families are told."""
    with rls(county=county), audit.trail(county, None, "test"), transaction.atomic():
        return acts.tell([each.episode for each in families], by=None)


def answers(home: Mutual) -> dict[str, Acceptance]:
    """Each side's live answer."""
    with rls(county=home.family.county_id), transaction.atomic():
        rows = Acceptance.objects.filter(episode=home.episode, state__in=acts.LIVE)
        return {row.program: row for row in rows.select_related("unit")}


def state_of(home: Mutual) -> str:
    with rls(county=home.family.county_id), transaction.atomic():
        return Episode.objects.get(pk=home.episode.pk).state
