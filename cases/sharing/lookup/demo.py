"""One person of the demonstration in each county whose family asked for less sharing."""

from datetime import date, timedelta

from django.db import transaction

from cases.people.models import ProgramRecord
from cases.sharing.models import Narrowing
from counties.models import Membership
from counties.personas import COUNTIES
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls

REASON = "The family asked that only names and workers are shared until the next hearing."


def seed(today: date) -> None:
    """Narrow the last client of the first CWS worker's caseload; safe to run again."""
    for county in COUNTIES:
        with rls(county=county), audit.trail(county, None, "seed_demo"), transaction.atomic():
            record = _last(county)
            if record is None or Narrowing.objects.filter(county=county).exists():
                continue
            worker = Membership.objects.get(county=county, worker_id="CW101")
            Narrowing.objects.create(
                county_id=county,
                record=record,
                reason=REASON,
                since=today - timedelta(days=12),
                made_by=worker.user_id,
            )


def _last(county: str) -> ProgramRecord | None:
    rows = ProgramRecord.objects.open_to_all().filter(
        county=county,
        program=Program.CWS,
        person__isnull=False,
        current__from_report=False,
        assignments__worker_id="CW101",
        assignments__until=None,
    )
    return rows.order_by("-native_id").first()
