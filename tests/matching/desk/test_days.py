"""A reviewer's list of the day, and who stands in for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.matching.desk.parameters import DAY_SIZE
from cases.matching.models import DayList, Deputy, MatchCandidate, MatchDecision
from linkages.calendar import today
from linkages.scope import rls
from tests.matching.desk.queue import (
    ANALYST,
    COORDINATOR,
    LIAISON,
    RESTRICTED,
    WORKER,
    at,
    decide,
    defer,
    give,
    page,
    pairs,
    seal,
    set_parameter,
)

pytestmark = pytest.mark.django_db


def given(sign_in: Any, staff: Any, count: int, to: str = LIAISON) -> list[MatchCandidate]:
    made = pairs(count)
    for pair in made:
        give(sign_in(COORDINATOR), pair, staff[to])
    return made


def shown(client: Any, made: list[MatchCandidate]) -> list[MatchCandidate]:
    """Those of the pairs that stand on the list of the day."""
    body = page(client, at("review", whose="today"))
    return [pair for pair in made if f'data-pair="{pair.pk}"' in body]


def test_the_list_of_the_day_is_the_same_all_day(sign_in: Any, staff: Any) -> None:
    set_parameter(DAY_SIZE, 3, staff[COORDINATOR])
    made = given(sign_in, staff, 5)
    client = sign_in(LIAISON)
    first = shown(client, made)
    assert len(first) == 3
    with rls(county="alder"):
        MatchCandidate.objects.filter(pk__in=[p.pk for p in made if p not in first]).update(
            lead_units=99_999
        )
    assert shown(client, made) == first
    with rls(county="alder"):
        assert DayList.objects.get().pairs != []
        # The day after a new one is made.
        yesterday = today() - timedelta(days=1)
        assert DayList.objects.filter(day=today()).count() == 1
        DayList.objects.create(
            county_id="alder", reviewer=staff[ANALYST], day=yesterday, pairs=[first[0].pk]
        )
    give(sign_in(COORDINATOR), made[4], staff[ANALYST])
    assert shown(sign_in(ANALYST), made) == [made[4]]


def test_it_holds_the_most_certain_of_ones_own(sign_in: Any, staff: Any) -> None:
    set_parameter(DAY_SIZE, 2, staff[COORDINATOR])
    made = given(sign_in, staff, 4)
    with rls(county="alder"):
        for place, pair in enumerate(made):
            MatchCandidate.objects.filter(pk=pair.pk).update(lead_units=1000 + place)
    give(sign_in(COORDINATOR), made[3], staff[ANALYST])
    assert set(shown(sign_in(LIAISON), made)) == {made[1], made[2]}


def test_progress_is_counted_and_said_on_the_page_of_today(sign_in: Any, staff: Any) -> None:
    made = given(sign_in, staff, 3)
    client = sign_in(LIAISON)
    assert "0 of 3 done" in page(client, "/")
    decide(client, made[0])
    assert "1 of 3 done" in page(client, "/")
    assert "1 of 3 done" in page(client, at("review", whose="today"))
    defer(client, made[1])
    client.post(at("undo", made[0]))
    assert "1 of 3 done" in page(client, "/")
    decide(client, made[0], "needs_information")
    decide(client, made[2], "link")
    body = page(client, "/")
    assert "3 of 3 done" in body and "That is all for today" in body


def test_who_has_nothing_of_their_own_sees_the_queue_of_all(sign_in: Any, staff: Any) -> None:
    given(sign_in, staff, 2)
    body = page(sign_in(ANALYST), "/")
    assert "Pairs to review" in body and "of 2 done" not in body
    with rls(county="alder"):
        assert not DayList.objects.filter(reviewer=staff[ANALYST]).exists()


def test_a_pair_that_is_sealed_leaves_the_list_and_its_figures(sign_in: Any, staff: Any) -> None:
    made = given(sign_in, staff, 3)
    assert "0 of 3 done" in page(sign_in(LIAISON), "/")
    seal(made[1])
    body = page(sign_in(LIAISON), "/")
    assert "0 of 2 done" in body and str(made[1].pk) not in body


def appoint(client: Any, absent: Any, deputy: Any, since: int = 0, until: int = 5) -> Any:
    days = {name: (today() + timedelta(days=n)).isoformat()
            for name, n in (("since", since), ("until", until))}  # fmt: skip
    return client.post(at("deputies"), {"absent": str(absent.pk), "deputy": str(deputy.pk)} | days)


def test_a_deputy_works_the_pairs_of_who_is_away(sign_in: Any, staff: Any) -> None:
    first, second = given(sign_in, staff, 2)
    absent = staff[LIAISON]
    analyst = sign_in(ANALYST)
    assert str(first.pk) not in analyst.get(at("review", whose="me")).content.decode()
    assert appoint(sign_in(LIAISON), absent, staff[ANALYST]).status_code == 302
    body = page(analyst, at("review", whose="me"))
    assert str(first.pk) in body and f"for {absent.name}" in body
    assert "0 of 2 done" in page(analyst, "/")
    decide(analyst, first)
    with rls(county="alder"):
        made = MatchDecision.objects.get()
        assert (made.decided_by, made.stood_in_for) == (staff[ANALYST], absent)
    assert f"{staff[ANALYST].name} (for {absent.name})" in page(analyst, at("past", first))
    # It ends by itself.
    with rls(county="alder"):
        row = Deputy.objects.get()
        Deputy.objects.filter(pk=row.pk).update(until=today() - timedelta(days=1))
    body = analyst.get(at("review", whose="me")).content.decode()
    assert str(second.pk) not in body
    decide(analyst, second)
    with rls(county="alder"):
        assert MatchDecision.objects.get(candidate=second).stood_in_for is None


def test_a_deputy_sees_no_more_than_before(sign_in: Any, staff: Any) -> None:
    first, second = given(sign_in, staff, 2, to=RESTRICTED)
    seal(first)
    appoint(sign_in(RESTRICTED), staff[RESTRICTED], staff[LIAISON])
    body = page(sign_in(LIAISON), at("review", whose="me"))
    assert str(second.pk) in body and str(first.pk) not in body
    assert sign_in(LIAISON).get(at("pair", first)).status_code == 404


def test_who_may_say_who_stands_in(sign_in: Any, staff: Any) -> None:
    liaison = sign_in(LIAISON)
    assert appoint(liaison, staff[ANALYST], staff[LIAISON]).status_code == 422
    assert appoint(sign_in(WORKER), staff[ANALYST], staff[LIAISON]).status_code == 403
    assert appoint(liaison, staff[LIAISON], staff[WORKER]).status_code == 422
    with rls(county="alder"):
        assert not Deputy.objects.exists()
    assert appoint(sign_in(COORDINATOR), staff[ANALYST], staff[LIAISON]).status_code == 302
    with rls(county="alder"):
        row = Deputy.objects.get()
    url = reverse("matching:end_deputy", args=[row.pk])
    assert liaison.post(url).status_code == 404
    assert sign_in(ANALYST).post(url).status_code == 302
    with rls(county="alder"):
        assert Deputy.objects.get().until < today()


def test_nobody_stands_in_for_themselves_or_while_away(sign_in: Any, staff: Any) -> None:
    client = sign_in(COORDINATOR)
    a, b, c = staff[ANALYST], staff[LIAISON], staff[RESTRICTED]
    assert "Nobody stands in for themselves" in appoint(client, a, a).content.decode()
    assert appoint(client, a, b, 1, 5).status_code == 302
    for absent, deputy, since, until in ((a, c, 5, 9), (b, c, 0, 1), (c, a, 3, 3), (b, a, 2, 2)):
        assert appoint(client, absent, deputy, since, until).status_code == 422
    assert appoint(client, a, c, 6, 9).status_code == 302
    assert appoint(client, b, a, 10, 12).status_code == 302
    for since, until in ((-1, 3), (3, 2), (20, 900)):
        assert appoint(client, c, a, since, until).status_code == 422


@pytest.mark.parametrize(("since", "until"), [(0, 0), (5, 9), (-3, 20), (9, 9)])
def test_the_database_refuses_two_deputies_on_one_day(
    in_alder: None, staff: Any, since: int, until: int
) -> None:
    def days(first: int, last: int) -> dict[str, Any]:
        return {"since": today() + timedelta(days=first), "until": today() + timedelta(days=last)}

    fixed = {"county_id": "alder", "absent": staff[ANALYST], "made_by": staff[ANALYST]}
    with transaction.atomic():
        Deputy.objects.create(**fixed, deputy=staff[LIAISON], **days(0, 9))
        # One that was ended on its first day covers none.
        Deputy.objects.create(**fixed, deputy=staff[LIAISON], **days(10, 9))
        Deputy.objects.create(**fixed, deputy=staff[RESTRICTED], **days(10, 12))
    with pytest.raises(IntegrityError), transaction.atomic():
        Deputy.objects.create(**fixed, deputy=staff[RESTRICTED], **days(since, until))


def test_the_database_refuses_a_deputy_of_oneself(in_alder: None, staff: Any) -> None:
    me = staff[ANALYST]
    with pytest.raises(IntegrityError, match="deputy_is_somebody_else"), transaction.atomic():
        Deputy.objects.create(
            county_id="alder", absent=me, deputy=me, made_by=me, since=today(), until=today()
        )
