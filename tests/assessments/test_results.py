"""The results page of a round: what it says, the decision and its signatures, and taking it out."""

import csv
import io
import uuid
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.instruments.reading import Scoring
from assessments.models import Round, RoundDecision, RoundSignature
from assessments.results import deciding
from assessments.results.deciding import Verdict
from assessments.results.done import Done
from assessments.rounds.states import NotAllowed
from linkages.calendar import months_after, today
from linkages.forms import Stale
from linkages.scope import rls
from tests.assessments.agreed_rounds import agreed_round, closed_round
from tests.assessments.instruments import N2, R5, instrument, item, section
from tests.assessments.rounds_world import asking
from tests.conftest import working_as
from tests.families.telling.test_race import at_once

pytestmark = pytest.mark.django_db
READINESS = instrument(
    Scoring.READINESS, section("R1", item("R1.1", 3, "T02-1", gate=True, stops=True)), R5
)
SCORES = {"R1.1": 4, "R5.1": 2, "R5.2": 3, "R5.3": "unknown", "R5.4": 4}
LEADER = "cochair.cws@alder.example"


def sent(**given: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "version": "0"} | given


def a_closed_round(staff: Any, scores: Any = None, **more: Any) -> Round:
    """In a trail of its own, as the pages that follow are."""
    county = more.get("county", "alder")
    leader = staff[f"cochair.cws@{county}.example"]
    with rls(county=county), transaction.atomic():
        return closed_round(leader, more.pop("of", READINESS), scores or SCORES, **more)


def decided(staff: Any, asked: Round, kind: str = "proceed", version: str = "0") -> RoundDecision:
    day = today() + timedelta(days=90) if kind == "prepare" else None
    with working_as(staff[LEADER]) as leader:
        return deciding.decide(leader, asked.pk, Verdict(kind, "Because.", day), version=version)


def home(asked: Round) -> str:
    return f"/program/rounds/{asked.pk}/results/"


def text_of(client: Any, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_results_say_band_cap_gates_and_what_nobody_knows(sign_in, staff):
    asked = a_closed_round(staff)
    page = text_of(sign_in("sponsor.cws@alder.example"), home(asked))
    assert f"/plans/from/{asked.pk}" in page
    # (9 + 13) of (9 + 21)
    assert "73%" in page
    assert "62%" in page
    assert "1 gate is not met (R5.1)" not in page  # 73 is no higher than "prepare" anyway
    assert "Not met" in page
    assert "22% not known" in page
    assert "What nobody knows yet" in page
    assert "This is advice. The county decides." in page


def test_what_holds_the_result_down_is_said(sign_in, staff):
    best = dict.fromkeys(SCORES, 4)
    capped = a_closed_round(staff, best | {"R5.1": 2})
    assert "1 gate is not met (R5.1)" in text_of(sign_in(LEADER), home(capped))
    stopped = a_closed_round(staff, best | {"R1.1": 1})
    page = text_of(sign_in(LEADER), home(stopped))
    assert "for now, because this is not in place: Statement R1.1" in page


@pytest.mark.parametrize("who", ["cws.worker", "counsel", "privacy", "partner"])
def test_results_are_for_the_planning_team(sign_in, staff, who):
    assert sign_in(f"{who}@alder.example").get(home(a_closed_round(staff))).status_code == 403


def test_another_county_has_no_such_round(sign_in, staff):
    asked = a_closed_round(staff, county="birch")
    for path in ("", "decide", "list.csv"):
        assert sign_in(LEADER).get(home(asked) + path).status_code == 404
    assert sign_in("cochair.cws@birch.example").get(home(asked)).status_code == 200


def test_before_the_consensus_there_are_no_results(sign_in, staff):
    asked = asking(staff, {"cws.worker@alder.example": "cws"})
    answer = sign_in(LEADER).get(home(asked))
    assert (answer.status_code, answer["Location"]) == (302, f"/program/rounds/{asked.pk}")


def test_during_the_consensus_results_are_marked_as_not_final(sign_in, staff):
    with rls(county="alder"):
        asked = agreed_round(staff[LEADER], READINESS, SCORES)
    page = text_of(sign_in(LEADER), home(asked))
    assert "Not final" in page
    assert "Record the decision" not in page


def test_results_stand_beside_earlier_ones_matched_by_code(sign_in, staff):
    a_closed_round(
        staff,
        {"R1.1": 4, "R5.1": 1, "R5.2": 3, "R5.3": 3, "R5.4": 4},
        name="Last year",
        began_at=timezone.now() - timedelta(days=370),
        closed_at=timezone.now() - timedelta(days=365),
    )
    now = a_closed_round(staff)
    page = text_of(sign_in(LEADER), home(now))
    assert "Over time" in page
    assert "Up 1, from 1" in page
    assert "3 then" in page  # R5.3 was 3, and is not known now
    assert "The same" in page
    assert "Over time" not in text_of(
        sign_in(LEADER), home(a_closed_round(staff, of=instrument(Scoring.RENOVATION, N2)))
    )


def test_a_reworded_statement_is_not_compared(sign_in, staff):
    other = replace(R5.items[0], words={"en": "Something else", "es": "Otra cosa"})
    reworded = section("R5", other, *R5.items[2:])
    old = instrument(Scoring.READINESS, READINESS.sections[0], reworded)
    before = timezone.now() - timedelta(days=365)
    a_closed_round(staff, {"R1.1": 4, "R5.1": 1}, of=old, began_at=before, closed_at=before)
    page = text_of(sign_in(LEADER), home(a_closed_round(staff)))
    assert "The statements of this section were not the same" in page
    assert "Reworded: not compared" in page
    assert "Up 1, from 1" not in page
    assert '<span class="source">New</span>' in page


def test_what_was_done_for_an_item_stands_with_it(sign_in, staff, settings, monkeypatch):
    before = timezone.now() - timedelta(days=365)
    earlier = a_closed_round(staff, began_at=before, closed_at=before)
    asked_for = []

    def history(county: str, codes: Any, round: Round) -> list[Done]:
        asked_for.append((county, round.pk, set(codes)))
        return [Done("R5.1", "A joint policy was signed.", "done", "/plans/")]

    monkeypatch.setattr("tests.assessments.test_results.provider", history, raising=False)
    settings.ITEM_HISTORY = ["tests.assessments.test_results.provider"]
    page = text_of(sign_in(LEADER), home(a_closed_round(staff)))
    assert "A joint policy was signed." in page
    assert asked_for == [("alder", earlier.pk, set(SCORES))]


def test_the_decision_is_recorded_by_who_leads_and_signed_by_both_sponsors(sign_in, staff):
    asked = a_closed_round(staff)
    given = sent(kind="proceed", reason="Two sites are willing.", reassess_on="")
    assert sign_in(LEADER).post(home(asked) + "decide", given).status_code == 302
    cws, calworks = (sign_in(f"sponsor.{each}@alder.example") for each in ("cws", "calworks"))
    assert "Decisions to sign" in text_of(cws, "/")
    assert cws.post(home(asked) + "sign", sent(version="1")).status_code == 302
    assert "Decisions to sign" not in text_of(cws, "/")
    assert "To be signed" in text_of(cws, home(asked))
    assert calworks.post(home(asked) + "sign", sent(version="1")).status_code == 302
    assert "Signed by both sponsors" in text_of(cws, home(asked))


@pytest.mark.django_db(transaction=True)
def test_both_sponsors_sign_at_once_and_neither_signature_is_lost(sign_in, staff):
    asked = a_closed_round(staff)
    decided(staff, asked)
    browsers = [sign_in(f"sponsor.{each}@alder.example") for each in ("cws", "calworks")]
    path = home(asked) + "sign"
    assert at_once(*(partial(each.post, path, sent(version="1")) for each in browsers)) == [
        302,
        302,
    ]
    with rls(county="alder"), transaction.atomic():
        assert set(deciding.signatures(asked)) == {"cws", "calworks"}


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("sponsor.cws", "decide"),
        ("analyst", "decide"),
        ("coordinator", "sign"),
        ("cochair.cws", "sign"),
    ],
)
def test_nobody_else_decides_or_signs(sign_in, staff, who, path):
    asked = a_closed_round(staff)
    decided(staff, asked)
    given = sent(kind="not_now", reason="No.", version="1")
    assert sign_in(f"{who}@alder.example").post(home(asked) + path, given).status_code == 403
    with rls(county="alder"):
        assert RoundDecision.objects.get().kind == "proceed"
        assert not RoundSignature.objects.exists()


def test_preparing_needs_a_day_still_to_come(sign_in, staff):
    asked, leader = a_closed_round(staff), sign_in(LEADER)
    for day in ("", today().isoformat()):
        given = sent(kind="prepare", reason="First the data.", reassess_on=day)
        assert leader.post(home(asked) + "decide", given).status_code == 422
    later = (today() + timedelta(days=1)).isoformat()
    given = sent(kind="prepare", reason="First the data.", reassess_on=later)
    assert leader.post(home(asked) + "decide", given).status_code == 302
    assert months_after(today(), 6).isoformat() in text_of(
        leader, home(a_closed_round(staff)) + "decide"
    )


def test_a_changed_decision_makes_signatures_void(staff):
    asked = a_closed_round(staff)
    decided(staff, asked)
    with working_as(staff["sponsor.cws@alder.example"]) as sponsor:
        deciding.sign(sponsor, asked.pk, version="1")
    with rls(county="alder"):
        assert set(deciding.signatures(asked)) == {"cws"}
    # The same words again change nothing.
    decided(staff, asked, version="1")
    with rls(county="alder"):
        assert set(deciding.signatures(asked)) == {"cws"}
    decided(staff, asked, "not_now", version="1")
    with rls(county="alder"):
        assert deciding.signatures(asked) == {}
        assert RoundSignature.objects.get().void_at is not None


def test_who_read_another_decision_signs_nothing(staff):
    asked = a_closed_round(staff)
    decided(staff, asked)
    decided(staff, asked, "not_now", version="1")
    with working_as(staff["sponsor.cws@alder.example"]) as sponsor:
        with pytest.raises(Stale, match="Because"):
            deciding.sign(sponsor, asked.pk, version="1")
        assert deciding.sign(sponsor, asked.pk, version="2").program == "cws"
        with pytest.raises(NotAllowed, match="has signed"):
            deciding.sign(sponsor, asked.pk, version="2")


def test_of_two_who_decide_the_second_hears_it_and_keeps_their_words(sign_in, staff):
    asked = a_closed_round(staff)
    decided(staff, asked)
    given = sent(kind="not_now", reason="Mine.")
    answer = sign_in("cochair.calworks@alder.example").post(home(asked) + "decide", given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Because." in page
    assert "Mine." in page
    assert 'name="version" value="1"' in page


def test_the_table_to_take_out_holds_what_was_agreed_and_nobodys_answer(sign_in, staff):
    answer = sign_in("analyst@alder.example").get(home(a_closed_round(staff)) + "list.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == list(SCORES)
    assert rows[2][4] == "2: Words"
    assert all(cell.startswith("hidden") for row in rows[1:] for cell in row[8:])


def test_the_page_asks_as_often_for_thirty_items_as_for_three(sign_in, staff):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for many in (3, 30):
        items = [item(f"S.{n}", 1, "T01-1", gate=True) for n in range(many)]
        of = instrument(Scoring.READINESS, section("S", *items))
        # Neither is an earlier round of the other.
        began = timezone.now() - timedelta(days=many)
        asked = a_closed_round(staff, {each.code: 2 for each in items}, of=of, began_at=began)
        client = sign_in(LEADER)
        client.get(home(asked))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(home(asked)).status_code == 200
        counted.append(len(caught))
    assert counted[0] == counted[1]


def test_the_demonstration_has_a_signed_decision_and_one_that_waits(sign_in, staff):
    from assessments.results import demo

    asked = a_closed_round(staff)
    demo.seed(today())
    demo.seed(today())
    assert "Signed by both sponsors" in text_of(sign_in(LEADER), home(asked))
