"""The database's own fence around a county."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from cases.people.models import Person, ProgramRecord
from counties.models import Membership
from linkages.scope import rls

pytestmark = pytest.mark.django_db


def test_no_county_no_rows() -> None:
    with rls(county="alder"):
        Person.objects.create(county_id="alder")
    assert Person.objects.count() == 0
    with rls(county="birch"):
        assert Person.objects.count() == 0
    with rls(county="alder"):
        assert Person.objects.count() == 1


def test_a_row_cannot_be_written_for_another_county() -> None:
    with rls(county="alder"), pytest.raises(ProgrammingError), transaction.atomic():
        Person.objects.create(county_id="birch")


@pytest.mark.check(127)
def test_a_key_cannot_lead_into_another_county() -> None:
    with rls(county="birch"):
        person = Person.objects.create(county_id="birch")
    record = {
        "county_id": "alder",
        "program": "cws",
        "scheme": "cws_key",
        "native_id": "AadfKnG07n",
        "first_seen_on": "2026-12-01",
        "last_seen_on": "2026-12-01",
    }
    with rls(county="alder"), pytest.raises(IntegrityError), transaction.atomic():
        ProgramRecord.objects.create(**record, person_id=person.pk)
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_ones_own_memberships_show_before_a_county_is_chosen(staff: dict) -> None:
    admin = staff["admin@alder.example"]
    with rls(user=admin.pk):
        assert [m.user for m in Membership.objects.all()] == [admin]
