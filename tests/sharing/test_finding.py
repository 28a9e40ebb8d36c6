"""What is typed, whatever slipped: the right person stands among the first five."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from benchmarks.search_people import CASELOAD, Made, people, put
from benchmarks.search_queries import Query, queries
from cases.sharing import search
from linkages.scope import rls
from tests.conftest import TODAY, owner_connection, working_as

POPULATION, ASKED = 400, 190
BAR = 0.95


@pytest.fixture
def population(grounds: None) -> list[Made]:
    """Committed, so that the database knows how many there are."""
    made = people(POPULATION, 20261201, TODAY)
    with rls(county="alder"), transaction.atomic(), connection.cursor() as cursor:
        put(cursor.execute, "alder", made)
    with owner_connection() as owner:
        for table in ("people_programrecord", "people_person", "sharing_assignment"):
            owner.execute(f"analyze {table}")
    return made


def missed(user: Any, asked: list[Query]) -> Iterator[Query]:
    for query in asked:
        hits = search.find(user, query.text)[:5]
        if query.meant.key not in {hit.person.pk for hit in hits if hit.person}:
            yield query


def kept(user: Any, asked: list[Query]) -> float:
    lost = list(missed(user, asked))
    for query in lost:
        print(query.kind, query.text, query.meant.cws, query.meant.calworks, query.meant.born)
    return 1 - len(lost) / len(asked)


@pytest.mark.django_db(transaction=True)
def test_the_right_person_is_among_the_first_five(
    staff: dict[str, Any], population: list[Made]
) -> None:
    mine, others = population[:CASELOAD], population[CASELOAD:]
    with working_as(staff["coordinator@alder.example"]) as user:
        assert kept(user, queries(population, ASKED, seed=5)) >= BAR
    with working_as(staff["cws.worker@alder.example"]) as user:
        assert kept(user, queries(mine, ASKED // 2, seed=6)) >= BAR
        theirs = {made.key for made in others}
        for query in queries(others, 20, seed=7):
            found = {hit.person.pk for hit in search.find(user, query.text) if hit.person}
            assert not found & theirs
