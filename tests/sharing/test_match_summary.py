"""The match summary: asked for on the page, made by a job, checked again at download."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from cases.sharing.models import Assignment, Disclosure, LegalBasis
from counties.models import Membership
from linkages.audit import AuditEvent
from linkages.documents import Document
from linkages.jobs import Job
from linkages.scope import rls
from tests.house.pdf_text import text_of
from tests.sharing.conftest import Family, make_family

pytestmark = pytest.mark.django_db


@pytest.fixture
def summary(
    sign_in: Callable[[str], Client], grounds: None, run_jobs: Callable[..., list[Job]]
) -> Callable[..., tuple[Client, Document]]:
    """`summary("cws.worker", family)` asks for it and lets the job run."""

    def asked(persona: str, made: Family, language: str = "en") -> tuple[Client, Document]:
        client = sign_in(f"{persona}@{made.county}.example")
        client.cookies["django_language"] = language
        response = client.post(reverse("sharing:summary", args=[made.person.pk]))
        assert response.status_code == 302
        run_jobs(made.county)
        with rls(county=made.county):
            return client, Document.objects.get(pk=response.url.rstrip("/").rsplit("/", 1)[1])

    return asked


def download(client: Client, document: Document) -> Any:
    return client.get(reverse("document_file", args=[document.pk]))


def test_it_says_what_its_recipient_may_see(summary: Any) -> None:
    client, document = summary("cws.worker", make_family())
    text = text_of(download(client, document).content)
    for words in ("Match summary", "ROSA DELGADO", "Sanction", "ZQactivity", "ZQplacement"):
        assert words in text
    for words in ("ZQgrant", "ZQtreatment", "ZQsafety"):
        assert words not in text


@pytest.mark.check(85)
@pytest.mark.parametrize("persona", ["calworks.worker", "coordinator"])
def test_nothing_closed_to_the_recipient_is_anywhere_in_the_file(
    summary: Any, persona: str
) -> None:
    client, document = summary(persona, make_family())
    content = download(client, document).content
    text = text_of(content) + metadata_of(content)
    for words in ("ZQallegation", "ZQplacement", "ZQmedical", "ZQincome"):
        assert words not in text
    assert "DELGADO" in text
    assert "DELGADO" not in metadata_of(content)


def metadata_of(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        outlines = [str(item.title) for item in pdf.open_outline().root]
        return repr([dict(metadata), dict(pdf.docinfo), outlines])


@pytest.mark.check(86)
def test_every_page_carries_its_footer(summary: Any, staff: dict[str, Any]) -> None:
    client, document = summary("cws.worker", make_family())
    with pikepdf.open(io.BytesIO(download(client, document).content)) as pdf:
        pages = len(pdf.pages)
    text = text_of(download(client, document).content)
    for page, words in enumerate(text.split("\f")[:pages], start=1):
        flat = re.sub(r"\s+", " ", words)
        for part in (
            "Alder County",
            staff["cws.worker@alder.example"].name,
            "PST",
            document.pk.hex[:8].upper(),
            "Confidential",
            f"page {page} of {pages}",
        ):
            assert part in flat, (page, part)


@pytest.mark.check(87)
def test_the_file_is_an_attachment_with_a_neutral_name(summary: Any) -> None:
    client, document = summary("cws.worker", make_family())
    response = download(client, document)
    name = f"sharing-match_summary-{document.pk.hex[:8]}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.check(87)
def test_somebody_elses_document_is_not_there(summary: Any, sign_in: Any) -> None:
    made = make_family()
    _client, document = summary("cws.worker", made)
    for persona in ("calworks.worker", "coordinator", "cws.supervisor", "admin"):
        client = sign_in(f"{persona}@alder.example")
        for name in ("document", "document_file"):
            assert client.get(reverse(name, args=[document.pk])).status_code == 404
    job = client.get(reverse("job_progress", args=[document.job]))
    assert job.status_code == 404


def end_assignment(made: Family) -> None:
    Assignment.objects.filter(record=made.cws).update(until="2026-11-30")


def switch_off(made: Family) -> None:
    LegalBasis.objects.filter(category="C3").update(until="2026-11-30")


def seal(made: Family) -> None:
    made.calworks.__class__.objects.filter(pk=made.calworks.pk).update(restriction="R")


def leave(made: Family) -> None:
    """Another role begins today, the worker's ended yesterday."""
    old = Membership.objects.get(user__email="cws.worker@alder.example")
    old.until = "2026-11-30"
    old.save()
    Membership.objects.create(
        county_id="alder", user=old.user, role="analyst", program="joint", since="2026-12-01"
    )


@pytest.mark.check(87)
@pytest.mark.check(27)
@pytest.mark.parametrize("loss", [end_assignment, switch_off, seal, leave])
def test_after_access_is_lost_the_download_is_refused(summary: Any, loss: Any) -> None:
    made = make_family()
    client, document = summary("cws.worker", made)
    assert download(client, document).status_code == 200
    with rls(county="alder"):
        loss(made)
    response = download(client, document)
    assert response.status_code == 403
    assert response["Content-Type"].startswith("text/html")
    with rls(county="alder"):
        last = AuditEvent.objects.order_by("at").last()
    assert (last.action, last.result) == ("GET document_file", "denied")


def test_a_ground_that_changed_but_holds_refuses_nothing(summary: Any) -> None:
    made = make_family()
    client, document = summary("cws.worker", made)
    with rls(county="alder"):
        LegalBasis.objects.filter(category="C3").update(code="18986.40")
    assert download(client, document).status_code == 200


def test_who_lost_the_person_before_the_job_ran_gets_none(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    made = make_family()
    client = sign_in("cws.worker@alder.example")
    client.post(reverse("sharing:summary", args=[made.person.pk]))
    with rls(county="alder"):
        end_assignment(made)
    (job,) = (each for each in run_jobs("alder") if each.kind == "linkages.render_document")
    assert job.state == Job.State.FAILED
    assert "may no longer open" in job.failure
    with rls(county="alder"):
        document = Document.objects.get()
        assert document.state == Document.State.FAILED
        assert document.content is None
        assert not Disclosure.objects.exists()
        assert AuditEvent.objects.filter(action__startswith="job", result="denied").count() == 1
    page = client.get(reverse("document", args=[document.pk])).content.decode()
    assert "may no longer open" in page


def test_it_is_accounted_for_once_when_it_is_sealed(summary: Any, staff: dict[str, Any]) -> None:
    made = make_family()
    _client, document = summary("cws.worker", made)
    with rls(county="alder"):
        (row,) = Disclosure.objects.all()
        event = AuditEvent.objects.get(pk=row.event)
    assert (row.channel, row.person, row.categories) == (
        "document",
        made.person.pk,
        ["C1", "C2", "C3"],
    )
    assert event.user_id == staff["cws.worker@alder.example"].pk
    assert set(event.subjects) == {document.pk, made.person.pk}


def test_asked_for_twice_with_one_form_it_is_made_once(sign_in: Any, grounds: None) -> None:
    made = make_family()
    client = sign_in("cws.worker@alder.example")
    page = client.get(reverse("sharing:person", args=[made.person.pk]))
    key = page.context["summary_form"]["key"].value()
    for _again in range(2):
        client.post(reverse("sharing:summary", args=[made.person.pk]), {"key": key})
    with rls(county="alder"):
        assert Document.objects.count() == 1


def test_nobody_asks_for_a_person_who_is_not_theirs(sign_in: Any, grounds: None) -> None:
    made = make_family()
    for persona in ("cws.worker2", "analyst", "admin"):
        client = sign_in(f"{persona}@alder.example")
        response = client.post(reverse("sharing:summary", args=[made.person.pk]))
        assert response.status_code == 404
    with rls(county="alder"):
        assert not Document.objects.exists()


def test_in_spanish_it_says_so(summary: Any) -> None:
    client, document = summary("cws.worker", make_family(), "es")
    with pikepdf.open(io.BytesIO(download(client, document).content)) as pdf:
        assert str(pdf.Root.Lang) == "es"


def test_job_arguments_and_rows_name_nobody(summary: Any) -> None:
    summary("cws.worker", make_family())
    with rls(county="alder"):
        for job in Job.objects.all():
            assert "DELGADO" not in repr(vars(job))
