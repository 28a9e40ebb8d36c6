"""Answers are closed, or the round is called off: who sees what, and what is gone."""

from typing import Any

import pytest

from assessments.models import Round
from assessments.rounds import acts
from assessments.rounds.spread import gap, spread
from assessments.rounds.states import NotAllowed
from linkages.forms import Stale
from tests.assessments.rounds_world import (
    BOTH_SIDES,
    CALWORKS,
    COORDINATOR,
    CWS,
    PARTNER,
    answered,
    answers,
    asking,
    own_answers,
    scores,
    url,
    words_of,
)
from tests.conftest import working_as

pytestmark = pytest.mark.django_db

WORKER = CWS[0]


def test_closing_answers_names_who_is_not_done_and_never_what_they_said(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws", CWS[1]: "cws", CALWORKS[0]: "calworks"})
    answers(staff, asked, WORKER, scores(1, 2, 3, 4))
    answers(staff, asked, CWS[1], scores(1), done=False)
    client = sign_in(COORDINATOR)
    page = words_of(client.get(url("close_answers", asked)))
    waiting = page.partition("Not handed in")[2]
    assert str(staff[CWS[1]]) in waiting and str(staff[CALWORKS[0]]) in waiting
    assert str(staff[WORKER]) not in waiting
    client.post(url("close_answers", asked), {"version": str(asked.version)})
    with working_as(staff[COORDINATOR]):
        asked.refresh_from_db()
    assert asked.state == Round.State.CONSENSUS and asked.answers_closed_at is not None
    late = sign_in(CWS[1])
    assert late.post(url("answer_hand_in", asked), {"anyway": "on"}).status_code == 302
    assert "does not count" in words_of(late.get(url("answer", asked)))
    assert not any(row.counts for row in own_answers(staff, asked, CWS[1]).values())


def test_answers_cannot_be_opened_again(staff: dict[str, Any]) -> None:
    asked = answered(staff)
    with working_as(staff[COORDINATOR]) as user:
        version = str(asked.version)
        with pytest.raises(NotAllowed, match="Answers are closed"):
            acts.open_answers(user, asked.pk, version=version)
        with pytest.raises(NotAllowed, match="Answers are closed"):
            acts.invite(user, asked.pk, {staff[PARTNER].pk: "shared"})
        with pytest.raises(Stale):
            acts.close_answers(user, asked.pk, version="1")


def test_there_is_no_median_before_answers_are_closed(staff: dict[str, Any]) -> None:
    asked = asking(staff, BOTH_SIDES)
    for email in BOTH_SIDES:
        answers(staff, asked, email, scores(1, 2, 3, 4))
    with working_as(staff[COORDINATOR]) as user:
        assert spread(asked) == {}
        asked = acts.close_answers(user, asked.pk, version=str(asked.version))
        assert spread(asked)["R1.1", "cws"].n == 3


def test_medians_by_side_and_their_gap(staff: dict[str, Any]) -> None:
    asked = answered(staff)
    with working_as(staff[COORDINATOR]):
        seen = spread(asked)
        assert gap(seen, "R1.1") == 2
        assert gap(seen, "R2.2") is None
    ours = seen["R1.1", "cws"]
    assert (ours.n, ours.median, ours.lowest, ours.highest) == (3, 2, 1, 3)
    assert ("R2.2", "cws") not in seen and seen["R2.2", "calworks"].n == 3
    assert seen["R2.2", "all"].unknown == 3


def test_a_round_is_called_off_with_a_reason_and_forgets_answers(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"})
    answers(staff, asked, WORKER, scores(1, 2, 3, 4))
    client = sign_in(COORDINATOR)
    version = {"version": str(asked.version)}
    assert client.post(url("call_off_round", asked), version).status_code == 422
    client.post(url("call_off_round", asked), version | {"reason": "The leaders change in May"})
    assert "The leaders change in May" in words_of(client.get(url("round", asked)))
    assert own_answers(staff, asked, WORKER) == {}
    assert "called off" in words_of(sign_in(WORKER).get(url("answer", asked)))


def test_whoever_may_not_lead_is_refused(sign_in: Any, staff: dict[str, Any]) -> None:
    asked = asking(staff, {WORKER: "cws"})
    leads = ["invite_people", "close_answers", "call_off_round", "change_round", "add_paper"]
    for name in leads:
        assert sign_in("sponsor.cws@alder.example").get(url(name, asked)).status_code == 403
        assert sign_in("coordinator@birch.example").get(url(name, asked)).status_code == 404
        assert sign_in("cochair.cws@alder.example").get(url(name, asked)).status_code == 200
    assert sign_in(WORKER).get(url("round", asked)).status_code == 403
    assert sign_in("sponsor.cws@alder.example").get(url("round", asked)).status_code == 200
