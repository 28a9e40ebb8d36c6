"""The envelope in the database itself: two counties see it, and either writes its own part."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.families.models import Transfer
from linkages.scope import rls
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def make(staff: dict[str, Any], **changed: Any) -> Transfer:
    values = {
        "from_county_id": "alder",
        "to_county_id": "birch",
        "family": uuid.uuid4(),
        "episode": uuid.uuid4(),
        "reason": "x",
        "moved_on": TODAY,
        "offered_by": staff["coordinator@alder.example"],
        "content": b"sealed",
    } | changed
    with transaction.atomic():
        return Transfer.objects.create(**values)


def run(county: str, statement: str) -> int:
    with rls(county=county), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def by(staff: dict[str, Any], county: str) -> str:
    return f"'{staff[f'coordinator@{county}.example'].pk}'"


@pytest.fixture
def envelope(staff: dict[str, Any]) -> Transfer:
    with rls(county="alder"):
        return make(staff)


@pytest.mark.check(122)
@pytest.mark.parametrize(("county", "seen"), [("alder", 1), ("birch", 1), ("state", 0), ("", 0)])
def test_both_ends_see_it_and_nobody_else(envelope: Transfer, county: str, seen: int) -> None:
    assert run(county, "select 1 from families_transfer") == seen


def test_nobody_begins_one_in_another_countys_name(staff: dict[str, Any]) -> None:
    for county in ("birch", "state"):
        with rls(county=county), pytest.raises(DatabaseError, match="row-level security"):
            make(staff)
    with rls(county="alder"):
        make(staff)


ANSWER = "state = 'accepted', answered_at = now(), answered_by_id = {}"
BACK = "state = 'withdrawn', withdrawn_at = now(), withdrawn_by_id = {}"


@pytest.mark.parametrize(("county", "allowed"), [("birch", True), ("alder", False)])
def test_only_the_receiver_answers(
    envelope: Transfer, staff: dict[str, Any], county: str, allowed: bool
) -> None:
    statement = f"update families_transfer set {ANSWER.format(by(staff, county))}"
    if allowed:
        assert run(county, statement) == 1
    else:
        with pytest.raises(DatabaseError, match="its own part"):
            run(county, statement)


@pytest.mark.parametrize(("county", "allowed"), [("alder", True), ("birch", False)])
def test_only_the_sender_takes_it_back(
    envelope: Transfer, staff: dict[str, Any], county: str, allowed: bool
) -> None:
    statement = f"update families_transfer set {BACK.format(by(staff, county))}"
    if allowed:
        assert run(county, statement) == 1
    else:
        with pytest.raises(DatabaseError, match="its own part"):
            run(county, statement)


def test_a_third_county_changes_nothing(envelope: Transfer, staff: dict[str, Any]) -> None:
    assert run("state", f"update families_transfer set {BACK.format(by(staff, 'alder'))}") == 0


@pytest.mark.parametrize("column", ["content = ''", "reason = ''", "to_county_id = 'state'"])
@pytest.mark.parametrize("county", ["alder", "birch"])
def test_nobody_changes_what_is_inside_nor_where_it_goes(
    envelope: Transfer, county: str, column: str
) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        run(county, f"update families_transfer set {column}")
    with pytest.raises(DatabaseError, match="permission denied"):
        run(county, "delete from families_transfer")


def test_answered_is_answered(envelope: Transfer, staff: dict[str, Any]) -> None:
    statement = f"update families_transfer set {ANSWER.format(by(staff, 'birch'))}"
    run("birch", statement)
    for county, again in (("birch", ANSWER), ("alder", BACK)):
        with pytest.raises(DatabaseError, match="once"):
            run(county, f"update families_transfer set {again.format(by(staff, county))}")


def test_it_goes_from_one_county_to_another(staff: dict[str, Any]) -> None:
    with rls(county="alder"), pytest.raises(IntegrityError, match="two_counties"):
        make(staff, to_county_id="alder")


def test_a_family_is_offered_once_at_a_time(staff: dict[str, Any]) -> None:
    episode = uuid.uuid4()
    with rls(county="alder"):
        make(staff, episode=episode)
        with pytest.raises(IntegrityError, match="once_while_offered"):
            make(staff, episode=episode)
