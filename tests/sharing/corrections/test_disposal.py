"""Whoever is disposed of takes along what workers stated of them; an incident keeps opaque ids."""

import uuid
from typing import Any

import pytest

from cases.people.models import Correction, CorrectionAnswer, ProgramRecord
from cases.sharing.models import Incident, IncidentRecord
from linkages.scope import rls
from tests.conftest import TODAY, owner_connection
from tests.matching.test_disposal import RESTRICTED, do
from tests.sharing.conftest import make_record


def stated(record: ProgramRecord, by: Any) -> None:
    """A correction with an answer, and an incident about the record."""
    made = Correction.objects.create(
        county_id="alder", record=record, field="phone", value={"phone": "ZZYX-0101"},
        as_of=TODAY, why="x", stated_by=by,
    )  # fmt: skip
    CorrectionAnswer.objects.create(
        county_id="alder", correction=made, answer="keep", extract_value={"phone": "ZZYX-0102"},
        extract_as_of=TODAY, why="x", answered_by=by,
    )  # fmt: skip
    incident = Incident.objects.create(
        county_id="alder", kind="spoken", what="x", discovered_on=TODAY, opened_by=uuid.uuid4()
    )
    IncidentRecord.objects.create(county_id="alder", incident=incident, record=record.pk)


@pytest.mark.django_db(transaction=True)
def test_corrections_go_with_their_record_and_nobody_elses(staff: dict[str, Any]) -> None:
    with rls(county="alder"):
        from django.db import transaction

        with transaction.atomic():
            going, staying = (make_record("alder", "cws") for _each in range(2))
            for record in (going, staying):
                stated(record, staff[RESTRICTED])
    do(staff, {going.pk}, by=RESTRICTED)
    with owner_connection() as owner:
        owner.execute("select set_config('app.county', 'alder', false)")
        for table, left in (
            ("people_correction", 1),
            ("people_correctionevent", 1),
            ("people_correctionanswer", 1),
            ("sharing_incidentrecord", 2),
        ):
            (count,) = owner.execute(f"select count(*) from {table}").fetchone()
            assert count == left, table
        (record,) = owner.execute("select record_id from people_correction").fetchone()
    assert record == staying.pk
