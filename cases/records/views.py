"""Pages about extracts: the list, the upload, a batch and what may be done with it."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.records import decisions, guard, intake, pages
from cases.records.forms import DecisionForm, UploadForm, came_before, too_large
from cases.records.models import ExtractBatch
from cases.sharing.policy import authority
from counties.permissions import Permission, may, require, require_here
from linkages.forms import HouseForm, ReasonForm, done_before, once
from linkages.views import progress_of

BATCHES_A_PAGE = 50


@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    """All batches of the county, latest first."""
    require_here(request.user, Permission.VIEW_BATCH)
    batches = ExtractBatch.objects.visible_to(request.user).select_related("uploaded_by")
    page = Paginator(batches, BATCHES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "columns": pages.LIST_COLUMNS,
        "rows": [(batch, *pages.state_of(batch)) for batch in page],
        "may_upload": may(request.user, Permission.UPLOAD_EXTRACT),
        "may_plan": may(request.user, Permission.PLAN_PICKUP),
        "may_see_quality": may(request.user, Permission.VIEW_QUALITY),
    }
    return render(request, "records/list.html", context)


# The length of what is sent is looked at before Django reads the body in search of a CSRF token.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send an extract. What is too large is refused unread."""
    require_here(request.user, Permission.UPLOAD_EXTRACT)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT_BYTES:
        form = UploadForm(county=request.user.working_in.county_id)
        context = {"form": form, "refusal": too_large()}
        return render(request, "records/upload.html", context, status=413)
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    county = request.user.working_in.county_id
    if request.method != "POST":
        context = {
            "form": UploadForm(county=county, initial=UploadForm.repeated(request.GET)),
            "refusal": intake.closed(county),
            "practice_only": authority.missing(county),
        }
        return render(request, "records/upload.html", context)
    form = UploadForm(request.POST, request.FILES, county=county)
    if form.is_valid():
        try:
            return once(request, form, lambda: _receive(request, form))
        except intake.SameFile as same:
            form.add_error("file", came_before(same.batch))
    # The file may be known because this very form brought it, a moment ago or just now.
    sent = HouseForm(request.POST)
    if sent.is_valid() and (earlier := done_before(request, sent)):
        return earlier
    return render(request, "records/upload.html", {"form": form}, status=422)


def _receive(request: HttpRequest, form: UploadForm) -> str:
    given = form.cleaned_data
    batch = intake.receive(
        form.files_by_part(),
        county=form.county,
        program=given["program"],
        as_of=given["as_of"],
        by=request.user.pk,
        regional=given["regional"],
        restore_zeros=given["restore_zeros"],
        check_only=given["check_only"],
        profiles=form.profiles_by_part(),
    )
    if given["check_only"]:
        messages.success(request, _("The file is being checked. Nothing of it is loaded."))
    else:
        messages.success(request, _("The extract is here. It is being read now."))
    return reverse("records:batch", args=[batch.pk])


def batch_for(request: HttpRequest, batch_id: uuid.UUID, permission: Permission) -> ExtractBatch:
    """A batch within scope (404) and rights (403)."""
    batches = ExtractBatch.objects.visible_to(request.user)
    related = batches.select_related("uploaded_by", "decided_by", "previous", "county")
    batch = get_object_or_404(related, pk=batch_id)
    require(request.user, permission, batch)
    return batch


@require_GET
def batch_page(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """What a batch brings, what was not taken and why, and the decision."""
    batch = batch_for(request, batch_id, Permission.VIEW_BATCH)
    return _batch_page(request, batch)


def _batch_page(
    request: HttpRequest, batch: ExtractBatch, refusal: str = "", status: int = 200
) -> HttpResponse:
    may_decide = may(request.user, Permission.DECIDE_BATCH)
    context: dict[str, Any] = pages.batch_context(request.user, batch, request.GET.get("page"))
    context |= {
        "refusal": refusal,
        "may_decide": may_decide,
        "may_upload": may(request.user, Permission.UPLOAD_EXTRACT),
    }
    if may_decide and batch.state == ExtractBatch.State.VALIDATED:
        context |= {"form": DecisionForm(), "objection": decisions.objection_to_accepting(batch)}
    if may_decide and batch.state == ExtractBatch.State.ACCEPTED:
        context["objection"] = decisions.objection_to_rolling_back(batch)
    if batch.is_working:
        context |= _work(batch)
    return render(request, "records/batch.html", context, status=status)


def _work(batch: ExtractBatch) -> dict[str, Any]:
    """The progress of a batch's job, or a form to ask for it anew."""
    job = decisions.job_of(batch)
    if job is None or job.state == job.State.FAILED:
        return {"stopped": True, "job": job, "again": DecisionForm()}
    url = reverse("records:progress", args=[batch.pk])
    return {"progress": {**progress_of(job), "url": url}}


@require_GET
def progress(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The progress bar alone, which asks for itself again until the page is to be seen anew."""
    batch = batch_for(request, batch_id, Permission.VIEW_BATCH)
    work = _work(batch) if batch.is_working else {}
    bar = work.get("progress")
    response = render(request, "records/_progress.html", {"progress": bar, "batch": batch})
    if bar is None or bar["finished"]:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Let the batch hold from now on; one that is held by the guard takes a reason."""
    batch = batch_for(request, batch_id, Permission.DECIDE_BATCH)
    held = bool(guard.again(batch)) if batch.state == ExtractBatch.State.VALIDATED else False
    sent = request.POST if request.method == "POST" else None
    form = (ReasonForm if held else DecisionForm)(sent)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")

        def act() -> str:
            decisions.accept(batch.pk, by=request.user.pk, reason=reason)
            messages.success(request, _("Accepted. The records are being stored."))
            return reverse("records:batch", args=[batch.pk])

        return _decided(request, batch, form, act)
    consequences = [
        *guard.sentences(guard.again(batch)),
        _("What it says replaces what holds for this program."),
        _("Nobody is unlinked by it. It can be rolled back."),
    ]
    question = _("Accept this held extract?") if held else _("Accept this extract?")
    objection = decisions.objection_to_accepting(batch)
    return _ask(request, batch, form, (question, consequences, _("Accept")), objection)


def _decided(request: HttpRequest, batch: ExtractBatch, form: HouseForm, act: Any) -> HttpResponse:
    """Carry out a decision once; whoever came second sees what the first one decided."""
    try:
        return once(request, form, act)
    except decisions.Refused as refusal:
        # The same form sent twice at once: the slower one is shown what the first did.
        if earlier := done_before(request, form):
            return earlier
        batch = batch_for(request, batch.pk, Permission.VIEW_BATCH)
        return _batch_page(request, batch, str(refusal), 409)


@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Refuse a batch, with a reason."""
    batch = batch_for(request, batch_id, Permission.DECIDE_BATCH)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            decisions.reject(batch.pk, by=request.user.pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("Rejected. Nothing of this batch was stored."))
            return reverse("records:batch", args=[batch.pk])

        return _decided(request, batch, form, act)
    consequences = [
        _(
            "Nothing of this batch is stored. Its file is deleted, or kept sealed for a few days "
            "if rows of it were refused."
        ),
        _("The same file, corrected or not, can be uploaded again."),
    ]
    question = _("Reject this extract?")
    objection = decisions.objection_to_rejecting(batch)
    return _ask(request, batch, form, (question, consequences, _("Reject")), objection)


@require_http_methods(["GET", "POST"])
def roll_back(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Put back what held before a batch, with a reason."""
    batch = batch_for(request, batch_id, Permission.DECIDE_BATCH)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            decisions.roll_back(batch.pk, by=request.user.pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("The batch is being rolled back."))
            return reverse("records:batch", args=[batch.pk])

        return _decided(request, batch, form, act)
    consequences = [
        _("Every record returns to what it was before this batch."),
        _("Links that people made stay. Pairs are looked at again."),
    ]
    question = _("Roll this extract back?")
    objection = decisions.objection_to_rolling_back(batch)
    return _ask(request, batch, form, (question, consequences, _("Roll back")), objection)


def _ask(
    request: HttpRequest,
    batch: ExtractBatch,
    form: HouseForm,
    words: tuple[str, list[str], str],
    objection: str,
) -> HttpResponse:
    """The page that asks for a reason; where the act is not possible, the batch says why."""
    if objection:
        return _batch_page(request, batch, objection, 409)
    question, consequences, verb = words
    context = {
        "batch": batch,
        "form": form,
        "question": question,
        "consequences": consequences,
        "verb": verb,
        "cancel_url": reverse("records:batch", args=[batch.pk]),
        "breadcrumbs": pages.crumbs(batch),
    }
    return render(request, "uswds/confirm.html", context, status=422 if form.is_bound else 200)


@require_POST
def try_again(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Ask anew for work that gave up."""
    batch = batch_for(request, batch_id, Permission.UPLOAD_EXTRACT)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, batch, _("Look at the page again, then decide."), 422)

    def act() -> str:
        decisions.try_again(batch.pk, by=request.user.pk)
        return reverse("records:batch", args=[batch.pk])

    return _decided(request, batch, form, act)
