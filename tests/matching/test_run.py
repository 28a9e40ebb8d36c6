"""A matching run, from records to candidates."""

from typing import Any

import pytest

from cases.matching.models import MatchCandidate
from linkages.scope import rls
from tests.matching.world import match, record

pytestmark = pytest.mark.django_db


@pytest.mark.scenario(1)
def test_a_changed_name_with_the_same_number_is_proposed_in_tier_b() -> None:
    with rls(county="alder"):
        record(
            "cws",
            given="ROSA",
            middle="M",
            surname="DELGADO-PINTO",
            born="1996-03-14",
            ssn="900123456",
        )
        record(
            "calworks",
            cin="91234567A",
            given="ROSA",
            surname="PINTO",
            born="1996-03-14",
            ssn="900123456",
        )
    run = match()
    assert run.kind == "full"
    with rls(county="alder"):
        (pair,) = MatchCandidate.objects.all()
    assert (pair.state, pair.tier) == ("proposed", "B")
    assert pair.band in ("certain", "review")


def test_numbers_that_were_never_issued_count_only_in_demonstrations_and_tests(
    settings: Any,
) -> None:
    settings.TESTING = settings.DEMO = False
    with rls(county="alder"):
        for program in ("cws", "calworks"):
            record(program, given="ROSA", surname="PINTO", born="1996-03-14", ssn="900123456")
    match()
    with rls(county="alder"):
        (pair,) = MatchCandidate.objects.all()
    assert pair.tier == "D"
