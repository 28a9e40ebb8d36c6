"""What the database itself says of answers: one's own, and medians without small sides."""

import random
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Answer, Respondent, Round
from counties.models import County, User
from linkages.scope import rls

CODE = "R1.1"


def person(name: str) -> User:
    return User.objects.create(
        email=f"{name}-{uuid.uuid4().hex[:8]}@alder.example", password=make_password(None)
    )


def a_round(county: str = "alder") -> Round:
    """A round in which people answer."""
    return Round.objects.create(
        county=County.objects.get(pk=county),
        name="Ready?",
        instrument_code="readiness",
        instrument_number=1,
        content={},
        state=Round.State.ANSWERING,
        began_by=person("coordinator"),
    )


def answered(
    asked: Round,
    side: str,
    score: int | None,
    *,
    counts: bool = True,
    paper: int | None = None,
    **more: Any,
) -> Answer:
    """Somebody of a side answers the item, as themselves; or the coordinator types a paper in."""
    user = person(side) if paper is None else asked.began_by
    respondent = Respondent.objects.create(
        county_id=asked.county_id,
        round=asked,
        user=user if paper is None else None,
        paper=paper,
        side=side,
        invited_by=asked.began_by,
    )
    with rls(county=asked.county_id, user=user.pk):
        return Answer.objects.create(
            county_id=asked.county_id,
            round=asked,
            respondent=respondent,
            user=user,
            side=side,
            code=CODE,
            choice="unknown" if score is None else "score",
            score=score,
            counts=counts,
            **more,
        )


def all_answered(asked: Round, scores: dict[str, Sequence[int | None]]) -> None:
    for side, each in scores.items():
        for score in each:
            answered(asked, side, score)


def spread(asked: Round, smallest: int = 3) -> dict[str, tuple[Any, ...]]:
    """Side -> (n, median, lowest, highest, unknown)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select side, n, median, lowest, highest, unknown "
            "from assessments_spread(%s, %s) where code = %s",
            [asked.pk, smallest, CODE],
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


def close_answers(asked: Round) -> None:
    asked.state = Round.State.CONSENSUS
    asked.save()


def test_each_side_shows_its_median_and_range(in_alder: None) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2, 4, 4], "calworks": [3, 3, 4, None]})
    close_answers(asked)
    assert spread(asked) == {
        "cws": (4, Decimal(3), 1, 4, 0),
        "calworks": (3, Decimal(3), 3, 4, 1),
        "all": (7, Decimal(3), 1, 4, 1),
    }


def test_nothing_shows_while_people_answer(in_alder: None) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2, 3, 4]})
    assert spread(asked) == {}
    close_answers(asked)
    assert set(spread(asked)) == {"cws", "all"}


@pytest.mark.parametrize(
    ("scores", "seen"),
    [
        # All together would tell the two of the other side by subtraction.
        ({"cws": [1, 2, 3, 4], "calworks": [2, 2]}, {"cws"}),
        # Two small sides hide each other: three answers stand between them.
        ({"cws": [1, 2, 3, 4], "calworks": [2, 2], "shared": [1]}, {"cws", "all"}),
        ({"cws": [1, 2], "calworks": [2]}, {"all"}),
        ({"cws": [1, 2]}, set()),
        ({"cws": [1, 2, None]}, set()),
        ({"cws": [1, 2, 3], "calworks": [4, 4, 4]}, {"cws", "calworks", "all"}),
    ],
)
def test_small_sides_are_hidden_and_cannot_be_subtracted(
    in_alder: None, scores: dict[str, list[int | None]], seen: set[str]
) -> None:
    asked = a_round()
    all_answered(asked, scores)
    close_answers(asked)
    assert set(spread(asked)) == seen


def test_nobody_can_ask_for_smaller_sides_than_three(in_alder: None) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2], "calworks": [3, 3, 3]})
    close_answers(asked)
    assert set(spread(asked, smallest=1)) == {"calworks"}


def test_another_smallest_side_tells_nothing_that_the_first_one_hid(in_alder: None) -> None:
    """A county raises its parameter in between: all together less CalWORKs would be the two."""
    asked = a_round()
    all_answered(asked, {"cws": [1, 2], "calworks": [3, 3, 3]})
    close_answers(asked)
    assert set(spread(asked, smallest=4)) == set()
    again = a_round()
    all_answered(again, {"cws": [1, 2, 3, 4], "calworks": [3, 3, 3, 3]})
    close_answers(again)
    assert set(spread(again, smallest=5)) == {"all"}


@pytest.mark.parametrize(("voting", "shown"), [(0, True), (1, False), (3, True)])
def test_all_together_tell_no_vote_of_a_few(in_alder: None, voting: int, shown: bool) -> None:
    """What matters, and how it went: fewer may have said so than gave a score."""
    asked = a_round()
    for _each in range(3):
        answered(asked, "calworks", 2, importance=1, trend=0)
    for place in range(3):
        said = {"importance": 3, "trend": -1} if place < voting else {}
        answered(asked, "cws", 2, **said)
    close_answers(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            "select side, importance is not null, trend is not null "
            "from assessments_spread(%s, 3) where code = %s",
            [asked.pk, CODE],
        )
        told = {side: more for side, *more in cursor.fetchall()}
    assert told["calworks"] == [True, True]
    assert told["all"] == [shown, shown]


@pytest.mark.parametrize(
    ("alone", "paper", "seen"),
    [
        # With two papers of one's own making, the range would be the one person's answer.
        ([4], [1, 1], set()),
        ([4, 4], [1, 1, 1, 1], set()),
        ([4, 4, 2], [1, 1], {"cws", "all"}),
        # All on paper: whoever typed knows them anyhow, and nobody else can take them apart.
        ([], [1, 2, 3], {"cws", "all"}),
        ([], [1, 2], set()),
        # The one person knows nothing: the count of those who do not know would say so.
        ([None], [1, 2, 3], set()),
        ([None, None, None], [1, 2, 3], {"cws", "all"}),
    ],
)
def test_who_types_in_paper_cannot_take_it_away_from_a_median(
    in_alder: None, alone: list[int | None], paper: list[int], seen: set[str]
) -> None:
    asked = a_round()
    all_answered(asked, {"cws": alone})
    for number, score in enumerate(paper, start=1):
        answered(asked, "cws", score, paper=number)
    close_answers(asked)
    assert set(spread(asked)) == seen


def test_paper_of_one_side_does_not_uncover_another_in_all_together(in_alder: None) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2, 3, 4], "calworks": [2]})
    for number, score in enumerate([1, 1], start=1):
        answered(asked, "calworks", score, paper=number)
    close_answers(asked)
    assert set(spread(asked)) == {"cws"}


def test_no_round_goes_back_and_no_voice_is_taken_away_once_medians_exist(
    in_alder: None,
) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2, 3, 4]})
    one = Respondent.objects.filter(round=asked).first()
    one.side = "shared"
    one.save()
    close_answers(asked)
    rows = Respondent.objects.filter(pk=one.pk)
    for change in ({"withdrawn_at": one.invited_at}, {"side": "cws"}):
        with pytest.raises(DatabaseError, match="whose voice"), transaction.atomic():
            rows.update(**change)
    assert rows.update(reminded_at=one.invited_at) == 1
    for state in ("preparing", "answering"):
        with pytest.raises(DatabaseError, match="does not go back"), transaction.atomic():
            Round.objects.filter(pk=asked.pk).update(state=state)
    Round.objects.filter(pk=asked.pk).update(state="cancelled", cancel_reason="Enough.")
    with pytest.raises(DatabaseError, match="does not go back"), transaction.atomic():
        Round.objects.filter(pk=asked.pk).update(state="consensus")


def test_what_was_not_handed_in_does_not_count(in_alder: None) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2, 3]})
    answered(asked, "cws", 4, counts=False)
    close_answers(asked)
    assert spread(asked)["cws"][:2] == (3, Decimal(2))


def test_whoever_is_withdrawn_does_not_count(in_alder: None) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2, 3, 4]})
    gone = Respondent.objects.filter(round=asked).order_by("invited_at").last()
    gone.withdrawn_at = gone.invited_at
    gone.save()
    close_answers(asked)
    assert spread(asked)["cws"][0] == 3


def test_an_answer_shows_to_its_author_and_to_nobody_else(in_alder: None) -> None:
    asked = a_round()
    mine = answered(asked, "cws", 2, note="canary")
    with rls(county="alder", user=mine.user_id):
        assert Answer.objects.get().note == "canary"
    with rls(county="alder", user=asked.began_by_id):
        assert not Answer.objects.exists()
    with rls(county="alder"):
        assert not Answer.objects.exists()
    with rls(county="birch", user=mine.user_id):
        assert not Answer.objects.exists()


def test_nobody_writes_an_answer_in_anothers_name(in_alder: None) -> None:
    asked = a_round()
    mine = answered(asked, "cws", 2)
    with rls(county="alder", user=asked.began_by_id):
        assert Answer.objects.filter(pk=mine.pk).update(score=4) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Answer.objects.create(
                county_id="alder",
                round=asked,
                respondent=mine.respondent,
                user=mine.user,
                side="cws",
                code="R1.2",
                choice="score",
                score=1,
            )


def test_a_county_learns_nothing_of_anothers_round(in_alder: None) -> None:
    asked = a_round()
    all_answered(asked, {"cws": [1, 2, 3]})
    answered(asked, "cws", 2, note="canary", shares_note=True)
    close_answers(asked)
    with connection.cursor() as cursor:
        notes = "select note from assessments_shared_notes(%s)"
        cursor.execute(notes, [asked.pk])
        assert cursor.fetchall() == [("canary",)]
        with rls(county="birch"):
            cursor.execute(notes, [asked.pk])
            assert cursor.fetchall() == []
            assert spread(asked) == {}


def test_nobody_answers_once_answers_are_closed(in_alder: None) -> None:
    asked = a_round()
    mine = answered(asked, "cws", 2)
    close_answers(asked)
    with rls(county="alder", user=mine.user_id):
        mine.score = 4
        with pytest.raises(DatabaseError, match="nobody answers"), transaction.atomic():
            mine.save()
        assert Answer.objects.get().score == 2


def test_answers_are_forgotten_only_when_the_link_is_to_be_broken(in_alder: None) -> None:
    def forget() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select assessments_forget(%s)", [asked.pk])
            return cursor.fetchone()[0]

    asked = a_round()
    asked.breaks_link = True
    asked.save()
    mine = answered(asked, "cws", 2)
    assert forget() == 0
    asked.state, asked.closed_at, asked.snapshot = Round.State.CLOSED, asked.began_at, {}
    asked.save()
    with rls(county="birch"):
        assert forget() == 0
    assert forget() == 1
    with rls(county="alder", user=mine.user_id):
        assert not Answer.objects.exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    scores=st.dictionaries(
        st.sampled_from(["cws", "calworks", "shared"]),
        st.lists(st.integers(1, 4), min_size=1, max_size=5),
        min_size=1,
    )
)
def test_what_is_hidden_is_never_fewer_than_three_answers(
    in_alder: None, scores: dict[str, list[int]]
) -> None:
    """Whatever one subtracts from all together, three people or nobody are left."""
    with transaction.atomic():
        asked = a_round()
        order = [(side, score) for side, each in scores.items() for score in each]
        random.Random(len(order)).shuffle(order)
        for side, score in order:
            answered(asked, side, score)
        close_answers(asked)
        seen = spread(asked)
        transaction.set_rollback(True)
    assert all(row[0] >= 3 for row in seen.values())
    if "all" in seen:
        left = seen["all"][0] - sum(row[0] for side, row in seen.items() if side != "all")
        assert left == 0 or left >= 3
