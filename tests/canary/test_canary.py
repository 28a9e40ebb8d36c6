"""Every persona walks through everything, and nobody meets a token without a right to it.

F9, a family that moves from one county to the other, comes with transfers between counties.
"""

import re
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import clear_url_caches, reverse

from linkages.scope import rls
from tests.canary.crawl import Crawl, first_difference, place_of
from tests.canary.crawler import Thing, Walker, addresses, by_model, words_of
from tests.canary.rights import (
    NONE,
    PAIRS,
    RIGHTS,
    entitled,
    has_page,
    is_accountable,
    is_family_there,
    may_meet,
)
from tests.canary.tokens import OFFICE, POLICY, Token, tokens_in
from tests.canary.world import (
    COUNTIES,
    GONE,
    browser,
    ids_by_table,
)

# --- what nobody may meet


@pytest.mark.check(3)
@pytest.mark.check(13)
@pytest.mark.check(16)
@pytest.mark.check(25)
@pytest.mark.check(26)
@pytest.mark.check(29)
@pytest.mark.check(30)
def test_nobody_meets_what_they_have_no_right_to(crawl: Crawl) -> None:
    leaks = leaks_of(crawl)
    assert leaks == []


def leaks_of(crawl: Crawl) -> list[str]:
    """Every token that its reader has no right to, and where it stood."""
    return [
        f"{email or 'a stranger'} met {token} ({crawl.world.planted.get(token, '?')}) at {where}"
        for email, walk in crawl.walks.items()
        for token, where in sorted(walk.met.items())
        if not _may_meet(email, token)
    ]


def _may_meet(email: str, token: Token) -> bool:
    handle, county = place_of(email)
    return bool(email) and handle not in GONE and may_meet(county, handle, token)


def test_everybody_meets_what_they_have_a_right_to(crawl: Crawl) -> None:
    """Without this the check above would pass on an empty house."""
    missing = []
    for county, families in RIGHTS.items():
        for family, readers in families.items():
            for handle, (cws, calworks) in readers.items():
                address = reverse("sharing:person", args=[crawl.world.person(county, family)])
                walk = crawl.walks.get(f"{handle}@{county}.example")
                if walk is None:
                    continue  # in the drills
                due = {
                    token
                    for token, what in crawl.world.planted.items()
                    if (token.county, token.family) == (county, family)
                    and token.category in (cws if token.program == "cws" else calworks)
                    and not what.startswith(("note in", "contact in", "task in"))
                }
                lacking = due - walk.pages.get(address, set()) - not_on_the_page(due)
                missing += [f"{handle}@{county} F{family}: {token}" for token in sorted(lacking)]
    assert missing == []


def test_everybody_meets_on_a_familys_page_whom_and_what_they_have_a_right_to(
    crawl: Crawl,
) -> None:
    """What is written about a family follows the same rights as what extracts say."""
    shown: dict[tuple[str, int], set[Token]] = {}
    for county, families in crawl.world.kinships.items():
        for family, members in families.items():
            for email, walk in crawl.walks.items():
                handle, place = place_of(email)
                if place != county or not is_family_there(county, handle, members):
                    continue
                log = browser(email).get(reverse("families:log", args=[family]))
                page = walk.pages.get(reverse("families:family", args=[family]), set())
                for member in members:  # of whom something may stand in two families
                    met = shown.setdefault((email, member), set())
                    met |= page | tokens_in(words_of(log))
    missing = []
    for (email, member), met in shown.items():
        handle, county = place_of(email)
        cws, calworks = entitled(county, handle, member)
        due = {
            token
            for token, what in crawl.world.planted.items()
            if (token.county, token.family) == (county, member)
            and token.category in (cws if token.program == "cws" else calworks)
            and what.startswith(("note in C5", "given name"))
        }
        missing += [f"{email} F{member}: {token}" for token in sorted(due - met)]
    assert missing == []
    assert len(shown) > 50


def not_on_the_page(due: set[Token]) -> set[Token]:
    """Where a placed child lives is not on the page of both programs, not even for its owner."""
    return {token for token in due if token.category == "C7" and token.program == "calworks"}


@pytest.mark.check(10)
@pytest.mark.check(12)
def test_undecided_pairs_show_identity_to_those_who_decide(crawl: Crawl) -> None:
    """The sealed one to the coordinator of restricted cases alone, and to nobody that it exists."""
    for (county, family), pair in crawl.world.pairs.items():
        address = reverse("matching:pair", args=[pair])
        for email, walk in crawl.walks.items():
            met = {t for t in walk.pages.get(address, set()) if t.family == family}
            handle, place = place_of(email)
            if place == county and handle in PAIRS[family]:
                assert met and {token.category for token in met} == {"C1"}, (email, family)
                assert {token.program for token in met} == {"cws", "calworks"}, (email, family)
            else:
                assert met == set(), (email, family)


# --- what is not theirs is like what is not there


@pytest.mark.check(3)
@pytest.mark.check(7)
@pytest.mark.check(8)
@pytest.mark.check(9)
@pytest.mark.check(11)
@pytest.mark.check(12)
@pytest.mark.check(13)
def test_what_is_hidden_answers_like_what_does_not_exist(crawl: Crawl) -> None:
    """Status and body, byte for byte, as an id that nobody has; to a stranger, the sign-in page."""
    hidden, unlike = 0, []
    for email, walk in crawl.walks.items():
        for name, thing, answer, absent in walk.asked:
            if not is_hidden(crawl, email, name, thing):
                continue
            hidden += 1
            if answer != absent or answer[0] not in (302, 403, 404):
                unlike.append(
                    f"{email}: {name} {thing.model} of {thing.county}: {answer[0]} {absent[0]} "
                    + first_difference(answer[1], absent[1])
                )
    assert hidden > 1000
    assert unlike == []


@pytest.mark.check(3)
@pytest.mark.check(8)
def test_their_own_answer_with_a_page(crawl: Crawl) -> None:
    """The twins: each kind of thing that is hidden from some is a page for somebody."""
    opened = {
        name
        for walk in crawl.walks.values()
        for name, _thing, (status, _page), _absent in walk.asked
        if status == 200
    }
    assert opened >= {
        "sharing:person",
        "matching:pair",
        "records:batch",
        "document",
        "document_file",
        "job_progress",
    }


def is_hidden(crawl: Crawl, email: str, name: str, thing: Thing) -> bool:
    """Whether this persona must not learn that the thing exists, by hand."""
    handle, county = place_of(email)
    if not email or handle in GONE or thing.county != county:
        return thing.model not in ("counties.User", "counties.County")
    if thing.pk in crawl.owners:
        return crawl.owners[thing.pk] != email
    if thing.model == "people.Person":
        family = crawl.world.family_of(county, UUID(thing.pk))
        known = entitled(county, handle, family) != (NONE, NONE)
        return not known and not is_accountable(handle, county, family)
    if thing.model == "people.Family":
        members = crawl.world.kinships[county].get(UUID(thing.pk))
        return members is not None and not is_family_there(county, handle, members)
    if thing.model == "matching.MatchCandidate":
        sealed = crawl.world.sealed_pairs[county]
        return handle not in PAIRS[19 if thing.pk in sealed else 12]
    del name
    return False


@pytest.mark.check(11)
@pytest.mark.check(23)
def test_administrators_have_no_page_of_a_person(crawl: Crawl) -> None:
    admins = [email for email in crawl.walks if email.startswith("admin")]
    assert admins
    for email in admins:
        walk = crawl.walks[email]
        assert {t.category for t in walk.met if t.family not in (0, POLICY)} == set()
        found = [
            (name, answer[0])
            for name, thing, answer, _absent in walk.asked
            if thing.model == "people.Person"
        ]
        assert found
        assert {status for _name, status in found} <= {403, 404}
    impersonation = re.compile("impersonat|login.?as|hijack|masquerad|su/", re.IGNORECASE)
    assert [a.route for a in addresses() if impersonation.search(a.route + a.name)] == []


def test_nothing_breaks_on_any_id(crawl: Crawl) -> None:
    assert [failure for walk in crawl.walks.values() for failure in walk.failures] == []


# --- search


@pytest.mark.check(37)
@pytest.mark.check(12)
def test_search_finds_mine_and_for_the_rest_nobody(crawl: Crawl) -> None:
    """Whom I may not open is the same answer, byte for byte, as somebody who was made up."""
    assert crawl.unlike == []
    wrong = [
        f"{email} {county} F{family}: {found}"
        for (email, county, family), found in crawl.searched.items()
        if found != _opens(email, county, family)
    ]
    assert wrong == []
    assert any(crawl.searched.values())


def _opens(email: str, county: str, family: int) -> bool:
    handle, place = place_of(email)
    return place == county and has_page(county, handle, family)


@pytest.mark.check(45)
def test_lists_hold_those_whom_one_can_open_and_count_them(crawl: Crawl) -> None:
    for email, walk in crawl.walks.items():
        _handle, county = place_of(email)
        opened = {
            thing.pk
            for name, thing, (status, _page), _absent in walk.asked
            if name == "sharing:person" and status == 200
        }
        due = (
            {
                str(made.person.pk)
                for number, made in crawl.world.towns[county].families.items()
                if _opens(email, county, number)
            }
            if county in COUNTIES
            else set()
        )
        assert opened == due, email
        if not due:
            continue
        client = browser(email)
        listed = client.get(reverse("sharing:people")).content.decode()
        link = re.compile(
            reverse("sharing:person", args=[UUID(int=0)])[:-36] + r"([0-9a-f-]{36})\""
        )
        assert set(link.findall(listed)) == due, email


# --- documents, mail, logs, jobs


@pytest.mark.check(29)
@pytest.mark.check(85)
@pytest.mark.check(87)
def test_a_document_says_what_its_recipient_may_see_to_its_recipient(crawl: Crawl) -> None:
    """Text, metadata and raw bytes; the mother's names nothing of the father."""
    for pk, (owner, family) in crawl.documents.items():
        address = reverse("document_file", args=[pk])
        answer = browser(owner).get(address)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        words = words_of(answer)
        found = tokens_in(words) - {t for t in tokens_in(words) if t.category == OFFICE}
        handle, county = place_of(owner)
        cws, calworks = entitled(county, handle, family)
        assert {t.family for t in found} == {family}
        assert {t.category for t in found if t.program == "cws"} == cws - {"C7"} | (cws & {"C7"})
        assert {t.category for t in found if t.program == "calworks"} == calworks
        for email, walk in crawl.walks.items():
            if email != owner:
                assert address not in walk.pages, email


@pytest.mark.check(97)
def test_no_log_line_holds_a_token(crawl: Crawl) -> None:
    """What the pages, the jobs and the refusals of the whole crawl logged, at the finest level."""
    assert len(crawl.logged) > 100
    assert {token for line in crawl.logged for token in tokens_in(line)} == set()


@pytest.mark.check(93)
def test_no_mail_holds_a_token(crawl: Crawl) -> None:
    """None is sent at all so far; the day one is, its words are looked through."""
    assert {token for text in crawl.mailed for token in tokens_in(text)} == set()


@pytest.mark.check(99)
def test_jobs_events_and_sessions_hold_no_token(crawl: Crawl) -> None:
    held = set()
    for county in COUNTIES:
        with rls(county=county), transaction.atomic(), connection.cursor() as cursor:
            for table in ("linkages_job", "linkages_event", "linkages_auditevent"):
                cursor.execute(f'select t::text from "{table}" t')
                rows = cursor.fetchall()
                held |= {token for (row,) in rows for token in tokens_in(row)}
            cursor.execute("select kind, subject::text, key from linkages_job")
            for row in cursor.fetchall():
                for argument in row:
                    assert not argument or re.fullmatch(r"[0-9a-f-]{36}|[a-z_.:0-9-]+", argument)
    for session in Session.objects.all():
        held |= tokens_in(str(session.get_decoded()))
    assert held == set()


@pytest.mark.check(116)
def test_looking_changes_no_row(crawl: Crawl) -> None:
    """Besides the account of the looking and the sessions of those who looked."""
    assert crawl.changed == []


# --- the crawler finds what is planted


@pytest.mark.parametrize("leak", ["canary/leak", "canary/count"])
def test_a_planted_leak_is_found(crawl: Crawl, leak: str, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.canary.leaky"
    clear_url_caches()
    patterns = [address for address in addresses() if leak in address.route]
    assert len(patterns) == 1
    email = "calworks.worker2@birch.example"
    planted = Crawl(crawl.world, owners=crawl.owners)
    walker = Walker(email, browser(email), by_model(ids_by_table()), {})
    planted.walks[email] = walker.all(patterns)
    found = leaks_of(planted) or [
        name
        for name, thing, answer, absent in walker.walk.asked
        if is_hidden(planted, email, name, thing) and answer != absent
    ]
    assert found
