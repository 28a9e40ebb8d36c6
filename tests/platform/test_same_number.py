"""That another county holds a number is told by no answer."""

import re
from typing import Any

import pytest

from tests.records.conftest import Desk, child, text
from tests.sharing.conftest import without_secrets

HELD, NEW = "900-12-3456", "900-65-4321"


@pytest.mark.django_db
@pytest.mark.check(41)
def test_a_number_that_birch_holds_is_as_new_in_alder_as_any_other(
    sign_in: Any, run_jobs: Any
) -> None:
    birch = Desk(sign_in("analyst@birch.example"), run_jobs, "birch")
    birch.accepted("cws", text(child(1, county="98", ssn=HELD)))
    alder = Desk(sign_in("analyst@alder.example"), run_jobs, "alder")
    told = []
    for number, ssn in ((2, HELD), (3, NEW)):
        batch = alder.read("cws", text(child(number, ssn=ssn)))
        before = alder.page(batch)
        alder.reject(batch)
        told.append((batch.people_new, batch.remarks, plain(before), plain(alder.page(batch))))
    assert told[0] == told[1]
    assert told[0][0] == 1


def plain(page: str) -> str:
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", without_secrets(page))
    return re.sub(r"\d+:\d\d", "…", page)
