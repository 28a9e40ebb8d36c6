"""The first of December 2026, a Tuesday, and what counsel switched on."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases.sharing.models import LegalBasis
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import _on_the_day, grounds, time_machine_day

__all__ = ["_on_the_day", "all_grounds", "grounds", "time_machine_day"]


@pytest.fixture
def all_grounds(grounds: None) -> None:
    """The same, and CWS involvement and activities for the coordinator too, as in Alder."""
    with rls(county="alder"), transaction.atomic():
        for owner, category in (("cws", "C5"), ("calworks", "C3")):
            LegalBasis.objects.create(
                county_id="alder",
                code="10850",
                owner=owner,
                category=category,
                audience="coordinator",
                since=TODAY - timedelta(days=100),
            )
