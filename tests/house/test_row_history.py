"""What the database writes of every row costs no exception, and still carries its context."""

import uuid

import pytest
from django.db import connection

from linkages.parameters import ParameterValue
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
CONTEXT = uuid.UUID(int=7)


def asked(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return row and row[0]


def test_a_setting_that_nobody_set_is_answered_and_not_thrown(db: None) -> None:
    # The text of the functions, since what an exception costs shows in large transactions alone.
    text = asked("select lower(prosrc) from pg_proc where proname = '_pgh_attach_context'")
    assert "exception" not in str(text)
    assert asked("select _pgh_attach_context()") is None
    # pgtrigger writes its own function with each trigger; asked of a set one, it throws nothing.
    assert asked("select current_setting('pgtrigger.ignore')") == "{}"
    assert asked("select _pgtrigger_should_ignore('insert_insert')") is False


def test_a_context_that_somebody_set_is_kept_once(in_alder: None) -> None:
    asked("select set_config('pghistory.context_id', %s, true)", str(CONTEXT))
    asked("select set_config('pghistory.context_metadata', %s, true)", '{"why": "test"}')
    assert asked("select _pgh_attach_context()") == CONTEXT
    assert asked("select _pgh_attach_context()") == CONTEXT
    assert asked("select metadata ->> 'why' from pghistory_context") == "test"
    asked("select set_config('pghistory.context_metadata', %s, true)", '{"why": "more"}')
    assert asked("select _pgh_attach_context()") == CONTEXT
    assert asked("select array_agg(metadata ->> 'why') from pghistory_context") == ["more"]


def test_a_connection_that_lost_the_setting_still_writes_history(in_alder: None) -> None:
    asked("select set_config('pgtrigger.ignore', '', true)")
    value = ParameterValue.objects.create(
        county_id="alder", name="x", value=1, effective_from=TODAY, reason="Test", set_by=CONTEXT
    )
    assert asked("select count(*) from linkages_parametervalueevent where id = %s", value.pk) == 1
