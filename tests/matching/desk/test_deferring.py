"""Pairs put off until a day; households decided, put off and given at once; undo in its time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.matching import deciding
from cases.matching.desk.parameters import UNDO_GRACE, UNDO_SECONDS
from cases.matching.models import MatchCandidate, MatchDecision, QueueAct
from linkages.calendar import today
from linkages.scope import rls
from tests.matching.desk.queue import (
    ANALYST,
    COORDINATOR,
    LIAISON,
    WORKER,
    acts,
    at,
    decide,
    defer,
    household,
    now,
    page,
    pairs,
    set_parameter,
)

pytestmark = pytest.mark.django_db


def order(client: Any, made: list[MatchCandidate], **query: str) -> list[MatchCandidate]:
    """The pairs as the list shows them."""
    answer = client.get(at("review", **query)).content.decode()
    there = {pair: answer.find(f'data-pair="{pair.pk}"') for pair in made}
    return sorted((p for p in made if there[p] >= 0), key=lambda pair: there[pair])


def day_comes(pair: MatchCandidate) -> None:
    with rls(county="alder"):
        MatchCandidate.objects.filter(pk=pair.pk).update(deferred_until=today())


def test_a_pair_that_is_put_off_comes_back_first_on_its_day(sign_in: Any, staff: Any) -> None:
    made = pairs(3)
    client = sign_in(COORDINATOR)
    last = order(client, made)[-1]
    assert defer(client, last).status_code == 302
    assert last not in order(client, made)
    assert "2 pairs" in page(client, at("review"))
    body = page(client, at("review", state="deferred"))
    assert str(last.pk) in body and "put off by you until" in body
    other = page(sign_in(ANALYST), at("review", state="deferred"))
    assert "put off by Celia Navarro until" in other
    assert "The school calls back" in page(client, at("past", last))
    day_comes(last)
    assert order(client, made)[0] == last
    assert "back since" in page(client, at("review"))
    assert order(client, made, state="deferred") == []


def test_a_day_and_a_reason_are_asked_for(sign_in: Any) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    for days, reason in ((0, "x"), (-1, "x"), (900, "x"), (3, "")):
        assert defer(client, pair, days, reason=reason).status_code == 422
    assert defer(client, pair, until="soon").status_code == 422
    assert defer(sign_in(WORKER), pair).status_code == 403
    assert now(pair).deferred_until is None
    assert defer(client, pair, 1).status_code == 302


def test_the_slower_one_is_told_that_it_was_put_off(sign_in: Any) -> None:
    (pair,) = pairs(1)
    before = now(pair).version
    defer(sign_in(COORDINATOR), pair)
    answer = decide(sign_in(ANALYST), pair, version=before)
    assert answer.status_code == 409
    assert "Put off by Celia Navarro until" in answer.content.decode()
    assert defer(sign_in(ANALYST), pair, version=before).status_code == 409
    assert decide(sign_in(ANALYST), pair).status_code == 302


def test_a_decision_ends_it_and_an_undo_brings_it_back(sign_in: Any) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    defer(client, pair)
    until = now(pair).deferred_until
    decide(client, pair, "needs_information")
    assert now(pair).deferred_until is None
    client.post(at("undo", pair))
    assert (now(pair).state, now(pair).deferred_until) == ("proposed", until)


def test_a_pair_is_brought_back_before_its_day(sign_in: Any) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    defer(client, pair)
    assert sign_in(WORKER).post(at("resume", pair)).status_code == 403
    sign_in(ANALYST).post(at("resume", pair))
    assert now(pair).deferred_until is None
    assert [verb for verb, _to in acts(pair)] == ["defer", "resume"]
    sign_in(ANALYST).post(at("resume", pair))
    assert [verb for verb, _to in acts(pair)] == ["defer", "resume"]


def test_what_is_decided_cannot_be_put_off(sign_in: Any) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    decide(client, pair)
    assert defer(client, pair).status_code == 409
    assert now(pair).deferred_until is None


def test_the_database_keeps_date_and_reason_together(in_alder: None, staff: Any) -> None:
    (pair,) = pairs(1)
    row = {"county_id": "alder", "candidate": pair, "verb": "defer", "by": staff[ANALYST]}
    for missing in ({"until": today()}, {"reason": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            QueueAct.objects.create(**row, **missing)
    with transaction.atomic():
        QueueAct.objects.create(**row, until=today(), reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchCandidate.objects.filter(pk=pair.pk).update(deferred_until=today())


def press(client: Any, family: list[MatchCandidate], name: str, **more: Any) -> Any:
    fields = {f"version_{pair.pk}": now(pair).version for pair in family}
    return client.post(at("household", family[0]), fields | {"all": name} | more)


def test_a_whole_household_is_linked_and_taken_back_at_once(sign_in: Any) -> None:
    family = household()
    client = sign_in(COORDINATOR)
    assert press(client, family, "link").status_code == 302
    assert {now(pair).state for pair in family} == {"linked"}
    assert "the household" in page(client, at("review"))
    client.post(at("undo", family[1]))
    assert {now(pair).state for pair in family} == {"proposed"}
    with rls(county="alder"):
        assert MatchDecision.objects.filter(verb="undo").count() == 3


def test_a_household_is_taken_back_all_or_none(sign_in: Any) -> None:
    family = household()
    client = sign_in(COORDINATOR)
    press(client, family, "link")
    sign_in(ANALYST).post(at("cut", family[2]), {"reason": "Cousins"})
    client.post(at("undo", family[0]))
    assert [now(pair).state for pair in family] == ["linked", "linked", "not_same"]


def test_a_whole_household_is_put_off_or_given(sign_in: Any, staff: Any) -> None:
    family = household()
    client = sign_in(COORDINATOR)
    until = (today() + timedelta(days=4)).isoformat()
    for wrong in ({}, {"until": until}, {"because": "x"}, {"until": "2020-01-01", "because": "x"}):
        assert press(client, family, "defer", **wrong).status_code == 200
    assert {now(pair).deferred_until for pair in family} == {None}
    assert press(client, family, "defer", until=until, because="School").status_code == 302
    assert {str(now(pair).deferred_until) for pair in family} == {until}
    assert press(client, family, "give", to=str(staff[ANALYST].pk)).status_code == 302
    assert {now(pair).assigned_to for pair in family} == {staff[ANALYST]}
    # Who gives nobody anything has no such button, and pressing it does nothing.
    liaison = sign_in(LIAISON)
    assert "Give all" not in page(liaison, at("household", family[0]))
    assert press(liaison, family, "give", to=str(staff[LIAISON].pk)).status_code == 200
    assert {now(pair).assigned_to for pair in family} == {staff[ANALYST]}


@pytest.mark.parametrize(
    ("verb", "way"), [("link", "Cut the link, and say why"), ("not_same", "Decide the pair anew")]
)
def test_after_its_time_a_decision_is_not_undone(
    sign_in: Any, staff: Any, verb: str, way: str
) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    decide(client, pair, verb)
    assert "data-undo" in page(client, at("pair", pair))
    set_parameter(UNDO_SECONDS, 0, staff[COORDINATOR])
    set_parameter(UNDO_GRACE, 0, staff[COORDINATOR])
    assert "data-undo" not in page(client, at("pair", pair))
    answer = client.post(at("undo", pair), follow=True)
    assert way in answer.content.decode()
    assert now(pair).state == deciding.AFTER[verb]
    # The way that is left.
    if verb == "link":
        client.post(at("cut", pair), {"reason": "Cousins"})
        assert now(pair).state == "not_same"
    else:
        decide(client, pair, "link")
        assert now(pair).state == "linked"


def test_the_grace_is_for_slow_lines_and_the_bar_says_less(sign_in: Any, staff: Any) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    set_parameter(UNDO_SECONDS, 0, staff[COORDINATOR])
    decide(client, pair)
    body = page(client, at("pair", pair))
    assert 'data-seconds="0"' in body and 'data-granted="0"' not in body
    client.post(at("undo", pair))
    assert now(pair).state == "proposed"
