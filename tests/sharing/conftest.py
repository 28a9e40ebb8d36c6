"""Made-up families for tests of sharing: two records, linked, with every category in them."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cases.people import linking
from cases.people.models import Person, ProgramRecord, RecordVersion
from cases.sharing.models import Assignment, Consent, LegalBasis
from counties.models import Unit
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY

CWS_FACTS = {
    "C1": {"office": "AC"},
    "C4": {"income": "ZQincome"},
    "C5": {"service_component": "FR", "next_hearing_on": "2027-01-15"},
    "C6": {"disposition": "ZQallegation"},
    "C7": {"placement_type": "ZQplacement"},
    "C8": {"medical": "ZQmedical"},
}
CALWORKS_FACTS = {
    "C2": {"wtw_status": "sanction", "months_on_aid": "17"},
    "C3": {"activity": "ZQactivity", "hours": "20"},
    "C4": {"grant": "ZQgrant"},
    "C9": {"treatment": "ZQtreatment"},
    "C10": {"safety": "ZQsafety"},
}
DEMO_GROUNDS = (
    ("10850", "cws", "C1", "pair"),
    ("10850", "cws", "C5", "pair"),
    ("10850", "calworks", "C1", "pair"),
    ("10850", "calworks", "C2", "pair"),
    ("10850", "calworks", "C3", "pair"),
    ("10850", "cws", "C1", "coordinator"),
    ("10850", "calworks", "C1", "coordinator"),
    ("10850", "calworks", "C2", "coordinator"),
)


@dataclass(frozen=True, slots=True)
class Family:
    """One linked person and the two records that make them."""

    person: Person
    cws: ProgramRecord
    calworks: ProgramRecord
    county: str


def make_record(county: str, program: str, *, native_id: str = "", **stated: Any) -> ProgramRecord:
    """A record with one version. Version fields may be given; `restriction` is the record's."""
    restriction = stated.pop("restriction", "N")
    gone_on = stated.pop("gone_on", None)
    native_id = native_id or uuid.uuid4().hex[:10]
    record = ProgramRecord.objects.create(
        county_id=county,
        program=program,
        scheme="cws_key" if program == Program.CWS else "cin",
        native_id=native_id,
        restriction=restriction,
        first_seen_on=TODAY - timedelta(days=30),
        last_seen_on=TODAY,
        gone_on=gone_on,
    )
    stated = {
        "given": "ROSA",
        "surname": "DELGADO",
        "born": date(1996, 3, 14),
        "source_id": native_id,
        "street": f"12 ZQ{program}street",
        "facts": CWS_FACTS if program == Program.CWS else CALWORKS_FACTS,
        **stated,
    }
    version = RecordVersion.objects.create(
        county_id=county,
        record=record,
        batch=uuid.uuid4(),
        as_of=TODAY,
        fingerprint=b"0" * 16,
        **stated,
    )
    record.current = version
    record.save(update_fields=["current"])
    return record


def make_family(
    county: str = "alder",
    *,
    cws_worker: str = "CW101",
    calworks_worker: str = "EW201",
    cws: dict[str, Any] | None = None,
    calworks: dict[str, Any] | None = None,
) -> Family:
    """A linked person with a worker on either side ("" for none)."""
    with rls(county=county), audit.trail(county, None, "test"), transaction.atomic():
        ours = make_record(county, Program.CWS, **(cws or {}))
        theirs = make_record(county, Program.CALWORKS, **(calworks or {}))
        linking.link(ours, theirs, by=None)
        for record, worker in ((ours, cws_worker), (theirs, calworks_worker)):
            record.refresh_from_db()
            if worker:
                assign(record, worker)
        return Family(ours.person, ours, theirs, county)


def assign(record: ProgramRecord, worker: str, *, until: date | None = None) -> Assignment:
    """Give a record to a worker, or to the unit whose code is given."""
    unit = Unit.objects.filter(county=record.county_id, code=worker).first()
    return Assignment.objects.create(
        county_id=record.county_id,
        record=record,
        program=record.program,
        worker_id="" if unit else worker,
        unit=unit,
        since=TODAY - timedelta(days=20),
        until=until,
    )


def release(record: ProgramRecord, *categories: str, owner: str = "cws", **changed: Any) -> Consent:
    """A release on a record, signed by the person on paper, from twenty days ago for a year."""
    signed = changed.pop("signed_on", TODAY - timedelta(days=20))
    stated = {
        "recipient": "calworks" if owner == "cws" else "cws",
        "signer": "self",
        "form": "paper",
        "received_on": signed,
        "since": signed,
        "until": signed + timedelta(days=365),
        **changed,
    }
    with rls(county=record.county_id), transaction.atomic():
        return Consent.objects.create(
            county_id=record.county_id,
            record=record,
            owner=owner,
            categories=list(categories),
            signed_on=signed,
            **stated,
        )


def revoke(made: Consent, by: uuid.UUID) -> None:
    """Take a release back, at this moment."""
    with rls(county=made.county_id), transaction.atomic():
        made.revoked_at, made.revoked_by = timezone.now(), by
        made.save(update_fields=["revoked_at", "revoked_by"])


def without_secrets(page: str) -> str:
    """A page without what differs from one request to the next."""
    page = re.sub(r'"X-CSRFToken": "[^"]+"', "", page)
    return re.sub(r'value="[^"]*"', "", page)


def without_chance(page: str) -> str:
    """A page without what chance wrote into it: request tokens and tokens of people."""
    return re.sub(r"[PFNW]-[0-9A-Z]{7}", "", without_secrets(page))


@pytest.fixture
def family(staff: dict[str, Any]) -> Callable[..., Family]:
    """`family()` makes a linked person of Alder, assigned to CW101 and EW201."""
    return make_family


@pytest.fixture
def grounds(staff: dict[str, Any]) -> None:
    """What counsel of both counties switched on, for these tests."""
    for county in ("alder", "birch"):
        with rls(county=county), transaction.atomic():
            for code, owner, category, audience in DEMO_GROUNDS:
                LegalBasis.objects.create(
                    county_id=county,
                    code=code,
                    owner=owner,
                    category=category,
                    audience=audience,
                    since=TODAY - timedelta(days=100),
                )


@pytest.fixture(autouse=True)
def _on_the_day(time_machine_day: None) -> None:
    """The demonstration's first of December."""


@pytest.fixture
def time_machine_day() -> Any:
    import time_machine

    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield
