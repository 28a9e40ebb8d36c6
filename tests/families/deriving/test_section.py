"""Priority and model on the family's page: shown with why, set by hand, or not there."""

import html
import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.families.deriving import refresh
from cases.families.models import Episode
from cases.sharing.models import LegalBasis
from linkages import audit
from linkages.scope import rls
from tests.families.made import Home, make_home

pytestmark = pytest.mark.django_db
NONCOMPLIANCE = {
    "wtw_status": "noncompliance",
    "wtw_status_begin": "2026-11-20",
    "na840_on": "2026-11-20",
}


def made(**stated: Any) -> Home:
    """A family as the page shows it: derived."""
    home = make_home(**stated)
    with rls(county="alder"), transaction.atomic(), audit.trail("alder", None, "test"):
        refresh("alder")
    return home


def shown(browser: Client, home: Home) -> str:
    """The words of the section on the family's page; empty where there is none."""
    answer = browser.get(reverse("families:family", args=[home.family.pk]))
    assert answer.status_code == 200
    parts = re.split(r"<h2", answer.content.decode())
    found = "".join(part for part in parts if "Priority and model</h2>" in part)
    page = found.partition("</section>")[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def close_ground(owner: str, category: str, audience: str = "pair") -> None:
    with rls(county="alder"), transaction.atomic():
        rows = LegalBasis.objects.filter(
            county="alder", owner=owner, category=category, audience=audience
        )
        for row in rows:
            row.until = row.since
            row.save(update_fields=["until"])


def episode_of(home: Home) -> Episode:
    with rls(county="alder"):
        return Episode.objects.get(family=home.family)


@pytest.mark.scenario(6)
def test_the_page_counts_the_days_after_the_notice(sign_in: Any, grounds: None) -> None:
    home = made(aid=NONCOMPLIANCE)
    page = shown(sign_in("cws.worker@alder.example"), home)
    assert "Noncompliance running" in page
    assert "ROSA DELGADO is in noncompliance: day 11 of 20, last day Dec 10, 2026." in page


@pytest.mark.parametrize("persona", ["cws.worker", "calworks.worker"])
def test_both_workers_see_priority_and_model_with_why(
    sign_in: Any, grounds: None, persona: str
) -> None:
    sanctioned = {"wtw_status": "sanction", "wtw_status_begin": "2026-08-01"}
    page = shown(sign_in(f"{persona}@alder.example"), made(component="FR", aid=sanctioned))
    assert "Priority Sanctioned" in page
    assert "ROSA DELGADO is sanctioned since Aug 1, 2026." in page
    assert "Model Family Reunification and CalWORKs" in page
    assert "1 child in Family Reunification" in page


def test_a_removal_is_told_with_the_day_of_the_decision(sign_in: Any, grounds: None) -> None:
    home = made(component="FR", removed_on=date(2026, 11, 6), child_born=date(2026, 3, 1))
    page = shown(sign_in("cws.worker@alder.example"), home)
    assert "Children removed, decision about aid open" in page
    assert "removed on Nov 6, 2026. Decision about aid needed by Thu, Dec 31 (30 days)." in page
    assert "is under one year old" in page


@pytest.mark.parametrize(
    ("owner", "category", "persona", "left"),
    [
        ("calworks", "C2", "cws.worker", "Model"),
        ("cws", "C5", "calworks.worker", ""),
        ("cws", "C5", "coordinator", ""),
    ],
)
def test_what_counsel_closed_is_not_there(
    sign_in: Any, grounds: None, owner: str, category: str, persona: str, left: str
) -> None:
    home = made(aid=NONCOMPLIANCE)
    close_ground(owner, category)
    page = shown(sign_in(f"{persona}@alder.example"), home)
    assert "oncompliance" not in page
    assert ("Model Family Maintenance" in page) is bool(left)


def test_who_may_not_see_activities_is_not_told_their_kind(sign_in: Any, grounds: None) -> None:
    home = made(aid={"wtw_status": "active"}, activities={"activity": "Mental health counseling"})
    browser = sign_in("cws.worker@alder.example")
    assert "Active in treatment services only" in shown(browser, home)
    assert "takes part in: Mental health counseling" in shown(browser, home)
    close_ground("calworks", "C3")
    page = shown(browser, home)
    assert "Active in Welfare-to-Work" in page
    assert "treatment" not in page
    assert "counseling" not in page
    ours = sign_in("cws.supervisor@alder.example")
    choices = reverse("families:priority", args=[home.family.pk])
    assert {"3A", "3B"} <= {code for code, _label in _ranks(ours.get(choices))}
    theirs = sign_in("calworks.supervisor@alder.example")
    assert "3A" not in {code for code, _label in _ranks(theirs.get(choices))}
    assert set_by(ours, home, "3A").status_code == 302
    assert set_by(theirs, home, "3B").status_code == 302
    page = shown(browser, home)
    assert "What was set before" in page
    assert "treatment" not in page and "education" not in page


def _ranks(answer: Any) -> Any:
    return answer.context["form"].fields["rank"].choices


def set_by(browser: Client, home: Home, rank: str = "0", **changed: Any) -> Any:
    url = reverse("families:priority", args=[home.family.pk])
    sent = {
        "rank": rank,
        "reason": "The court wants a plan by Friday.",
        "key": str(uuid.uuid4()),
        "version": str(episode_of(home).version),
    }
    return browser.post(url, {**sent, **changed})


def test_a_supervisor_sets_it_and_takes_it_back(sign_in: Any, grounds: None) -> None:
    home = made(aid={"wtw_status": "exempt"})
    before = episode_of(home).place
    browser = sign_in("cws.supervisor@alder.example")
    assert set_by(browser, home).status_code == 302
    assert episode_of(home).rank == "0"
    assert episode_of(home).place < before
    page = shown(sign_in("cws.worker@alder.example"), home)
    assert "Children removed, decision about aid open set by" in page
    assert "The court wants a plan by Friday." in page
    assert "It would follow from what is stated: Exempt, or nothing stated" in page
    url = reverse("families:priority_back", args=[home.family.pk])
    sent = {"reason": "The plan is there.", "version": str(episode_of(home).version)}
    assert browser.post(url, sent).status_code == 302
    assert (episode_of(home).rank, episode_of(home).place) == ("4", before)
    page = shown(browser, home)
    assert "What was set before" in page
    assert "The plan is there." in page
    assert "The court wants a plan by Friday." in page


def test_it_is_set_with_a_reason_and_once(sign_in: Any, grounds: None) -> None:
    home = made()
    browser = sign_in("cws.supervisor@alder.example")
    empty = set_by(browser, home, reason="")
    assert (empty.status_code, episode_of(home).set_priority) == (422, "")
    key = str(uuid.uuid4())
    version = str(episode_of(home).version)
    for _again in range(2):
        assert set_by(browser, home, key=key, version=version).status_code == 302
    assert episode_of(home).version == int(version) + 1


def test_who_comes_second_is_told(sign_in: Any, grounds: None) -> None:
    home = made()
    version = str(episode_of(home).version)
    set_by(sign_in("calworks.supervisor@alder.example"), home, "1", version=version)
    answer = set_by(sign_in("cws.supervisor@alder.example"), home, "2", version=version)
    assert answer.status_code == 302
    assert episode_of(home).set_priority == "1"


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("cws.supervisor", 200),
        ("calworks.supervisor", 200),
        ("liaison", 200),
        ("cws.worker", 403),
        ("calworks.worker", 403),
        ("cws.worker2", 404),
        ("analyst", 404),
        # No ground opens CWS involvement to them here, so there is no priority to set.
        ("coordinator", 404),
    ],
)
def test_who_may_set_it(sign_in: Any, grounds: None, persona: str, status: int) -> None:
    if persona == "liaison":
        open_ground("cws", "C5", "coordinator")
    home = made(aid=NONCOMPLIANCE)
    url = reverse("families:priority", args=[home.family.pk])
    assert sign_in(f"{persona}@alder.example").get(url).status_code == status


def open_ground(owner: str, category: str, audience: str) -> None:
    with rls(county="alder"), transaction.atomic():
        since = LegalBasis.objects.filter(county="alder").first()
        assert since is not None
        LegalBasis.objects.create(
            county_id="alder",
            code="10850",
            owner=owner,
            category=category,
            audience=audience,
            since=since.since,
        )
