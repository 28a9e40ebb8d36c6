"""Individual answers reach nobody but their author: by no address, no table, no difference."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from assessments.models import Answer, Respondent, Round
from assessments.rounds import acts, agreeing, closing
from assessments.rounds.spread import shared_notes
from assessments.rounds.spread import spread as seen_by_side
from linkages.documents import Document
from linkages.scope import rls
from tests.assessments.rounds_world import (
    BOTH_SIDES,
    CALWORKS,
    COCHAIRS,
    CODES,
    COORDINATOR,
    CWS,
    answers,
    asking,
    respondent,
    scores,
)
from tests.assessments.test_spread import a_round, all_answered, close_answers, spread
from tests.conftest import working_as
from tests.house.pdf_text import text_of


@pytest.mark.parametrize(
    ("scores", "seen"),
    [
        # All together less CWS would say that both people of CalWORKs know nothing.
        ({"cws": [1, 2, 3, 4], "calworks": [None, None]}, {"cws"}),
        ({"cws": [1, 2, 3, 4], "calworks": [None, None, None]}, {"cws", "all"}),
        # One of the four scored: all together less CWS would be that score.
        ({"cws": [1, 2, 3, 4], "calworks": [2, None, None, None]}, {"cws"}),
        ({"cws": [1, 2, 3, 4]}, {"cws", "all"}),
    ],
)
def test_a_side_that_knows_nothing_is_a_small_side_too(
    in_alder: None, scores: dict[str, list[int | None]], seen: set[str]
) -> None:
    asked = a_round()
    all_answered(asked, scores)
    close_answers(asked)
    assert set(spread(asked)) == seen


CANARY = "quillfeather"
AUTHOR = CWS[0]
STATES = ("answering", "consensus", "closed")
# Whoever has most to do with a round, in every state; everybody else once answers are closed.
LEADERS = (COORDINATOR, "admin@alder.example")
HANDLES = (
    *("cws.worker2", "calworks.worker", "cws.supervisor", "liaison"),
    *("analyst", "privacy", "restricted", "cochair.cws", "cochair.calworks", "sponsor.cws"),
    *("sponsor.calworks", "counsel", "partner"),
)
EVERYBODY = (
    *(f"{handle}@alder.example" for handle in HANDLES),
    *("coordinator@birch.example", "cws.worker@birch.example", "editor@state.example"),
)


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every address of assessments, by name."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace == "assessments":
            yield from _within(resolver)


def _within(resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _within(each)
        else:
            yield f"assessments:{each.name}", each


def addresses(asked: Round, row: Respondent) -> list[str]:
    """Each of them, filled with the round and with the person whose answers are looked for."""
    filled = {"respondent_id": row.pk, "section": "R1"}
    kinds: dict[type, Any] = {
        UUIDConverter: asked.pk,
        IntConverter: 1,
        SlugConverter: "readiness",
        StringConverter: CODES[0],
    }
    found = []
    for name, pattern in patterns():
        keys = {
            key: kinds[type(converter)] if key not in filled else filled[key]
            for key, converter in pattern.pattern.converters.items()
        }
        found.append(reverse(name, kwargs=keys))
    return found


def planted(staff: dict[str, Any]) -> Round:
    """A round in which one person wrote what nobody else may ever meet."""
    asked = asking(staff, BOTH_SIDES)
    for email in BOTH_SIDES:
        said = scores(4, 4, 4, 4)
        if email == AUTHOR:
            said = {
                code: replace(each, note=f"{CANARY} {code}", score=1)
                for code, each in scores(1, 1, 1, 1).items()
            }
        answers(staff, asked, email, said)
    return asked


def to(state: str, asked: Round, staff: dict[str, Any]) -> Round:
    """Bring the round on."""
    if state == "consensus":
        with working_as(staff[COORDINATOR]) as user:
            asked = acts.close_answers(user, asked.pk, version=str(asked.version))
            agreeing.leave_unknown(user, asked.pk)
    if state == "closed":
        for email in COCHAIRS:
            with working_as(staff[email]) as user:
                asked = closing.sign(user, asked.pk, version=closing.agreed_version(asked))
    return asked


def met(client: Client, addresses: list[str]) -> list[str]:
    """Addresses on which the canary stands."""
    return [each for each in addresses if CANARY.encode() in client.get(each).content]


@pytest.mark.django_db
def test_nobody_but_the_author_meets_an_answer_on_any_address(
    staff: dict[str, Any], sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    asked = planted(staff)
    row = respondent(staff, asked, AUTHOR)
    leader = sign_in(COORDINATOR)
    # What only takes a form answers 405 to everybody, and shows nothing.
    pages = [each for each in addresses(asked, row) if leader.get(each).status_code != 405]
    own = reverse("assessments:answer_section", args=[asked.pk, "R1"])
    assert own in pages
    for state in STATES:
        asked = to(state, asked, staff)
        assert met(sign_in(AUTHOR), [own]) == [own]
        about = [each for each in pages if str(asked.pk) in each]
        for email in LEADERS:
            asked_for = pages if state == "consensus" else about
            assert (state, email, met(sign_in(email), asked_for)) == (state, email, [])
        for email in EVERYBODY if state == "consensus" else ():
            assert (state, email, met(sign_in(email), about)) == (state, email, [])
    assert CANARY not in caplog.text


@pytest.mark.django_db
def test_no_paper_of_a_round_tells_an_answer(
    staff: dict[str, Any], sign_in: Any, run_jobs: Any
) -> None:
    asked = to("closed", to("consensus", planted(staff), staff), staff)
    client = sign_in(COORDINATOR)
    for name in ("results_brief", "results_sheet"):
        client.post(reverse(f"assessments:{name}", args=[asked.pk]))
    run_jobs()
    with working_as(staff[COORDINATOR]):
        made = list(Document.objects.filter(subject=asked.pk).values_list("pk", flat=True))
    files = [client.get(reverse("document_file", args=[key])).content for key in made]
    told = [text_of(each) for each in files]
    assert len(told) == 2 and all(asked.name in each for each in told)
    assert CANARY not in " ".join(told)


@pytest.mark.django_db
def test_no_row_of_any_table_tells_anybody_else(staff: dict[str, Any]) -> None:
    asked = to("closed", to("consensus", planted(staff), staff), staff)
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and not relispartition "
            "and relnamespace = 'public'::regnamespace "
            "and has_table_privilege(current_user, oid, 'select')"
        )
        tables = [name for (name,) in cursor.fetchall()]
    assert {"assessments_answer", "assessments_consensusevent", "linkages_auditevent"} <= set(
        tables
    )
    one = "select '{0}', count(*) from \"{0}\" t where t::text like %(canary)s having count(*) > 0"
    asking_all = " union all ".join(one.format(name) for name in tables)
    for email, found in ((AUTHOR, [("assessments_answer", 4)]), *((each, []) for each in LEADERS)):
        with working_as(staff[email]), connection.cursor() as cursor:
            cursor.execute(asking_all, {"canary": f"%{CANARY}%"})
            assert (email, cursor.fetchall()) == (email, found)
    with rls(county="alder", user=staff[COORDINATOR].pk):
        assert Answer.objects.filter(round=asked).count() == 0


@pytest.mark.django_db
def test_the_page_hides_a_small_side_and_what_would_tell_it(
    staff: dict[str, Any], sign_in: Any
) -> None:
    sides = {email: "cws" for email in CWS} | {CALWORKS[0]: "calworks", CALWORKS[1]: "calworks"}
    asked = asking(staff, sides)
    for email in sides:
        answers(staff, asked, email, scores(2, 2, 2, 2))
    with working_as(staff[COORDINATOR]) as user:
        asked = acts.close_answers(user, asked.pk, version=str(asked.version))
    item = reverse("assessments:consensus_item", args=[asked.pk, "R1.1"])
    page = sign_in(COORDINATOR).get(item)
    shown = {line.side: (line.n, line.hidden) for line in page.context["sides"]}
    assert shown == {
        "cws": (3, ""),
        "calworks": (0, "hidden: fewer than 3 answers"),
        "shared": (0, "hidden: fewer than 3 answers"),
        "all": (0, "hidden: it would tell a small side"),
    }
    assert page.context["gap"] == ""


@pytest.mark.django_db
def test_nothing_is_to_be_seen_together_while_people_answer(
    staff: dict[str, Any], sign_in: Any
) -> None:
    asked = planted(staff)
    client = sign_in(COORDINATOR)
    for name, key in (("consensus_item", "R1.1"), ("sheet", "R1")):
        page = client.get(reverse(f"assessments:{name}", args=[asked.pk, key]))
        assert page["Location"] == reverse("assessments:round", args=[asked.pk])
    with working_as(staff[COORDINATOR]):
        assert seen_by_side(asked) == {} == shared_notes(asked)
