"""What an index needs before it answers, and asking it as somebody."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.people.models import ProgramRecord
from cases.sharing.models import Designation, IndexStandard, LegalBasis, LookUp, StaffRelation
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY

EARLIER = TODAY - timedelta(days=100)
NOBODY = "Nobody in the index fits."
NOT_KNOWN = "Not known to the other side, or not in your caseload."

Ask = Callable[..., str]


@pytest.fixture
def index(staff: dict[str, Any], grounds: None) -> None:
    """Alder's standard: open cases in Family Reunification; the index opens both identities."""
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        IndexStandard.objects.create(
            county_id="alder",
            standard="Children in reunification",
            components=["FR"],
            agencies="CWS, CalWORKs",
            since=EARLIER,
            recorded_by=staff["counsel@alder.example"].pk,
        )
        for owner in ("cws", "calworks"):
            LegalBasis.objects.create(
                county_id="alder",
                code="18961.5",
                owner=owner,
                category="C1",
                audience="index",
                since=EARLIER,
            )


@pytest.fixture
def designate(staff: dict[str, Any]) -> Callable[..., Designation]:
    """`designate("cws.worker2")` records the director's letter."""

    def designated(persona: str, *, until: date | None = None) -> Designation:
        with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
            return Designation.objects.create(
                county_id="alder",
                user=staff[f"{persona}@alder.example"],
                letter="2026-17",
                since=EARLIER,
                until=until,
                recorded_by=staff["counsel@alder.example"].pk,
            )

    return designated


@pytest.fixture
def relate(staff: dict[str, Any]) -> Callable[..., StaffRelation]:
    """`relate("cws.worker2", record)` says that they stand too close."""

    def related(persona: str, record: ProgramRecord, relation: str = "relative") -> StaffRelation:
        with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
            return StaffRelation.objects.create(
                county_id="alder",
                user=staff[f"{persona}@alder.example"],
                record=record,
                relation=relation,
                since=EARLIER,
                recorded_by=staff["privacy@alder.example"].pk,
            )

    return related


@pytest.fixture
def ask(sign_in: Callable[[str], Client]) -> Ask:
    """`ask("cws.worker2", "rosa delgado")` gives the text of the answer."""

    def asked(persona: str, typed: str, reason: str = "report", words: str = "") -> str:
        client = sign_in(f"{persona}@alder.example")
        fields = {"q": typed, "reason": reason, "words": words}
        response = client.post(reverse("sharing:look_up"), fields)
        assert response.status_code == 200
        return response.content.decode()

    return asked


def questions(**conditions: Any) -> list[LookUp]:
    """The rows that were written, oldest first."""
    with rls(county="alder"):
        return list(LookUp.objects.filter(**conditions).order_by("at", "pk"))


def answer_of(page: str) -> str:
    """The part of the page that answers."""
    return page[page.index('id="answer"') :].split("</section>")[0]
