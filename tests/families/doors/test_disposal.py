"""Whoever is disposed of takes with them what was said, suggested and entered about them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cases.families.doors import suggesting
from cases.families.models import AgreementStep, EventNotice, Suggestion
from cases.matching.disposal import Ground, dispose
from cases.people.models import ProgramRecord
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.agreement.test_agreement import say
from tests.families.doors.test_events import enter
from tests.families.made import Home, make_home

pytestmark = pytest.mark.django_db

CWS, PRIVACY = "cws.worker@alder.example", "privacy@alder.example"
TABLES = ("agreementstep", "suggestion", "eventnotice")


def rows(record: ProgramRecord) -> list[int]:
    """How many rows, and how many of their history, name this record."""
    with rls(county="alder"), connection.cursor() as cursor:
        found = []
        for table in TABLES:
            for name in (f"families_{table}", f"families_{table}event"):
                cursor.execute(f'select count(*) from "{name}" where record_id = %s', [record.pk])
                found.append(cursor.fetchone()[0])
        return found


def test_rows_and_their_history_go_with_the_record(staff: Any, home: Home) -> None:
    other = make_home()
    for each in (home, other):
        say(staff[CWS], each, "asked")
        enter(staff[CWS], each.mother, "birth", TODAY - timedelta(days=2))
        with working_as(staff[CWS]) as user:
            suggesting.suggest(user, "", ProgramRecord.objects.get(pk=each.mother.pk))
    assert rows(home.mother) == [1] * 6
    with working_as(staff[PRIVACY]) as user:
        records = {home.mother.pk, home.on_aid.pk}
        dispose(records, ground=Ground.SEALING_ORDER, by=user, second=None, on=TODAY)
    assert rows(home.mother) == [0] * 6
    assert rows(other.mother) == [1] * 6
    with rls(county="alder"):
        kept = {model.objects.count() for model in (AgreementStep, Suggestion, EventNotice)}
    assert kept == {1}
