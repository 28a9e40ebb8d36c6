"""The pages on which families are accepted, given away and listed."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.families.models import Acceptance, MailChoice
from cases.people.models import ProgramRecord
from linkages.scope import rls
from tests.families.telling.desk import Desk
from tests.families.telling.world import answers, make_mutual, state_of, tell
from tests.sharing.conftest import without_chance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]
Browser = Callable[[str], Any]
WORKER, OTHER = "cws.worker@alder.example", "cws.worker2@alder.example"


def page(browser: Any, url: str, status: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_today_shows_a_new_family_and_accepts_it_in_one_click(sign_in: Browser) -> None:
    home = make_mutual()
    tell(home)
    browser = sign_in(WORKER)
    shown = page(browser, "/")
    assert "New families to accept" in shown
    assert "ZQSURNAME" in shown
    assert "Answer by Wed, Dec 2 (tomorrow)" in shown
    token = answers(home)["cws"].token
    answer = browser.post(f"/families/notices/{token}/accept", {"next": "today"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert answers(home)["cws"].state == "accepted"
    assert home.family.token not in page(browser, "/")


def test_the_link_of_a_mail_opens_for_those_it_concerns_and_nobody_else(sign_in: Browser) -> None:
    home = make_mutual()
    tell(home)
    token = answers(home)["cws"].token
    for handle, status in (
        ("cws.worker", 200),
        ("cws.supervisor", 200),
        ("coordinator", 200),
        ("cws.worker2", 404),
        ("calworks.worker", 404),
        ("analyst", 404),
        ("admin", 404),
    ):
        found = sign_in(f"{handle}@alder.example").get(f"/families/notices/{token}")
        assert (handle, found.status_code) == (handle, status)
    assert sign_in("cws.worker@birch.example").get(f"/families/notices/{token}").status_code == 404


@pytest.mark.check(95)
def test_a_family_sealed_meanwhile_is_on_no_page_and_in_no_number(sign_in: Browser) -> None:
    home = make_mutual()
    tell(home)
    token = answers(home)["cws"].token
    urls = ("/", "/families/notices/", "/families/notices/unanswered/")
    people = {"cws.worker": urls[:2], "cws.supervisor": urls, "coordinator": urls}

    def shown() -> dict[str, list[str]]:
        return {
            who: [without_chance(page(sign_in(f"{who}@alder.example"), url)) for url in theirs]
            for who, theirs in people.items()
        }

    with_it = shown()
    assert "ZQSURNAME" in with_it["cws.worker"][0]
    with rls(county="alder"), transaction.atomic():
        theirs = ProgramRecord.objects.filter(pk__in=[home.child.pk, home.mother.pk])
        theirs.update(restriction="S")
    for found in shown().values():
        for each in found:
            assert "ZQ" not in each
            assert home.family.token not in each
            assert "CW101" not in each
    assert page(sign_in(WORKER), f"/families/notices/{token}", 404)


def test_declining_needs_a_reason_keeps_what_was_typed_and_tells_the_coordinator(
    sign_in: Browser,
) -> None:
    home = make_mutual()
    tell(home)
    token = answers(home)["cws"].token
    browser = sign_in(WORKER)
    answer = browser.post(f"/families/notices/{token}/decline", {"note": "ZQtyped"})
    assert answer.status_code == 422
    assert "ZQtyped" in answer.content.decode()
    answer = browser.post(f"/families/notices/{token}/decline", {"decline": "other", "note": ""})
    assert "Say what the other reason is." in answer.content.decode()
    browser.post(f"/families/notices/{token}/decline", {"decline": "not_same", "note": "ZQtyped"})
    assert state_of(home) == "notified"
    seen = page(sign_in("coordinator@alder.example"), "/")
    assert "These are not the same people" in seen
    assert "ZQtyped" in seen


def test_the_other_program_learns_that_one_declined_and_not_why(sign_in: Browser) -> None:
    home = make_mutual()
    tell(home)
    token = answers(home)["cws"].token
    given = {"decline": "closed_here", "note": "ZQnote"}
    sign_in(WORKER).post(f"/families/notices/{token}/decline", given)
    url = f"/families/{home.family.pk}/"
    theirs = page(sign_in("calworks.worker@alder.example"), url)
    assert "Declined" in theirs
    assert "Our case has closed" not in theirs
    assert "ZQnote" not in theirs
    assert "Our case has closed" in page(sign_in(WORKER), url)


def test_the_familys_page_says_who_was_told_when_and_until_when(sign_in: Browser) -> None:
    home = make_mutual()
    url = f"/families/{home.family.pk}/"
    assert "Nobody has been told of this family yet" in page(sign_in(WORKER), url)
    tell(home)
    shown = page(sign_in("calworks.worker@alder.example"), url)
    assert "Workers" in shown
    assert "Answer by Wed, Dec 2 (tomorrow)" in shown
    assert "Dana Kim" in shown  # the worker on the other side


def test_handing_on_by_form_and_the_same_form_twice_is_once(sign_in: Browser, desk: Desk) -> None:
    home = make_mutual()
    tell(home)
    token = answers(home)["cws"].token
    given = {
        "hand-to": str(desk.membership("cws.worker2").pk),
        "hand-reason": "Takes over.",
        "hand-key": str(uuid.uuid4()),
    }
    browser = sign_in(WORKER)
    first = browser.post(f"/families/notices/{token}/hand-on", given)
    second = browser.post(f"/families/notices/{token}/hand-on", given)
    assert first.status_code == second.status_code == 302
    with rls(county="alder"), transaction.atomic():
        assert Acceptance.objects.filter(program="cws").count() == 2
    assert "ZQSURNAME" in page(sign_in(OTHER), "/")


@pytest.mark.usability(17)
def test_a_supervisor_gives_many_and_undoes_it(sign_in: Browser, desk: Desk) -> None:
    homes = [make_mutual() for _each in range(3)]
    tell(*homes)
    browser = sign_in("cws.supervisor@alder.example")
    shown = page(browser, "/families/notices/unanswered/")
    assert shown.count('name="acceptance"') == 3
    given = {
        "acceptance": [str(answers(home)["cws"].pk) for home in homes],
        "to": str(desk.membership("cws.worker2").pk),
        "reason": "Shared out anew.",
    }
    shown = browser.post("/families/notices/unanswered/give", given, follow=True).content.decode()
    assert "You gave 3 families to another worker." in shown
    assert {answers(home)["cws"].worker_id for home in homes} == {"CW102"}
    browser.post("/families/notices/unanswered/undo")
    assert {answers(home)["cws"].worker_id for home in homes} == {"CW101"}


def test_whoever_gives_nothing_is_told_what_is_missing(sign_in: Browser, desk: Desk) -> None:
    tell(make_mutual())
    browser = sign_in("cws.supervisor@alder.example")
    answer = browser.post("/families/notices/unanswered/give", {"reason": "ZQwhy"})
    assert answer.status_code == 422
    assert "Tick at least one family." in answer.content.decode()
    assert "ZQwhy" in answer.content.decode()


def test_a_coordinator_gives_what_was_declined_to_somebody_else(
    sign_in: Browser, desk: Desk
) -> None:
    home = make_mutual()
    tell(home)
    row = desk.decline("cws.worker", answers(home)["cws"])
    browser = sign_in("coordinator@alder.example")
    shown = page(browser, "/families/notices/unanswered/?show=unheld")
    assert str(row.pk) in shown
    given = {
        "acceptance": [str(row.pk)],
        "to": str(desk.membership("cws.worker2").pk),
        "reason": "She has room.",
    }
    browser.post("/families/notices/unanswered/give", given)
    assert answers(home)["cws"].worker_id == "CW102"
    assert str(row.pk) not in page(browser, "/families/notices/unanswered/?show=unheld")


def test_how_one_wants_to_be_written_to(sign_in: Browser, staff: dict[str, Any]) -> None:
    browser = sign_in(WORKER)
    browser.post("/families/notices/mail", {"way": "alone", "hour": "9"})
    with rls(county="alder"), transaction.atomic():
        found = MailChoice.objects.get(user=staff[WORKER])
        assert (found.way, found.hour) == ("alone", 9)
    answer = browser.post("/families/notices/mail", {"way": "pigeon", "hour": "9"})
    assert answer.status_code == 422
    assert "/families/notices/mail" in page(browser, "/")


def test_empty_pages_teach(sign_in: Browser) -> None:
    assert "No family waits for your answer" in page(sign_in(WORKER), "/")
    supervisor = sign_in("cws.supervisor@alder.example")
    assert "Everybody has answered" in page(supervisor, "/families/notices/unanswered/")
    assert "Nobody is away" in page(supervisor, "/families/notices/away/")


def test_six_families_cost_no_more_questions_than_two(sign_in: Browser) -> None:
    browser = sign_in("cws.supervisor@alder.example")
    counts = []
    for _round in range(2):
        tell(*[make_mutual() for _each in range(2 + 2 * len(counts))])
        page(browser, "/families/notices/unanswered/")
        with CaptureQueriesContext(connection) as seen:
            page(browser, "/families/notices/unanswered/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
