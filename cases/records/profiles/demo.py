"""Profiles of the demonstration counties: several systems, every state, pairs of ids, drafts."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from cases.people.identity import Program
from cases.people.models import ProgramRecord, unrestricted
from cases.records.demodata.extracts import CALWORKS, CHILDREN, OTHERS
from cases.records.models import IdPair, SourceProfile, System
from cases.records.profiles import acts, drafts, samples
from cases.records.profiles.acts import Report
from cases.records.profiles.drafts import Answers
from cases.records.profiles.heads import head_of
from cases.records.reading.layouts import LAYOUTS, columns_of, squeeze
from cases.records.reading.profile import Place, Profile
from counties.models import Membership, User
from counties.personas import COUNTIES
from linkages import audit
from linkages.scope import rls

FIXED = 30  # characters of a column of the fixed-width report
PAIRS = 5


@dataclass(frozen=True, slots=True)
class _Told:
    """A report of a county: its versions, oldest first. The last one is in use unless it is only
    drafted; those before it were."""

    report: Report
    versions: tuple[Profile, ...]
    drafted: bool = False


def _columns(headers: Sequence[str], program: Program) -> dict[str, str]:
    mapped = columns_of(list(headers), program).mapped
    fields = {squeeze(header): field.name for header, field in mapped.items()}
    return {squeeze(header): fields.get(squeeze(header), "") for header in headers}


def _described(grain: str, headers: Sequence[str], shape: str = "delimited") -> Profile:
    program = next(layout.program for layout in LAYOUTS if layout.grain == grain)
    return Profile(program, grain, shape, columns=_columns(headers, program))


CWS = _described("cws_children", CHILDREN)
ADULTS = _described("cws_others", OTHERS)
PERSONS = _described("calworks_persons", CALWORKS)
PLACES = tuple(Place(name, 1 + FIXED * at, FIXED) for at, name in enumerate(CALWORKS[:20]))
OWN_CODES = {"service_component": {"fmvol": "FM", "fmcrt": "FM", "frcrt": "FR"}}
ALDER = (
    _Told(
        Report(System.CWS_CMS, "Open cases of children", "Codes of release 8", CHILDREN),
        (CWS, replace(CWS, codes=OWN_CODES)),
    ),
    _Told(Report(System.CWS_CMS, "Parents and others", "", OTHERS), (ADULTS,)),
    _Told(
        Report(System.CALSAWS, "CalWORKs persons, weekly", "", CALWORKS),
        (PERSONS, replace(PERSONS, delimiter="|")),
        drafted=True,
    ),
    _Told(
        Report(System.TANF, "Quarterly data file", ""),
        (Profile(Program.CALWORKS, "calworks_persons", "tanf"),),
        drafted=True,
    ),
)
BIRCH = (
    _Told(
        Report(System.CWS_CARES, "Children with open cases", "Two ids until the old one goes"),
        (
            _described("cws_children", CHILDREN, "workbook"),
            _described("cws_children", (*CHILDREN, "CARES ID"), "workbook"),
        ),
    ),
    _Told(
        Report(System.CALSAWS, "Persons, fixed width", "", CALWORKS[:20]),
        (
            Profile(
                Program.CALWORKS,
                "calworks_persons",
                "fixed",
                places=PLACES,
                columns=_columns(CALWORKS[:20], Program.CALWORKS),
            ),
        ),
    ),
    _Told(Report(System.CWS_CMS, "Parents and others", "", OTHERS), (ADULTS,), drafted=True),
)
TOLD = {"alder": ALDER, "birch": BIRCH}


def seed(today: date) -> None:
    """What each county has described so far; safe to run again."""
    for county in COUNTIES:
        analyst = User.objects.get(email=f"analyst@{county}.example")
        with rls(county=county, user=analyst.pk), audit.trail(county, analyst.pk, "seed_demo"):
            with transaction.atomic():
                if SourceProfile.objects.filter(county=county).exists():
                    continue
                for told in TOLD[county]:
                    _describe(county, told, analyst)
            with transaction.atomic():
                _begin(county, analyst)


def _describe(county: str, told: _Told, analyst: User) -> None:
    for number, profile in enumerate(told.versions, start=1):
        last = number == len(told.versions)
        acts.save(county, told.report, profile, by=analyst.pk, in_use=not (last and told.drafted))


def _begin(county: str, analyst: User) -> None:
    """Two reports that the analyst has begun to describe."""
    found = Membership.objects.filter(user=analyst, county=county)
    analyst.working_in = found.select_related("county").first()
    for kind, shape in (("semicolon", "delimited"), ("fixed", "fixed")):
        layout = LAYOUTS[1]
        sample = io.BytesIO(samples.content(kind, layout, analyst.working_in.county.code))
        profile = samples.places_of(layout, analyst.working_in.county.code)
        places = [[place.name, place.start, place.length] for place in profile.places]
        answers = Answers(
            system=System.CWS_CMS,
            report=f"Court cases, {shape}",
            grain=layout.grain,
            program=str(layout.program),
            shape=shape,
            columns=_columns([name for name, _start, _length in places], layout.program),
            headers=[name for name, _start, _length in places],
            places=places if shape == "fixed" else [],
        )
        drafts.begin(analyst, answers, head_of(sample))


def seed_pairs(today: date) -> None:
    """Some clients of each county under the ids that CWS-CARES has given them; safe to run
    again."""
    for county in COUNTIES:
        analyst = User.objects.get(email=f"analyst@{county}.example")
        with rls(county=county, user=analyst.pk), audit.trail(county, analyst.pk, "seed_demo"):
            _pair(county, analyst)


@transaction.atomic
def _pair(county: str, analyst: User) -> None:
    if IdPair.objects.filter(county=county).exists():
        return
    records: Any = ProgramRecord.objects.present().filter(unrestricted(), county=county)
    keys = records.filter(program=Program.CWS, scheme="cws_key").order_by("native_id")
    for key in keys.values_list("native_id", flat=True)[:PAIRS]:
        IdPair.objects.create(
            county_id=county,
            program=Program.CWS,
            old_scheme="cws_key",
            old_id=key,
            new_scheme="cares",
            new_id=f"003CA{key}QAW",
            loaded_by=analyst,
        )
