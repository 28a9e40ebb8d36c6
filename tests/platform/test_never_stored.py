"""What may not be stored is nowhere in the database, whatever the extract offered."""

from typing import Any

import pytest
from django.db import connection, transaction

from counties.models import User
from linkages.scope import rls
from tests.records.conftest import Desk, aided, child, text
from tests.records.test_batches import tables_with

COLUMNS = {
    "reporter_name": "ZQVOSS",
    "ReportingPartyPhone": "ZQ555",
    "immigration_status": "ZQSTAY",
    "alien_number": "ZQ204",
    "clets_hit": "ZQRAP",
    "arrest_date": "ZQARREST",
    "fti_amount": "ZQ88123",
    "irs_match": "ZQIRS",
    "dv_waiver": "ZQSAFE",
}
WORDS = {
    "wtw_reason": "undocumented ZQONE",
    "exempt_type": "visa expired ZQTWO",
    "activity": "CLETS hit ZQTHREE",
    "end_reason": "IRS match ZQFOUR",
    "office": "Reporter: ZQFIVE",
    "relationship": "alien ZQSIX",
}
CHILDS_WORDS = {
    "special_project": "mandated reporter ZQSEVEN",
    "next_hearing_type": "arrest ZQEIGHT",
    "placement_type": "DV shelter ZQNINE",
}


@pytest.fixture
def desk(sign_in: Any, run_jobs: Any) -> Desk:
    return Desk(sign_in("analyst@alder.example"), run_jobs, "alder")


def planted(*texts: dict[str, str]) -> list[str]:
    return [value.split()[-1] for each in texts for value in each.values()]


@pytest.mark.django_db
@pytest.mark.check(79)
def test_what_may_not_be_stored_reaches_no_column_of_any_table(desk: Desk) -> None:
    calworks = desk.accepted("calworks", text(aided(1, **COLUMNS, **WORDS), aided(2)))
    cws = desk.accepted("cws", text(child(1, **COLUMNS, **CHILDS_WORDS), child(2)))
    assert tables_with("REYES") >= {"people_recordversion"}
    assert tables_with("PINTO") >= {"people_recordversion"}
    for value in planted(COLUMNS, WORDS, CHILDS_WORDS):
        assert tables_with(value) == set(), value
        assert own_tables_with(value) == set(), value
    for batch in (calworks, cws):
        page = desk.page(batch)
        for column in COLUMNS:
            assert column in page, column
        assert batch.remarks["text_withheld"] == 1


def own_tables_with(value: str) -> set[str]:
    """Tables whose rows show to their user alone."""
    found = set()
    for user in User.objects.all():
        with rls(user=user.pk), transaction.atomic(), connection.cursor() as cursor:
            for table in ("linkages_draft", "linkages_submission"):
                cursor.execute(f"select 1 from {table} t where t::text like %s", [f"%{value}%"])
                if cursor.fetchone():
                    found.add(table)
    return found
