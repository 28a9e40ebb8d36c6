"""Rolling up records of the database: families, places, days, episodes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cases.families.models import Episode, FamilyChange
from cases.people.models import Family, FamilyMember, FamilyRuling
from cases.sharing.families import families_visible_to
from cases.sharing.models import Assignment
from linkages import jobs
from tests.conftest import TODAY, owner_connection, working_as
from tests.families.rollup.conftest import World

pytestmark = pytest.mark.django_db
Change = FamilyChange.Kind


class Reyes:
    """A mother on aid, whose three children are in care; the father has a household of his own."""

    def __init__(self, world: World, **mother: Any) -> None:
        self.world = world
        self.mother = world.cws("MOTHER", "U1", "mother", **mother)
        self.father = world.cws("FATHER", "U1", "father")
        self.children = [
            world.cws(name, "U1", "child", placed=True) for name in ("ANA", "BEN", "CAL")
        ]
        self.mother_on_aid = world.aid("MOTHER", "H1", "sanctioned", begin="2024-01-01")
        self.father_on_aid = world.aid("FATHER", "H2", "aided_adult")

    def everybody(self) -> list[str]:
        return ["ANA", "BEN", "CAL", "FATHER", "MOTHER"]


@pytest.fixture
def reyes(world: World) -> Reyes:
    return Reyes(world)


def only(world: World) -> Family:
    (family,) = world.families().values()
    return family


def changes(world: World) -> list[str]:
    with world.work():
        return list(FamilyChange.objects.order_by("at", "kind").values_list("kind", flat=True))


def episodes(world: World) -> list[tuple[str, str]]:
    with world.work():
        rows = Episode.objects.order_by("family__formed_at", "number")
        return list(rows.values_list("state", "close_reason"))


def tell(world: World) -> None:
    """Somebody was told of all families found so far."""
    with world.work():
        Episode.objects.open().update(state=Episode.State.NOTIFIED)


def test_three_children_in_care_and_a_mother_on_aid(world: World, reyes: Reyes) -> None:
    world.link(reyes.mother, reyes.mother_on_aid)
    touched = world.roll_up()
    assert world.kinds() == [("mutual", reyes.everybody())]
    assert touched == {only(world).pk}
    assert episodes(world) == [("identified", "")]
    assert changes(world) == [Change.FORMED]


def test_again_writes_nothing(world: World, reyes: Reyes) -> None:
    world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    counted = [Family, FamilyMember, Episode, FamilyChange, Assignment]
    with world.work():
        models = [*counted, *(m.pgh_event_model for m in (Family, FamilyMember, Episode))]
        before = [model.objects.count() for model in models]
    assert world.roll_up() == set()
    assert world.roll_up(reyes.mother) == set()
    with world.work():
        assert [model.objects.count() for model in models] == before


def test_a_second_household_joins_and_the_name_stays(world: World, reyes: Reyes) -> None:
    world.roll_up()
    assert world.kinds() == [("cws_only", reyes.everybody())]
    token = only(world).token
    world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up(reyes.mother)
    world.link(reyes.father, reyes.father_on_aid)
    world.roll_up(reyes.father_on_aid)
    assert only(world).token == token
    with world.work():
        units = set(FamilyMember.objects.now().values_list("unit", flat=True))
    assert units == {"U1", "H1", "H2"}
    assert world.roll_up() == set()


def test_a_cut_link_takes_the_family_back(world: World, reyes: Reyes) -> None:
    link = world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    token = only(world).token
    world.cut(link)
    world.roll_up(reyes.mother, reyes.mother_on_aid)
    assert world.kinds() == [("cws_only", reyes.everybody())]
    assert only(world).token == token
    with world.work():
        place = FamilyMember.objects.get(record=reyes.mother_on_aid)
        assert place.until == TODAY
    assert episodes(world) == [("closed", "not_mutual")]
    assert world.roll_up() == set()


def test_a_cut_link_ends_what_people_were_told_of(world: World, reyes: Reyes) -> None:
    link = world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    tell(world)
    world.cut(link)
    world.roll_up()
    assert only(world).kind == "cws_only"
    assert Change.NOT_MUTUAL in changes(world)


def test_who_leaves_aid_and_returns_has_two_places(world: World, reyes: Reyes) -> None:
    world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    token = only(world).token
    world.state(
        reyes.mother_on_aid,
        as_of=TODAY - timedelta(days=2),
        facts={"C2": {"program_status": "discontinued"}},
    )
    world.roll_up()
    assert world.kinds() == [("cws_only", reyes.everybody())]
    world.state(reyes.mother_on_aid, as_of=TODAY, facts={"C2": {"program_status": "active"}})
    world.roll_up()
    assert only(world).token == token
    with world.work():
        rows = FamilyMember.objects.filter(record=reyes.mother_on_aid).order_by("until")
        places = list(rows.values_list("until", flat=True))
    assert places == [TODAY, None]
    assert [state for state, _why in episodes(world)] == ["closed", "identified"]


def test_who_is_gone_from_the_extract_stands_until_that_day(world: World, reyes: Reyes) -> None:
    world.link(reyes.mother, reyes.mother_on_aid)
    world.state(reyes.mother_on_aid, as_of=TODAY - timedelta(days=20))
    world.roll_up()
    gone = TODAY - timedelta(days=3)
    world.go(reyes.mother_on_aid, gone)
    world.roll_up()
    with world.work():
        assert FamilyMember.objects.get(record=reyes.mother_on_aid).until == gone
    world.go(reyes.mother_on_aid, None)
    world.roll_up()
    with world.work():
        again = FamilyMember.objects.now().get(record=reyes.mother_on_aid)
        assert gone < again.since <= TODAY


def test_a_family_on_which_people_work_stays_until_they_close_it(
    world: World, reyes: Reyes
) -> None:
    world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    tell(world)
    world.go(reyes.mother_on_aid, TODAY)
    world.roll_up()
    assert only(world).kind == "mutual"
    assert changes(world).count(Change.NOT_MUTUAL) == 1
    assert world.roll_up() == set()
    assert changes(world).count(Change.NOT_MUTUAL) == 1
    for record in (reyes.mother, reyes.father, *reyes.children):
        world.go(record, TODAY)
    world.roll_up()
    with world.work():
        assert Family.objects.together().count() == 1
        Episode.objects.update(state="closed", close_reason="cws_closed", closed_on=TODAY)
    world.roll_up()
    with world.work():
        assert not Family.objects.together().exists()


def test_whoever_comes_back_is_the_same_family(world: World, reyes: Reyes) -> None:
    world.roll_up()
    token = only(world).token
    everybody = (reyes.mother, reyes.father, *reyes.children)
    for record in everybody:
        world.go(record, TODAY)
    world.roll_up()
    assert world.kinds() == []
    for record in everybody:
        world.go(record, None)
    world.roll_up()
    assert only(world).token == token
    assert changes(world).count(Change.ENDED) == 1


def test_two_families_become_one(world: World, reyes: Reyes) -> None:
    other = [world.cws("DEE", "U2", "child"), world.cws("AUNT", "U2", "mother")]
    aided = world.aid("AUNT", "H3", "aided_adult")
    world.link(reyes.mother, reyes.mother_on_aid)
    world.link(other[1], aided)
    world.roll_up()
    tell(world)
    for record in other:
        world.state(record, household="U1", memberships=[{"case": "U1", "role": record.native_id}])
    world.state(other[0], role="child", memberships=[{"case": "U1", "role": "child"}])
    world.roll_up()
    with world.work():
        ended = Family.objects.exclude(ended_at=None).get()
        assert ended.joined_into_id == only(world).pk
        assert Episode.objects.get(family=ended).close_reason == "duplicate"
        assert Episode.objects.open().get().family_id == only(world).pk
    assert Change.JOINED in changes(world)
    assert world.roll_up() == set()


def test_a_ruling_splits_and_its_end_joins_again(
    world: World, reyes: Reyes, staff: dict[str, Any]
) -> None:
    world.link(reyes.mother, reyes.mother_on_aid)
    world.link(reyes.father, reyes.father_on_aid)
    world.roll_up()
    token = only(world).token
    with world.work():
        ruling = FamilyRuling.objects.create(
            county_id="alder",
            kind="apart",
            one_unit="H2",
            other_unit="U1",
            reason="x",
            ruled_by=staff["coordinator@alder.example"],
        )
    world.roll_up(reyes.father)
    assert world.kinds() == [
        ("mutual", ["ANA", "BEN", "CAL", "FATHER", "MOTHER"]),
        ("mutual", ["FATHER"]),
    ]
    assert Change.SPLIT in changes(world)
    assert world.roll_up() == set()
    with world.work():
        ruling.undone_by, ruling.undone_at = ruling.ruled_by, ruling.ruled_at
        ruling.save(update_fields=["undone_by", "undone_at"])
    world.roll_up(reyes.father)
    assert world.kinds() == [("mutual", reyes.everybody())]
    assert only(world).token == token
    assert world.roll_up() == set()


def test_counties_do_not_know_of_each_other(world: World, reyes: Reyes) -> None:
    birch = Reyes(World("birch"))
    birch.world.link(birch.mother, birch.mother_on_aid)
    world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    assert birch.world.kinds() == []
    birch.world.roll_up()
    assert birch.world.kinds() == world.kinds() == [("mutual", reyes.everybody())]
    assert only(world).pk != only(birch.world).pk


@pytest.mark.parametrize(("persona", "seen"), [("coordinator", 0), ("restricted", 1)])
def test_a_sealed_member_is_a_member_for_whoever_may_see_them(
    world: World, staff: dict[str, Any], persona: str, seen: int
) -> None:
    reyes = Reyes(world, restriction="R")
    world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    assert world.kinds() == [("mutual", reyes.everybody())]
    with working_as(staff[f"{persona}@alder.example"]) as user:
        assert families_visible_to(user).count() == seen


def test_links_and_cuts_bring_families_in_step(world: World, reyes: Reyes, run_jobs: Any) -> None:
    world.roll_up()
    link = world.link(reyes.mother, reyes.mother_on_aid)
    run_jobs()
    assert only(world).kind == "mutual"
    world.cut(link)
    assert all(job.state == jobs.Job.State.DONE for job in run_jobs())
    assert only(world).kind == "cws_only"


def test_members_have_the_workers_whom_extracts_name(world: World, reyes: Reyes) -> None:
    for child in reyes.children:
        world.state(child, worker_id="CW777")
    link = world.link(reyes.mother, reyes.mother_on_aid)
    world.state(reyes.mother_on_aid, worker_id="EW777")
    world.roll_up()
    with world.work():
        held = Assignment.objects.filter(until=None).values_list("worker_id", flat=True)
        # Three children, both parents through them, and the mother on aid.
        assert sorted(held) == ["CW777"] * 5 + ["EW777"]
    world.cut(link)
    world.roll_up(reyes.mother)
    with world.work():
        held = Assignment.objects.filter(until=None).values_list("worker_id", flat=True)
        assert sorted(held) == ["CW777"] * 5


def test_an_extract_that_states_no_case_moves_nobody(world: World, reyes: Reyes) -> None:
    world.link(reyes.mother, reyes.mother_on_aid)
    world.roll_up()
    for record in (reyes.mother, reyes.father, reyes.mother_on_aid, *reyes.children):
        world.state(record, household="", memberships=[])
    assert world.roll_up() == set()
    assert world.kinds() == [("mutual", reyes.everybody())]


def test_one_roll_up_of_a_county_at_a_time(world: World, reyes: Reyes) -> None:
    asked = "select pg_try_advisory_xact_lock(hashtext(%s))"
    with world.work():
        world.roll_up()
        with owner_connection() as other:
            assert other.execute(asked, ["families alder"]).fetchone() == (False,)
            assert other.execute(asked, ["families birch"]).fetchone() == (True,)


def test_who_finds_a_roll_up_at_work_comes_back_later(world: World, reyes: Reyes) -> None:
    with owner_connection() as other:
        other.execute("select pg_advisory_lock(hashtext('families alder'))")
        with pytest.raises(jobs.Later):
            world.roll_up()
        assert world.kinds() == []
        other.execute("select pg_advisory_unlock_all()")
    world.roll_up()
    assert world.kinds() == [("cws_only", reyes.everybody())]


def test_the_number_of_questions_does_not_grow(world: World) -> None:
    counts = []
    for size in (1, 5):
        for number in range(size):
            mother = world.cws("M", f"U{size}{number}", "mother")
            world.link(mother, world.aid("M", f"H{size}{number}", "aided_adult"))
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        world.roll_up()
        counts.append(len(connection.queries_log) - before)
    connection.force_debug_cursor = False
    assert counts[1] <= counts[0] + 2
