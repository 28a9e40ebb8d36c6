"""The demonstration's plans: every state and status is there to be looked at, and only once."""

import pytest

from linkages.scope import rls
from tests.conftest import TODAY
from workplans.models import PlanEdition, Status, Step, WorkPlan
from workplans.plans import demo


@pytest.mark.django_db
def test_the_demonstration_has_every_status_and_is_seeded_once(staff: object) -> None:
    from assessments.rounds.demo import seed as rounds

    rounds(TODAY)
    for _each in range(2):
        demo.seed(TODAY)
    with rls(county="alder"):
        assert set(Step.objects.values_list("status", flat=True)) == set(Status.values)
        states = sorted(WorkPlan.objects.values_list("state", flat=True))
        assert states == ["active", "closed"]
        assert PlanEdition.objects.filter(plan__state="active").count() == 2
        active = WorkPlan.objects.get(state="active")
        assert active.objectives.filter(origin__round=str(active.round_id)).exists()
    with rls(county="birch"):
        assert sorted(WorkPlan.objects.values_list("state", flat=True)) == ["draft", "submitted"]
