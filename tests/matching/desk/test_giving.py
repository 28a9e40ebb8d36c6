"""Pairs given to reviewers: one, a selection, a household, all of them; and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from cases.matching.desk import splitting
from cases.matching.models import MatchCandidate, QueueSplit
from cases.people.models import RecordVersion
from counties.models import Office, Unit
from linkages.calendar import today
from linkages.scope import rls
from tests.matching.desk.queue import (
    ANALYST,
    COORDINATOR,
    ELSEWHERE,
    LIAISON,
    RESTRICTED,
    WORKER,
    acts,
    at,
    give,
    household,
    leave,
    now,
    page,
    pairs,
    relate,
    seal,
    someone,
)
from tests.matching.world import match, record

pytestmark = pytest.mark.django_db


def test_a_pair_that_is_given_is_the_reviewers(sign_in: Any, staff: Any) -> None:
    first, second = pairs(2)
    client = sign_in(COORDINATOR)
    assert give(client, first, staff[LIAISON]).status_code == 302
    assert now(first).assigned_to == staff[LIAISON]
    assert acts(first) == [("give", LIAISON)]
    mine = page(sign_in(LIAISON), at("review", whose="me"))
    assert str(first.pk) in mine and str(second.pk) not in mine and "yours" in mine
    body = page(client, at("past", first))
    assert "Celia Navarro" in body and f"gave the pair to {staff[LIAISON].name}" in body


def test_only_who_hands_pairs_out_gives_them(sign_in: Any, staff: Any) -> None:
    (pair,) = pairs(1)
    for email, status in ((LIAISON, 403), (WORKER, 403), (ELSEWHERE, 404)):
        assert give(sign_in(email), pair, staff[ANALYST]).status_code == status
        assert sign_in(email).get(at("hand_out")).status_code in (200 if status == 404 else 403,)
    assert now(pair).assigned_to is None
    assert give(sign_in(ANALYST), pair, staff[ANALYST]).status_code == 302
    assert now(pair).assigned_to == staff[ANALYST]


def test_nobody_is_given_to_who_does_not_review(sign_in: Any, staff: Any) -> None:
    (pair,) = pairs(1)
    for email in (WORKER, ELSEWHERE):
        give(sign_in(COORDINATOR), pair, staff[email])
        assert now(pair).assigned_to is None


@pytest.mark.parametrize("level", ["S", "R"])
def test_a_restricted_pair_goes_only_to_who_may_see_it(
    sign_in: Any, staff: Any, level: str
) -> None:
    (pair,) = pairs(1)
    seal(pair, level)
    assert give(sign_in(COORDINATOR), pair, staff[RESTRICTED]).status_code == 404
    sign_in(COORDINATOR).post(at("give_selection"), {"to": staff[ANALYST].pk, "pair": pair.pk})
    assert now(pair).assigned_to is None
    client = sign_in(RESTRICTED)
    give(client, pair, staff[LIAISON])
    assert now(pair).assigned_to is None
    give(client, pair, staff[RESTRICTED])
    assert now(pair).assigned_to == staff[RESTRICTED]
    # To everybody else it is in no figure.
    assert "Take all back" not in page(sign_in(COORDINATOR), at("hand_out"))
    assert "Take all back" in page(client, at("hand_out"))


def test_nobody_is_given_pairs_of_people_close_to_them(sign_in: Any, staff: Any) -> None:
    (pair,) = pairs(1)
    relate(staff[LIAISON], pair.cws)
    client = sign_in(COORDINATOR)
    refused = client.post(at("give", pair), {"to": staff[LIAISON].pk}, follow=True)
    assert now(pair).assigned_to is None
    done = client.post(at("give", pair), {"to": staff[ANALYST].pk}, follow=True)
    assert now(pair).assigned_to == staff[ANALYST]
    # Whoever gives is told the same, so that nobody learns who is close to whom.
    for body, name in ((refused, staff[LIAISON].name), (done, staff[ANALYST].name)):
        said = f"Given to {name}, as far as {name} can work on them."
        assert said in body.content.decode()


def test_a_selection_is_given(sign_in: Any, staff: Any) -> None:
    made = pairs(4)
    client = sign_in(COORDINATOR)
    body = page(client, at("hand_out"))
    assert all(f'value="{pair.pk}"' in body for pair in made)
    chosen = [made[0].pk, made[2].pk]
    answer = client.post(at("give_selection"), {"to": staff[ANALYST].pk, "pair": chosen})
    assert answer.status_code == 302
    assert [now(pair).assigned_to is not None for pair in made] == [True, False, True, False]
    for fields in ({"to": staff[ANALYST].pk}, {"pair": chosen}, {"to": "x", "pair": "y"}):
        assert client.post(at("give_selection"), fields).status_code == 422


def test_the_rest_of_a_household_goes_along(sign_in: Any, staff: Any) -> None:
    family = household()
    give(sign_in(COORDINATOR), family[0], staff[ANALYST])
    assert [now(pair).assigned_to is not None for pair in family] == [True, False, False]
    give(sign_in(COORDINATOR), family[0], staff[LIAISON], whole="on")
    assert {now(pair).assigned_to for pair in family} == {staff[LIAISON]}


def test_a_pair_is_given_back_by_its_reviewer_and_taken_back(sign_in: Any, staff: Any) -> None:
    first, second = pairs(2)
    client = sign_in(COORDINATOR)
    give(client, first, staff[LIAISON])
    give(client, second, staff[ANALYST])
    liaison = sign_in(LIAISON)
    assert liaison.post(at("give_back", second)).status_code == 403
    assert liaison.post(at("give_back", first)).status_code == 302
    assert now(first).assigned_to is None and now(second).assigned_to == staff[ANALYST]
    assert acts(first) == [("give", LIAISON), ("take_back", LIAISON)]
    url = reverse("matching:take_back_all", args=[staff[ANALYST].pk])
    assert liaison.post(url).status_code == 403
    assert client.post(url).status_code == 302
    assert now(second).assigned_to is None
    assert (
        client.post(reverse("matching:take_back_all", args=[staff[WORKER].pk])).status_code == 404
    )


def split(client: Any, by: str, among: list[Any], **more: Any) -> Any:
    fields = {"by": by, "among": [str(each.pk) for each in among]} | more
    return client.post(at("split"), fields)


def holders(made: list[MatchCandidate]) -> list[str]:
    return [getattr(now(pair).assigned_to, "email", "") for pair in made]


def test_all_free_pairs_are_split_by_last_name_after_a_preview(sign_in: Any, staff: Any) -> None:
    made = pairs(8)  # ABBOTT, BAKER, CHAVEZ, DELGADO, OKORO, PINTO, REYES, VANG
    client = sign_in(COORDINATOR)
    give(client, made[0], staff[RESTRICTED])
    among = [staff[ANALYST], staff[LIAISON]]
    preview = split(client, "letter", among).content.decode()
    assert f"{staff[ANALYST].name}" in preview and "Pairs now" in preview
    assert holders(made)[1:] == [""] * 7
    split(client, "letter", among, confirmed="1")
    got = holders(made)
    assert got[0] == RESTRICTED
    order = [staff[email].name for email in got[1:]]
    assert order == sorted(order) and {got.count(ANALYST), got.count(LIAISON)} == {3, 4}
    with rls(county="alder"):
        assert not QueueSplit.objects.exists()


@pytest.mark.parametrize(("close", "other"), [(ANALYST, LIAISON), (LIAISON, ANALYST)])
def test_a_split_keeps_households_together_and_close_people_away(
    sign_in: Any, staff: Any, close: str, other: str
) -> None:
    family = household()
    relate(staff[close], family[1].cws)
    among = [staff[ANALYST], staff[LIAISON]]
    split(sign_in(COORDINATOR), "letter", among, confirmed="1")
    assert set(holders(family)) == {other}


def test_new_pairs_follow_a_standing_split_until_it_ends(
    sign_in: Any, staff: Any, run_jobs: Any
) -> None:
    pairs(4)
    run_jobs()
    client = sign_in(COORDINATOR)
    among = [staff[ANALYST], staff[LIAISON]]
    split(client, "letter", among, confirmed="1", standing="on")
    assert "New pairs follow a standing split" in page(client, at("hand_out"))
    relative = _newcomer(500, surname="AALTO")
    run_jobs()
    assert holders([relative]) in ([ANALYST], [LIAISON])
    with rls(county="alder"):
        act = relative.acts.get()
        assert (act.verb, act.by) == ("give", None)
    assert "The standing split" in page(client, at("past", relative))

    client.post(at("end_split"))
    later = _newcomer(501, surname="AALTONEN")
    run_jobs()
    assert holders([later]) == [""]


def _newcomer(place: int, **more: Any) -> MatchCandidate:
    with rls(county="alder"):
        cws = record("cws", **someone(place, **more))
        calworks = record("calworks", **someone(place, **more))
    match()
    with rls(county="alder"):
        return MatchCandidate.objects.get(cws=cws, calworks=calworks)


def test_a_standing_split_gives_nobody_a_restricted_pair(
    sign_in: Any, staff: Any, run_jobs: Any
) -> None:
    pairs(2)
    run_jobs()
    among = [staff[ANALYST], staff[RESTRICTED]]
    split(sign_in(COORDINATOR), "letter", among, confirmed="1", standing="on")
    hidden = _newcomer(600, restriction="S")
    run_jobs()
    assert holders([hidden]) == [""]


def test_pairs_are_split_by_office(sign_in: Any, staff: Any) -> None:
    made = pairs(4)
    with rls(county="alder"):
        for code, chosen in (("N", made[:2]), ("S", made[2:])):
            office = Office.objects.create(county_id="alder", name=code, code=code)
            Unit.objects.create(
                county_id="alder", office=office, name=code, code=f"U{code}", program="cws"
            )
            for pair in chosen:
                RecordVersion.objects.filter(pk=pair.cws.current_id).update(unit_code=f"U{code}")
    split(sign_in(COORDINATOR), "office", [staff[ANALYST], staff[LIAISON]], confirmed="1")
    got = holders(made)
    assert got[0] == got[1] != got[2] == got[3]
    assert set(got) == {ANALYST, LIAISON}


def test_pairs_of_who_reviews_no_more_are_nobodys_after_a_run(
    sign_in: Any, staff: Any, run_jobs: Any
) -> None:
    first, second = pairs(2)
    run_jobs()
    client = sign_in(COORDINATOR)
    give(client, first, staff[LIAISON])
    give(client, second, staff[ANALYST])
    leave(staff[LIAISON])
    match(whole=True)
    run_jobs()
    assert now(first).assigned_to is None
    assert now(second).assigned_to == staff[ANALYST]


def test_two_splits_cannot_stand(in_alder: None, staff: Any) -> None:
    row = {"county_id": "alder", "by": "letter", "parts": [], "since": today(),
           "made_by": staff[ANALYST]}  # fmt: skip
    with transaction.atomic():
        QueueSplit.objects.create(**row, until=today() - timedelta(days=1))
        QueueSplit.objects.create(**row)
    with pytest.raises(Exception, match="one_standing_split"), transaction.atomic():
        QueueSplit.objects.create(**row)


@pytest.mark.parametrize("sizes", [{}, {"A": 5}, {"A": 1, "M": 1, "Z": 9}, {"": 3, "Ñ": 2, "K": 4}])
@pytest.mark.parametrize("people", [1, 2, 3, 5])
def test_every_letter_has_exactly_one_reviewer(sizes: dict[str, int], people: int) -> None:
    among: list[Any] = list(range(people))
    parts = splitting._runs_of_letters(sizes, among)
    keys = [key for _who, run in parts for key in run]
    assert [who for who, _run in parts] == among
    assert len(keys) == len(set(keys)) and set(keys) >= set(sizes) | {"A", "Z"}


def test_the_page_asks_the_same_number_of_questions(sign_in: Any, staff: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    client = sign_in(COORDINATOR)
    counts = []
    made = pairs(3)
    give(client, made[0], staff[ANALYST])
    page(client, at("hand_out"))
    for more in (0, 20):
        if more:
            for pair in pairs(more)[:6]:
                give(client, pair, staff[LIAISON])
        with CaptureQueriesContext(connection) as asked:
            page(client, at("hand_out"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
