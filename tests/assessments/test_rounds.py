"""Beginning a round, asking people, answering alone, handing in, closing answers."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Respondent, Round
from assessments.rounds import acts, answering, watch
from assessments.rounds.acts import Wish
from assessments.rounds.answering import Said
from assessments.rounds.instrument import instrument_of
from assessments.rounds.spread import gap, spread
from assessments.rounds.staff import team_advice
from assessments.rounds.states import NotAllowed
from linkages.calendar import today
from linkages.forms import Stale
from linkages.mail import Mail
from tests.assessments.rounds_world import (
    BOTH_SIDES,
    CALWORKS,
    CODES,
    COORDINATOR,
    CWS,
    PARTNER,
    RENOVATION,
    answered,
    answers,
    asking,
    begun,
    many_staff,
    own_answers,
    respondent,
    scores,
)
from tests.conftest import working_as

pytestmark = pytest.mark.django_db

WORKER = CWS[0]


def url(name: str, asked: Round, *more: Any) -> str:
    return reverse(f"assessments:{name}", args=[asked.pk, *more])


def words_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# Beginning


def test_a_coordinator_begins_a_round_for_one_office(sign_in: Any, staff: dict[str, Any]) -> None:
    from counties.models import Office

    client = sign_in(COORDINATOR)
    page = words_of(client.get(reverse("assessments:begin_round")))
    assert "Forget who gave which answer" in page and "Alder South" in page
    with working_as(staff[COORDINATOR]):
        south = Office.objects.get(name="Alder South")
    typed = {
        "instrument": "readiness",
        "name": "Ready in the south?",
        "site": str(south.pk),
        "answers_due": (today() + timedelta(days=9)).isoformat(),
        "breaks_link": "on",
    }
    answer = client.post(reverse("assessments:begin_round"), typed)
    with working_as(staff[COORDINATOR]):
        made = Round.objects.get()
    assert answer["Location"] == url("round", made)
    assert (made.state, made.site_id, made.breaks_link) == ("preparing", south.pk, True)
    assert len(instrument_of(made).items) == 45
    assert "Ready in the south?" in words_of(client.get(reverse("assessments:rounds")))


def test_the_meeting_comes_after_answers_are_due(sign_in: Any, staff: dict[str, Any]) -> None:
    typed = {
        "instrument": "readiness",
        "name": "Ready?",
        "answers_due": (today() + timedelta(days=9)).isoformat(),
        "meeting_on": (today() + timedelta(days=8)).isoformat(),
    }
    refused = sign_in(COORDINATOR).post(reverse("assessments:begin_round"), typed)
    assert refused.status_code == 422
    assert "The meeting comes after" in words_of(refused) and 'value="Ready?"' in words_of(refused)


def test_sections_are_left_out_and_optional_ones_taken_in(staff: dict[str, Any]) -> None:
    asked = begun(staff)
    assert [each.code for each in instrument_of(asked).sections] == ["R1", "R2"]
    with working_as(staff[COORDINATOR]) as user:
        wish = Wish("Ready?", sections_on=("R11",), sections_off=("R2",))
        asked = acts.change(user, asked.pk, wish, version="1")
        assert [each.code for each in instrument_of(asked).sections] == ["R1", "R11"]
        nothing = Wish("Ready?", sections_off=("R1", "R2"))
        with pytest.raises(NotAllowed, match="At least one section"):
            acts.change(user, asked.pk, nothing, version="2")


def test_two_people_change_a_round_and_the_second_keeps_what_was_typed(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = begun(staff)
    first, second = sign_in(COORDINATOR), sign_in("cochair.cws@alder.example")
    typed = {"version": "1", "sections": ["R1", "R2"]}
    assert first.post(url("change_round", asked), typed | {"name": "First"}).status_code == 302
    late = second.post(url("change_round", asked), typed | {"name": "Second"})
    assert late.status_code == 409
    told = words_of(late)
    assert str(staff[COORDINATOR]) in told and 'value="Second"' in told
    version = re.search(r'name="version" value="(\d+)"', told)
    assert version and version[1] == "2"


# Asking people


def test_many_are_asked_at_once_and_nobody_without_a_side(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = begun(staff)
    client = sign_in(COORDINATOR)
    keys = {email: staff[email].pk for email in (WORKER, CALWORKS[0], PARTNER)}
    form = client.get(url("invite_people", asked)).context["form"]
    assert form[f"side-{keys[WORKER]}"].value() == "cws"
    assert form[f"side-{keys[PARTNER]}"].value() == ""
    typed = {f"pick-{key}": "on" for key in keys.values()}
    typed |= {f"side-{keys[WORKER]}": "cws", f"side-{keys[CALWORKS[0]]}": "calworks"}
    refused = client.post(url("invite_people", asked), typed)
    assert refused.status_code == 422
    assert f"Choose for which side {staff[PARTNER]} answers" in words_of(refused)
    again = refused.context["form"]
    assert again[f"pick-{keys[WORKER]}"].value() and again[f"side-{keys[WORKER]}"].value() == "cws"
    with working_as(staff[COORDINATOR]):
        assert not Respondent.objects.exists()
    client.post(url("invite_people", asked), typed | {f"side-{keys[PARTNER]}": "shared"})
    with working_as(staff[COORDINATOR]):
        sides = dict(Respondent.objects.values_list("user__email", "side"))
    assert sides == {WORKER: "cws", CALWORKS[0]: "calworks", PARTNER: "shared"}


def test_the_list_of_people_is_narrowed_and_keeps_who_was_chosen(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = begun(staff)
    key = staff[WORKER].pk
    typed = {"show": "yes", "role": "supervisor", "program": "calworks", f"pick-{key}": "on"}
    shown = sign_in(COORDINATOR).post(url("invite_people", asked), typed)
    assert shown.status_code == 200
    people = {person.name for person, *_rest in shown.context["people"]}
    assert people == {str(staff[WORKER]), str(staff["calworks.supervisor@alder.example"])}


def test_advice_about_the_team_stops_nobody(staff: dict[str, Any]) -> None:
    from assessments.rounds.staff import askable

    asked = asking(staff, {email: "cws" for email in CWS} | {PARTNER: "shared"})
    with working_as(staff[COORDINATOR]) as user:
        people = list(Respondent.objects.filter(round=asked))
        advice = team_advice(people, askable(user), 3)
    assert [met for met, _sentence in advice] == [False, True, True, True, False, True]
    assert asked.state == Round.State.ANSWERING


def test_an_invitation_is_withdrawn_and_given_again(sign_in: Any, staff: dict[str, Any]) -> None:
    asked = asking(staff, {WORKER: "cws"})
    row = respondent(staff, asked, WORKER)
    worker = sign_in(WORKER)
    assert worker.get(url("answer", asked)).status_code == 200
    sign_in(COORDINATOR).post(url("withdraw_invitation", asked, row.pk))
    assert worker.get(url("answer", asked)).status_code == 404
    with working_as(staff[COORDINATOR]) as user:
        acts.invite(user, asked.pk, {staff[WORKER].pk: "shared"})
    assert worker.get(url("answer", asked)).status_code == 200
    assert respondent(staff, asked, WORKER).side == "shared"


def test_nobody_takes_a_voice_away_that_was_handed_in(sign_in: Any, staff: dict[str, Any]) -> None:
    asked = asking(staff, {WORKER: "cws"})
    answers(staff, asked, WORKER, scores(1, 2, 3, 4))
    row = respondent(staff, asked, WORKER)
    client = sign_in(COORDINATOR)
    client.post(url("withdraw_invitation", asked, row.pk))
    assert respondent(staff, asked, WORKER).withdrawn_at is None
    assert "has handed in their answers" in words_of(client.get(url("round", asked)))


# Answering alone


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


# Closing answers


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


# Mail


@pytest.fixture
def mail_on(settings: Any) -> None:
    settings.MAIL_ON = True


def told(county: str = "alder") -> list[tuple[str, str]]:
    return sorted(Mail.objects.filter(county=county).values_list("recipient__email", "code"))


@pytest.mark.usefixtures("mail_on")
def test_one_mail_a_person_and_day_over_all_rounds(staff: dict[str, Any]) -> None:
    now = timezone.now()
    asking(staff, {WORKER: "cws", CALWORKS[0]: "calworks"}, answers_due=today())
    with working_as(staff[COORDINATOR]):
        watch.look("alder", now, now)
        assert told() == [(CALWORKS[0], "assessments.asked"), (WORKER, "assessments.asked")]
    asking(staff, {WORKER: "cws"}, name="Second", answers_due=today())
    with working_as(staff[COORDINATOR]):
        watch.look("alder", now, now)
        watch.look("alder", now, now)
        assert len(told()) == 2


@pytest.mark.usefixtures("mail_on")
def test_reminders_go_on_their_days_to_who_has_not_handed_in(staff: dict[str, Any]) -> None:
    asked = asking(staff, {WORKER: "cws", CWS[1]: "cws"}, answers_due=today() + timedelta(days=5))
    answers(staff, asked, CWS[1], scores(1, 2, 3, 4))
    now = timezone.now()
    with working_as(staff[COORDINATOR]):
        Respondent.objects.update(reminded_at=now - timedelta(days=3))
        watch.look("alder", now, now)
        working_day = watch._works("alder", today())
        assert told() == ([(WORKER, "assessments.reminder")] if working_day else [])


@pytest.mark.parametrize(
    ("due", "last", "reminded"),
    [(5, 3, True), (6, 3, False), (5, 0, False), (1, 2, True), (-1, 3, True)],
)
def test_a_day_to_remind_has_come(due: int, last: int, reminded: bool) -> None:
    day = today()
    row = Respondent(reminded_at=timezone.now() - timedelta(days=last))
    row.round = Round(answers_due=day + timedelta(days=due))
    assert watch.to_remind(row, [1, 5], day) is reminded


def test_a_mail_names_nothing(staff: dict[str, Any]) -> None:
    from linkages.mail import kind_of

    for code in ("assessments.asked", "assessments.reminder"):
        kind = kind_of(code)
        assert kind.path(Mail()) == "/program/rounds/asked"
        assert "%(count)s" in str(kind.sentence % {"count": 1}) or "1 assessment" in str(
            kind.sentence % {"count": 1}
        )


# Today, and figures


def test_today_tells_everybody_what_is_theirs_to_do(sign_in: Any, staff: dict[str, Any]) -> None:
    asking(staff, {PARTNER: "shared", COORDINATOR: "shared"}, name="Ready in spring?")
    assert "Ready in spring?" in words_of(sign_in(PARTNER).get("/"))
    assert "Assessments to lead" in words_of(sign_in(COORDINATOR).get("/"))
    worker = words_of(sign_in(WORKER).get("/"))
    assert "Assessments to" not in worker
    assert "Ready in spring?" in words_of(sign_in(COORDINATOR).get(reverse("assessments:program")))


@pytest.mark.parametrize("page", ["round", "close_answers", "invite_people"])
def test_pages_take_as_many_questions_for_forty_people(
    sign_in: Any, staff: dict[str, Any], page: str
) -> None:
    client = sign_in(COORDINATOR)
    counts = []
    for size in (3, 40):
        with working_as(staff[COORDINATOR]) as user:
            people = many_staff(size)
            asked = acts.begin(user, instrument=RENOVATION, wish=Wish(uuid.uuid4().hex))
            acts.invite(user, asked.pk, {person.pk: "cws" for person in people})
            acts.open_answers(user, asked.pk, version="1")
        client.get(url(page, asked))
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            assert client.get(url(page, asked)).status_code == 200
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


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
