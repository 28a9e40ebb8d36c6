"""Answering alone, on screen and on paper: kept as one goes, handed in, taken back."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Answer, Respondent
from assessments.rounds import acts, answering
from assessments.rounds.answering import Said
from tests.assessments.rounds_world import (
    CODES,
    COORDINATOR,
    CWS,
    RENOVATION,
    answers,
    asking,
    begun,
    own_answers,
    respondent,
    scores,
    url,
    words_of,
)
from tests.conftest import working_as

pytestmark = pytest.mark.django_db

WORKER = CWS[0]


def test_only_who_is_asked_answers_and_only_once_it_began(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = begun(staff)
    with working_as(staff[COORDINATOR]) as user:
        acts.invite(user, asked.pk, {staff[WORKER].pk: "cws"})
    worker = sign_in(WORKER)
    assert worker.get(url("answer", asked)).status_code == 404
    sign_in(COORDINATOR).post(url("open_answers", asked), {"version": "1"})
    assert worker.get(url("answer", asked)).status_code == 200
    for email in (CWS[1], COORDINATOR, "admin@alder.example", "cws.worker@birch.example"):
        assert sign_in(email).get(url("answer", asked)).status_code == 404


def test_answers_are_saved_as_one_goes_and_go_on_where_one_was(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"})
    worker = sign_in(WORKER)
    typed = {"R1.1-choice": "3", "R1.1-note": "Counted in May", "R1.2-note": "Ask the analyst"}
    saved = worker.post(url("answer_section", asked, "R1"), typed, headers={"X-Autosave": "1"})
    assert saved.json()["saved_at"]
    kept = own_answers(staff, asked, WORKER)
    assert (kept["R1.1"].score, kept["R1.1"].note) == (3, "Counted in May")
    assert (kept["R1.2"].choice, kept["R1.2"].note) == ("", "Ask the analyst")
    # The session ends here; somewhere else they sign in again.
    elsewhere = sign_in(WORKER)
    page = elsewhere.get(url("answer", asked))
    assert "1 of 4 answered" in words_of(page)
    assert page.context["go_on"] == url("answer_section", asked, "R1")
    assert "Counted in May" in words_of(elsewhere.get(url("answer_section", asked, "R1")))


def test_saving_by_itself_keeps_no_session_alive(sign_in: Any, staff: dict[str, Any]) -> None:
    asked = asking(staff, {WORKER: "cws"})
    worker = sign_in(WORKER)
    worker.get(url("answer", asked))
    session = worker.session
    session["seen"] -= 120
    session.save()
    seen = session["seen"]
    worker.post(
        url("answer_section", asked, "R1"), {"R1.1-choice": "3"}, headers={"X-Autosave": "1"}
    )
    assert worker.session["seen"] == seen
    worker.post(url("answer_section", asked, "R1"), {"R1.1-choice": "4"})
    assert worker.session["seen"] > seen


def test_a_note_that_is_too_long_keeps_no_other_answer_from_being_saved(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"})
    typed = {"R1.1-choice": "3", "R1.2-choice": "2", "R1.2-note": "x" * 1001}
    refused = sign_in(WORKER).post(url("answer_section", asked, "R1"), typed)
    assert refused.status_code == 422 and "x" * 1001 in words_of(refused)
    assert set(own_answers(staff, asked, WORKER)) == {"R1.1"}


def test_a_half_answered_round_says_what_is_open_and_is_handed_in_anyway(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"})
    answers(staff, asked, WORKER, scores(1, 2, 3), done=False)
    worker = sign_in(WORKER)
    page = words_of(worker.get(url("answer_hand_in", asked)))
    assert "3 of 4 answered" in page and "Statement R2.2" in page and "Statement R1.1" not in page
    assert worker.post(url("answer_hand_in", asked)).status_code == 422
    assert not own_answers(staff, asked, WORKER)["R1.1"].counts
    assert worker.post(url("answer_hand_in", asked), {"anyway": "on"}).status_code == 302
    assert [row.counts for row in own_answers(staff, asked, WORKER).values()] == [True] * 3
    assert respondent(staff, asked, WORKER).finished_at is not None


def test_what_does_not_apply_says_why_or_does_not_count(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"}, RENOVATION)
    said = {"N1.1": Said("na"), "N1.2": Said("na", reason="One office"), "N2.1": Said("score", 5)}
    answers(staff, asked, WORKER, said, done=False)
    worker = sign_in(WORKER)
    page = words_of(worker.get(url("answer_hand_in", asked)))
    assert "2 of 3 answered" in page and "Say why it does not apply" in page
    worker.post(url("answer_hand_in", asked), {"anyway": "on"})
    kept = own_answers(staff, asked, WORKER)
    assert {code: row.counts for code, row in kept.items()} == {
        "N1.1": False,
        "N1.2": True,
        "N2.1": True,
    }


def test_trend_and_importance_are_asked_where_the_instrument_asks(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"}, RENOVATION)
    worker = sign_in(WORKER)
    typed = {"N1.1-choice": "4", "N1.1-trend": "-1", "N1.1-importance": "3"}
    worker.post(url("answer_section", asked, "N1"), typed | {"N1.1-confidence": "low"})
    kept = own_answers(staff, asked, WORKER)["N1.1"]
    assert (kept.trend, kept.importance, kept.confidence) == (-1, 3, "low")
    readiness = asking(staff, {WORKER: "cws"})
    assert "trend" not in words_of(worker.get(url("answer_section", readiness, "R1")))


def test_what_was_handed_in_is_taken_back_while_people_answer(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"})
    answers(staff, asked, WORKER, scores(1, 2, 3, 4))
    worker = sign_in(WORKER)
    late = worker.post(
        url("answer_section", asked, "R1"), {"R1.1-choice": "4"}, headers={"X-Autosave": "1"}
    )
    assert late.status_code == 409 and "handed in" in late.json()["words"]
    assert own_answers(staff, asked, WORKER)["R1.1"].score == 1
    worker.post(url("take_back", asked))
    kept = own_answers(staff, asked, WORKER)
    assert not any(row.counts for row in kept.values())
    worker.post(url("answer_section", asked, "R1"), {"R1.1-choice": "4"})
    assert own_answers(staff, asked, WORKER)["R1.1"].score == 4


def test_a_paper_form_is_typed_in_and_never_opened_again(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"})
    client = sign_in(COORDINATOR)
    began = client.post(url("add_paper", asked), {"side": "shared"})
    with working_as(staff[COORDINATOR]):
        form = Respondent.objects.get(round=asked, paper=1)
    assert began["Location"] == url("paper", asked, form.pk) and form.side == "shared"
    section = url("paper_section", asked, form.pk, "R1")
    client.post(section, {"R1.1-choice": "2"})
    assert 'value="2" id="id_R1.1-choice_1" checked' in words_of(client.get(section))
    assert sign_in("cochair.cws@alder.example").get(section).status_code == 404
    client.post(url("paper_hand_in", asked, form.pk), {"anyway": "on"})
    assert client.get(section).status_code == 404
    assert client.get(url("paper", asked, form.pk)).status_code == 404
    assert "Paper form 1" in words_of(client.get(url("round", asked)))


def test_saving_a_section_takes_as_many_questions_for_many_items(staff: dict[str, Any]) -> None:
    asked = asking(staff, {WORKER: "cws"})
    row = respondent(staff, asked, WORKER)
    counts = []
    for said in (scores(1), scores(2, 3, 4, 1)):
        with working_as(staff[WORKER]) as user, CaptureQueriesContext(connection) as asked_for:
            answering.save(user, row, said)
        counts.append(len(asked_for))
    # The first saving also writes down that they began.
    assert counts[1] <= counts[0]
    with working_as(staff[WORKER]):
        assert Answer.objects.filter(round=asked).count() == len(CODES)
