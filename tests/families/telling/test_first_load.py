"""The first load of a county: four hundred mutual families at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from cases.families.models import Acceptance, Episode, Notice
from cases.families.telling import acts
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.sharing.models import Assignment
from linkages import audit
from linkages.calendar import today
from linkages.scope import rls
from tests.conftest import owner_connection
from tests.families.telling.sending import AFTERNOON, MORNING, to
from tests.families.telling.world import CALWORKS, CWS


def many(number: int, workers: int = 14) -> list[Episode]:
    """So many families at once, shared by so many workers of either side."""
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        families = [Family(county_id="alder", kind="mutual") for _each in range(number)]
        Family.objects.bulk_create(families)
        sides = [(CWS, "CW1"), (CALWORKS, "EW2")]
        said = {"county_id": "alder", "first_seen_on": today(), "last_seen_on": today()}
        records = [
            ProgramRecord(program=program, scheme="cin", native_id=f"{program}{n}", **said)
            for n in range(number)
            for program, _worker in sides
        ]
        ProgramRecord.objects.bulk_create(records)
        places, held = [], []
        for n, record in enumerate(records):
            program, worker = sides[n % 2]
            places.append(
                FamilyMember(
                    county_id="alder",
                    family=families[n // 2],
                    record=record,
                    unit=f"U{n}",
                    part="parent",
                    rule="test",
                    since=today(),
                )
            )
            held.append(
                Assignment(
                    county_id="alder",
                    record=record,
                    program=program,
                    worker_id=f"{worker}{n // 2 % workers:02d}",
                    since=today(),
                )
            )
        FamilyMember.objects.bulk_create(places)
        Assignment.objects.bulk_create(held)
        return Episode.objects.bulk_create(
            [
                Episode(county_id="alder", family=family, identified_on=today())
                for family in families
            ]
        )


def known_to_the_planner() -> None:
    """What the database does by itself within a minute of such a load."""
    with owner_connection() as owner:
        owner.execute("analyze people_family, people_familymember, people_programrecord")
        owner.execute(
            "analyze sharing_assignment, families_episode, families_acceptance, families_notice"
        )


@pytest.mark.check(93)
@pytest.mark.django_db(transaction=True)
def test_a_first_load_of_400_families_is_one_mail_a_person(
    staff: dict[str, Any], post: Callable[[str], list[Any]], grounds: None
) -> None:
    episodes = many(400)
    known_to_the_planner()
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        released = episodes[:300]
        acts.tell(released, by=None)
        notified = Episode.objects.filter(state="notified")
        assert set(notified.values_list("pk", flat=True)) == {each.pk for each in released}
        recipients = set(Notice.objects.values_list("recipient__email", flat=True))
    known_to_the_planner()
    assert post(MORNING) == []
    sent = post(AFTERNOON)
    assert {each.to[0] for each in sent} == recipients
    assert set(to(sent).values()) == {1}
    assert post("2026-12-01T23:45") == []
    mine = next(each for each in sent if each.to[0] == "cws.worker@alder.example")
    (number,) = re.findall(r"There is news of (\d+) famil", mine.body)
    with rls(county="alder"), transaction.atomic():
        theirs = Acceptance.objects.filter(program="cws", worker_id="CW101")
        assert int(number) == theirs.count() > 20
