"""A document is a fact: rendered once by a job, for one recipient, sealed, never changed.

A kind is a dotted string in settings.DOCUMENT_KINDS to a `Kind`: it re-checks at rendering and
again at download that the recipient may still have it.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from linkages import audit, jobs
from linkages.registries import Section
from linkages.rows import CountyRow
from linkages.sealing import seal, unseal
from linkages.time_limit import TooLong, at_most

# Of a processor, for one document; a handbook of sixty pages takes twenty.
MOST_SECONDS = 30.0
TOO_LONG = _("This document takes too long to make. Ask for less in it, or tell an administrator.")


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

    @property
    def grounds(self) -> set[str]:
        """The grounds of everything in it, for the audit."""
        return {basis.rpartition(":")[2] for basis in self.bases}

    def open(self) -> bytes:
        """The bytes as they were rendered."""
        return unseal(self.content, model="document", field="content", row=self.pk)


@dataclass(frozen=True, slots=True)
class Page:
    """What a kind hands to the renderer."""

    template: str
    context: dict[str, Any]
    bases: tuple[str, ...]
    # Writes down what the document discloses, in the transaction that seals it and not before:
    # a rendering that is killed and begun again has shown nobody anything.
    account: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its title, the version of its template, and who may have it.

    `compose(document)` gathers through the decision point and raises Refused; `recheck(document)`
    asks again at download, about everything that the document says. `bases` of a page end, after
    the last colon, in the name of the ground.
    """

    title: Any
    version: str
    compose: Callable[[Document], Page]
    recheck: Callable[[Document], None]
    # Not made at all where a letter of it stands in no font of this computer.
    complete: bool = False


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
    with translation.override(document.language):
        try:
            with run.chunk():
                run.progress(0, 3, "collecting")
                page = kind.compose(document)
                frame = {"document": document, "title": kind.title}
                html = render_to_string(page.template, {**page.context, **frame})
            run.progress(1, 3, "typesetting")
            with at_most(MOST_SECONDS):
                content, pages = pdf.make(html, complete=kind.complete)
        except Refused as refusal:
            _give_up(run, document, denied=True)
            raise jobs.JobFailed(str(refusal)) from refusal
        except TooLong as too_long:
            _give_up(run, document, denied=False)
            raise jobs.JobFailed(str(TOO_LONG)) from too_long
        except jobs.JobFailed:
            _give_up(run, document, denied=False)
            raise
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
        page.account()
        audit.note({document.pk, document.subject}, bases=document.grounds, purpose="document")
        audit.current().write()


def _give_up(run: jobs.Run, document: Document, *, denied: bool) -> None:
    """Say on the document that there will be none, and in the audit who was refused."""
    with run.chunk():
        document.state = Document.State.FAILED
        document.save(update_fields=["state"])
        trail = audit.current()
        trail.note({document.pk, document.subject}, purpose="document")
        trail.write(audit.AuditEvent.Result.DENIED if denied else audit.AuditEvent.Result.FAILED)


RECENT = timedelta(days=2)


def made_for(user: Any) -> Iterator[Section]:
    """For the page of today: what this person asked for in the last two days."""
    mine = Document.objects.visible_to(user).filter(
        recipient=user, requested_at__gte=timezone.now() - RECENT
    )
    if rows := titled(mine.defer("content")[:5]):
        context = {"rows": rows, "url": reverse("documents"), "link": _("All documents")}
        yield Section(60, _("Documents"), "shell/_recent_documents.html", context)


def titled(found: Iterable[Document]) -> list[dict[str, Any]]:
    """Documents with their titles; one whose job gave up counts as failed."""
    listed = list(found)
    lost = set(
        jobs.Job.objects.filter(
            pk__in=[document.job for document in listed if document.job],
            state=jobs.Job.State.FAILED,
        ).values_list("pk", flat=True)
    )
    for document in listed:
        if document.state == Document.State.WAITING and document.job in lost:
            document.state = Document.State.FAILED
    return [{"document": each, "title": kind_of(each.kind).title} for each in listed]
