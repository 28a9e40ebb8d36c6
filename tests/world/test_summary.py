"""The match summary, made from the page, by job, for one recipient."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
from django.db import transaction
from django.urls import reverse

from linkages import jobs
from linkages.documents import Document
from linkages.scope import rls
from tests.world.matrix.sharing import person_of_both_first_workers


def summary_for(visit: Any, email: str) -> tuple[Any, bytes]:
    client = visit(email)
    answer = client.post(reverse("sharing:summary", args=person_of_both_first_workers()))
    assert answer.status_code == 302
    document = answer["Location"].strip("/").split("/")[-1]
    with rls(county="alder"), transaction.atomic():
        # Its own job: what the matrix before asked for may wait.
        waiting = list(jobs.Job.objects.claimable().filter(subject=document))
    for job in waiting:
        jobs.run("alder", job.pk, beating=False)
    return client, client.get(reverse("document_file", args=[document])).content


def text_of(content: bytes, folder: Path) -> str:
    file = folder / "summary.pdf"
    file.write_bytes(content)
    said = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return said.stdout.decode()


def test_a_reviewers_summary_prints_the_evidence(visit: Any, tmp_path: Path) -> None:
    _client, content = summary_for(visit, "coordinator@alder.example")
    text = text_of(content, tmp_path)
    assert "What speaks for and against" in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_a_workers_summary_does_not(visit: Any, tmp_path: Path) -> None:
    _client, content = summary_for(visit, "cws.worker@alder.example")
    text = text_of(content, tmp_path)
    assert "Match summary" in text
    assert "What speaks for and against" not in text


def test_nobody_else_downloads_it(visit: Any) -> None:
    summary_for(visit, "cws.worker@alder.example")
    with rls(county="alder"), transaction.atomic():
        made = Document.objects.order_by("-requested_at").first()
    address = reverse("document_file", args=[made.pk])
    for other in ("coordinator@alder.example", "admin@alder.example", "cws.worker@birch.example"):
        assert visit(other).get(address).status_code == 404
