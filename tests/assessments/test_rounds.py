"""Beginning a round, asking people, and where everybody finds what is theirs to do."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Respondent, Round
from assessments.rounds import acts
from assessments.rounds.acts import Wish
from assessments.rounds.instrument import instrument_of
from assessments.rounds.staff import team_advice
from assessments.rounds.states import NotAllowed
from linkages.calendar import today
from tests.assessments.rounds_world import (
    CALWORKS,
    COORDINATOR,
    CWS,
    PARTNER,
    RENOVATION,
    answers,
    asking,
    begun,
    many_staff,
    respondent,
    scores,
    url,
    words_of,
)
from tests.conftest import working_as

pytestmark = pytest.mark.django_db

WORKER = CWS[0]


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
