"""What was done with a pair, who decided what and when, and for which reasons."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.matching.desk import reasons
from cases.matching.models import DecisionReason, MatchDecision
from linkages import exports
from linkages.audit import AuditEvent
from linkages.calendar import today
from linkages.scope import rls
from tests.matching.desk.queue import (
    ANALYST,
    COORDINATOR,
    ELSEWHERE,
    LIAISON,
    RESTRICTED,
    WORKER,
    at,
    decide,
    defer,
    give,
    page,
    pairs,
    seal,
)

pytestmark = pytest.mark.django_db
ADMIN = "admin@alder.example"


def test_the_history_tells_everything_with_what_was_shown(sign_in: Any, staff: Any) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    give(client, pair, staff[ANALYST])
    defer(client, pair)
    client.post(at("resume", pair))
    decide(client, pair, "needs_information", note="Ask the school")
    decide(client, pair, "link")
    client.post(at("undo", pair))
    decide(client, pair, "link")
    sign_in(ANALYST).post(at("cut", pair), {"reason": "Cousins"})
    body = page(client, at("past", pair))
    order = [
        "gave the pair to", "put the pair off until", "brought the pair back",
        "asked for information", "linked the pair", "took back the decision before",
        "linked the pair", "cut the link",
    ]  # fmt: skip
    places = []
    for words in reversed(order):
        places.append(body.index(words, places[-1] + 1 if places else 0))
    assert places == sorted(places)
    for words in ("Ask the school", "Cousins", "The school calls back", "same SSN",
                  "What was shown then (evidence +", "Almost certain"):  # fmt: skip
        assert words in body
    assert staff[ANALYST].name in body and "Celia Navarro" in body
    assert sign_in(WORKER).get(at("past", pair)).status_code == 403
    assert sign_in(ELSEWHERE).get(at("past", pair)).status_code == 404
    seal(pair)
    assert client.get(at("past", pair)).status_code == 404


def listed(client: Any, **query: str) -> str:
    return page(client, at("decisions", **query))


def table(body: str) -> int:
    """Rows of the table of decisions."""
    return body.count('<th scope="row" data-private>')


def test_who_decided_what_and_when(sign_in: Any, staff: Any) -> None:
    made = pairs(3)
    decide(sign_in(ANALYST), made[0], "link")
    decide(sign_in(LIAISON), made[1], "not_same", reason="twin")
    decide(sign_in(COORDINATOR), made[2], "needs_information")
    client = sign_in(COORDINATOR)
    assert table(listed(client)) == 3
    for query, count in (
        ({"who": str(staff[ANALYST].pk)}, 1),
        ({"verb": "not_same"}, 1),
        ({"reason": "twin"}, 1),
        ({"reason": "relative"}, 0),
        ({"since": today().isoformat()}, 3),
        ({"until": (today() - timedelta(days=1)).isoformat()}, 0),
        ({"who": str(staff[ANALYST].pk), "verb": "cut"}, 0),
    ):
        assert table(listed(client, **query)) == count, query
    answer = client.post(at("find"), {"q": "abbott", "decisions": "1"})
    assert answer["Location"] == at("decisions", find="1")
    body = page(client, answer["Location"])
    assert table(body) == 1 and str(made[0].pk) in body


def test_the_list_is_for_who_answers_for_the_queue(sign_in: Any) -> None:
    (pair,) = pairs(1)
    decide(sign_in(ANALYST), pair)
    for email in (LIAISON, WORKER, ADMIN):
        for name in ("decisions", "decisions_file"):
            assert sign_in(email).get(at(name)).status_code == 403
    assert table(listed(sign_in(ANALYST))) == 1
    assert table(listed(sign_in(ELSEWHERE))) == 0


@pytest.mark.check(45)
def test_restricted_pairs_are_in_no_list_and_no_file(sign_in: Any) -> None:
    first, second = pairs(2)
    for pair in (first, second):
        decide(sign_in(ANALYST), pair)
    seal(first)
    for email, count in ((ANALYST, 1), (RESTRICTED, 2)):
        client = sign_in(email)
        assert table(listed(client)) == count
        assert len(rows_of(client.get(at("decisions_file")))) == count


def test_a_name_alone_tells_of_no_restricted_pair(sign_in: Any, staff: Any) -> None:
    first, second = pairs(2)
    seal(first)
    decide(sign_in(RESTRICTED), first)
    name = staff[RESTRICTED].name
    assert name not in listed(sign_in(ANALYST))
    decide(sign_in(RESTRICTED), second)
    assert name in listed(sign_in(ANALYST))


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200 and answer["Content-Type"] == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_names_staff_and_nobody_else(sign_in: Any, staff: Any) -> None:
    (pair,) = pairs(1)
    decide(sign_in(ANALYST), pair, "not_same", note="ABBOTT called", reason="twin")
    answer = sign_in(COORDINATOR).get(at("decisions_file"))
    (row,) = rows_of(answer)
    assert row["Who"] == staff[ANALYST].name and row["Why not the same"] == "A twin"
    assert row["Pair"] == str(pair.pk) and row["State after"] == "Not the same"
    assert b"ABBOTT" not in answer.content
    with rls(county="alder"):
        event = AuditEvent.objects.filter(purpose="export").latest("at")
        assert pair.pk in event.subjects


def test_a_file_too_long_is_refused_and_not_cut(sign_in: Any, monkeypatch: Any) -> None:
    from cases.matching.desk.views import deciders

    for pair in pairs(3):
        decide(sign_in(ANALYST), pair)
    for module in (exports, deciders):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    answer = sign_in(COORDINATOR).get(at("decisions_file"), follow=True)
    assert "A file holds at most 2 decisions" in answer.content.decode()


def test_the_list_asks_the_same_number_of_questions(sign_in: Any) -> None:
    made = pairs(12)
    client, counts = sign_in(COORDINATOR), []
    for chosen in (made[:2], made[2:]):
        for pair in chosen:
            decide(sign_in(ANALYST), pair)
        page(client, at("decisions"))
        with CaptureQueriesContext(connection) as asked:
            page(client, at("decisions"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def offered(client: Any, pair: Any) -> str:
    return page(client, at("pair", pair))


def test_a_county_adds_a_reason_in_both_languages(sign_in: Any) -> None:
    (pair,) = pairs(1)
    words = {"english": "Shared phone", "spanish": "Comparten el teléfono"}
    for email in (ANALYST, LIAISON, WORKER):
        assert sign_in(email).post(at("reasons"), words).status_code == 403
    assert sign_in(COORDINATOR).post(at("reasons"), {"english": "x"}).status_code == 422
    assert sign_in(ADMIN).post(at("reasons"), words).status_code == 302
    client = sign_in(ANALYST)
    assert "Shared phone" in offered(client, pair)
    client.cookies["django_language"] = "es"
    assert "Comparten el teléfono" in offered(client, pair)
    del client.cookies["django_language"]
    with rls(county="alder"):
        code = DecisionReason.objects.get().code
    assert decide(client, pair, "not_same", reason=code).status_code == 302
    body = page(client, at("past", pair))
    assert "Shared phone" in body
    url = reverse("matching:switch_reason", args=[code])
    assert sign_in(ANALYST).post(url).status_code == 403
    sign_in(COORDINATOR).post(url)
    assert "Shared phone" in page(client, at("past", pair))
    assert 'value="' + code not in offered(client, pair)


def test_a_county_switches_one_of_ours_off_and_on(sign_in: Any) -> None:
    first, second = pairs(2)
    client, url = sign_in(COORDINATOR), reverse("matching:switch_reason", args=["twin"])
    client.post(url)
    assert 'value="twin"' not in offered(client, first)
    answer = decide(client, first, "not_same", reason="twin")
    assert answer.status_code == 200 and b"Select a valid choice" in answer.content
    answer = decide(client, first, "", because="twin")
    assert answer.status_code == 200
    client.post(url, {"on": "1"})
    assert decide(client, first, "", because="twin").status_code == 302
    with rls(county="alder"):
        made = MatchDecision.objects.get()
        assert (made.verb, made.reason) == ("not_same", "twin")
    # "Another reason" can always be said.
    client.post(reverse("matching:switch_reason", args=["other"]))
    assert 'value="other"' in offered(client, second)


def test_where_the_suggested_reason_is_off_none_is_taken_in_its_place(sign_in: Any) -> None:
    (pair,) = pairs(1)
    client = sign_in(COORDINATOR)
    client.post(reverse("matching:switch_reason", args=["namesake"]))
    body = offered(client, pair)
    assert '<option value="other" selected' in body


def test_reasons_hold_from_day_to_day(in_alder: None, staff: Any) -> None:
    day = today()
    with transaction.atomic():
        for code, since, until in (
            ("cpast", -9, -1), ("cnow", -9, None), ("ctomorrow", 1, None), ("clast", -9, 0),
        ):  # fmt: skip
            DecisionReason.objects.create(
                county_id="alder", code=code, english=code, spanish=code, set_by=staff[ADMIN],
                since=day + timedelta(days=since),
                until=None if until is None else day + timedelta(days=until),
            )  # fmt: skip
        codes = [code for code, _words in reasons.Reasons("alder").in_force_on(day)]
    assert [code for code in codes if code.startswith("c")] == ["cnow", "clast"]
    assert codes[-1] == "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionReason.objects.create(
            county_id="alder", code="cx", english="x", since=day, set_by=staff[ADMIN]
        )
    assert timezone.localdate() == day
