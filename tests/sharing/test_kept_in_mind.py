"""What a page keeps in mind of a caseload belongs to the role in which somebody works."""

from typing import Any

import pytest
from django.db import transaction

from cases.sharing.scope import people_visible_to
from counties.middleware import memberships_of
from counties.models import Membership, User
from linkages import once
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import make_family

pytestmark = pytest.mark.django_db


def test_two_roles_of_one_person_keep_two_caseloads(staff: dict[str, User], grounds: None) -> None:
    make_family()
    user: Any = staff["cws.worker@alder.example"]
    with rls(county="alder", user=user.pk), transaction.atomic():
        idle = Membership.objects.create(
            county_id="alder",
            user=user,
            role="worker",
            program="cws",
            worker_id="ZQ-NONE",
            since=TODAY,
        )
        at_work = next(row for row in memberships_of(user) if row.worker_id not in ("", "ZQ-NONE"))
        with once.reading():
            user.working_in = at_work
            assert people_visible_to(user).exists()
            user.working_in = idle
            assert not people_visible_to(user).exists()
