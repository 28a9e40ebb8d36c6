"""Mail about families: fixed words, one a day, and only to whoever still may see."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.db import transaction

from cases.families.models import Digest, MailChoice
from cases.families.telling import answering
from cases.people.models import ProgramRecord
from cases.sharing.models import Assignment
from counties.models import Membership
from linkages import watches
from linkages.mail import Mail
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.telling.sending import AFTERNOON, MORNING, WATCH, to
from tests.families.telling.world import answers, make_mutual, tell
from tests.house.test_mail import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]
SUBJECTS = {"Linkages: families"}
SENTENCES = {
    "A family waits for your answer. Open Linkages to see it:",
    "Nobody has answered for a family in time. Open Linkages to see it:",
    "A family was declined or handed on. Open Linkages to see it:",
}


def chooses(handle: str, way: str, staff: dict[str, Any], hour: int = 15) -> None:
    with rls(county="alder"), transaction.atomic():
        MailChoice.objects.create(
            county_id="alder", user=staff[f"{handle}@alder.example"], way=way, hour=hour
        )


@pytest.mark.check(93)
def test_a_mail_is_fixed_words_and_an_opaque_link(
    staff: dict[str, Any], post: Callable[[str], list[Any]]
) -> None:
    chooses("cws.worker", "alone", staff)
    home = make_mutual()
    tell(home)
    sent = post(MORNING) + post(AFTERNOON)
    assert to(sent) == {"cws.worker": 1, "calworks.worker": 1}
    for each in sent:
        assert each.subject in SUBJECTS
        sentence, link, last = each.body.strip().split("\n\n")
        assert last == "Linkages wrote this message. It cannot be answered."
        if each.to == ["cws.worker@alder.example"]:
            token = answers(home)["cws"].token
            assert sentence in SENTENCES
            assert link == f"https://linkages.example/families/notices/{token}"
        else:
            assert sentence == "There is news of 1 family for you. Open Linkages to see it:"
            assert link == "https://linkages.example/families/notices/"
        for canary in ("ZQ", home.family.token, home.mother.native_id, "CW101", "EW201"):
            assert canary not in str(each.message())


@pytest.mark.check(95)
@pytest.mark.parametrize("what", ["sealed", "reassigned", "left", "kept"])
def test_who_loses_access_before_the_mail_leaves_gets_none(
    staff: dict[str, Any], post: Callable[[str], list[Any]], what: str
) -> None:
    home = make_mutual()
    tell(home)
    with rls(county="alder"), transaction.atomic():
        if what == "sealed":
            ProgramRecord.objects.filter(pk=home.child.pk).update(restriction="S")
        elif what == "reassigned":
            Assignment.objects.filter(worker_id="CW101").update(worker_id="CW999")
        elif what == "left":
            rows = Membership.objects.filter(user=staff["cws.worker@alder.example"])
            rows.update(until=TODAY.replace(month=11))
    assert to(post(AFTERNOON))["cws.worker"] == (what == "kept")


@pytest.mark.check(95)
def test_a_mail_that_waits_asks_again_when_it_leaves(
    staff: dict[str, Any], run_jobs: Callable[[], Any], post: Callable[[str], list[Any]]
) -> None:
    chooses("cws.worker", "alone", staff)
    home = make_mutual()
    tell(home)
    with time_machine.travel(f"{MORNING}:00+00:00", tick=False):
        watches.look("alder", WATCH)
        with rls(county="alder"), transaction.atomic():
            assert Mail.objects.filter(code="families.told").count() == 1
            Assignment.objects.filter(worker_id="CW101").update(worker_id="CW999")
        outbox.outbox.clear()
        run_jobs()
    assert outbox.outbox == []
    with rls(county="alder"), transaction.atomic():
        assert Mail.objects.get(code="families.told").state == "withdrawn"


def test_what_was_answered_meanwhile_needs_no_mail(
    staff: dict[str, Any], post: Callable[[str], list[Any]]
) -> None:
    home = make_mutual()
    tell(home)
    with working_as(staff["cws.worker@alder.example"]) as user:
        answering.accept(user, answers(home)["cws"].pk)
    assert to(post(AFTERNOON)) == {"calworks.worker": 1}


@pytest.mark.usability(25)
def test_at_once_is_capped_and_the_rest_comes_with_the_daily_mail(
    staff: dict[str, Any], post: Callable[[str], list[Any]]
) -> None:
    chooses("cws.worker", "alone", staff)
    tell(*[make_mutual() for _each in range(7)])
    assert to(post(MORNING)) == {"cws.worker": 5}
    assert to(post("2026-12-01T19:30")) == {}
    sent = post(AFTERNOON)
    assert to(sent) == {"cws.worker": 1, "calworks.worker": 1}
    (mine,) = [each for each in sent if each.to == ["cws.worker@alder.example"]]
    assert "news of 2 families" in mine.body


@pytest.mark.usability(25)
def test_whoever_wants_no_mail_gets_none_and_has_the_family_on_their_page(
    staff: dict[str, Any], post: Callable[[str], list[Any]], sign_in: Callable[[str], Any]
) -> None:
    chooses("cws.worker", "none", staff)
    home = make_mutual()
    tell(home)
    assert to(post(AFTERNOON)) == {"calworks.worker": 1}
    assert home.family.token in sign_in("cws.worker@alder.example").get("/").content.decode()


@pytest.mark.fault(17)
@pytest.mark.usability(25)
def test_a_digest_that_was_missed_for_days_comes_once_and_not_on_a_weekend(
    staff: dict[str, Any], post: Callable[[str], list[Any]]
) -> None:
    tell(make_mutual())
    assert post("2026-12-05T23:30") == []  # a Saturday
    assert to(post("2026-12-07T23:30")) == {"cws.worker": 1, "calworks.worker": 1}
    assert post("2026-12-08T23:30") == []
    with rls(county="alder"), transaction.atomic():
        assert Digest.objects.count() == 2


@pytest.mark.fault(25)
def test_a_mail_server_that_is_away_for_a_day_gets_the_digest_once(
    staff: dict[str, Any], run_jobs: Callable[[], Any], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.house.test_mail.Sink"
    Sink.mood, Sink.taken = "away", []
    tell(make_mutual())
    for hour in range(26):
        day, clock = divmod(23 + hour, 24)
        with time_machine.travel(f"2026-12-{1 + day:02d}T{clock:02d}:30:00+00:00", tick=False):
            Sink.mood = "away" if hour < 24 else "takes"
            watches.look("alder", WATCH)
            run_jobs()
    assert to(Sink.taken) == {"cws.worker": 1, "calworks.worker": 1}
    Sink.mood = "takes"


def test_without_a_mail_server_nothing_piles_up(
    staff: dict[str, Any], post: Callable[[str], list[Any]], settings: Any
) -> None:
    settings.MAIL_ON = False
    tell(make_mutual())
    assert post(AFTERNOON) == []
    settings.MAIL_ON = True
    assert post("2026-12-02T23:30") == []


def test_no_mail_leaves_while_what_it_tells_can_be_undone(
    staff: dict[str, Any], post: Callable[[str], list[Any]]
) -> None:
    chooses("cws.worker", "alone", staff)
    home = make_mutual()
    with time_machine.travel(f"{MORNING}:00+00:00", tick=False):
        tell(home)
    assert post(MORNING) == []
    assert to(post("2026-12-01T18:31")) == {"cws.worker": 1}
