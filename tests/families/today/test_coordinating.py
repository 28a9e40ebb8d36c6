"""What the page of today says to who looks after a county's families, and to supervisors."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.families.agreement import acts as agreement
from cases.families.agreement.acts import Said
from cases.families.deriving import refresh
from cases.families.models import Episode, Task
from cases.people.models import ProgramRecord
from cases.sharing.models import LegalBasis, Narrowing
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.made import Home, make_home
from tests.sharing.conftest import release, revoke

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
WINDOWS, RELEASES, OVERDUE = (
    "Removal windows",
    "Families without a release of information",
    "Overdue tasks in your unit",
)


@pytest.fixture(autouse=True)
def _ranks_are_open(grounds: None) -> None:
    """The coordinator may know what CWS does with the children, of which ranks are made."""
    with rls(county="alder"), transaction.atomic():
        LegalBasis.objects.create(
            county_id="alder", code="10850", owner="cws", category="C5", audience="coordinator",
            since=TODAY - timedelta(days=100),
        )  # fmt: skip


def removed(**stated: Any) -> Home:
    """A family whose child was removed in November, in the rank of removals."""
    said = {"component": "FR", "removed_on": date(2026, 11, 20), "aid": {"wtw_status": "active"}}
    home = make_home(**said | stated)
    with rls(county="alder"), transaction.atomic(), audit.trail("alder", None, "test"):
        refresh("alder")
    return home


def accept(home: Home) -> None:
    with rls(county="alder"), transaction.atomic():
        Episode.objects.filter(family=home.family).update(state=Episode.State.ACCEPTED)


def part(client: Client, title: str) -> str:
    """The words and links of one section of the page of today; empty where it is not there."""
    answer = client.get(reverse("today"))
    assert answer.status_code == 200
    parts = re.split(r"<section id", answer.content.decode())
    found = "".join(each for each in parts if f">{title}</h2>" in each)
    return html.unescape(re.sub(r"\s+", " ", found.partition("</section>")[0]))


@pytest.mark.scenario(6)
def test_a_removal_window_stands_first_with_its_days(sign_in: SignIn) -> None:
    home = removed(surname="ZQWINDOW")
    client = sign_in("coordinator@alder.example")
    found = part(client, WINDOWS)
    assert "ZQWINDOW" in found
    assert "Dec 31" in found
    assert "30 days" in found
    assert reverse("families:family", args=[home.family.pk]) in found
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", client.get(reverse("today")).content.decode())
    assert headings[0] == WINDOWS


@pytest.mark.parametrize("persona", ["cws.worker", "analyst", "admin", "privacy"])
def test_nobody_else_has_the_countys_windows(sign_in: SignIn, persona: str) -> None:
    removed()
    assert part(sign_in(f"{persona}@alder.example"), WINDOWS) == ""


@pytest.mark.parametrize(("owner", "category"), [("cws", "C5"), ("calworks", "C2")])
def test_without_the_ground_there_is_no_window(sign_in: SignIn, owner: str, category: str) -> None:
    removed()
    assert part(sign_in("coordinator@alder.example"), WINDOWS)
    with rls(county="alder"), transaction.atomic():
        LegalBasis.objects.filter(owner=owner, category=category, audience="coordinator").delete()
    assert part(sign_in("coordinator@alder.example"), WINDOWS) == ""


def test_a_sealed_or_narrowed_family_is_in_no_list_and_no_count(
    sign_in: SignIn, staff: dict[str, Any]
) -> None:
    open_one, sealed, narrowed = removed(), removed(surname="ZQSEALED"), removed(surname="ZQNARROW")
    for home in (open_one, sealed, narrowed):
        accept(home)
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=sealed.child.pk).update(restriction="R")
        Narrowing.objects.create(
            county_id="alder", record=narrowed.mother, since=TODAY - timedelta(days=1),
            reason="The family asked for it", made_by=staff["cws.worker@alder.example"].pk,
        )  # fmt: skip
    coordinator = sign_in("coordinator@alder.example")
    windows, releases = part(coordinator, WINDOWS), part(coordinator, RELEASES)
    assert "All of them (1)" in windows
    assert "All of them (2)" in releases
    assert "ZQSEALED" not in windows + releases
    assert "ZQNARROW" not in windows
    assert "ZQSEALED" in part(sign_in("restricted@alder.example"), RELEASES)


def test_families_without_a_release_until_somebody_signs(
    sign_in: SignIn, staff: dict[str, Any]
) -> None:
    home = make_home(surname="ZQUNSIGNED")
    client = sign_in("coordinator@alder.example")
    assert part(client, RELEASES) == ""  # nobody has accepted it
    accept(home)
    assert "ZQUNSIGNED" in part(client, RELEASES)
    assert "ZQUNSIGNED" in client.get(reverse("families:without_release")).content.decode()
    given = release(home.mother, "C1", "C4")
    assert part(client, RELEASES) == ""
    revoke(given, staff["cws.worker@alder.example"].pk)
    assert "ZQUNSIGNED" in part(client, RELEASES)
    for act, there in (("declined", False), ("agreed", True)):
        with working_as(staff["cws.worker@alder.example"]) as user:
            agreement.record(
                user, home.episode, home.mother, Said(act, TODAY, "person", "en", "none")
            )
        assert ("ZQUNSIGNED" in part(client, RELEASES)) is there


def test_the_list_behind_it_is_for_who_looks_after_families(sign_in: SignIn) -> None:
    url = reverse("families:without_release")
    assert sign_in("coordinator@alder.example").get(url).status_code == 200
    for persona in ("cws.worker", "calworks.supervisor", "admin", "analyst", "privacy"):
        assert sign_in(f"{persona}@alder.example").get(url).status_code == 403


def overdue(home: Home, worker: str = "CW101", **stated: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        Task.objects.create(
            county_id="alder", family=home.family, code="call_family", category="C1",
            **{"program": "cws", "doer": "cws", "worker_id": worker,
               "due_on": TODAY - timedelta(days=3), **stated},
        )  # fmt: skip


def test_a_supervisor_sees_what_is_overdue_by_worker(sign_in: SignIn) -> None:
    home = make_home()
    overdue(home)
    overdue(home, due_on=TODAY - timedelta(days=9))
    overdue(home, due_on=TODAY)  # due, and not past its day
    overdue(home, program="calworks")  # of the other side's making
    found = part(sign_in("cws.supervisor@alder.example"), OVERDUE)
    assert "Dana Kim" in found
    assert "2 tasks overdue" in found
    for persona in ("calworks.supervisor", "cws.worker", "coordinator"):
        assert part(sign_in(f"{persona}@alder.example"), OVERDUE) == "", persona


def test_questions_do_not_grow_with_families(sign_in: SignIn) -> None:
    client = sign_in("coordinator@alder.example")
    counts = []
    for more in (2, 4):
        for _each in range(more):
            accept(removed())
        client.get(reverse("today"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("today"))
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2
