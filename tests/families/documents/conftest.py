"""Two adults and a child of one family, with a canary of each in every place that could tell."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from cases.families.models import Episode
from cases.people import linking
from cases.people.models import Family, FamilyMember, ProgramRecord
from linkages import audit
from linkages.documents import Document
from linkages.jobs import Job
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import _on_the_day, assign, grounds, make_record, time_machine_day

__all__ = ["_on_the_day", "grounds", "time_machine_day"]
WORKER, THEIRS = "cws.worker@alder.example", "calworks.worker@alder.example"


@dataclass(frozen=True, slots=True)
class Couple:
    """Mother and father, each known to both programs, and their child, known to CWS."""

    family: Family
    episode: Episode
    mother: ProgramRecord
    father: ProgramRecord
    child: ProgramRecord


def _facts(who: str) -> dict[str, dict[str, dict[str, str]]]:
    shared = {f"C{n}": {"activity": f"ZQ{who}c{n}"} for n in (3, 4, 8, 9, 10, 11)}
    ours = {f"C{n}": {"disposition": f"ZQ{who}cws{n}"} for n in (6, 7, 8, 10, 11, 12)}
    ours["C5"] = {"case_start": "2026-03-01"}
    return {"calworks": {**shared, "C2": {"wtw_status": "active"}}, "cws": ours}


def _adult(who: str, language: str) -> list[ProgramRecord]:
    said = {
        "given": f"ZQ{who.upper()}",
        "surname": "DELGADO",
        "street": f"7 ZQ{who}street",
        "phone": f"ZQ{who}phone",
        "language": language,
        "role": who,
    }
    ours = make_record("alder", Program.CWS, **said, facts=_facts(who)["cws"])
    theirs = make_record("alder", Program.CALWORKS, **said, facts=_facts(who)["calworks"])
    linking.link(ours, theirs, by=None)
    return [ours, theirs]


def make_couple(**episode: Any) -> Couple:
    """All with CW101 and EW201, joint work about to end. Nobody rolls up what is made by hand."""
    with (
        rls(county="alder"),
        audit.trail("alder", None, "test"),
        transaction.atomic(),
        override_settings(EVENT_HANDLERS={}),
    ):
        mother = _adult("mother", "Spanish")
        father = _adult("father", "Mixteco")
        case = {"C5": {"service_component": "FR"}, "C7": {"placement_type": "ZQchildc7"}}
        child = make_record(
            "alder",
            Program.CWS,
            given="ZQCHILD",
            surname="DELGADO",
            born=date(2019, 5, 2),
            role="child",
            street="9 ZQchildstreet",
            facts=case,
        )
        family = Family.objects.create(county_id="alder", kind="mutual")
        rows = [(each, "parent") for each in (*mother, *father)] + [(child, "child")]
        for record, part in rows:
            FamilyMember.objects.create(
                county_id="alder",
                family=family,
                record=record,
                unit="CASE1" if record.program == Program.CWS else "AID1",
                part=part,
                rule="test",
                since=TODAY,
            )
            assign(record, "CW101" if record.program == Program.CWS else "EW201")
        stated = {"state": "closing", "closing_on": date(2026, 12, 11)} | episode
        made = Episode.objects.create(
            county_id="alder", family=family, identified_on=TODAY, **stated
        )
        for each in (mother[0], father[0]):
            each.refresh_from_db()
        return Couple(family, made, mother[0], father[0], child)


@pytest.fixture
def couple(staff: dict[str, Any], grounds: None) -> Couple:
    return make_couple()


def latest(kind: str) -> Document:
    with rls(county="alder"), transaction.atomic():
        return Document.objects.filter(kind=kind).latest("requested_at")


def pdf_of(client: Client, document: Document) -> bytes:
    with rls(county="alder"), transaction.atomic():
        made = Job.objects.get(pk=document.job)
    answer = client.get(reverse("document_file", args=[document.pk]))
    assert answer.status_code == 200, made.failure
    return answer.content


def everything_in(content: bytes) -> str:
    """All text that stands anywhere in the file: streams, strings, metadata, names."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        parts = [pdf.open_metadata().__str__()]
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                parts.append(thing.read_bytes().decode("latin-1"))
            parts.append(repr(thing))
    return " ".join(parts)


Sender = Callable[[str], Client]
