"""Mail: fixed words, one an event, patient with a server that is away, never the same twice."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.translation import gettext_lazy

from linkages import jobs, mail
from linkages.mail import Mail
from linkages.scope import rls

pytestmark = [pytest.mark.django_db]

welcome = {"open": True}
KIND = mail.Kind(
    title=gettext_lazy("Extracts"),
    sentence="Your extract was read. Open Linkages to see the result:",
    path=lambda posted: reverse("records:batch", args=[posted.subject]),
    wanted=lambda posted: welcome["open"],
)


class Sink(BaseEmailBackend):
    """A mail server that does what the test says: takes, refuses, or falls silent after taking."""

    mood = "takes"
    taken: list[Any] = []

    def open(self) -> bool:
        if self.mood == "away":
            raise ConnectionRefusedError
        return True

    def send_messages(self, messages: Any) -> int:
        if self.mood == "full":
            raise smtplib.SMTPDataError(452, b"insufficient storage")
        Sink.taken += messages
        if self.mood == "silent":
            raise TimeoutError
        return len(messages)


@pytest.fixture(autouse=True)
def sink(settings: Any) -> Any:
    settings.MAIL_KINDS = {"test.read": "tests.house.test_mail.KIND"}
    settings.EMAIL_BACKEND = "tests.house.test_mail.Sink"
    settings.ADDRESS = "https://linkages.example"
    Sink.mood, Sink.taken = "takes", []
    welcome["open"] = True
    return Sink


@pytest.fixture
def posted(staff: dict[str, Any]) -> Mail:
    with rls(county="alder"):
        return post(staff)


def post(staff: dict[str, Any]) -> Mail:
    user = staff["analyst@alder.example"]
    found = mail.post("test.read", county="alder", recipient=user.pk, subject=user.pk)
    assert found is not None
    return found


def state(posted: Mail) -> Mail:
    with rls(county="alder"):
        return Mail.objects.get(pk=posted.pk)


def test_a_mail_says_that_there_is_something_and_where(
    posted: Mail, run_jobs: Callable[[], Any], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run_jobs()
    (sent,) = outbox.outbox
    assert sent.to == ["analyst@alder.example"]
    assert sent.subject == "Extracts"
    assert sent.body == (
        "Your extract was read. Open Linkages to see the result:\n\n"
        f"https://linkages.example/extracts/{posted.subject}\n\n"
        "Linkages wrote this message. It cannot be answered.\n"
    )
    message = sent.message()
    assert message["Message-ID"] == posted.message_id
    assert message["Reply-To"] is None
    assert (state(posted).state, state(posted).doubts) == ("sent", 1)


def test_one_event_is_one_mail(
    posted: Mail, staff: dict[str, Any], run_jobs: Callable[[], Any], sink: Any
) -> None:
    with rls(county="alder"):
        assert post(staff).pk == posted.pk
    run_jobs()
    with rls(county="alder"):
        assert post(staff).pk == posted.pk
    run_jobs()
    assert len(sink.taken) == 1


def test_who_lost_access_meanwhile_gets_none(
    posted: Mail, run_jobs: Callable[[], Any], sink: Any
) -> None:
    welcome["open"] = False
    run_jobs()
    assert sink.taken == []
    assert state(posted).state == "withdrawn"


def test_an_account_that_was_closed_gets_none(
    posted: Mail, staff: dict[str, Any], run_jobs: Callable[[], Any], sink: Any
) -> None:
    user = staff["analyst@alder.example"]
    user.is_active = False
    user.save()
    run_jobs()
    assert sink.taken == []


def day_of(run_jobs: Callable[[], Any], began: Any, hours: float) -> int:
    """Let the worker run every minute for so long; returns how often the mail was offered."""
    offers = 0
    with time_machine.travel(began, tick=False) as clock:
        for _minute in range(int(hours * 60)):
            offers += len(run_jobs())
            clock.shift(timedelta(minutes=1))
    return offers


@pytest.mark.fault(25)
@pytest.mark.parametrize("mood", ["away", "full"])
def test_a_server_that_is_away_for_a_day_is_asked_again_with_growing_pauses(
    posted: Mail, run_jobs: Callable[[], Any], sink: Any, mood: str
) -> None:
    sink.mood = mood
    offers = day_of(run_jobs, posted.posted_at, 24)
    assert 20 < offers < 40
    assert (state(posted).state, state(posted).doubts) == ("waiting", 0)
    with rls(county="alder"):
        assert jobs.Job.objects.get(subject=posted.pk).state == "queued"
    sink.mood = "takes"
    day_of(run_jobs, posted.posted_at + timedelta(hours=24), 3)
    assert [each.extra_headers["Message-ID"] for each in sink.taken] == [posted.message_id]
    assert state(posted).state == "sent"


@pytest.mark.fault(25)
def test_a_server_that_falls_silent_is_asked_once_more_under_the_same_name(
    posted: Mail, run_jobs: Callable[[], Any], sink: Any
) -> None:
    sink.mood = "silent"
    day_of(run_jobs, posted.posted_at, 6)
    assert [each.extra_headers["Message-ID"] for each in sink.taken] == [posted.message_id] * 2
    assert state(posted).state == "given_up"


def test_a_worker_that_died_while_it_sent_leaves_one_more_offer(
    posted: Mail, run_jobs: Callable[[], Any], sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What a signal does."""

    def die(self: Any, messages: Any) -> int:
        raise Killed

    monkeypatch.setattr(Sink, "send_messages", die)
    with pytest.raises(Killed):
        run_jobs()
    monkeypatch.undo()
    day_of(run_jobs, posted.posted_at + timedelta(minutes=2), 1)
    assert len(sink.taken) == 1


def test_after_three_days_a_mail_has_nothing_new_to_say(
    posted: Mail, run_jobs: Callable[[], Any], sink: Any
) -> None:
    sink.mood = "away"
    run_jobs()
    sink.mood = "takes"
    with time_machine.travel(posted.posted_at + timedelta(days=3, hours=1)):
        run_jobs()
    assert sink.taken == []
    assert state(posted).state == "given_up"


def test_without_a_mail_server_no_mail_is_written(staff: dict[str, Any], settings: Any) -> None:
    settings.MAIL_ON = False
    user = staff["analyst@alder.example"]
    with rls(county="alder"):
        assert mail.post("test.read", county="alder", recipient=user.pk, subject=user.pk) is None
        assert not Mail.objects.exists()
