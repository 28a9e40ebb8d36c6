"""Tasks: set by people and by other apps, done, undone, due, and waited for."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.families.models import Episode, Task
from cases.families.notes import acts, titles
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY
from tests.families.notes.written import a_home, here, send, shown
from tests.sharing.conftest import release
from tests.sharing.test_families import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def cws(sign_in: Any) -> Client:
    return sign_in("cws.worker@alder.example")


@pytest.fixture
def calworks(sign_in: Any) -> Client:
    return sign_in("calworks.worker@alder.example")


def add(home: Home, code: str = "call_family", program: str = "cws", **stated: Any) -> Task:
    """As another app sets a task."""
    with rls(county="alder"), audit.trail("alder", None, "test"):
        episode = Episode.objects.get(family=home.family)
        return acts.add_task(episode, title_code=code, program=program, **stated)


def today(client: Client) -> str:
    return client.get("/").content.decode()


def test_an_app_sets_a_task_of_a_fixed_sentence_once(grounds: None) -> None:
    home = a_home()
    first = add(home, due=TODAY + timedelta(days=3))
    assert add(home).pk == first.pk
    assert (first.category, first.program, first.written_by) == ("C1", "cws", None)
    assert add(home, "send_wtw_hours", "cws").program == "calworks"
    with pytest.raises(KeyError):
        add(home, "nothing_of_the_kind")


def test_sentences_take_days_and_are_declared_once(settings: Any) -> None:
    assert set(titles.TITLES) <= set(titles.declared())
    settings.TASK_TITLES = ["cases.families.notes.titles.TITLES"] * 2
    titles.declared.cache_clear()
    with pytest.raises(ValueError, match="declared twice"):
        titles.declared()
    titles.declared.cache_clear()


@pytest.mark.usability(1)
def test_todays_page_shows_whose_side_has_what_to_do_by_when(
    sign_in: Any, cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    add(home, due=TODAY - timedelta(days=2))
    add(home, "plan_joint_visit", "calworks", due=TODAY + timedelta(days=8))
    page = today(cws)
    assert "Call the family" in page
    assert "Overdue" in page
    assert "due Sun, Nov 29 (2 days ago)" in page
    assert f'href="{here(home)}"' in page
    assert "Plan a joint visit" not in page
    assert "due Wed, Dec 9 (8 days)" in today(calworks)
    assert "Call the family" not in today(sign_in("cws.worker2@alder.example"))


def test_who_asked_the_other_side_sees_that_it_waits(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    given = {"code": "call_other_side", "text": "", "doer": "calworks", "due_on": "2026-12-09"}
    assert send(cws, home, "task", **given).status_code == 302
    assert "Waiting on the other side" in today(cws)
    assert "Waiting on the other side" not in today(calworks)
    assert "Call the worker of the other program" in today(calworks)


def test_a_task_is_done_and_undone(cws: Client, grounds: None) -> None:
    home = a_home()
    task = add(home)
    finish = f"{here(home)}tasks/{task.pk}/finish"
    assert "Call the family" in shown(cws, home)
    assert cws.post(finish, {"key": uuid.uuid4()}).status_code == 302
    assert "Call the family" not in today(cws)
    with rls(county="alder"):
        assert Task.objects.get(pk=task.pk).done_by is not None
    assert cws.post(finish, {"key": uuid.uuid4(), "undo": "1"}).status_code == 302
    assert "Call the family" in today(cws)


def test_a_task_of_the_other_side_is_not_mine_to_finish(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    task = add(home, "plan_joint_visit", "calworks")
    finish = f"{here(home)}tasks/{task.pk}/finish"
    assert cws.post(finish, {"key": uuid.uuid4()}).status_code == 403
    assert calworks.post(finish, {"key": uuid.uuid4()}).status_code == 302


def test_the_other_side_is_given_nothing_that_it_may_not_read(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    with rls(county="alder"):
        home.mother.refresh_from_db()
    given = {
        "doer": "calworks",
        "category": "C8",
        "about": str(home.mother.person_id),
        "text": "ZQHEALTH",
    }
    answer = send(cws, home, "task", **given)
    assert answer.status_code == 422
    assert "The other side may not read this." in answer.content.decode()
    release(home.mother, "C8")
    assert send(cws, home, "task", **given).status_code == 302
    assert "ZQHEALTH" in today(calworks)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": " "}, "say in your own words"),
        ({"category": ""}, "Choose what kind of information"),
        ({"due_on": "2020-01-01"}, "Look at the year"),
        ({"due_on": "2029-01-01"}, "Look at the year"),
        ({"doer": "nobody"}, "valid choice"),
    ],
)
def test_a_task_is_refused_in_words(
    cws: Client, grounds: None, given: dict[str, str], told: str
) -> None:
    answer = send(cws, a_home(), "task", **given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
