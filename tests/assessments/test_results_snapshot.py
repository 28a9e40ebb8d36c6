"""What a round keeps of its results when it closes, and that nothing changes it afterwards."""

import json
from typing import Any

import pytest

from assessments.instruments.reading import Scoring
from assessments.models import Consensus, RoundDecision
from assessments.results.snapshot import agreed_of, freeze, result_of
from tests.assessments.agreed_rounds import agreed_round, closed_round
from tests.assessments.instruments import N2, R5, instrument

pytestmark = pytest.mark.django_db
READINESS = instrument(Scoring.READINESS, R5)
RENOVATION = instrument(Scoring.RENOVATION, N2)
SCORES = {"R5.1": 2, "R5.2": 3, "R5.3": "unknown", "R5.4": 4}


@pytest.fixture
def leader(in_alder: None, staff: dict[str, Any]) -> Any:
    return staff["cochair.cws@alder.example"]


def test_an_open_round_is_computed_from_what_is_agreed_so_far(leader):
    asked = agreed_round(leader, READINESS, SCORES)
    assert result_of(asked).sections[0].percent == 62
    Consensus.objects.filter(round=asked, code="R5.1").update(score=3)
    assert result_of(asked).percent == 76


def test_a_closed_round_keeps_its_results_whatever_happens_to_what_was_agreed(leader):
    asked = closed_round(leader, READINESS, SCORES)
    before = result_of(asked), agreed_of(asked)
    Consensus.objects.filter(round=asked).update(score=None, choice="unknown")
    asked.refresh_from_db()
    assert (result_of(asked), agreed_of(asked)) == before
    assert before[0].sections[0].percent == 62
    assert [cap.items for cap in before[0].caps] == [("R5.1",)]


def test_results_of_a_closed_round_are_read_and_not_computed_again(leader):
    """A better formula may come; what the county decided on stays."""
    asked = closed_round(leader, READINESS, SCORES)
    asked.snapshot["result"]["percent"] = 99
    assert result_of(asked).percent == 99


def test_a_snapshot_is_json_and_names_the_edition_and_the_decision(leader):
    asked = agreed_round(leader, RENOVATION, {"N2.2": {"score": 2, "importance": 3, "trend": -1}})
    RoundDecision.objects.create(
        county_id="alder", round=asked, kind="proceed", reason="Two sites", by=leader
    )
    kept = json.loads(json.dumps(freeze(asked)))
    assert kept["instrument"] == {"code": "renovation", "number": 1}
    assert kept["decision"] == {"kind": "proceed", "reason": "Two sites", "reassess_on": None}
    assert kept["agreed"]["N2.2"]["trend"] == -1
    assert kept["spread"] == []


def test_a_section_that_the_county_leaves_out_does_not_count(leader):
    asked = agreed_round(leader, READINESS, SCORES, sections_off=["R5"])
    assert result_of(asked).sections == ()
