"""Families in CWS without aid: one's own, with reasons, and what came of asking."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.urls import reverse

from cases.families.models import EligibilityAnswer
from linkages.scope import rls
from tests.families.made import make_home

pytestmark = pytest.mark.django_db
LIST, FILE, ANSWER = "families:eligible", "families:eligible_file", "families:eligible_answer"


def words(browser: Any, name: str = LIST, *args: Any) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_ones_own_families_without_aid(sign_in: Any, grounds: None) -> None:
    mine = make_home(kind="cws_only", surname="ZQMINE")
    theirs = make_home(kind="cws_only", cws_worker="CW102", surname="ZQTHEIRS")
    mutual = make_home(surname="ZQMUTUAL")
    page = words(sign_in("cws.worker@alder.example"))
    assert mine.family.token in page
    assert "ZQMINE" in page
    assert "1 child under 18" in page
    assert "In the parents’ home, as far as CWS states" in page
    assert theirs.family.token not in page
    assert mutual.family.token not in page
    assert theirs.family.token in words(sign_in("cws.worker2@alder.example"))


def test_a_closed_family_is_not_listed(sign_in: Any, grounds: None) -> None:
    closed = make_home(kind="cws_only", restriction="R")
    assert closed.family.token not in words(sign_in("cws.worker@alder.example"))
    assert "No family here" in words(sign_in("cws.worker@alder.example"))


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("cws.worker", 200),
        ("cws.supervisor", 200),
        ("calworks.worker", 403),
        ("calworks.supervisor", 403),
        ("coordinator", 403),
        ("admin", 403),
    ],
)
def test_who_has_the_list(sign_in: Any, grounds: None, persona: str, status: int) -> None:
    browser = sign_in(f"{persona}@alder.example")
    for name in (LIST, FILE):
        assert browser.get(reverse(name)).status_code == status


def test_what_came_of_it_is_recorded_and_the_latest_counts(sign_in: Any, grounds: None) -> None:
    home = make_home(kind="cws_only")
    browser = sign_in("cws.worker@alder.example")
    url = reverse(ANSWER, args=[home.family.pk])
    assert browser.get(url).status_code == 200
    for answer, day in (("asked", "2026-11-27"), ("applied", "2026-12-01")):
        sent = {"answer": answer, "on": day, "key": str(uuid.uuid4())}
        for _again in range(2):
            assert browser.post(url, sent).status_code == 302
    page = words(browser)
    assert "Applied" in page
    assert "Dec 1, 2026" in page
    with rls(county="alder"):
        assert EligibilityAnswer.objects.count() == 2


def test_a_day_ahead_and_a_strange_answer_are_refused(sign_in: Any, grounds: None) -> None:
    home = make_home(kind="cws_only")
    browser = sign_in("cws.worker@alder.example")
    url = reverse(ANSWER, args=[home.family.pk])
    for answer, day in (("asked", "2026-12-02"), ("sealed", "2026-12-01")):
        assert browser.post(url, {"answer": answer, "on": day}).status_code == 422
    with rls(county="alder"):
        assert not EligibilityAnswer.objects.exists()


def test_nobody_elses_family_takes_an_answer(sign_in: Any, grounds: None) -> None:
    theirs = make_home(kind="cws_only", cws_worker="CW102")
    mutual = make_home()
    browser = sign_in("cws.worker@alder.example")
    for home in (theirs, mutual):
        url = reverse(ANSWER, args=[home.family.pk])
        assert browser.post(url, {"answer": "asked", "on": "2026-12-01"}).status_code == 404


def test_the_table_names_nobody(sign_in: Any, grounds: None) -> None:
    home = make_home(kind="cws_only", surname="ZQMINE")
    browser = sign_in("cws.worker@alder.example")
    answer = browser.get(reverse(FILE))
    assert "ZQMINE" not in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:2] == [home.family.token, "1"]
    assert "ZQMINE" not in answer.content.decode()


def test_today_says_whom_to_ask(sign_in: Any, grounds: None) -> None:
    make_home(kind="cws_only")
    assert "1 family to ask" in sign_in("cws.worker@alder.example").get("/").content.decode()
    assert "family to ask" not in sign_in("cws.worker2@alder.example").get("/").content.decode()
