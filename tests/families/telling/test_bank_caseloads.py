"""An id that is a unit's bank caseload: its supervisor is asked, and sees those families."""

import uuid

import pytest
from django.db import transaction

from cases.families.telling.responsible import responsible
from counties.models import BankCaseload, Unit
from linkages.scope import rls
from tests.conftest import TODAY
from tests.families.telling.desk import Desk
from tests.families.telling.world import Mutual, make_mutual

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]


def asked(home: Mutual) -> set[uuid.UUID]:
    with rls(county="alder"), transaction.atomic():
        (sides,) = responsible([home.episode]).values()
        return set(sides[0].users)


def test_the_units_supervisor_is_asked_once_an_administrator_said_whose_it_is(desk: Desk) -> None:
    home = make_mutual(cws=("CW777", "CW777"))
    supervisor = desk.user("cws.supervisor").pk
    assert not desk.sees("cws.supervisor", home) and supervisor not in asked(home)
    with rls(county="alder"), transaction.atomic():
        bank = BankCaseload.objects.create(
            county_id="alder",
            program="cws",
            worker_id="CW777",
            unit=Unit.objects.get(code="CWS1"),
            since=TODAY,
        )
    assert desk.sees("cws.supervisor", home) and supervisor in asked(home)
    assert not desk.sees("cws.worker2", home)
    with rls(county="alder"), transaction.atomic():
        BankCaseload.objects.filter(pk=bank.pk).update(program="calworks")
    assert supervisor not in asked(home)
