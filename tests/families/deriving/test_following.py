"""A later batch is followed by roll-up and derivation; without one, the days are."""

import uuid
from datetime import date
from typing import Any

import pytest
import time_machine

from cases.families.models import Episode
from linkages import events, watches
from tests.families.rollup.conftest import World

pytestmark = pytest.mark.django_db
WATCH = "cases.families.deriving.watch.look"


def rank(world: World) -> str:
    with world.work():
        return Episode.objects.get(county=world.county).rank


def a_family(world: World) -> Any:
    """A mother on aid with a child in CWS; her record on aid."""
    mother = world.cws("ROSA", "CASE1", "mother")
    world.cws("LUIS", "CASE1", "child", born=date(2019, 5, 2))
    on_aid = world.aid("ROSA", "99-1", "aided_adult")
    world.link(mother, on_aid)
    world.roll_up()
    return on_aid


def test_a_batch_that_changes_the_status_changes_the_rank(
    staff: dict[str, Any], run_jobs: Any
) -> None:
    world = World()
    on_aid = a_family(world)
    assert rank(world) == "4"
    sanction = {"C2": {"program_status": "active", "wtw_status": "sanction"}}
    world.state(on_aid, facts=sanction)
    with world.work():
        events.emit("records.batch_accepted", county="alder", subject=uuid.uuid4())
    run_jobs()
    assert rank(world) == "1"


def test_a_window_closes_by_itself(staff: dict[str, Any], run_jobs: Any) -> None:
    world = World()
    a_family(world)
    with world.work():
        child = Episode.objects.get().family.members.get(record__current__given="LUIS").record
    removed = {"C5": {"service_component": "FR", "removal_on": "2026-11-06"}}
    world.state(child, facts=removed)
    world.roll_up()
    assert rank(world) == "0"
    for day, said in (("2026-12-31", "0"), ("2027-01-01", "4")):
        with time_machine.travel(f"{day} 18:00:00+00:00", tick=True):
            watches.look("alder", WATCH)
            run_jobs()
            assert rank(world) == said
