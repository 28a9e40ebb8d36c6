"""Documents: sealed, unchanged, for one recipient, readable by everybody, and never half made."""

import hashlib
import http.server
import io
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from linkages import documents, jobs, pdf
from linkages.audit import AuditEvent
from linkages.documents import Document, Kind, Page, Refused
from linkages.jobs import Job, JobFailed
from linkages.scope import rls
from linkages.sealing import Unopenable, unseal
from tests.house.pdf_text import text_of

SHEET = """<!DOCTYPE html><html lang="en"><head><title>Summary</title>
<link rel="stylesheet" href="static:print/document.css"></head><body>{}</body></html>"""
WORDS = "<h1>Summary</h1><p>ZQletter</p>"
DRAWING = '<svg width="9" height="9"><rect width="9" height="9" fill="#123"/></svg>'
CLOSED: list[str] = []
ACCOUNTED: list[str] = []


def compose(document: Document) -> Page:
    if CLOSED:
        raise Refused("Closed to you.")
    context = {"document_title": "Letter", "language": document.language}
    return Page("documents/base.html", context, ("cws:C1:10850",), lambda: ACCOUNTED.append("x"))


def recheck(document: Document) -> None:
    if CLOSED:
        raise Refused("Closed to you.")


KIND = Kind(title="Letter", version="7", compose=compose, recheck=recheck)


@pytest.fixture(autouse=True)
def letters(settings: Any) -> Iterator[None]:
    settings.DOCUMENT_KINDS = {
        **settings.DOCUMENT_KINDS,
        "test.letter": "tests.house.test_documents.KIND",
    }
    yield
    CLOSED.clear()
    ACCOUNTED.clear()


@pytest.fixture
def letter(staff: dict[str, Any]) -> Document:
    """Asked for by the coordinator of Alder, not made yet."""
    user = staff["coordinator@alder.example"]
    with rls(county="alder", user=user.pk), transaction.atomic():
        user.working_in = user.memberships.get()
        return documents.request("test.letter", subject=uuid.uuid4(), recipient=user, language="en")


def again(document: Document) -> Document:
    with rls(county="alder"), transaction.atomic():
        return Document.objects.get(pk=document.pk)


def file_of(client: Client, document: Document) -> Any:
    return client.get(reverse("document_file", args=[document.pk]))


@pytest.mark.django_db
def test_it_is_waiting_then_ready_then_downloaded(
    letter: Document, sign_in: Callable[[str], Client], run_jobs: Any
) -> None:
    client = sign_in("coordinator@alder.example")
    page = reverse("document", args=[letter.pk])
    assert "Download" not in client.get(page).content.decode()
    assert file_of(client, letter).status_code == 404
    (job,) = run_jobs()
    assert job.state == Job.State.DONE
    assert "Download PDF" in client.get(page).content.decode()
    response = file_of(client, letter)
    made = again(letter)
    assert hashlib.sha256(response.content).digest() == bytes(made.sha256)
    assert (made.size, made.template_version) == (len(response.content), "7")
    assert made.file_name in response["Content-Disposition"]
    assert "Letter" in client.get(reverse("documents")).content.decode()


@pytest.mark.check(100)
@pytest.mark.django_db
def test_the_bytes_are_sealed_and_belong_to_their_row(letter: Document, run_jobs: Any) -> None:
    run_jobs()
    made = again(letter)
    assert b"%PDF" not in bytes(made.content)
    assert made.open().startswith(b"%PDF")
    with pytest.raises(Unopenable):
        unseal(made.content, model="document", field="content", row=uuid.uuid4())


@pytest.mark.check(87)
@pytest.mark.django_db
def test_who_lost_the_right_is_refused_at_the_door(
    letter: Document, sign_in: Callable[[str], Client], run_jobs: Any
) -> None:
    run_jobs()
    client = sign_in("coordinator@alder.example")
    assert file_of(client, letter).status_code == 200
    CLOSED.append("now")
    response = file_of(client, letter)
    assert response.status_code == 403
    assert b"Closed to you." in response.content
    assert b"%PDF" not in response.content
    with rls(county="alder"):
        events = AuditEvent.objects.filter(action="GET document_file").order_by("at")
        assert [event.result for event in events] == ["allowed", "denied"]
        assert {letter.pk, letter.subject} == set(events[0].subjects)
        assert events[0].bases == ["10850"]


@pytest.mark.django_db
def test_who_lost_the_right_before_it_was_made_gets_a_sentence(
    letter: Document, sign_in: Callable[[str], Client], run_jobs: Any
) -> None:
    CLOSED.append("now")
    (job,) = run_jobs()
    assert (job.state, job.failure) == (Job.State.FAILED, "Closed to you.")
    assert again(letter).state == Document.State.FAILED
    page = reverse("document", args=[letter.pk])
    assert "Closed to you." in sign_in("coordinator@alder.example").get(page).content.decode()
    assert ACCOUNTED == []


@pytest.mark.fault(3)
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_is_made_again_and_accounted_for_once(
    letter: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pdf.make

    class Killed(BaseException):
        """As SIGKILL would: nothing is tidied up."""

    def killed(html: str, *, complete: bool = False) -> Any:
        monkeypatch.setattr(pdf, "make", whole)
        monkeypatch.setattr(jobs, "_try_again", lambda job: None)
        raise Killed

    monkeypatch.setattr(pdf, "make", killed)
    with pytest.raises(Killed):
        jobs.run("alder", letter.job, beating=False)
    assert again(letter).state == Document.State.WAITING
    assert ACCOUNTED == []
    with rls(county="alder"), transaction.atomic():
        assert Job.objects.get(pk=letter.job).state == Job.State.RUNNING
        Job.objects.update(lease_until="2020-01-01T00:00Z")
    assert jobs.run("alder", letter.job, beating=False) is True
    made = again(letter)
    assert made.state == Document.State.READY
    assert len(ACCOUNTED) == 1
    with rls(county="alder"), transaction.atomic():
        assert AuditEvent.objects.filter(action__startswith="job:").count() == 1


@pytest.mark.django_db(transaction=True)
def test_run_again_after_it_was_ready_it_stays_as_it_was(letter: Document) -> None:
    jobs.run("alder", letter.job, beating=False)
    first = again(letter)
    with rls(county="alder"), transaction.atomic():
        Job.objects.filter(pk=letter.job).update(state="queued", tries=0)
    jobs.run("alder", letter.job, beating=False)
    assert bytes(again(letter).sha256) == bytes(first.sha256)
    assert len(ACCOUNTED) == 1


@pytest.mark.django_db
def test_a_job_that_gave_up_shows_on_the_list(
    letter: Document, sign_in: Callable[[str], Client]
) -> None:
    with rls(county="alder"), transaction.atomic():
        Job.objects.filter(pk=letter.job).update(state="failed", failure="Stopped.")
    page = sign_in("coordinator@alder.example").get(reverse("documents")).content.decode()
    assert "Could not be made" in page


@pytest.mark.check(8)
@pytest.mark.django_db
def test_somebody_elses_is_not_there(
    letter: Document, sign_in: Callable[[str], Client], run_jobs: Any
) -> None:
    run_jobs()
    for email in ("liaison@alder.example", "admin@alder.example", "coordinator@birch.example"):
        client = sign_in(email)
        for name in ("document", "document_file"):
            absent = client.get(reverse(name, args=[uuid.uuid4()]))
            hidden = client.get(reverse(name, args=[letter.pk]))
            assert hidden.status_code == absent.status_code == 404
        assert "Letter" not in client.get(reverse("documents")).content.decode()


@pytest.mark.django_db
def test_a_document_of_no_declared_kind_cannot_be_asked_for(staff: dict[str, Any]) -> None:
    user = staff["coordinator@alder.example"]
    with rls(county="alder"), pytest.raises((KeyError, IntegrityError)):
        documents.request("test.nothing", subject=uuid.uuid4(), recipient=user, language="en")


def test_a_good_sheet_passes_and_keeps_its_words() -> None:
    content, pages = pdf.make(SHEET.format(WORDS))
    assert pages == 1
    assert "ZQletter" in text_of(content)


@pytest.mark.parametrize(
    ("html", "lacks"),
    [
        (SHEET.replace(' lang="en"', "").format(WORDS), "language"),
        (SHEET.replace("<title>Summary</title>", "").format(WORDS), "title"),
        (SHEET.format("<h1>A</h1><h3>C</h3><p>x</p>"), "order of headings"),
        (SHEET.format("<p>no heading</p>"), "headings"),
        (SHEET.format(f"<h1>A</h1>{DRAWING}"), "words for a picture"),
    ],
)
@pytest.mark.usability(21)
def test_a_sheet_that_a_screen_reader_could_not_read_is_not_kept(
    html: str, lacks: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(JobFailed, match="Not everybody could read"):
        pdf.make(html)
    assert lacks in caplog.text


@pytest.mark.check(83)
def test_a_sheet_reaches_nothing_but_bundled_files() -> None:
    hits: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        port = server.server_port
        outside = f"http://127.0.0.1:{port}"
        links = "".join(
            f"<link rel='attachment' href='{address}'>"
            for address in (f"{outside}/b", "file:///etc/passwd", "static:../../manage.py")
        )
        content, _pages = pdf.make(
            SHEET.replace("<head>", f"<head>{links}").format(
                f"<h1>A</h1><p>printed <img alt='x' src='{outside}/a.png'>"
                "<img alt='y' src='file:///etc/passwd'></p>"
            )
        )
        server.shutdown()
        thread.join()
    assert hits == []
    with pikepdf.open(io.BytesIO(content)) as made:
        assert list(made.attachments) == []
    assert "printed" in text_of(content)


@pytest.mark.django_db
@pytest.mark.fault(26)
def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_made(
    letter: Document,
    staff: dict[str, Any],
    sign_in: Callable[[str], Client],
    run_jobs: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def typeset_slowly(html: str, *, complete: bool = False) -> tuple[bytes, int]:
        while True:
            sum(range(10_000))

    made = pdf.make
    monkeypatch.setattr(documents, "MOST_SECONDS", 0.2)
    monkeypatch.setattr(pdf, "make", typeset_slowly)
    run_jobs()
    assert again(letter).state == Document.State.FAILED
    with rls(county="alder"), transaction.atomic():
        job = Job.objects.get(subject=letter.pk)
    assert (job.state, job.tries) == (Job.State.FAILED, 1)
    page = sign_in("coordinator@alder.example").get(reverse("document", args=[letter.pk]))
    assert str(documents.TOO_LONG) in page.content.decode()

    monkeypatch.setattr(documents, "MOST_SECONDS", 60.0)
    monkeypatch.setattr(pdf, "make", made)
    user = staff["coordinator@alder.example"]
    with rls(county="alder", user=user.pk), transaction.atomic():
        user.working_in = user.memberships.get()
        after = documents.request(
            "test.letter", subject=uuid.uuid4(), recipient=user, language="en"
        )
    run_jobs()
    assert again(after).state == Document.State.READY
