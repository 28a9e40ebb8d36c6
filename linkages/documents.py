"""A document is a fact: rendered once by a job, for one recipient, sealed, never changed.

A kind is a dotted string in settings.DOCUMENT_KINDS to a `Kind`: it re-checks at rendering and
again at download that the recipient may still have it.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from linkages import audit, jobs
from linkages.rows import CountyRow
from linkages.sealing import seal, unseal


class Refused(Exception):
    """The recipient has no basis for this document now. str(error) is for the screen."""


class Document(CountyRow):
    """A PDF made for one recipient."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    template_version = models.CharField(max_length=16, blank=True)
    bases = models.JSONField(default=list)
    content = models.BinaryField(null=True)
    sha256 = models.BinaryField(max_length=32, null=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField(default=timezone.now)
    rendered_at = models.DateTimeField(null=True)
    job = models.UUIDField(null=True)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["county", "recipient", "-requested_at"], name="doc_mine")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def file_name(self) -> str:
        """Neutral: a kind and an opaque number, nobody's name."""
        return f"{self.kind.replace('.', '-')}-{self.pk.hex[:8]}.pdf"

    def open(self) -> bytes:
        """The bytes as they were rendered."""
        return unseal(self.content, model="document", field="content", row=self.pk)


@dataclass(frozen=True, slots=True)
class Page:
    """What a kind hands to the renderer."""

    template: str
    context: dict[str, Any]
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its title, the version of its template, and who may have it.

    `compose(document)` reads through the decision point and raises Refused;
    `recheck(document)` does the same without composing, at download.
    """

    title: Any
    version: str
    compose: Callable[[Document], Page]
    recheck: Callable[[Document], None]


def kind_of(name: str) -> Kind:
    """The declared kind; KeyError for an unknown one."""
    return import_string(settings.DOCUMENT_KINDS[name])


def request(kind: str, *, subject: uuid.UUID, recipient: Any, language: str) -> Document:
    """Ask for a document in the recipient's working county; a job makes it."""
    kind_of(kind)
    document = Document.objects.create(
        county_id=recipient.working_in.county_id,
        kind=kind,
        subject=subject,
        recipient=recipient,
        language=language,
    )
    job = jobs.enqueue(
        "linkages.render_document",
        county=document.county_id,
        subject=document.pk,
        by=recipient.pk,
    )
    document.job = job.pk
    document.save(update_fields=["job"])
    return document


def render(run: jobs.Run) -> None:
    """Job: compose under the recipient's rights, make the PDF, check it, seal it."""
    from linkages import pdf

    with run.chunk():
        document = Document.objects.select_related("recipient").get(pk=run.job.subject)
        if document.state == Document.State.READY:
            return
        kind = kind_of(document.kind)
        run.progress(0, 3, "collecting")
        with translation.override(document.language):
            try:
                page = kind.compose(document)
            except Refused as refusal:
                document.state = Document.State.FAILED
                document.save(update_fields=["state"])
                audit.current().reason = "refused at rendering"
                audit.current().write(audit.AuditEvent.Result.DENIED)
                raise_after = str(refusal)
            else:
                raise_after = ""
                html = render_to_string(
                    page.template, {**page.context, "document": document, "title": kind.title}
                )
    if raise_after:
        raise jobs.JobFailed(raise_after)
    run.progress(1, 3, "typesetting")
    content, pages = pdf.make(html)
    run.progress(2, 3, "sealing")
    with run.chunk():
        document.content = seal(content, model="document", field="content", row=document.pk)
        document.sha256 = hashlib.sha256(content).digest()
        document.size, document.pages = len(content), pages
        document.bases = sorted(page.bases)
        document.template_version = kind.version
        document.rendered_at = timezone.now()
        document.state = Document.State.READY
        document.save()
        audit.current().write()
