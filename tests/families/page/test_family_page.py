"""The page of one family, and the list of families."""

from typing import Any

import pytest

from cases.families.models import Episode
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.test_families import make_home

pytestmark = pytest.mark.django_db


def begin(home: Any, **stated: Any) -> Episode:
    """An open episode of a family."""
    county = home.family.county_id
    with rls(county=county), audit.trail(county, None, "test"):
        stated = {"state": "accepted", "identified_on": TODAY, **stated}
        return Episode.objects.create(county_id=county, family=home.family, **stated)


@pytest.mark.parametrize("who", ["cws.worker", "calworks.worker", "coordinator"])
def test_who_works_with_a_family_opens_it(sign_in: Any, grounds: None, who: str) -> None:
    home = make_home()
    begin(home)
    client = sign_in(f"{who}@alder.example")
    page = client.get(f"/families/{home.family.pk}/")
    assert page.status_code == 200
    assert home.family.token in client.get("/families/").content.decode()
