"""From a reviewer's decision to two workers who are asked on the same day."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.db import transaction

from cases.families.models import Acceptance, Episode
from cases.families.models.populations import Population
from cases.families.parameters import TARGET_POPULATIONS
from cases.families.tap import quotas
from cases.families.tap.quotas import Wanted
from cases.families.tap.waiting import Part
from cases.people.models import Family
from linkages import watches
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.matching.test_review import ANALYST, COORDINATOR, decide, only
from tests.records.conftest import Desk
from tests.scenarios.test_from_two_files import both_files

RELEASE, MAIL = "cases.families.tap.releasing.look", "cases.families.telling.mailing.look"


@pytest.mark.django_db
@pytest.mark.scenario(1)
def test_a_link_becomes_a_family_whose_two_workers_are_asked_on_the_same_day(
    sign_in: Callable[[str], Any],
    run_jobs: Callable[[str], Any],
    staff: dict[str, Any],
    grounds: None,
) -> None:
    with working_as(staff[COORDINATOR]) as user:
        ParameterValue.objects.create(
            county_id="alder",
            name=TARGET_POPULATIONS,
            value=str(Population.ALL),
            effective_from=TODAY,
            reason="Every family to begin with.",
            set_by=user.pk,
        )
        quotas.set_quota(user, Wanted(Part(), 5, TODAY, "Five a week to begin with."))
    both_files(Desk(sign_in(ANALYST), run_jobs, "alder"))
    assert decide(sign_in(COORDINATOR), only(), "link").status_code == 302
    run_jobs("alder")
    with rls(county="alder"), transaction.atomic():
        family = Family.objects.get(kind="mutual", ended_at=None)
        assert Episode.objects.get().state == "identified"

    with time_machine.travel("2026-12-01T20:00:00+00:00", tick=False):
        watches.look("alder", RELEASE)
        run_jobs("alder")
    with rls(county="alder"), transaction.atomic():
        assert Episode.objects.get().state == "notified"
        asked = Acceptance.objects.filter(state="waiting")
        assert {(row.program, row.worker_id) for row in asked} == {
            ("cws", "CW101"),
            ("calworks", "EW201"),
        }
        assert {str(row.due_on) for row in asked} == {"2026-12-02"}
    for worker in ("cws.worker", "calworks.worker"):
        shown = sign_in(f"{worker}@alder.example").get("/").content.decode()
        assert family.token in shown
    outbox.outbox.clear()
    with time_machine.travel("2026-12-01T23:30:00+00:00", tick=False):
        watches.look("alder", MAIL)
        run_jobs("alder")
    assert sorted(each.to[0] for each in outbox.outbox) == [
        "calworks.worker@alder.example",
        "cws.worker@alder.example",
    ]
