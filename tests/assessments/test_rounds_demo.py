"""The demonstration shows a round in every state, and seeding it twice adds nothing."""

from typing import Any

import pytest

from assessments.models import Respondent, Round
from assessments.rounds import demo
from assessments.rounds.spread import spread
from linkages.scope import rls
from tests.conftest import TODAY


@pytest.mark.django_db
def test_a_round_in_every_state(staff: dict[str, Any]) -> None:
    for _twice in range(2):
        demo.seed(TODAY)
    states: list[str] = []
    for county in ("alder", "birch"):
        with rls(county=county):
            rows = list(Round.objects.filter(county=county))
        states += [each.state for each in rows]
    assert sorted(states) == sorted(
        ["closed"] * 3 + [s for s in Round.State.values if s != "closed"]
    )
    with rls(county="birch"):
        asked = Round.objects.get(state=Round.State.ANSWERING)
        people = Respondent.objects.filter(round=asked, user__isnull=False, withdrawn_at=None)
        assert people.count() == 8 and people.filter(finished_at=None).exists()
        assert spread(asked) == {}
        site = Round.objects.get(state=Round.State.CONSENSUS)
        seen = {side for _code, side in spread(site)}
        assert site.site is not None and seen >= {"cws", "calworks"}
        assert "shared" not in seen
