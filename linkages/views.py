"""Pages of the house itself: today, health, jobs, documents, drafts."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linkages import audit, documents, drafts
from linkages.documents import Document
from linkages.jobs import Job
from linkages.looks import last_look
from linkages.registries import providers


@require_GET
def today_page(request: HttpRequest) -> HttpResponse:
    """What is new or due for this person; every app that has something to say adds a section."""
    sections = sorted(
        (section for source in providers("TODAY_PROVIDERS") for section in source(request.user)),
        key=lambda section: section.order,
    )
    context = {
        "sections": sections,
        "teaching": [
            line for source in providers("TODAY_TEACHING") for line in source(request.user)
        ],
        "last_look": last_look(request.user.pk),
    }
    return render(request, "shell/today.html", context)


@require_http_methods(["GET", "POST"])
def keep_alive(request: HttpRequest) -> JsonResponse:
    """Seconds until this session ends. A GET only asks; a POST is somebody there."""
    if request.method == "POST":
        request.session["seen"] = int(timezone.now().timestamp())
    seen = request.session.get("seen", 0)
    idle = min(
        request.session.get("idle", settings.SESSION_IDLE_SECONDS), settings.SESSION_IDLE_LIMIT
    )
    began = request.session.get("began", seen)
    now = int(timezone.now().timestamp())
    left = min(idle - (now - seen), settings.SESSION_COOKIE_AGE - (now - began))
    return JsonResponse({"seconds": max(0, left)})


@require_POST
def save_draft(request: HttpRequest, form: str) -> JsonResponse:
    """Keep what is being typed. The form's name is opaque and the content sealed."""
    fields = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "key", "version")
    }
    draft = drafts.save_draft(request.user.pk, form[:120], fields)
    clock = formats.time_format(timezone.localtime(draft.saved_at), "TIME_FORMAT")
    return JsonResponse({"saved_at": clock})


@require_GET
def job_progress(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The progress bar of one's own job, as a fragment that asks for itself again."""
    job = get_object_or_404(
        Job.objects.visible_to(request.user), pk=job_id, requested_by=request.user.pk
    )
    response = render(request, "shell/_job.html", progress_of(job))
    if not job.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


def progress_of(job: Job) -> dict[str, object]:
    """What the progress partial wants to know about a job."""
    label = stage_words().get(job.stage, _("Waiting for its turn"))
    if job.is_silent:
        label = _("No sign of life. If it was interrupted, it goes on by itself within a minute.")
    if job.is_delayed:
        label = _("This is delayed. It starts by itself; you can go on with other work.")
    return {
        "job": job,
        "label": label,
        "done": job.done,
        "total": job.total,
        "url": reverse("job_progress", args=[job.pk]),
        "finished": not job.is_unfinished,
    }


def stage_words() -> dict[str, str]:
    """Words for the stage codes of jobs."""
    return {
        "reading": _("Reading the file"),
        "checking": _("Checking rows"),
        "storing": _("Storing records"),
        "comparing": _("Comparing with the last batch"),
        "keys": _("Preparing the comparison"),
        "pairs": _("Finding pairs"),
        "scoring": _("Weighing the evidence"),
        "writing": _("Writing match candidates"),
        "rules": _("Trying the rules on pairs"),
        "linking": _("Linking by the county’s rule"),
        "releasing": _("Telling the workers"),
        "undoing": _("Undoing what the rule linked"),
        "collecting": _("Collecting what may be shown"),
        "typesetting": _("Setting the pages"),
        "sealing": _("Sealing the document"),
    }


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """Documents made for this person."""
    mine = Document.objects.visible_to(request.user).filter(recipient=request.user)
    rows = documents.titled(mine.defer("content")[:100])
    return render(request, "shell/documents.html", {"rows": rows})


@require_GET
def document_page(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """One document: being made, ready, or why not."""
    mine = Document.objects.visible_to(request.user).filter(recipient=request.user)
    document = get_object_or_404(mine.defer("content"), pk=document_id)
    job = Job.objects.visible_to(request.user).filter(pk=document.job).first()
    context = {
        "document": document,
        "title": documents.kind_of(document.kind).title,
        "progress": progress_of(job) if job else None,
        "job": job,
    }
    return render(request, "shell/document.html", context)


@require_GET
def document_download(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """The PDF, after asking once more whether its recipient may still have it."""
    mine = Document.objects.visible_to(request.user).filter(
        recipient=request.user, state=Document.State.READY
    )
    document = get_object_or_404(mine, pk=document_id)
    try:
        documents.kind_of(document.kind).recheck(document)
    except documents.Refused as refusal:
        trail = audit.current()
        trail.note({document.pk, document.subject}, purpose="download")
        trail.write(audit.AuditEvent.Result.DENIED)
        trail.changed = False  # the one event of this request is written
        return render(request, "shell/refused.html", {"refusal": refusal}, status=403)
    audit.note({document.pk, document.subject}, bases=document.grounds, purpose="download")
    response = HttpResponse(document.open(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    return response


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether each part of the installation answers; 503 when one that pages need does not."""
    answer = {
        "database": _database_answers(),
        "broker": _broker_answers(),
        "worker": _worker_seen(),
        "migrations": False,
    }
    if answer["database"]:
        answer["migrations"] = _migrations_done()
    ready = answer["database"] and answer["migrations"]
    state = {name: "ok" if fine else "off" for name, fine in answer.items()}
    return JsonResponse({"ready": ready, **state}, status=200 if ready else 503)


healthz.outside_transaction = True  # type: ignore[attr-defined]


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    from kombu.exceptions import OperationalError

    from linkages.celery import app

    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except (OperationalError, OSError):
        return False
    return True


def _worker_seen() -> bool:
    """A worker ran the reaper's round within the last minute."""
    from redis.exceptions import RedisError

    try:
        seen = parse_datetime(cache.get("worker-seen") or "")
    except RedisError:
        return False
    return seen is not None and timezone.now() - seen < timedelta(seconds=60)


def _migrations_done() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
