"""The demonstration shows a meeting, an action and a file in every state."""

from typing import Any

import pytest
import time_machine

from linkages.calendar import today
from linkages.documents import Document
from linkages.scope import rls
from workplans.models import Action, Meeting, PlanImport, TeamDecision
from workplans.plans import demo as plans
from workplans.running import demo

pytestmark = pytest.mark.django_db


def test_every_state_is_there_and_seeding_again_adds_nothing(staff: dict[str, Any]) -> None:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        plans.seed(today())
        demo.seed(today())
        demo.seed(today())
    with rls(county="alder"):
        states = sorted(Meeting.objects.values_list("state", flat=True))
        assert states == ["cancelled", "held", "held", "held", "planned"]
        assert set(PlanImport.objects.values_list("state", flat=True)) == {"read", "dropped"}
        assert TeamDecision.objects.count() == 3
        actions = Action.objects.all()
        assert actions.filter(done_on__isnull=False).exists()
        assert actions.exclude(dropped_reason="").exists()
        assert actions.filter(done_on=None, dropped_reason="", step=None).exists()
        assert actions.filter(step__isnull=False).exists()
        papers = Document.objects.filter(kind__startswith="workplans.")
        assert [each.state for each in papers] == [Document.State.READY] * 4
    with rls(county="birch"):
        assert list(Meeting.objects.values_list("state", flat=True)) == ["planned"]
