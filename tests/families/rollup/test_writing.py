"""Rolling up records of the database: families, places, dates, episodes."""

import pytest

from cases.families.models import Episode
from tests.families.rollup.conftest import World

pytestmark = pytest.mark.django_db


def three_in_care(world: World) -> tuple[object, ...]:
    mother = world.cws("MOTHER", "U1", "mother")
    for name in ("ANA", "BEN", "CAL"):
        world.cws(name, "U1", "child", placed=True)
    aided = world.aid("MOTHER", "H1", "sanctioned")
    return mother, aided


def test_three_children_in_care_and_a_mother_on_aid(world: World) -> None:
    mother, aided = three_in_care(world)
    world.link(mother, aided)
    touched = world.roll_up()
    assert world.kinds() == [("mutual", ["ANA", "BEN", "CAL", "MOTHER"])]
    with world.work():
        assert [e.state for e in Episode.objects.all()] == ["identified"]
    assert len(touched) == 1
    assert world.roll_up() == set()
