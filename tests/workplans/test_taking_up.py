"""Taking a plan up again: whoever left leads nothing that is still to do."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from counties.models import Membership
from linkages.calendar import today
from tests.workplans.conftest import At
from workplans.models import Status, Step, WorkPlan
from workplans.plans import acts
from workplans.plans.outline import outline

pytestmark = pytest.mark.django_db


def test_who_left_is_named_and_leads_nothing_any_more(
    at: At, plan: WorkPlan, staff: Any, sign_in: Any
) -> None:
    left = staff["cws.worker@alder.example"]
    stays = staff["calworks.worker@alder.example"]
    with at("cochair.cws") as user:
        objective = outline(plan).objectives[0]
        for step in objective.steps[:2]:
            what = acts.StepFields(
                step.text, lead=left, lead_program="cws", co_lead=stays, co_lead_program="calworks",
                product=Step.objects.get(pk=step.key).product, comment="As agreed.",
            )  # fmt: skip
            acts.change_step(user, plan.pk, UUID(step.key), what)
        acts.set_status(user, objective.steps[1].key, Status.DONE)
        acts.close(user, plan.pk, "The coordinator left.")
        Membership.objects.filter(user=left).update(until=today() - timedelta(days=1))
    page = sign_in("cochair.cws@alder.example").get(
        reverse("workplans:restart_plan", args=[plan.pk])
    )
    assert f"{left}: leads open steps 1A1" in page.content.decode()
    with at("cochair.cws") as user:
        taking = acts.Taking(
            "Again", date(2027, 7, 1), frozenset({objective.key}), frozenset(Status.values)
        )
        again = outline(acts.restart(user, plan.pk, taking))
    open_, done = again.objectives[0].steps[:2]
    assert (open_.lead.words, open_.co_lead.key) == ("", str(stays.pk))
    assert open_.comment == f"Led before by {left}, no longer here. As agreed."
    # What they did stays theirs.
    assert done.lead.key == str(left.pk)
    with at("cochair.cws"):
        assert Step.objects.get(pk=open_.key).lead_program == "cws"
