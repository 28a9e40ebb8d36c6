"""The demonstration counties get their extracts by the same way as everybody's."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from cases.people.models import ProgramRecord
from cases.records import demo
from cases.records.models import ExtractBatch, RecordChange
from linkages.scope import rls

pytestmark = [pytest.mark.django_db]
TODAY = date(2026, 12, 1)


def test_demo_batches_stand_in_every_state_and_again_changes_nothing(staff: dict[str, Any]) -> None:
    demo.seed(TODAY)
    with rls(county="alder"):
        states = Counter(ExtractBatch.objects.values_list("program", "state"))
        accepted = ExtractBatch.objects.latest_accepted("calworks")
        assert ProgramRecord.objects.present().filter(program="calworks").count() == accepted.people
        waiting = ExtractBatch.objects.get(program="cws", state="validated")
        assert waiting.people_new and waiting.people_changed and waiting.people_gone
        assert waiting.rows_quarantined
        changes = RecordChange.objects.count()
    assert states == {
        ("calworks", "failed"): 1,
        ("calworks", "rejected"): 1,
        ("cws", "rolled_back"): 1,
        ("cws", "accepted"): 1,
        ("calworks", "accepted"): 1,
        ("cws", "validated"): 1,
        ("calworks", "validated"): 1,
    }
    with rls(county="birch"):
        assert set(ExtractBatch.objects.values_list("state", flat=True)) == {"accepted"}
    demo.seed(TODAY)
    with rls(county="alder"):
        assert sum(states.values()) == ExtractBatch.objects.count()
        assert RecordChange.objects.count() == changes
