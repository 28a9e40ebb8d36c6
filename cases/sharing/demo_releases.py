"""Releases of the demonstration, one in every state, signed by parents for their children."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.people.models import ProgramRecord
from cases.sharing.models import Consent
from counties.models import Membership
from counties.personas import COUNTIES
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls

CWS, CALWORKS = Program.CWS, Program.CALWORKS
GENERAL = ["C1", "C2", "C3", "C4", "C5"]
# (owner, categories, first day, last day, revoked): counted in days from today.
RELEASES: tuple[tuple[Program, list[str], int, int, bool], ...] = (
    (CWS, GENERAL, -60, 305, False),
    (CALWORKS, GENERAL, -60, 305, False),
    (CWS, ["C8"], -60, 305, False),
    (CALWORKS, ["C1", "C4"], -40, 325, True),
    (CWS, GENERAL, -366, -1, False),
    (CALWORKS, ["C1", "C4"], 1, 366, False),
    (CALWORKS, GENERAL, -365, 0, False),
    (CWS, GENERAL, -353, 12, False),
    (CALWORKS, ["C1", "C4"], -325, 40, False),
)


def seed(today: date) -> None:
    """Releases of the first caseload's children; safe to run again."""
    for county in COUNTIES:
        with rls(county=county), audit.trail(county, None, "seed_demo"), transaction.atomic():
            if Consent.objects.filter(county=county).exists():
                continue
            by = Membership.objects.get(county=county, worker_id="CW101").user_id
            for record, stated in zip(_children(county), RELEASES, strict=False):
                _release(record, stated, today, by)


def _children(county: str) -> list[ProgramRecord]:
    """Linked clients of the first CWS worker, in the same order every time."""
    rows = ProgramRecord.objects.filter(
        county=county,
        program=CWS,
        person__isnull=False,
        current__from_report=False,
        restriction="N",
        shield="N",
        assignments__worker_id="CW101",
        assignments__until=None,
    )
    return list(rows.order_by("native_id")[: len(RELEASES)])


def _release(record: ProgramRecord, stated: Any, today: date, by: uuid.UUID) -> None:
    owner, categories, since, until, revoked = stated
    first = today + timedelta(days=since)
    signed = min(first, today)
    Consent.objects.create(
        county_id=record.county_id,
        record=record,
        owner=owner,
        recipient=CALWORKS if owner == CWS else CWS,
        categories=categories,
        signer=Consent.Signer.PARENT,
        form=Consent.Form.PAPER,
        signed_on=signed,
        received_on=signed,
        since=first,
        until=today + timedelta(days=until),
        revoked_at=timezone.now() - timedelta(days=3) if revoked else None,
        revoked_by=by if revoked else None,
        revoked_how="By telephone, to the social worker." if revoked else "",
    )
