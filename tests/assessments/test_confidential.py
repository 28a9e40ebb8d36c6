"""Individual answers reach nobody but their author: what the functions of the database let out."""

import pytest

from tests.assessments.test_spread import a_round, all_answered, close_answers, spread


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
