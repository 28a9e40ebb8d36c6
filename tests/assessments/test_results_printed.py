"""The brief and the agreed sheet as documents: what stands in them, and who may have them."""

from typing import Any

import pytest

from assessments.instruments.shipped import SHIPPED
from assessments.models import Consensus, RoundDecision
from linkages.documents import Document
from linkages.scope import rls
from tests.assessments.test_results import a_closed_round, home, sent
from tests.house.pdf_text import text_of

pytestmark = pytest.mark.django_db
READER = "sponsor.cws@alder.example"


def made(client: Any, path: str, run_jobs: Any, language: str = "en") -> str:
    """The words of the document, asked for in a language."""
    client.cookies["linkages_language"] = language
    answer = client.post(path, sent(), headers={"accept-language": language})
    assert answer.status_code == 302
    run_jobs()
    with rls(county="alder"):
        document = Document.objects.latest("requested_at")
        assert document.state == Document.State.READY
        return text_of(document.open())


def test_the_brief_holds_results_gates_decision_and_lines_to_sign(sign_in, staff, run_jobs):
    whole = SHIPPED["readiness"][-1]
    scores = dict.fromkeys(whole.items, 3) | {"R1.1": 2, "R5.3": "unknown"}
    asked = a_closed_round(staff, scores, of=whole)
    with rls(county="alder"):
        RoundDecision.objects.create(
            county_id="alder",
            round=asked,
            kind="proceed",
            reason="Two sites are willing.",
            by=staff["cochair.cws@alder.example"],
        )
    words = made(sign_in(READER), home(asked) + "brief", run_jobs)
    for expected in (
        "R5 ",
        "Not met",
        "Two sites are willing.",
        "name, signature, date",
        "public record",
    ):
        assert expected in words
    spanish = made(sign_in(READER), home(asked) + "brief", run_jobs, "es")
    assert "Preparado" in spanish


def test_the_agreed_sheet_holds_every_item_and_why(sign_in, staff, run_jobs):
    asked = a_closed_round(staff)
    with rls(county="alder"):
        Consensus.objects.filter(round=asked, code="R5.1").update(rationale="Counsel is willing.")
    words = made(sign_in(READER), home(asked) + "sheet", run_jobs)
    for expected in ("R1.1", "R5.4", "Counsel is willing.", "We do not know yet"):
        assert expected in words


def test_nobody_without_results_gets_them_on_paper(sign_in, staff):
    asked = a_closed_round(staff)
    for path in ("brief", "sheet"):
        assert (
            sign_in("cws.worker@alder.example").post(home(asked) + path, sent()).status_code == 403
        )
        assert (
            sign_in("sponsor.cws@birch.example").post(home(asked) + path, sent()).status_code == 404
        )
    with rls(county="alder"):
        assert not Document.objects.exists()
