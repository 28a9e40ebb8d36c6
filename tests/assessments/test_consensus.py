"""The team agrees, item by item and as a sheet; both co-chairs close."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Answer, Consensus, Round, RoundSignature, SectionNote
from assessments.rounds import acts, agreeing, answering, closing
from assessments.rounds.agreeing import Agreed
from assessments.rounds.states import NotAllowed
from linkages.forms import Stale
from linkages.scope import rls
from tests.assessments.rounds_world import (
    BOTH_SIDES,
    COCHAIRS,
    CODES,
    COORDINATOR,
    CWS,
    RENOVATION,
    answered,
    answers,
    asking,
    own_answers,
    respondent,
    scores,
)
from tests.conftest import working_as

LEADER = "cochair.cws@alder.example"


def url(name: str, asked: Round, *more: Any) -> str:
    return reverse(f"assessments:{name}", args=[asked.pk, *more])


def words_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def agreed(staff: dict[str, Any], asked: Round) -> dict[str, Consensus]:
    with working_as(staff[COORDINATOR]):
        return {row.code: row for row in Consensus.objects.filter(round=asked)}


def version_on(page: Any) -> str:
    return str(page.context["form"]["version"].value())


def agree_on_all(staff: dict[str, Any], asked: Round, score: int = 3) -> None:
    with working_as(staff[COORDINATOR]) as user:
        given = {code: (Agreed("score", score), "") for code in CODES}
        agreeing.agree(user, asked.pk, given)


@pytest.fixture
def asked(staff: dict[str, Any]) -> Round:
    """Six people answered; CWS at 1 to 3 and CalWORKs at 4 for the first item."""
    return answered(staff)


@pytest.mark.django_db
def test_one_item_shows_both_sides_and_the_gap_kindly(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    page = words_of(sign_in(COORDINATOR).get(url("consensus_item", asked, "R1.1")))
    assert "Statement R1.1" in page and "1 of 4" in page
    assert "1 to 3" in page and "all 4" in page
    assert "see this differently, by 2" in page
    unknown = words_of(sign_in(COORDINATOR).get(url("consensus_item", asked, "R2.2")))
    assert "hidden: fewer than 3 answers" in unknown
    assert "see this" not in unknown


@pytest.mark.django_db
def test_a_number_sets_the_score_and_typed_words_go_with_it(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    client = sign_in(COORDINATOR)
    page = client.get(url("consensus_item", asked, "R1.1"))
    assert 'data-key="3"' in words_of(page) and 'data-key="next"' in words_of(page)
    typed = {"version": "", "score": "3", "rationale": "Counted in May", "hindering": "Two systems"}
    there = client.post(url("consensus_item", asked, "R1.1"), typed)
    assert there["Location"] == url("consensus_item", asked, "R1.1")
    row = agreed(staff, asked)["R1.1"]
    assert (row.choice, row.score, row.rationale) == ("score", 3, "Counted in May")
    assert row.set_by == staff[COORDINATOR]
    onward = {"version": version_on(client.get(there["Location"])), "choice": "3", "go": "next"}
    onward |= {"rationale": "Counted in June", "hindering": "Two systems"}
    there = client.post(url("consensus_item", asked, "R1.1"), onward)
    assert there["Location"] == url("consensus_item", asked, "R1.2")
    assert agreed(staff, asked)["R1.1"].rationale == "Counted in June"


@pytest.mark.django_db
def test_going_on_without_a_score_keeps_the_words_as_a_draft(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    client = sign_in(COORDINATOR)
    typed = {"version": "", "go": "open", "rationale": "Half a thought"}
    there = client.post(url("consensus_item", asked, "R1.1"), typed)
    assert there["Location"] == url("consensus_item", asked, "R1.2")
    assert agreed(staff, asked) == {}
    assert "Half a thought" in words_of(client.get(url("consensus_item", asked, "R1.1")))
    refused = client.post(url("consensus_item", asked, "R1.1"), typed | {"go": "save"})
    assert refused.status_code == 409 and "Choose a score for R1.1" in words_of(refused)


@pytest.mark.django_db
def test_of_two_people_on_one_item_the_second_is_told_who_and_what(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    first, second = sign_in(COORDINATOR), sign_in(LEADER)
    item = url("consensus_item", asked, "R1.1")
    assert first.post(item, {"version": "", "score": "3", "rationale": "Ours"}).status_code == 302
    late = second.post(item, {"version": "", "score": "2", "rationale": "Theirs"})
    assert late.status_code == 409
    told = words_of(late)
    assert f"{staff[COORDINATOR]} changed R1.1" in told and "3. Ours" in told and "Theirs" in told
    assert agreed(staff, asked)["R1.1"].score == 3
    knowing = {"version": version_on(late), "score": "2", "rationale": "Theirs"}
    assert second.post(item, knowing).status_code == 302
    assert agreed(staff, asked)["R1.1"].score == 2


@pytest.mark.django_db
def test_two_people_agree_on_two_items_at_once(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    first, second = sign_in(COORDINATOR), sign_in(LEADER)
    first.get(url("consensus_item", asked, "R1.1"))
    page = second.get(url("consensus_item", asked, "R1.2"))
    first.post(url("consensus_item", asked, "R1.1"), {"version": "", "score": "3"})
    mine = {"version": version_on(page), "score": "unknown"}
    assert second.post(url("consensus_item", asked, "R1.2"), mine).status_code == 302
    assert set(agreed(staff, asked)) == {"R1.1", "R1.2"}


@pytest.mark.django_db
def test_a_consensus_is_cleared_and_its_history_stays(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    client = sign_in(COORDINATOR)
    client.post(url("consensus_item", asked, "R1.1"), {"version": "", "score": "3"})
    page = client.get(url("consensus_item", asked, "R1.1"))
    client.post(url("clear_consensus", asked, "R1.1"), {"version": version_on(page)})
    assert agreed(staff, asked) == {}
    with working_as(staff[COORDINATOR]):
        from django.apps import apps

        events = apps.get_model("assessments", "ConsensusEvent").objects.filter(round_id=asked.pk)
        assert events.filter(score=3).exists()


@pytest.mark.django_db
def test_a_section_is_agreed_on_as_one_sheet(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    client = sign_in(COORDINATOR)
    typed = {"R1.1-choice": "3", "R1.1-rationale": "Counted", "R1.2-choice": "unknown"}
    assert client.post(url("sheet", asked, "R1"), typed).status_code == 302
    rows = agreed(staff, asked)
    assert (rows["R1.1"].score, rows["R1.1"].rationale) == (3, "Counted")
    assert rows["R1.2"].choice == "unknown"
    # Evidence is typed on the projector; the sheet does not ask for it, and leaves it alone.
    with working_as(staff[COORDINATOR]) as user:
        row = rows["R1.1"]
        token = agreeing.version_of(row)
        given = {"R1.1": (Agreed("score", 3, rationale="Counted", evidence="Memo"), token)}
        agreeing.agree(user, asked.pk, given)
    stale = client.post(url("sheet", asked, "R1"), typed | {"R1.1-choice": "2"})
    assert stale.status_code == 409 and "changed R1.1" in words_of(stale)
    again = stale.context["form"]
    typed |= {name: again[name].value() for name in ("R1.1-version", "R1.2-version")}
    assert client.post(url("sheet", asked, "R1"), typed | {"R1.1-choice": "2"}).status_code == 302
    row = agreed(staff, asked)["R1.1"]
    assert (row.score, row.evidence) == (2, "Memo")


@pytest.mark.django_db
def test_others_read_the_sheet_and_write_nothing(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    agree_on_all(staff, asked)
    sponsor = sign_in("sponsor.cws@alder.example")
    page = words_of(sponsor.get(url("sheet", asked, "R1")))
    assert "Consensus: 3" in page and "<textarea" not in page
    assert sponsor.post(url("sheet", asked, "R1"), {"R1.1-choice": "1"}).status_code == 403
    assert sponsor.get(url("consensus_item", asked, "R1.1")).status_code == 403
    assert agreed(staff, asked)["R1.1"].score == 3


@pytest.mark.django_db
def test_forces_of_a_section_and_its_strength(sign_in: Any, staff: dict[str, Any]) -> None:
    renovation = asking(staff, {CWS[0]: "cws"}, RENOVATION)
    with working_as(staff[COORDINATOR]) as user:
        acts.close_answers(user, renovation.pk, version=str(renovation.version))
    client = sign_in(COORDINATOR)
    typed = {"N1.1-choice": "4", "N1.1-trend": "-1", "N1.1-importance": "3"}
    typed |= {"note-helping": "Two leaders", "note-strength": "Trust"}
    assert client.post(url("sheet", renovation, "N1"), typed).status_code == 302
    with working_as(staff[COORDINATOR]):
        note = SectionNote.objects.get(round=renovation)
    assert (note.helping, note.strength) == ("Two leaders", "Trust")
    row = agreed(staff, renovation)["N1.1"]
    assert (row.score, row.trend, row.importance) == (4, -1, 3)
    # How much it matters is not thrown away either where the score is still missing.
    half = {"N1.1-choice": "4", "N1.1-trend": "-1", "N1.1-importance": "3", "N1.2-importance": "2"}
    half["N1.1-version"] = agreeing.version_of(row)
    refused = client.post(url("sheet", renovation, "N1"), half)
    assert refused.status_code == 409 and "Choose a score for N1.2" in words_of(refused)
    client.post(url("consensus_item", renovation, "N1.2"), {"go": "next", "importance": "2"})
    again = client.get(url("consensus_item", renovation, "N1.2")).context["form"]
    assert again["importance"].value() == "2"


@pytest.mark.django_db
def test_shared_notes_stand_without_a_name(sign_in: Any, staff: dict[str, Any]) -> None:
    asked = asking(staff, BOTH_SIDES)
    said = scores(2, 2, 2, 2)
    said["R1.1"] = answering.Said("score", 2, note="The lists differ", shares_note=True)
    said["R1.2"] = answering.Said("score", 2, note="Between us")
    answers(staff, asked, CWS[0], said)
    with working_as(staff[COORDINATOR]) as user:
        acts.close_answers(user, asked.pk, version=str(asked.version))
    client = sign_in(COORDINATOR)
    page = words_of(client.get(url("consensus_item", asked, "R1.1")))
    assert "The lists differ" in page and str(staff[CWS[0]]) not in page
    assert "Between us" not in words_of(client.get(url("consensus_item", asked, "R1.2")))


# Closing


@pytest.mark.django_db
def test_open_items_are_listed_and_may_be_left_unknown(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    client = sign_in(COCHAIRS[0])
    client.post(url("consensus_item", asked, "R1.1"), {"version": "", "score": "3"})
    page = words_of(client.get(url("close_round", asked)))
    assert "3 items without a consensus" in page and "Statement R2.2" in page
    with working_as(staff[COCHAIRS[0]]) as user, pytest.raises(NotAllowed, match="no consensus"):
        closing.sign(user, asked.pk, version=closing.agreed_version(asked))
    client.post(url("leave_unknown", asked))
    rows = agreed(staff, asked)
    assert [rows[code].choice for code in CODES] == ["score", "unknown", "unknown", "unknown"]
    assert "agreed on all 4 items" in words_of(client.get(url("close_round", asked)))


@pytest.mark.django_db
def test_an_instrument_without_unknown_asks_for_every_score(staff: dict[str, Any]) -> None:
    renovation = asking(staff, {CWS[0]: "cws"}, RENOVATION)
    with working_as(staff[COORDINATOR]) as user:
        acts.close_answers(user, renovation.pk, version=str(renovation.version))
        with pytest.raises(NotAllowed, match="Agree on every item"):
            agreeing.leave_unknown(user, renovation.pk)


@pytest.mark.django_db
def test_the_second_co_chair_closes(sign_in: Any, staff: dict[str, Any], asked: Round) -> None:
    agree_on_all(staff, asked)
    first, second = (sign_in(email) for email in COCHAIRS)
    page = first.get(url("close_round", asked))
    other = second.get(url("close_round", asked))
    first.post(url("close_round", asked), {"version": version_on(page)})
    with working_as(staff[COORDINATOR]):
        asked.refresh_from_db()
    assert asked.state == Round.State.CONSENSUS
    assert "Your program has signed" in words_of(first.get(url("close_round", asked)))
    # What the second one sees did not change by the first one's signature.
    assert second.post(url("close_round", asked), {"version": version_on(other)}).status_code == 302
    with working_as(staff[COORDINATOR]):
        asked.refresh_from_db()
        names = RoundSignature.objects.filter(round=asked).values_list("program", flat=True)
        assert sorted(names) == ["calworks", "cws"]
    assert asked.state == Round.State.CLOSED and asked.snapshot["spread"]
    with working_as(staff[COORDINATOR]) as user, pytest.raises(NotAllowed, match="is closed"):
        agreeing.agree(user, asked.pk, {"R1.1": (Agreed("score", 1), "")})


@pytest.mark.django_db
def test_nobody_signs_for_both_or_without_being_co_chair(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    agree_on_all(staff, asked)
    page = sign_in(COCHAIRS[0]).get(url("close_round", asked))
    token = {"version": version_on(page)}
    for email in (COORDINATOR, "sponsor.cws@alder.example"):
        assert sign_in(email).post(url("close_round", asked), token).status_code == 403
    assert sign_in(COCHAIRS[0]).post(url("close_round", asked), token).status_code == 302
    twice = sign_in(COCHAIRS[0]).post(url("close_round", asked), token)
    assert twice.status_code == 409 and "Your program has signed" in words_of(twice)


@pytest.mark.django_db
def test_a_change_after_the_first_signature_voids_it(
    sign_in: Any, staff: dict[str, Any], asked: Round
) -> None:
    agree_on_all(staff, asked)
    first, second = (sign_in(email) for email in COCHAIRS)
    token = {"version": version_on(first.get(url("close_round", asked)))}
    first.post(url("close_round", asked), token)
    row = agreed(staff, asked)["R1.1"]
    changed = {"version": agreeing.version_of(row), "score": "2"}
    sign_in(COORDINATOR).post(url("consensus_item", asked, "R1.1"), changed)
    assert second.post(url("close_round", asked), token).status_code == 409
    now = second.get(url("close_round", asked))
    assert dict(now.context["signed"])["calworks"] is None
    second.post(url("close_round", asked), {"version": version_on(now)})
    with working_as(staff[COORDINATOR]):
        asked.refresh_from_db()
    assert asked.state == Round.State.CONSENSUS


@pytest.mark.django_db
@pytest.mark.parametrize("breaks", [True, False])
def test_the_link_is_broken_at_closing_where_people_were_told(
    staff: dict[str, Any], *, breaks: bool
) -> None:
    asked = answered(staff, breaks_link=breaks)
    agree_on_all(staff, asked)
    for email in COCHAIRS:
        with working_as(staff[email]) as user:
            asked = closing.sign(user, asked.pk, version=closing.agreed_version(asked))
    assert asked.state == Round.State.CLOSED
    assert bool(own_answers(staff, asked, CWS[0])) is not breaks
    assert asked.snapshot["spread"]


@pytest.mark.django_db
def test_a_projector_and_a_sheet_take_as_many_questions_for_forty_people(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    from assessments.instruments.choosing import current
    from tests.assessments.rounds_world import many_staff

    client = sign_in(COORDINATOR)
    counts = []
    for size in (4, 40):
        with working_as(staff[COORDINATOR]) as user:
            wish = acts.Wish(f"Of {size}")
            asked = acts.begin(user, instrument=current("renovation"), wish=wish)
            people = many_staff(size)
            acts.invite(user, asked.pk, {each.pk: "cws" for each in people})
            acts.open_answers(user, asked.pk, version="1")
            rows = list(asked.respondents.select_related("user"))
        codes = list(current("renovation").items)
        for row in rows:
            with rls(county="alder", user=row.user_id):
                Answer.objects.bulk_create(
                    Answer(
                        county_id="alder", round=asked, respondent=row, user=row.user, side="cws",
                        code=code, choice="score", score=3, counts=True,
                    )
                    for code in codes
                )  # fmt: skip
        with working_as(staff[COORDINATOR]) as user:
            acts.close_answers(user, asked.pk, version="2")
            wanted = codes[: size // 4]
            given = {code: (Agreed("score", 3), "") for code in wanted}
            agreeing.agree(user, asked.pk, given)
        found = []
        for page in (url("consensus_item", asked, "N5.1"), url("sheet", asked, "N5")):
            client.get(page)
            with CaptureQueriesContext(connection) as questions:
                assert client.get(page).status_code == 200
            found.append(len(questions))
        counts.append(found)
    assert counts[0] == counts[1]


# At the same moment


def at_once(*acts_: Any) -> list[Any]:
    gate = threading.Barrier(len(acts_))
    found: list[Any] = [None] * len(acts_)

    def run(place: int, act: Any) -> None:
        gate.wait()
        try:
            found[place] = act()
        except (NotAllowed, Stale) as refused:
            found[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts_)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_answers_close_while_people_save_and_hand_in_and_nothing_is_lost(
    staff: dict[str, Any],
) -> None:
    writer, finisher = CWS[:2]
    for _attempt in range(4):
        asked = asking(staff, {writer: "cws", finisher: "cws"})
        answers(staff, asked, finisher, scores(1, 2, 3, 4), done=False)
        rows = {email: respondent(staff, asked, email) for email in (writer, finisher)}

        def save(asked: Round = asked, row: Any = rows[writer]) -> Any:
            with working_as(staff[writer]) as user:
                return answering.save(user, row, scores(1, 2))

        def hand_in(asked: Round = asked, row: Any = rows[finisher]) -> Any:
            with working_as(staff[finisher]) as user:
                return answering.hand_in(user, row.pk, asked.pk)

        def close(asked: Round = asked) -> Any:
            with working_as(staff[COORDINATOR]) as user:
                return acts.close_answers(user, asked.pk, version=str(asked.version))

        saved, handed, closed = at_once(save, hand_in, close)
        assert closed.state == Round.State.CONSENSUS
        assert isinstance(saved, NotAllowed) or saved == 2
        assert len(own_answers(staff, asked, writer)) == (2 if saved == 2 else 0)
        kept = own_answers(staff, asked, finisher)
        assert len(kept) == 4
        finished = respondent(staff, asked, finisher).finished_at is not None
        assert {answer.counts for answer in kept.values()} == {finished}
        assert finished is not isinstance(handed, NotAllowed)


@pytest.mark.django_db(transaction=True)
def test_two_people_agree_on_one_item_and_both_co_chairs_close_at_once(
    staff: dict[str, Any],
) -> None:
    asked = answered(staff)

    def agree(email: str, score: int) -> Any:
        def act() -> Any:
            with working_as(staff[email]) as user:
                return agreeing.agree(user, asked.pk, {"R1.1": (Agreed("score", score), "")})

        return act

    def sign(email: str) -> Any:
        def act() -> Any:
            with working_as(staff[email]) as user:
                return closing.sign(user, asked.pk, version=token)

        return act

    found = at_once(agree(COORDINATOR, 2), agree(LEADER, 4))
    assert sorted(isinstance(each, Stale) for each in found) == [False, True]
    assert agreed(staff, asked)["R1.1"].version == 1

    with working_as(staff[COORDINATOR]) as user:
        agreeing.leave_unknown(user, asked.pk)
        token = closing.agreed_version(asked)
    found = at_once(*(sign(email) for email in COCHAIRS))
    assert sorted(each.state for each in found) == ["closed", "consensus"]
    with working_as(staff[COORDINATOR]):
        asked.refresh_from_db()
        assert asked.state == Round.State.CLOSED and asked.snapshot["result"]
        assert RoundSignature.objects.filter(round=asked, void_at=None).count() == 2
