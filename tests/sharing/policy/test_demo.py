"""What the demonstration's counsel left behind."""

from typing import Any

import pytest
from django.db import transaction

from cases.sharing import demo
from cases.sharing.models import Designation, IndexStandard, MatchingAuthority, PolicyEdition
from cases.sharing.policy import authority, editions
from cases.sharing.policy import demo as recorded
from cases.sharing.policy.table import beyond, differences, in_force, table_of
from linkages.scope import rls
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seeded(staff: dict[str, Any]) -> None:
    for _ in range(2):
        demo.seed(TODAY)
        recorded.seed(TODAY)


def test_editions_say_what_holds() -> None:
    for county, numbers in (("alder", [3, 2, 1]), ("birch", [1])):
        with rls(county=county), transaction.atomic():
            known = editions.editions_of(county)
            now = editions.current(known, TODAY)
            assert [each.number for each in known] == numbers
            assert now is not None
            assert in_force(county, TODAY) == table_of(now.rows)
            for each in known:
                assert not beyond(table_of(each.rows))
                if each.state == PolicyEdition.State.PUBLISHED:
                    assert in_force(county, each.effective_on) == table_of(each.rows)


def test_alder_has_every_audience_and_birch_no_index() -> None:
    with rls(county="alder"), transaction.atomic():
        audiences = {row.audience for row in in_force("alder", TODAY)}
        assert audiences == {"pair", "coordinator", "index", "cft", "mdt", "er_team"}
        draft = editions.draft_of(editions.editions_of("alder"))
        assert draft is not None
        assert len(differences(in_force("alder", TODAY), table_of(draft.rows))) == 2
        assert IndexStandard.objects.in_force_on(TODAY).count() == 1
        assert Designation.objects.in_force_on(TODAY).count() == 3
        assert MatchingAuthority.objects.count() == 2
        assert not authority.missing("alder")
    with rls(county="birch"), transaction.atomic():
        assert "index" not in {row.audience for row in in_force("birch", TODAY)}
        assert not IndexStandard.objects.exists() and not Designation.objects.exists()
        assert not authority.missing("birch")
