"""Restricted clients are in no figure of an extract, whichever way they become restricted."""

from typing import Any

import pytest
from django.urls import reverse

from cases.people.models import ProgramRecord
from cases.records.models import ExtractBatch
from linkages.scope import rls
from tests.conftest import working_as
from tests.records.conftest import Desk, aided, child, key, text

pytestmark = pytest.mark.django_db

FIGURES = (
    "rows", "rows_accepted", "people", "people_new", "people_changed", "people_unchanged",
    "people_returned", "people_gone",
)  # fmt: skip


def figures(batch: ExtractBatch) -> dict[str, int]:
    return {name: getattr(batch, name) for name in FIGURES}


def sealed(number: int) -> dict[str, str]:
    return child(number, limited_access="R")


@pytest.mark.scenario(15)
@pytest.mark.check(12)
def test_a_sealed_client_counts_like_nobody(desk: Desk) -> None:
    without = desk.read("cws", text(child(1), child(2)))
    desk.reject(without)
    with_one = desk.read("cws", text(child(1), sealed(3), child(2)))
    assert figures(with_one) == figures(without)
    assert figures(desk.accept(with_one)) == figures(with_one)
    # The twin: an open third client counts.
    assert figures(desk.read("cws", text(child(1), child(2), child(4))))["people"] == 3


def test_every_row_of_a_client_who_is_sealed_in_one_is_left_out(desk: Desk) -> None:
    rows = [child(1), sealed(3), child(3, case_id_19="Dd00003xyz")]
    assert figures(desk.read("cws", text(*rows)))["rows_accepted"] == 1


def test_who_becomes_sealed_looks_like_who_left(desk: Desk) -> None:
    """And who is unsealed like a new person; else two extracts would give them away."""
    before = text(child(1), child(2), sealed(3))
    desk.accepted("cws", before, as_of="2026-11-01")
    turned = desk.accepted("cws", text(child(1), sealed(2), child(3)), as_of="2026-11-08")
    assert (turned.people, turned.people_new, turned.people_gone) == (2, 1, 1)
    assert (turned.people_changed, turned.people_unchanged) == (0, 1)
    # The twin: the same figures when one really leaves and another really comes.
    real = desk.accepted("cws", text(child(1), child(4)), as_of="2026-11-15")
    assert (real.people, real.people_new, real.people_gone) == (2, 1, 1)


def test_what_the_county_closed_is_left_out_too(desk: Desk, staff: Any) -> None:
    from cases.sharing.restricting import acts

    desk.accepted("cws", text(child(1), child(2)), as_of="2026-11-01")
    with working_as(staff["restricted@alder.example"]) as user:
        record = ProgramRecord.objects.get(native_id=key(2))
        acts.restrict(record, acts.Restrict("S", "safety", "x"), by=user.pk)
    after = desk.accepted("cws", text(child(2), child(1)), as_of="2026-11-08")
    assert (after.rows_accepted, after.people, after.people_gone) == (1, 1, 0)


def test_sealed_clients_are_in_no_remark(desk: Desk) -> None:
    long = {"last": "X" * 120}
    assert desk.read("cws", text(child(1, **long))).remarks
    assert desk.read("cws", text(child(1), sealed(3) | long)).remarks == {}


@pytest.mark.scenario(15)
def test_the_figures_of_a_run_leave_restricted_pairs_out(desk: Desk, run_jobs: Any) -> None:
    from cases.matching.models import MatchCandidate, MatchRun

    who = {"last": "ZQFAM", "first": "ANNA", "dob": "1980-01-11", "ssn": "900351111"}
    other = {"last": "ZQKIN", "first": "BERTA", "dob": "1981-02-12", "ssn": "900352222"}
    rows = [child(1, **who, limited_access="R"), child(2, **other)]
    desk.accepted("cws", text(*rows))
    desk.accepted("calworks", text(aided(1, **who), aided(2, **other)))
    run_jobs("alder")
    with rls(county="alder"):
        run = MatchRun.objects.filter(published_at__isnull=False).first()
        shown = MatchCandidate.objects.shown()
        assert (shown.count(), shown.unrestricted().count()) == (2, 1)
        assert run.certain + run.review == 1
        # One of the two CWS clients and both CalWORKs persons.
        assert sum(MatchRun.objects.values_list("records_changed", flat=True)) == 3
    assert "ZQFAM" not in desk.client.get(reverse("matching:review")).content.decode()
    assert "ZQKIN" in desk.client.get(reverse("matching:review")).content.decode()
