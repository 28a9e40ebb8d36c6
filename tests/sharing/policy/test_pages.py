"""Counsel's pages: who may, what they show, and that a published change counts at once."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.sharing.models import Audience, Category, LegalBasis, PolicyEdition
from cases.sharing.policy import editions
from cases.sharing.policy.pages import boards_on
from cases.sharing.policy.table import CELLS, POSSIBLE, table_of
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import Family, make_family, without_secrets
from tests.sharing.policy.conftest import (
    BASE,
    MDT_C6,
    PAIR_C5,
    TOMORROW,
    Bench,
    Desk,
)

pytestmark = pytest.mark.django_db
VIEWERS = ("admin", "coordinator", "privacy", "counsel")
OTHERS = ("cws.worker", "calworks.supervisor", "liaison", "analyst", "restricted", "sponsor.cws")
NARROW = BASE - {PAIR_C5}


def ticks(table: Any) -> list[str]:
    return [":".join(row) for row in table]


@pytest.mark.parametrize("name", ["policy", "authority", "index_standard", "designations"])
def test_who_sees_the_pages(sign_in: Callable[[str], Client], base: Bench, name: str) -> None:
    address = reverse(f"sharing:{name}")
    for persona in VIEWERS:
        assert sign_in(f"{persona}@alder.example").get(address).status_code == 200, persona
    for persona in OTHERS:
        assert sign_in(f"{persona}@alder.example").get(address).status_code == 403, persona


@pytest.mark.parametrize(
    ("name", "fields", "done"),
    [
        ("start_draft", {"on": str(TODAY)}, 302),
        ("change_draft", {"rows": []}, 302),
        ("publish_edition", {"effective_on": str(TODAY), "reason": "because"}, 302),
        ("withdraw_edition", {}, 302),
        ("restore_edition", {"effective_on": str(TODAY), "reason": "because"}, 302),
    ],
)
def test_only_counsel_of_the_county_changes_anything(
    sign_in: Callable[[str], Client], base: Bench, name: str, fields: dict[str, Any], done: int
) -> None:
    args: list[Any] = []
    if name == "restore_edition":
        base.publish(NARROW)
        args = [base.edition(1).pk]
    elif name != "start_draft":
        args = [base.draft(NARROW).pk]
    before = state_of_everything()
    sent = {**fields, "version": base.author().seen}
    for email, code in (
        ("coordinator@alder.example", 403),
        ("admin@alder.example", 403),
        ("cws.worker@alder.example", 403),
        ("counsel@birch.example", 403 if name == "start_draft" else 404),
    ):
        if name == "start_draft" and email.endswith("birch.example"):
            continue
        answer = sign_in(email).post(reverse(f"sharing:{name}", args=args), sent)
        assert answer.status_code == code, email
        assert state_of_everything() == before
    answer = sign_in("counsel@alder.example").post(reverse(f"sharing:{name}", args=args), sent)
    assert answer.status_code == done
    assert state_of_everything() != before


def state_of_everything() -> Any:
    with rls(county="alder"), transaction.atomic():
        return (
            list(PolicyEdition.objects.order_by("number").values_list("number", "state", "rows")),
            list(LegalBasis.objects.order_by("pk").values_list("pk", "since", "until")),
        )


def test_what_does_not_exist_and_what_is_another_countys_look_the_same(
    sign_in: Callable[[str], Client], base: Bench
) -> None:
    birch = sign_in("counsel@birch.example")
    there = birch.get(reverse("sharing:edition", args=[base.edition(1).pk]))
    nowhere = birch.get(reverse("sharing:edition", args=[uuid.uuid4()]))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    there, nowhere = (without_secrets(each.content.decode()) for each in (there, nowhere))
    assert there == nowhere


def test_the_board_says_what_holds_since_when_and_what_cannot(base: Bench, desk: Desk) -> None:
    base.publish(NARROW | {MDT_C6}, on=TOMORROW)
    with rls(county="alder"), transaction.atomic():
        cws, calworks = boards_on("alder", TODAY)
    by_name = {line.category: line for line in cws.lines}
    assert list(by_name) == list(Category.values)
    assert by_name["C7"].closed == "never crosses"
    assert by_name["C8"].closed == "by release only"
    audiences = list(Audience)
    pair, mdt = audiences.index(Audience.PAIR), audiences.index(Audience.MDT)
    c5 = by_name["C5"].squares[pair]
    assert [(b.code, b.note) for b in c5.bases] == [
        ("10850", "since Aug 23, 2026, until Dec 1, 2026")
    ]
    c6 = by_name["C6"].squares
    assert c6[pair].never and not c6[mdt].never
    assert [(b.code, b.note) for b in c6[mdt].coming] == [("830", "from Dec 2, 2026")]
    assert {line.category for line in calworks.lines if not line.closed} == {"C1", "C2", "C3"}
    page = desk.page("policy")
    for words in ("since Aug 23, 2026", "from Dec 2, 2026", "no statute", "takes effect on"):
        assert words in page


def test_every_square_is_drawn_once(base: Bench, desk: Desk) -> None:
    with rls(county="alder"), transaction.atomic():
        boards = boards_on("alder", TODAY)
    squares = [s for board in boards for line in board.lines for s in line.squares]
    assert sum(not square.never for square in squares) == len(CELLS)


def test_another_day_shows_what_held_then(base: Bench, desk: Desk) -> None:
    base.publish(NARROW, on=TOMORROW)
    ask = desk.client.get
    later = ask(reverse("sharing:policy"), {"on": str(TOMORROW)}).content.decode()
    assert "Edition 2" in later and "In force on Dec 2, 2026" in later
    assert "Start a draft as of Dec 2, 2026" in later
    long_ago = ask(reverse("sharing:policy"), {"on": "2020-01-01"}).content.decode()
    assert "No edition is published." in long_ago
    assert ask(reverse("sharing:policy"), {"on": "no day"}).status_code == 200


def test_a_draft_from_the_page_of_another_day(base: Bench, desk: Desk) -> None:
    base.publish(NARROW, on=TOMORROW)
    answer = desk.send("start_draft", known=base.known(), on=str(TOMORROW))
    assert answer.status_code == 302
    assert table_of(base.edition(3).rows) == NARROW


def test_the_whole_way_by_pages(base: Bench, desk: Desk) -> None:
    answer = desk.send("start_draft", known=base.known(), on=str(TODAY))
    draft = base.edition(2)
    assert answer["Location"] == reverse("sharing:change_draft", args=[draft.pk])
    page = desk.page("change_draft", draft.pk)
    assert page.count('type="checkbox"') == len(POSSIBLE)
    assert page.count(" checked") == len(BASE)
    answer = desk.send("change_draft", draft.pk, known=base.known(), rows=ticks(NARROW))
    assert answer.status_code == 302
    page = desk.page("edition", draft.pk)
    assert "CalWORKs workers would lose C5 of CWS on fewer than 11 people." in page
    answer = desk.send(
        "publish_edition", draft.pk, known=base.known(), effective_on="12/2/2026", reason="Because"
    )
    assert answer.status_code == 302
    assert base.table() == BASE and base.table(TOMORROW) == NARROW
    page = desk.page("policy")
    assert "Because" in page and "Takes effect later" in page
    assert "Withdraw this edition" in desk.page("edition", draft.pk)
    assert "Withdraw edition 2?" in desk.page("withdraw_edition", draft.pk)
    assert desk.send("withdraw_edition", draft.pk, known=base.known()).status_code == 302
    assert base.table(TOMORROW) == BASE


def test_acts_are_in_the_audit(base: Bench, desk: Desk) -> None:
    desk.send("start_draft", known=base.known(), on=str(TODAY))
    draft = base.edition(2)
    desk.send("change_draft", draft.pk, known=base.known(), rows=ticks(NARROW))
    sent = {"effective_on": str(TODAY), "reason": "because"}
    desk.send("publish_edition", draft.pk, known=base.known(), **sent)
    with rls(county="alder"), transaction.atomic():
        told = AuditEvent.objects.filter(subjects__contains=[draft.pk], user_id=base.counsel.pk)
        actions = set(told.values_list("action", flat=True))
    assert actions == {
        "POST sharing:start_draft",
        "POST sharing:change_draft",
        "POST sharing:publish_edition",
    }


@pytest.mark.parametrize("box", ["10850:cws:C6:pair", "10850:cws:C7:pair", "830:cws:C6:er_team"])
def test_the_form_refuses_what_no_statute_opens(base: Bench, desk: Desk, box: str) -> None:
    draft = base.draft(NARROW)
    answer = desk.send("change_draft", draft.pk, known=base.known(), rows=[*ticks(NARROW), box])
    assert answer.status_code == 422
    assert "No statute opens this category to these people." in answer.content.decode()
    assert table_of(base.edition(2).rows) == NARROW


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"effective_on": "11/30/2026", "reason": "b"}, "A change never rewrites the past."),
        ({"effective_on": "12/1/2026"}, "This field is required."),
        ({"reason": "b"}, "This field is required."),
    ],
)
def test_what_the_form_of_publication_asks(
    base: Bench, desk: Desk, fields: dict[str, str], sentence: str
) -> None:
    draft = base.draft(NARROW)
    answer = desk.send("publish_edition", draft.pk, known=base.known(), **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert base.table() == BASE


def test_a_stale_page_is_told_and_keeps_what_was_typed(base: Bench, desk: Desk) -> None:
    draft = base.draft(NARROW)
    old = base.known()
    base.withdraw(draft)
    again = base.draft(NARROW | {MDT_C6})
    sent = {"effective_on": "12/9/2026", "reason": "A reason worth keeping"}
    answer = desk.send("publish_edition", again.pk, known=old, **sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed the legal bases since you opened this page." in page
    assert "A reason worth keeping" in page
    assert base.edition(again.number).state == "draft"
    answer = desk.send("publish_edition", again.pk, known=base.known(), **sent)
    assert answer.status_code == 302


def test_a_form_sent_twice_publishes_once(base: Bench, desk: Desk) -> None:
    draft = base.draft(NARROW)
    sent = {"effective_on": str(TODAY), "reason": "because", "key": str(uuid.uuid4())}
    known = base.known()
    first = desk.send("publish_edition", draft.pk, known=known, **sent)
    second = desk.send("publish_edition", draft.pk, known=known, **sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize("name", ["change_draft", "publish_edition", "withdraw_edition"])
def test_an_edition_in_force_refuses(base: Bench, desk: Desk, name: str) -> None:
    sent = {"effective_on": str(TODAY), "reason": "because", "rows": ticks(NARROW)}
    answer = desk.send(name, base.edition(1).pk, known=base.known(), **sent)
    assert answer.status_code == 409
    assert base.table() == BASE


def test_rolling_back_by_pages(base: Bench, desk: Desk) -> None:
    base.publish(NARROW)
    first = base.edition(1)
    assert "Roll back to this edition" in desk.page("edition", first.pk)
    page = desk.page("restore_edition", first.pk)
    assert "CalWORKs workers would gain C5 of CWS on fewer than 11 people." in page
    sent = {"effective_on": str(TODAY), "reason": "It was too narrow."}
    assert desk.send("restore_edition", first.pk, known=base.known(), **sent).status_code == 302
    assert base.table() == BASE
    assert "brings back 1" in desk.page("policy")
    answer = desk.client.get(reverse("sharing:restore_edition", args=[base.edition(3).pk]))
    assert answer.status_code == 409


def as_seen(sign_in: Callable[[str], Client], family: Family) -> str:
    client = sign_in("calworks.worker@alder.example")
    answer = client.get(reverse("sharing:person", args=[family.person.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


HEARING = "Jan 15, 2027"


def test_a_published_change_closes_the_next_request_and_a_roll_back_opens_it(
    sign_in: Callable[[str], Client], base: Bench, desk: Desk
) -> None:
    family = make_family()
    assert HEARING in as_seen(sign_in, family)
    draft = base.draft(NARROW)
    sent = {"effective_on": str(TODAY), "reason": "because"}
    desk.send("publish_edition", draft.pk, known=base.known(), **sent)
    assert HEARING not in as_seen(sign_in, family)
    desk.send("restore_edition", base.edition(1).pk, known=base.known(), **sent)
    assert HEARING in as_seen(sign_in, family)


def test_a_change_on_a_later_day_comes_on_that_day(
    sign_in: Callable[[str], Client], base: Bench
) -> None:
    family = make_family()
    base.publish(NARROW, on=TOMORROW)
    assert HEARING in as_seen(sign_in, family)
    with time_machine.travel("2026-12-02 18:00:00+00:00", tick=True):
        assert HEARING not in as_seen(sign_in, family)


def test_only_counsel_is_told_whom_a_draft_would_touch(
    sign_in: Callable[[str], Client], base: Bench, desk: Desk
) -> None:
    draft = base.draft(NARROW)
    assert "Whom it would touch" in desk.page("edition", draft.pk)
    for persona in ("admin", "coordinator", "privacy"):
        client = sign_in(f"{persona}@alder.example")
        page = client.get(reverse("sharing:edition", args=[draft.pk])).content.decode()
        assert "What it would change" in page
        assert "Whom it would touch" not in page and "would lose" not in page


def test_the_pages_ask_a_constant_number_of_questions(base: Bench, desk: Desk) -> None:
    def queries(name: str, *args: Any) -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.page(name, *args)
        return len(seen)

    for turn in range(3):
        base.publish(NARROW if turn % 2 == 0 else BASE)
    desk.page("policy")
    few = queries("policy")
    for turn in range(3, 9):
        base.publish(NARROW if turn % 2 == 0 else BASE)
    assert queries("policy") == few
    draft = base.draft(NARROW | {MDT_C6})
    make_family()
    few = queries("edition", draft.pk)
    for _ in range(5):
        make_family()
    assert queries("edition", draft.pk) == few


def test_the_navigation_leads_here(sign_in: Callable[[str], Client], base: Bench) -> None:
    link = f'href="{reverse("sharing:policy")}"'
    assert link in sign_in("counsel@alder.example").get("/").content.decode()
    assert link not in sign_in("cws.worker@alder.example").get("/").content.decode()


def test_in_force_when_seen_through_the_editions(base: Bench) -> None:
    base.publish(NARROW, on=TOMORROW)
    known = base.known()
    assert editions.current(known, TODAY) == base.edition(1)
    assert editions.current(known, TOMORROW) == base.edition(2)
    assert editions.current(known, TODAY - timedelta(days=200)) is None
    assert editions.pending(known) == base.edition(2)
