"""Who belongs to a family, on its page: map and table, for whoever may know."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from cases.families.rollup.drawing import FamilyMap, Figure, Frame, Line, described, drawn
from cases.people.models import Family
from tests.conftest import TODAY
from tests.families.rollup.conftest import World
from tests.sharing.conftest import without_chance

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


class Home:
    """A mother on aid with a son at home and a daughter in care with a grandmother on aid."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mother = world.cws("ZQMOTHER", "U1", "mother")
        self.son = world.cws("ZQSON", "U1", "child", worker_id="CW101")
        self.daughter = world.cws(
            "ZQDAUGHTER",
            "U1",
            "child",
            placed=True,
            worker_id="CW101",
            facts={"C5": {"service_component": "FR", "removal_on": "2026-06-01"}},
        )
        self.mother_on_aid = world.aid("ZQMOTHER", "H1", "sanctioned", worker_id="EW201")
        self.son_on_aid = world.aid("ZQSON", "H1", "aided_child", worker_id="EW201")
        self.grandmother = world.aid("ZQGRANDMA", "ZQHOME9", "non_needy_caretaker")
        self.placed = world.aid(
            "ZQDAUGHTER", "ZQHOME9", "aided_child", relationship="grandchild", worker_id="EW777"
        )
        self.first = world.link(self.mother, self.mother_on_aid)
        world.link(self.daughter, self.placed)
        world.roll_up()

    @property
    def family(self) -> Family:
        return next(f for f in self.world.families().values() if f.kind == "mutual")


@pytest.fixture
def home(world: World, grounds: None) -> Home:
    return Home(world)


def people(sign_in: Callable[[str], Any], persona: str, family: Family) -> str:
    """The part of a family's page that shows its people."""
    answer = sign_in(f"{persona}@alder.example").get(reverse("families:family", args=[family.pk]))
    assert answer.status_code == 200
    body = without_chance(answer.content.decode())
    return body[body.index("map-frame") : body.index("</details>", body.index('id="people"'))]


def lines(body: str) -> list[list[str]]:
    """The table in words."""
    table = body[body.index('id="people"') :]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    cells = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S) for row in rows]
    plain = [[re.sub(r"<[^>]+>|\s+", " ", cell).split() for cell in row] for row in cells]
    return [[" ".join(words) for words in row] for row in plain]


def test_a_cws_worker_sees_their_family_and_where_nobody_lives(
    sign_in: Callable[[str], Any], home: Home
) -> None:
    body = people(sign_in, "cws.worker", home.family)
    names = [row[0].split()[0] for row in lines(body)]
    assert names[0] == "ZQMOTHER"
    assert set(names) == {"ZQMOTHER", "ZQSON", "ZQDAUGHTER"}
    assert "ZQGRANDMA" not in body
    assert "ZQHOME9" not in body


def test_a_parents_calworks_worker_sees_the_children_as_kin_and_no_household_of_theirs(
    sign_in: Callable[[str], Any], home: Home
) -> None:
    body = people(sign_in, "calworks.worker", home.family)
    daughter = next(row for row in lines(body) if "ZQDAUGHTER" in row[0])
    assert "CalWORKs" not in daughter[3]
    assert "Household" not in daughter[2]
    assert "ZQGRANDMA" not in body
    assert "ZQHOME9" not in body


def test_a_child_in_care_hangs_on_a_dashed_line(sign_in: Callable[[str], Any], home: Home) -> None:
    body = people(sign_in, "cws.worker", home.family)
    assert body.count("stroke-dasharray") == 1


def test_a_place_that_ended_is_folded_with_its_days(
    sign_in: Callable[[str], Any], home: Home
) -> None:
    home.world.state(
        home.mother_on_aid, facts={"C2": {"program_status": "discontinued"}}, as_of=TODAY
    )
    family = home.family
    home.world.roll_up()
    body = people_and_past(sign_in, "cws.worker", family)
    assert "Earlier places in this family" in body
    assert "ZQMOTHER" in body[body.index('id="past-people"') :]


def test_who_went_to_a_caregiver_leaves_no_earlier_place(
    sign_in: Callable[[str], Any], home: Home
) -> None:
    world = home.world
    world.link(home.son, home.son_on_aid)
    family = home.family
    world.roll_up()
    world.state(home.son, placed=True, facts={"C5": {"service_component": "FR"}})
    world.state(
        home.son_on_aid,
        household="ZQHOME9",
        facts={"C1": {"relationship": "grandchild"}, "C2": {"program_status": "active"}},
    )
    world.roll_up()
    body = people_and_past(sign_in, "calworks.worker", family)
    assert "past-people" not in body
    assert "ZQHOME9" not in body


def people_and_past(sign_in: Callable[[str], Any], persona: str, family: Family) -> str:
    answer = sign_in(f"{persona}@alder.example").get(reverse("families:family", args=[family.pk]))
    assert answer.status_code == 200
    body = without_chance(answer.content.decode())
    return body[body.index("map-frame") : body.index("data-part", body.index("map-frame"))]


def test_the_map_is_an_image_with_a_name_and_a_description() -> None:
    mother = Figure("m", "Rosa <Delgado>", "Parent", ("CWS", "CalWORKs"), is_child=False)
    child = Figure("c", "Ana Maria Delgado de la Cruz", "Child", ("CWS",), is_child=True)
    shown = FamilyMap(
        (Frame("Household on aid", (mother,)), Frame("", (child,))), (Line("m", "c", True),)
    )
    tree = ElementTree.fromstring(
        drawn(shown, key="map", title="Family").replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    )
    assert tree.get("role") == "img"
    ids = (tree.get("aria-labelledby") or "").split()
    assert [tree.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == ids
    words = described(shown)
    assert "Rosa <Delgado>" in words
    assert "lives elsewhere" in words
    boxes = {rect.get("y") for rect in tree.iter(f"{SVG}rect") if rect.get("class") == "map-figure"}
    assert len(boxes) == 2
