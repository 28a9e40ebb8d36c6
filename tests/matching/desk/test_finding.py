"""Search inside the queue, kept filters, windows of a long list."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.matching import queue
from cases.matching.desk import searching
from cases.matching.models import MatchCandidate, SavedFilter
from cases.people.models import ProgramRecord
from linkages.drafts import Draft
from linkages.scope import rls
from tests.conftest import working_as
from tests.matching.desk.queue import (
    ANALYST,
    COORDINATOR,
    ELSEWHERE,
    LIAISON,
    RESTRICTED,
    WORKER,
    at,
    decide,
    now,
    page,
    pair_of,
    pairs,
    relate,
    seal,
)
from tests.matching.world import match, record, restate

pytestmark = pytest.mark.django_db


def rosa() -> MatchCandidate:
    with rls(county="alder"):
        cws = record("cws", "AadfKnG07n", given="ROSA", surname="DELGADO-PINTO",
                     born="1996-03-14", ssn="900123456",
                     source_id="0119-9876-5432-1098765")  # fmt: skip
        calworks = record(
            "calworks", "91234567A", cin="91234567A", given="ROSA", surname="PINTO",
            born="1996-03-14", ssn="900123456",
            memberships=[{"case": "1B2K111", "case_source": "1B2K111", "category": "C1"},
                         {"case": "9Z9Z999", "case_source": "9Z9Z999", "category": "C6"}],
        )  # fmt: skip
    match()
    return pair_of(cws, calworks)


def find(client: Any, typed: str) -> str:
    answer = client.post(at("find"), {"q": typed}, follow=True)
    assert answer.status_code == 200
    if len(typed) > 2:
        assert all(typed not in url for url, _status in answer.redirect_chain)
    return answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["pinto", "Rosa Pinto", "delgado", "DELGADO PINTO", "pin", "pimto", "pitno", "91234567a",
     "1b2k111", "AadfKnG07n", "0119-9876-5432-1098765", "rosa 03/14/1996"],
)  # fmt: skip
def test_a_pair_is_found_by_what_either_side_states(sign_in: Any, typed: str) -> None:
    pair, other = rosa(), pairs(2)[0]
    body = find(sign_in(ANALYST), typed)
    assert str(pair.pk) in body and str(other.pk) not in body


@pytest.mark.parametrize("typed", ["baker", "rosa baker", "9Z9Z999", "91234567B", "zz", "?", "r"])
def test_what_does_not_fit_is_not_found(sign_in: Any, typed: str) -> None:
    pair = rosa()
    body = find(sign_in(ANALYST), typed)
    assert str(pair.pk) not in body and "No pairs fit" in body


def test_a_pair_is_found_by_the_token_of_who_is_linked(sign_in: Any) -> None:
    pair = rosa()
    client = sign_in(COORDINATOR)
    decide(client, pair, "link")
    with rls(county="alder"):
        token = ProgramRecord.objects.select_related("person").get(pk=pair.cws_id).person.token
    client.post(at("find"), {"q": token})
    assert str(pair.pk) in page(client, at("review", find="1", state="linked"))


def test_the_search_follows_what_extracts_say(sign_in: Any) -> None:
    pair = rosa()
    with rls(county="alder"):
        restate(pair.calworks, surname="QUINTANILLA")
    client = sign_in(ANALYST)
    assert str(pair.pk) in find(client, "quintanilla")
    assert str(pair.pk) in find(client, "delgado")


@pytest.mark.check(45)
def test_whom_one_may_not_see_is_like_nobody(sign_in: Any, staff: Any) -> None:
    hidden = rosa()
    seal(hidden)
    close = pairs(1)[0]
    relate(staff[LIAISON], close.cws)
    bodies = {}
    for typed in ("pinto", "nobodyatall"):
        client = sign_in(ANALYST)
        client.post(at("find"), {"q": typed})
        with CaptureQueriesContext(connection) as asked:
            body = page(client, at("review", find="1"))
        shape = re.sub(r'value="[^"]*"', "", body)
        bodies[typed] = (
            len(asked),
            re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}", "", shape),
        )
    assert bodies["pinto"] == bodies["nobodyatall"]
    assert str(close.pk) not in find(sign_in(LIAISON), "abbott")
    # Their twins.
    assert str(hidden.pk) in find(sign_in(RESTRICTED), "pinto")
    assert str(close.pk) in find(sign_in(ANALYST), "abbott")


def test_hidden_pairs_crowd_nobody_out(in_alder: None, staff: Any, monkeypatch: Any) -> None:
    hidden, shown = rosa(), None
    seal(hidden)
    with rls(county="alder"):
        MatchCandidate.objects.filter(pk=hidden.pk).update(lead_units=999_999)
        sides = [record(p, given="ROSA", surname="PINTO", born="1971-01-02", ssn="900999888")
                 for p in ("cws", "calworks")]  # fmt: skip
    match()
    shown = pair_of(*sides)
    monkeypatch.setattr(searching, "MOST", 1)
    with working_as(staff[ANALYST]) as user:
        searching.keep(user, "pinto")
        assert searching.found_by(user) == [shown.pk]


def test_what_was_typed_is_kept_sealed_and_in_no_address(sign_in: Any, staff: Any) -> None:
    rosa()
    client = sign_in(ANALYST)
    answer = client.post(at("find", state="linked"), {"q": "Zqpinto"})
    assert answer["Location"] == at("review", state="linked", find="1")
    with rls(county="alder", user=staff[ANALYST].pk):
        kept = Draft.objects.get(form=searching.FORM)
        assert b"qpinto" not in bytes(kept.content).lower()
        assert "zqpinto" not in json.dumps(dict(client.session), default=str).lower()
    assert "Zqpinto" in page(client, at("review", find="1"))
    assert "Zqpinto" not in page(sign_in(COORDINATOR), at("review", find="1"))
    client.post(at("find"), {"drop": "1", "q": "Zqpinto"})
    with rls(county="alder", user=staff[ANALYST].pk):
        assert not Draft.objects.filter(form=searching.FORM).exists()


def test_who_does_not_review_finds_nothing(sign_in: Any) -> None:
    pair = rosa()
    assert sign_in(WORKER).post(at("find"), {"q": "pinto"}).status_code == 403
    assert str(pair.pk) not in find(sign_in(ELSEWHERE), "pinto")


def keep(client: Any, name: str, **query: str) -> Any:
    shared = {"shared": "on"} if query.pop("shared", "") else {}
    return client.post(at("keep_filter", **query), {"name": name} | shared)


def test_filters_are_kept_for_oneself_or_for_all(sign_in: Any, staff: Any) -> None:
    pairs(1)
    analyst, coordinator = sign_in(ANALYST), sign_in(COORDINATOR)
    keep(analyst, "My unsure ones", band="review", whose="me")
    keep(analyst, "For all of us", state="linked", shared="yes")
    for client, own in ((analyst, True), (coordinator, False)):
        body = page(client, at("review"))
        assert "For all of us" in body and ("My unsure ones" in body) is own
    assert "For all of us" not in page(sign_in(ELSEWHERE), at("review"))
    with rls(county="alder"):
        row = SavedFilter.objects.get(name="My unsure ones")
        assert row.query == {"band": "review", "whose": "me"}
    url = reverse("matching:forget_filter", args=[row.pk])
    assert coordinator.post(url).status_code == 404
    assert analyst.post(url).status_code == 302
    assert "My unsure ones" not in page(analyst, at("review"))


def test_a_filter_keeps_choices_and_nothing_else(sign_in: Any) -> None:
    client = sign_in(ANALYST)
    keep(client, "x", state="linked", find="1", q="PINTO", whose="ROSA PINTO", band="nonsense")
    with rls(county="alder"):
        assert SavedFilter.objects.get().query == {"state": "linked"}
    keep(client, "")
    assert sign_in(WORKER).post(at("keep_filter"), {"name": "y"}).status_code == 403
    with rls(county="alder"):
        assert SavedFilter.objects.count() == 1


def test_a_filter_of_restricted_pairs_is_for_who_sees_them(sign_in: Any) -> None:
    pairs(1)
    keep(sign_in(RESTRICTED), "Closed ones", closed="only", shared="yes")
    assert "Closed ones" not in page(sign_in(ANALYST), at("review"))
    keep(sign_in(ANALYST), "Mine alone", closed="only")
    with rls(county="alder"):
        assert "closed" not in SavedFilter.objects.get(name="Mine alone").query


def test_a_long_list_is_turned_page_by_page_and_none_is_left_out(
    in_alder: None, staff: Any
) -> None:
    made = pairs(57)
    with working_as(staff[ANALYST]) as user:
        listed = queue.listed(user, queue.Filters())
        order = [pair.pk for pair in listed]
        assert set(order) == {pair.pk for pair in made}
        seen = queue.window(listed, None)
        turned = [pair.pk for pair in seen.pairs]
        assert not seen.earlier
        while seen.later:
            seen = queue.page_after(listed, seen.pairs[-1])
            turned += [pair.pk for pair in seen.pairs]
        assert turned == order
        back = queue.page_before(listed, seen.pairs[0])
        assert [pair.pk for pair in back.pairs] == order[25:50] and back.earlier
        for place in (0, 1, 3, 30, 56):
            at_pair = MatchCandidate.objects.get(pk=order[place])
            around = queue.window(listed, at_pair)
            begin = max(0, place - queue.AHEAD)
            assert [p.pk for p in around.pairs] == order[begin : begin + queue.PAGE]
            assert around.earlier == (begin > 0)
            assert around.later == (begin + queue.PAGE < 57)
            following = queue.next_after(listed, at_pair)
            assert following and following.pk == order[(place + 1) % 57]
            previous = queue.previous_before(listed, at_pair)
            assert (previous.pk if previous else None) == (order[place - 1] if place else None)


def test_a_page_begins_only_beside_a_pair_that_one_may_see(sign_in: Any) -> None:
    first, second = pairs(2)
    client = sign_in(ANALYST)
    assert client.get(at("review", after=str(first.pk))).status_code == 200
    seal(second)
    for beside in (str(second.pk), "x", "00000000-0000-4000-8000-000000000000"):
        assert client.get(at("review", after=beside)).status_code == 404
        assert client.get(at("review", before=beside)).status_code == 404
    assert now(first).pk == first.pk


def test_counts_are_exact_up_to_a_thousand(sign_in: Any, monkeypatch: Any) -> None:
    pairs(4)
    monkeypatch.setattr(queue, "COUNTED", 4)
    assert "4 pairs" in page(sign_in(ANALYST), at("review"))
    monkeypatch.setattr(queue, "COUNTED", 3)
    body = page(sign_in(ANALYST), at("review"))
    assert "3+ pairs" in body and "4 pairs" not in body
    assert "(3+ pairs)" in page(sign_in(ANALYST), "/")


def test_the_next_pair_comes_as_a_part(sign_in: Any) -> None:
    made = pairs(3)
    client = sign_in(ANALYST)
    answer = client.get(at("pair", made[0]), headers={"HX-Request": "true"})
    body = answer.content.decode()
    assert "<html" not in body and 'id="queue"' not in body and "data-pair-detail" in body
    others = [str(pair.pk) for pair in made[1:]]
    listed = page(client, at("beside", made[0]))
    assert all(pk in listed for pk in others) and "data-decision" not in listed
    assert sign_in(WORKER).get(at("beside", made[0])).status_code == 403
    seal(made[0])
    assert client.get(at("beside", made[0])).status_code == 404
