"""Pages of who keeps the directory: drafts, the editor, preview, publishing, files."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.families.directory import acts, importing, listing
from cases.families.directory.acts import NotAllowed
from cases.families.directory.forms import EditionForm, ImportForm, office_choices
from cases.families.models import Service, ServiceEdition
from counties.permissions import Permission, may, require, require_here
from linkages import audit
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.uswds import Column

State = ServiceEdition.State
COLUMNS = [
    Column(gettext_lazy("Service")),
    Column(gettext_lazy("Code")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("To be had")),
]
ERRORS = [
    gettext_lazy("Line"),
    gettext_lazy("Code"),
    gettext_lazy("Column"),
    gettext_lazy("What is wrong"),
]


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Every service with its state: published, draft, both, past its last day, withdrawn."""
    user = request.user
    require_here(user, Permission.KEEP_SERVICES)
    editions = ServiceEdition.objects.visible_to(user).select_related("service")
    listed = list(editions.filter(state__in=[State.DRAFT, State.PUBLISHED]).order_by("name", "pk"))
    audit.note({edition.pk for edition in listed}, purpose=acts.PURPOSE)
    of: dict[uuid.UUID, dict[str, ServiceEdition]] = {}
    for edition in listed:
        of.setdefault(edition.service_id, {})[edition.state] = edition
    context = {
        "rows": [_row(found) for found in of.values()],
        "columns": COLUMNS,
        # Who administers has no list of families from which to come to these.
        "ways": () if may(user, Permission.VIEW_FAMILY) else _ways(user),
        "breadcrumbs": _crumbs(_("Keep the directory")),
    }
    return render(request, "families/services/kept.html", context)


def _ways(user: Any) -> list[tuple[str, str]]:
    found = []
    if may(user, Permission.KEEP_SOURCE_FLAGS):
        found.append((_("Source flags"), reverse("families:source_flags")))
    if may(user, Permission.SETTLE_OBSTACLE):
        found.append((_("Rules that got in the way"), reverse("families:obstacles")))
    return found


def _row(found: dict[str, ServiceEdition]) -> dict[str, Any]:
    draft, published = found.get(State.DRAFT), found.get(State.PUBLISHED)
    shown = published or draft
    assert shown is not None
    states = []
    if published is not None:
        ended = published.valid_until is not None and published.valid_until < today()
        if shown.service.withdrawn_at is not None:
            states.append(("neutral", _("Withdrawn")))
        elif ended:
            states.append(("attention", _("Past its last day")))
        else:
            states.append(("good", _("Published")))
    if draft is not None:
        states.append(("waiting", _("Draft")))
    return {"edition": shown, "draft": draft, "states": states}


def _service(request: HttpRequest, service_id: uuid.UUID) -> Service:
    found = get_object_or_404(Service.objects.visible_to(request.user), pk=service_id)
    require(request.user, Permission.KEEP_SERVICES, found)
    return found


def _edition(service: Service, state: str) -> ServiceEdition | None:
    found: ServiceEdition | None = service.editions.filter(state=state).first()
    return found


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, service_id: uuid.UUID | None = None) -> HttpResponse:
    """Write a draft: of a new service, or the next edition of one."""
    user = request.user
    require_here(user, Permission.KEEP_SERVICES)
    service = _service(request, service_id) if service_id else None
    draft = _edition(service, State.DRAFT) if service else None
    start = draft or (_edition(service, State.PUBLISHED) if service else None)
    name = f"service:{service.pk if service else 'new'}"
    form = EditionForm(
        request.POST if request.method == "POST" else None,
        county=user.working_in.county_id,
        service=service,
        draft_name=name,
        version=str(draft.version if draft else 0),
        initial=acts.values_of(start) if start else {},
    )
    if request.method == "POST":
        valid = form.is_valid()
        if earlier := done_before(request, form):
            return earlier
        if valid:
            try:
                return once(request, form, lambda: _write(request, service, form))
            except Stale as refusal:
                form.add_error(None, str(refusal))
    form.restore(user)
    context = {
        "form": form,
        "service": service,
        "autosave": reverse("save_draft", args=[name]),
        "cancel_url": (
            reverse("families:service_preview", args=[service.pk])
            if draft and service
            else reverse("families:kept_services")
        ),
        "breadcrumbs": _crumbs(service.code if service else _("New service"), kept=True),
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/services/edit.html", context, status=status)


def _write(request: HttpRequest, service: Service | None, form: EditionForm) -> str:
    given = form.cleaned_data
    version = given.get("version") or ""
    draft = acts.write(
        request.user,
        service.code if service else given["code"],
        given,
        version=int(version) if version.isdecimal() else -1,
    )
    messages.success(request, _("The draft is kept. Nobody else sees it before it is published."))
    return reverse("families:service_preview", args=[draft.service_id])


@require_GET
def preview(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """The draft as both languages would read it, what is missing, and publishing."""
    service = _service(request, service_id)
    draft, published = _edition(service, State.DRAFT), _edition(service, State.PUBLISHED)
    if draft is None and published is None:
        raise Http404
    shown = draft or published
    assert shown is not None
    faults = acts.faults(shown) if draft else {}
    labels = EditionForm(county=service.county_id, service=None).fields
    audit.note({shown.pk}, purpose=acts.PURPOSE)
    context = {
        "service": service,
        "draft": draft,
        "published": published,
        "sides": [
            (label, listing.words_of([shown], language)[0])
            for language, label in (("en", _("English")), ("es", _("Spanish")))
        ],
        "faults": [(labels[field].label, why) for field, why in faults.items()],
        "publish_form": HouseForm(version=str(draft.version), auto_id=False) if draft else None,
        "drop_form": HouseForm(version=str(draft.version), auto_id=False) if draft else None,
        "withdraw_form": HouseForm(auto_id=False),
        "breadcrumbs": _crumbs(service.code, kept=True),
    }
    return render(request, "families/services/preview.html", context)


def _act(request: HttpRequest, service: Service, done: Any, told: str) -> HttpResponse:
    """Carry out one button of the preview."""
    here = reverse("families:service_preview", args=[service.pk])
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect(here)

    def act() -> str:
        version = form.cleaned_data.get("version") or ""
        done(int(version) if version.isdecimal() else -1)
        messages.success(request, told)
        return reverse("families:kept_services")

    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refusal:
        if earlier := done_before(request, form):
            return earlier
        messages.warning(request, str(refusal))
        return redirect(here)


def _draft(service: Service) -> ServiceEdition:
    draft = _edition(service, State.DRAFT)
    if draft is None:
        raise Stale(_("There is no draft any more."))
    return draft


@require_POST
def publish(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Show the draft to everybody."""
    service = _service(request, service_id)
    return _act(
        request,
        service,
        lambda version: acts.publish(request.user, _draft(service), version=version),
        _("It is published."),
    )


@require_POST
def drop(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Throw the draft away."""
    service = _service(request, service_id)
    return _act(
        request,
        service,
        lambda version: acts.drop(_draft(service), version=version),
        _("The draft is thrown away."),
    )


@require_POST
def withdraw(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Take the service out of the directory."""
    service = _service(request, service_id)
    return _act(
        request,
        service,
        lambda _version: acts.withdraw(request.user, service),
        _("It is withdrawn. Publishing it again brings it back."),
    )


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Read a table of services into drafts; every row with an error is listed with its line."""
    user = request.user
    require_here(user, Permission.KEEP_SERVICES)
    form = ImportForm(request.POST or None, request.FILES or None)
    rows: list[importing.Row] = []
    if request.method == "POST" and form.is_valid():
        if earlier := done_before(request, form):
            return earlier
        offices = {code for code, _name in office_choices(user.working_in.county_id)}
        sent = form.cleaned_data["file"]
        try:
            rows = importing.rows_of(sent.read(importing.MOST_BYTES + 1), offices)
        except importing.Unreadable as refusal:
            form.add_error("file", str(refusal))
        good = [row for row in rows if not row.errors]
        if good and (len(good) == len(rows) or form.cleaned_data["partly"]):
            return once(request, form, lambda: _import(request, good))
        if rows and not good:
            form.add_error("file", _("No row could be read."))
    context = {
        "form": form,
        "rows": rows,
        "wrong": [
            (row.line, row.code, column, why)
            for row in rows
            for column, why in sorted(row.errors.items())
        ],
        "good": sum(1 for row in rows if not row.errors),
        "error_columns": ERRORS,
        "names": importing.COLUMNS,
        "breadcrumbs": _crumbs(_("Read a file"), kept=True),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "families/services/import.html", context, status=status)


def _import(request: HttpRequest, good: list[importing.Row]) -> str:
    for row in good:
        acts.write(request.user, row.code, row.values)
    messages.success(request, _("The rows are drafts now. Look at each and publish it."))
    return reverse("families:kept_services")


def _crumbs(here: str, *, kept: bool = False) -> list[dict[str, str]]:
    crumbs = [{"label": _("Services"), "url": reverse("families:services")}]
    if kept:
        crumbs.append({"label": _("Keep the directory"), "url": reverse("families:kept_services")})
    return [*crumbs, {"label": here}]
