"""Joining and splitting families by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.families.models import Episode
from cases.families.rollup.shaping import acts
from cases.families.rollup.shaping.planning import version_of
from cases.people.models import Family, FamilyRuling
from linkages.forms import Stale
from tests.conftest import owner_connection, working_as
from tests.families.rollup.conftest import World
from tests.families.sending import send

pytestmark = pytest.mark.django_db


class Two:
    """Two mutual families; the first has a second household, of the father."""

    def __init__(self, world: World, **second: Any) -> None:
        self.world = world
        self.mother = world.cws("MOTHER", "U1", "mother")
        self.father = world.cws("FATHER", "U1", "father")
        world.cws("ANA", "U1", "child", worker_id="CW101")
        self.aunt = world.cws("AUNT", "U2", "mother", **second)
        world.cws("DEE", "U2", "child")
        for record, unit in ((self.mother, "H1"), (self.father, "H2"), (self.aunt, "H3")):
            aided = world.aid(record.current.given, unit, "aided_adult", worker_id="EW201")
            world.link(record, aided)
        world.roll_up()

    def of(self, name: str) -> Family:
        found = self.world.families().items()
        return next(f for members, f in found if name in {given for given, _u, _p in members})


@pytest.fixture
def two(world: World, grounds: None) -> Two:
    return Two(world)


BEFORE = [("mutual", ["ANA", "FATHER", "MOTHER"]), ("mutual", ["AUNT", "DEE"])]
SPLIT = [
    ("mutual", ["ANA", "FATHER", "MOTHER"]),
    ("mutual", ["AUNT", "DEE"]),
    ("mutual", ["FATHER"]),
]
JOINED = [("mutual", ["ANA", "AUNT", "DEE", "FATHER", "MOTHER"])]


def at(sign_in: Callable[[str], Any], persona: str = "coordinator") -> Client:
    return sign_in(f"{persona}@alder.example")


def father(client: Client, family: Family) -> str:
    """The address at which the father's household is split off."""
    page = client.get(reverse("families:shape", args=[family.pk]))
    line = next(each for each in page.context["units"] if each.unit == "H2")
    return reverse("families:split", args=[family.pk, line.number])


def test_a_household_is_split_off_and_comes_back(sign_in: Callable[[str], Any], two: Two) -> None:
    client, family = at(sign_in), two.of("MOTHER")
    address = father(client, family)
    page = client.get(address)
    assert len(page.context["groups"]) == 2
    answer = send(client, address, reason="He moved away")
    assert answer.status_code == 302
    assert two.world.kinds() == SPLIT
    assert two.of("ANA").pk == family.pk
    ruling = history(client, family)[0]
    assert ruling.reason == "He moved away"
    answer = send(client, reverse("families:undo_ruling", args=[ruling.pk]))
    assert answer.status_code == 302
    assert two.world.kinds() == BEFORE
    assert [line.undone_at is None for line in history(client, family)] == [False]
    assert two.world.roll_up() == set()


def history(client: Client, family: Family) -> list[FamilyRuling]:
    page = client.get(reverse("families:shape", args=[family.pk]))
    return [line.ruling for line in page.context["rulings"]]


def test_two_families_are_joined_and_parted_again(sign_in: Callable[[str], Any], two: Two) -> None:
    client, family, other = at(sign_in), two.of("MOTHER"), two.of("AUNT")
    address = reverse("families:join", args=[family.pk]) + f"?family={other.token.lower()}"
    page = client.get(address)
    assert not page.context["forbidden"]
    assert len(page.context["groups"]) == 1
    answer = send(client, address, reason="They are sisters")
    assert answer.status_code == 302
    assert two.world.kinds() == JOINED
    with two.world.work():
        assert Episode.objects.open().count() == 1
    kept = two.of("MOTHER")
    ruling = history(client, kept)[0]
    send(client, reverse("families:undo_ruling", args=[ruling.pk]))
    assert two.world.kinds() == BEFORE
    assert two.world.roll_up() == set()


def test_a_split_replaces_a_joining_and_its_undoing_brings_it_back(
    staff: dict[str, Any], two: Two
) -> None:
    with working_as(staff["coordinator@alder.example"]) as user:
        one, other = (Family.objects.get(pk=two.of(name).pk) for name in ("MOTHER", "AUNT"))
        acts.join(user, one, other, reason="x", version=version_of([one.pk, other.pk]))
        family = Family.objects.together().get()
        acts.split(user, family, "U2", reason="y", version=version_of([family.pk]))
    assert len(two.world.kinds()) == 2
    with working_as(staff["coordinator@alder.example"]) as user:
        acts.undo(user, FamilyRuling.objects.filter(reason="y", undone_at=None).first())
    assert two.world.kinds() == JOINED


def test_the_second_of_two_people_is_told(staff: dict[str, Any], two: Two) -> None:
    family = two.of("MOTHER")
    with working_as(staff["coordinator@alder.example"]) as user:
        seen = version_of([family.pk])
        acts.split(user, family, "H2", reason="x", version=seen)
    first = str(staff["coordinator@alder.example"])
    late = working_as(staff["restricted@alder.example"])
    with late as user, pytest.raises(Stale, match=first):
        acts.split(user, family, "H1", reason="y", version=seen)


def test_who_shapes_while_families_are_put_together_is_told(in_alder: None) -> None:
    with owner_connection() as other:
        other.execute("select pg_advisory_lock(hashtext('families alder'))")
        with pytest.raises(Stale, match="Try again in a minute"):
            acts.be_alone("alder")


def test_a_family_that_is_not_there_reads_like_a_code_that_nobody_has(
    sign_in: Callable[[str], Any], world: World, grounds: None
) -> None:
    two = Two(world, restriction="R")
    client, family = at(sign_in), two.of("MOTHER")
    said = []
    for token in (two.of("AUNT").token, "F-2222222"):
        page = client.get(reverse("families:join", args=[family.pk]), {"family": token})
        assert page.status_code == 422
        said.append(page.context["form"].errors)
    assert said[0] == said[1]
    open_to = at(sign_in, "restricted")
    page = open_to.get(reverse("families:join", args=[family.pk]), {"family": two.of("AUNT").token})
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("coordinator", 200),
        ("restricted", 200),
        ("cws.supervisor", 200),
        ("calworks.supervisor", 200),
        ("cws.worker", 403),
        ("liaison", 403),
        ("admin", 404),
    ],
)
def test_who_may_shape_a_family(
    sign_in: Callable[[str], Any], two: Two, persona: str, status: int
) -> None:
    client = at(sign_in, persona)
    answer = client.get(reverse("families:shape", args=[two.of("MOTHER").pk]))
    assert answer.status_code == status


def test_a_ruling_about_a_family_that_is_not_there_is_not_there(
    sign_in: Callable[[str], Any], staff: dict[str, Any], world: World, grounds: None
) -> None:
    two = Two(world, restriction="R")
    with working_as(staff["restricted@alder.example"]) as user:
        family = two.of("AUNT")
        acts.split(user, family, "H3", reason="x", version=version_of([family.pk]))
        ruling = FamilyRuling.objects.get()
    address = reverse("families:undo_ruling", args=[ruling.pk])
    assert at(sign_in).get(address).status_code == 404
    assert at(sign_in, "restricted").get(address).status_code == 200


@pytest.mark.parametrize(
    ("persona", "status"), [("admin", 200), ("cws.worker", 200), ("analyst", 403)]
)
def test_who_reads_the_rules(sign_in: Callable[[str], Any], persona: str, status: int) -> None:
    assert at(sign_in, persona).get(reverse("families:rules")).status_code == status
