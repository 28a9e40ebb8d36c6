"""What a member of staff can see, and why: the decision's own answer, and nothing of the person."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm

from cases.sharing import pages
from cases.sharing.accounting import explaining
from cases.sharing.decision import Allowed, Purpose, decide
from cases.sharing.models import (
    Assignment,
    Consent,
    Disclosure,
    Narrowing,
    Roster,
    RosterSubject,
    Seat,
    StaffRelation,
)
from cases.sharing.standing import Standing
from counties.models import Membership, Team, TeamMember
from linkages.audit import AuditEvent
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import Family, assign, without_chance, without_secrets

pytestmark = pytest.mark.django_db
ASKERS = ("admin@alder.example", "privacy@alder.example")
WORKER = "calworks.worker@alder.example"
SAME = "There is no person with this token about whom you may ask."


@pytest.fixture
def ask(sign_in: Callable[[str], Client], staff: dict[str, Any]) -> Callable[..., str]:
    """`ask("admin@…", about="cws.worker@…", token="P-…")` gives the page of the answer."""

    def asked(asker: str, *, about: str, token: str = "") -> str:
        typed = {"staff": str(staff[about].pk), "token": token}
        response = sign_in(asker).post(reverse("sharing:access"), typed)
        assert response.status_code == 200
        return response.content.decode()

    return asked


def answers(staff: dict[str, Any], email: str, family: Family) -> dict[str, explaining.Answer]:
    """Owner and category to the answer; empty where the person cannot be opened."""
    with working_as(staff[email]) as user:
        told = explaining.explain(user, family.person)
    return {f"{side.program} {a.category}": a for side in told.sides for a in side.answers}


def test_each_category_is_open_or_closed_with_its_reason(
    family: Callable[..., Family], grounds: None, ask: Callable[..., str]
) -> None:
    made = family()
    page = ask(ASKERS[0], about=WORKER, token=made.person.token)
    assert "Can open this person" in page
    assert "Assigned as worker, CalWORKs, since Nov 11, 2026." in page
    assert "W&amp;IC 10850, switched on by counsel since Aug 23, 2026." in page
    assert "Placement stays with the program that placed the child." in page
    assert "No release that reaches them is in force." in page
    assert "A release of information that covers it." in page


def test_it_says_what_the_decision_says_of_everybody(
    family: Callable[..., Family], grounds: None, staff: dict[str, Any]
) -> None:
    made = family()
    with rls(county="alder"), transaction.atomic():
        _release(made, ["C4"])
    told = 0
    for email in staff:
        if not email.endswith("alder.example"):
            continue
        with working_as(staff[email]) as user:
            explained = explaining.explain(user, made.person)
            standing = Standing(user, Purpose.CASEWORK, [made.cws, made.calworks])
            subject = standing.subject([made.cws, made.calworks], made.person.pk)
            for side in explained.sides:
                for answer in side.answers:
                    decided = decide(standing.question(subject, side.program, answer.category))
                    assert answer.open is isinstance(decided, Allowed), (email, answer)
                    told += 1
            opens = {
                Program(p)
                for p in ("cws", "calworks")
                for c in pages.ORDER[Program(p)]
                if isinstance(decide(standing.question(subject, Program(p), c)), Allowed)
            }
            assert explained.opens is bool(opens)
    assert told > 100


def _release(family: Family, categories: list[str], **fields: Any) -> Consent:
    return Consent.objects.create(
        **{
            "county_id": family.county,
            "record": family.cws,
            "owner": "cws",
            "recipient": "calworks",
            "categories": categories,
            "signer": "self",
            "form": "paper",
            "signed_on": TODAY - timedelta(days=9),
            "received_on": TODAY - timedelta(days=9),
            "since": TODAY - timedelta(days=9),
            "until": date(2027, 3, 1),
            **fields,
        }
    )


def test_a_release_is_named_with_its_last_day(
    family: Callable[..., Family], staff: dict[str, Any]
) -> None:
    made = family()
    assert not answers(staff, WORKER, made)["cws C8"].open
    with rls(county="alder"), transaction.atomic():
        _release(made, ["C8"])
    told = answers(staff, WORKER, made)["cws C8"]
    assert told.open and told.why == "Release of information, valid to Mar 1, 2027."


def test_every_kind_of_business_is_named(
    family: Callable[..., Family], grounds: None, staff: dict[str, Any]
) -> None:
    made = family()
    other = staff["cws.worker2@alder.example"]
    with working_as(staff["cws.supervisor@alder.example"]) as user:
        (line,) = explaining.explain(user, made.person).business
        assert line == "Supervises the worker, CWS, since Nov 11, 2026."
    with rls(county="alder"), transaction.atomic():
        assign(made.cws, "CWS1")
        team = Team.objects.create(county_id="alder", name="North")
        since = TODAY - timedelta(days=5)
        TeamMember.objects.create(county_id="alder", team=team, user=other, since=since)
        Assignment.objects.create(
            county_id="alder", record=made.cws, program="cws", team=team, since=since
        )
        assign_perm("people.read_as_extra", other, made.cws)
    with working_as(other) as user:
        assert explaining.explain(user, made.person).business == (
            "Their unit holds the case, CWS, since Nov 11, 2026.",
            "Their team North works with them, CWS, since Nov 26, 2026.",
            "Reads along by name, as an exception.",
        )
    with working_as(staff["coordinator@alder.example"]) as user:
        assert explaining.explain(user, made.person).business == ("Coordinates the whole county.",)


def test_a_seat_in_a_team_is_named(family: Callable[..., Family], staff: dict[str, Any]) -> None:
    from cases.sharing.models import LegalBasis

    made = family(calworks_worker="")
    assert answers(staff, WORKER, made) == {}
    with rls(county="alder"), transaction.atomic():
        since = TODAY - timedelta(days=3)
        LegalBasis.objects.create(
            county_id="alder", code="832", owner="cws", category="C1", audience="cft", since=since
        )
        roster = Roster.objects.create(
            county_id="alder", kind="cft", title="ZQtitle", relevance="x", authorized_on=since,
            since=since, made_by=staff[WORKER].pk,
        )  # fmt: skip
        RosterSubject.objects.create(county_id="alder", roster=roster, record=made.cws)
        Seat.objects.create(county_id="alder", roster=roster, user=staff[WORKER], since=since)
    with working_as(staff[WORKER]) as user:
        told = explaining.explain(user, made.person)
    words = "Sits in a team about them since Nov 28, 2026: Child and family team."
    assert told.business == (words,)


def test_narrowing_and_holding_in_person_are_reasons(
    family: Callable[..., Family], grounds: None, staff: dict[str, Any]
) -> None:
    made = family()
    with rls(county="alder"), transaction.atomic():
        Narrowing.objects.create(
            county_id="alder", record=made.cws, reason="ZQasked", since=TODAY,
            made_by=staff[WORKER].pk,
        )  # fmt: skip
    told = answers(staff, WORKER, made)["cws C5"]
    assert not told.open and "narrowed to identity" in told.why and "ZQ" not in told.why
    supervised = answers(staff, "calworks.supervisor@alder.example", made)["calworks C10"]
    assert not supervised.open and "holds the case" in supervised.why
    assert answers(staff, WORKER, made)["calworks C10"].open


@pytest.mark.parametrize("category", ["C9", "C10", "C11"])
def test_whether_a_release_exists_for_the_most_sensitive_is_never_said(
    family: Callable[..., Family], ask: Callable[..., str], staff: dict[str, Any], category: str
) -> None:
    with_one, without = family(), family()
    with rls(county="alder"), transaction.atomic():
        _release(with_one, [category], named=[staff[WORKER].pk])
    first, second = (
        ask(ASKERS[1], about=WORKER, token=each.person.token).replace(each.person.token, "")
        for each in (with_one, without)
    )
    assert without_secrets(first) == without_secrets(second)
    assert "This page never says whether there is a release for it." in first


@pytest.mark.parametrize("asker", ASKERS)
def test_somebody_restricted_is_the_same_as_nobody(
    family: Callable[..., Family], ask: Callable[..., str], staff: dict[str, Any], asker: str
) -> None:
    closed = family(cws={"restriction": "S"})
    reported = family(cws={"facts": {"C6": {"disposition": "x"}}})
    tied, plain = family(), family()
    with rls(county="alder"), transaction.atomic():
        StaffRelation.objects.create(
            county_id="alder", user=staff[asker], record=tied.calworks, relation="self",
            since=TODAY, recorded_by=staff[asker].pk,
        )  # fmt: skip
    tokens = [closed.person.token, reported.person.token, tied.person.token, "P-ZZZZZZZ"]
    pages_ = {
        without_secrets(ask(asker, about=WORKER, token=token).replace(token, ""))
        for token in tokens
    }
    assert len(pages_) == 1 and SAME in pages_.pop()
    assert SAME not in ask(asker, about=WORKER, token=plain.person.token)


def test_somebody_too_close_is_kept_out_in_neutral_words(
    family: Callable[..., Family], ask: Callable[..., str], staff: dict[str, Any]
) -> None:
    made = family()
    assert "Can open this person" in ask(ASKERS[0], about=WORKER, token=made.person.token)
    with rls(county="alder"), transaction.atomic():
        StaffRelation.objects.create(
            county_id="alder", user=staff[WORKER], record=made.cws, relation="relative",
            since=TODAY, recorded_by=staff[WORKER].pk,
        )  # fmt: skip
    page = ask(ASKERS[0], about=WORKER, token=made.person.token)
    assert "Cannot open this person" in page
    assert "The county keeps this person from them." in page and "relative" not in page


def test_no_business_and_no_pages_are_told_apart(
    family: Callable[..., Family], ask: Callable[..., str]
) -> None:
    token = family().person.token
    assert "They have no business with this person." in ask(
        ASKERS[0], about="cws.worker2@alder.example", token=token
    )
    assert "Their role has no pages of people." in ask(
        ASKERS[0], about="analyst@alder.example", token=token
    )


@pytest.mark.check(112)
def test_asking_opens_nothing_and_is_written_down(
    family: Callable[..., Family], grounds: None, ask: Callable[..., str], staff: dict[str, Any]
) -> None:
    made = family()
    page = without_chance(ask(ASKERS[0], about=WORKER, token=made.person.token))
    for secret in ("ROSA", "DELGADO", "ZQ", "1996", "EW201"):
        assert secret not in page
    with rls(county="alder"), transaction.atomic():
        assert not Disclosure.objects.exists()
        (event,) = AuditEvent.objects.all()
    assert event.action == "POST sharing:access" and event.purpose == "explain"
    assert set(event.subjects) == {made.person.pk, staff[WORKER].pk}
    assert event.user_id == staff[ASKERS[0]].pk


def test_a_token_is_read_as_people_type_it(
    family: Callable[..., Family], ask: Callable[..., str]
) -> None:
    token = family().person.token
    for typed in (token.lower(), token[2:], f" {token[:5]} {token[5:]}"):
        assert "Can open this person" in ask(ASKERS[0], about=WORKER, token=typed)


@pytest.mark.parametrize(
    ("who", "status"),
    [*((asker, 200) for asker in ASKERS), (WORKER, 403), ("counsel@alder.example", 403)],
)
def test_who_may_ask(sign_in: Callable[[str], Client], who: str, status: int) -> None:
    assert sign_in(who).get(reverse("sharing:access")).status_code == status


def test_only_staff_of_the_county_can_be_asked_about(
    sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    client = sign_in(ASKERS[0])
    page = client.get(reverse("sharing:access")).content.decode()
    assert str(staff[WORKER].pk) in page
    theirs = staff["cws.worker@birch.example"]
    assert str(theirs.pk) not in page and theirs.name not in page
    answer = client.post(reverse("sharing:access"), {"staff": str(theirs.pk), "token": ""})
    assert "Select a valid choice" in answer.content.decode()
    with rls(county="alder"), transaction.atomic():
        Membership.objects.filter(user=staff[WORKER]).update(until=TODAY - timedelta(days=1))
    assert str(staff[WORKER].pk) not in client.get(reverse("sharing:access")).content.decode()


def test_the_caseload_is_counted_by_kind_without_whom_nobody_may_know(
    family: Callable[..., Family], ask: Callable[..., str], staff: dict[str, Any]
) -> None:
    family(), family()
    unit = family(calworks_worker="")
    family(calworks_worker="EW202")
    closed = family(cws={"restriction": "S"})
    with rls(county="alder"), transaction.atomic():
        assign(unit.calworks, "CAL1")
        assign_perm("people.read_restricted", staff[WORKER], closed.cws)
    page = ask(ASKERS[0], about=WORKER)
    assert "Can open 3 people." in page
    figures = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', page)
    assert figures == [("Assigned as worker", "2"), ("Held by their unit", "1")]
    page = ask(ASKERS[0], about="calworks.supervisor@alder.example")
    assert "Can open 4 people." in page and "As supervisor of the worker" in page
    page = ask(ASKERS[0], about="coordinator@alder.example")
    assert "Can open 4 people." in page and "As coordinator of the whole county" in page
    assert "Can open 0 people." in ask(ASKERS[0], about="analyst@alder.example")
