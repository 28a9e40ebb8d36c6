"""People hear that they are asked, and are reminded: one mail a day, which names nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Respondent, Round
from assessments.rounds import watch
from linkages.calendar import today
from linkages.mail import Mail
from tests.assessments.rounds_world import (
    CALWORKS,
    COORDINATOR,
    CWS,
    answers,
    asking,
    scores,
    url,
    words_of,
)
from tests.conftest import working_as

pytestmark = pytest.mark.django_db

WORKER = CWS[0]


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


@pytest.mark.usefixtures("mail_on")
def test_whoever_leads_reminds_once_a_day_and_only_who_has_not_handed_in(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws", CWS[1]: "cws", CALWORKS[0]: "calworks"})
    answers(staff, asked, CWS[1], scores(1, 2, 3, 4))
    asking(staff, {CWS[2]: "cws"}, name="Another one")
    with working_as(staff[COORDINATOR]):
        Respondent.objects.update(reminded_at=timezone.now() - timedelta(days=1))
    client = sign_in(COORDINATOR)
    assert "Remind whoever has not handed in" in words_of(client.get(url("round", asked)))
    for _time in range(2):
        client.post(url("remind_people", asked))
    with working_as(staff[COORDINATOR]):
        assert told() == [(CALWORKS[0], "assessments.reminder"), (WORKER, "assessments.reminder")]
    page = words_of(client.get(url("round", asked)))
    assert "remind them again tomorrow" in page and "Remind whoever" not in page


@pytest.mark.usefixtures("mail_on")
def test_nobody_else_reminds_and_nobody_once_answers_are_closed(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    asked = asking(staff, {WORKER: "cws"})
    for email, status in (("sponsor.cws@alder.example", 403), (WORKER, 403)):
        assert sign_in(email).post(url("remind_people", asked)).status_code == status
    assert sign_in("coordinator@birch.example").post(url("remind_people", asked)).status_code == 404
    cochair = sign_in("cochair.cws@alder.example")
    cochair.post(url("close_answers", asked), {"version": str(asked.version)})
    told_why = words_of(cochair.post(url("remind_people", asked), follow=True))
    assert "Answers are closed" in told_why
    with working_as(staff[COORDINATOR]):
        assert told() == []


def test_without_mail_the_page_says_where_people_see_it(
    sign_in: Any, staff: dict[str, Any], settings: Any
) -> None:
    settings.MAIL_ON = False
    asked = asking(staff, {WORKER: "cws"})
    page = words_of(sign_in(COORDINATOR).get(url("round", asked)))
    assert "sends no mail" in page and "Remind whoever" not in page
