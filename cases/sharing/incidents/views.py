"""Pages of incidents: the list, one of them, opening one by hand, and taking them out."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.people.models import ProgramRecord
from cases.sharing.accounting.people import people_accountable_to
from cases.sharing.incidents import acts, pages
from cases.sharing.incidents.acts import Happening, NotAllowed, Step
from cases.sharing.incidents.forms import FilterForm, OpenForm, StepForm
from cases.sharing.incidents.scope import incidents_visible_to
from cases.sharing.models import Incident
from cases.sharing.restricting.finding import staff_in_force
from counties.permissions import Permission, may, require, require_here
from counties.signin.step_up import step_up
from linkages import audit, documents
from linkages.exports import MOST_ROWS, TooManyRows, csv_file
from linkages.forms import HouseForm, Stale, done_before, once

DOCUMENT = "sharing.incident"
PAGE = 50
PURPOSE = "incident"
COLUMNS = [
    gettext_lazy("Incident"),
    gettext_lazy("Discovered"),
    gettext_lazy("Seen because of it"),
    gettext_lazy("State"),
    gettext_lazy("Next clock"),
]
FILE_COLUMNS = [
    gettext_lazy("Incident"),
    gettext_lazy("What it is"),
    gettext_lazy("State"),
    gettext_lazy("Discovered"),
    gettext_lazy("Opened"),
    gettext_lazy("Held"),
    gettext_lazy("Seen because of it"),
    gettext_lazy("First report"),
    gettext_lazy("Second report"),
    gettext_lazy("People told"),
    gettext_lazy("Record closed"),
]
SHOWN_COLUMNS = [
    gettext_lazy("When"),
    gettext_lazy("Who"),
    gettext_lazy("Whose information"),
    gettext_lazy("Categories"),
    gettext_lazy("How"),
]
CLOCK_COLUMNS = [
    gettext_lazy("What is due"),
    gettext_lazy("When"),
    gettext_lazy("Where it comes from"),
]
RECORD_COLUMNS = [
    gettext_lazy("Program"),
    gettext_lazy("Person"),
    gettext_lazy("Birth date"),
    gettext_lazy("Number"),
]


def _chosen(request: HttpRequest) -> tuple[FilterForm, QuerySet[Incident]]:
    form = FilterForm(request.GET)
    given = form.chosen()
    found = incidents_visible_to(request.user)
    if given["state"] in Incident.State.values:
        found = found.filter(state=given["state"])
    elif given["state"]:
        found = found.exclude(state=Incident.State.CLOSED)
    if given["kind"]:
        found = found.filter(kind=given["kind"])
    if given["since"]:
        found = found.filter(discovered_on__gte=given["since"])
    if given["until"]:
        found = found.filter(discovered_on__lte=given["until"])
    found = found.order_by("-opened_at", "pk")
    if given["state"] == FilterForm.OVERDUE:
        found = found.filter(pk__in=_overdue(list(found)))
    return form, found


def _overdue(found: list[Incident]) -> list[uuid.UUID]:
    if not found:
        return []
    listed = pages.rows(found[0].county_id, found)
    return [row["incident"].pk for row in listed if any(clock.overdue for clock in row["clocks"])]


@require_GET
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents of the county that exist for this reader, latest first."""
    require_here(request.user, Permission.VIEW_INCIDENTS)
    form, found = _chosen(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    audit.note({incident.pk for incident in listed}, purpose=PURPOSE)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page": page,
        "filters": form,
        "filtered": any(form.chosen().values()),
        "rows": pages.rows(request.user.working_in.county_id, listed),
        "columns": COLUMNS,
        "query": f"?{kept.urlencode()}" if kept else "",
        "may_open": may(request.user, Permission.KEEP_INCIDENT),
    }
    return render(request, "sharing/incidents/incidents.html", context)


@require_GET
@step_up
def incident_file(request: HttpRequest) -> HttpResponse:
    """The list as a table to take out, without anybody's name in it."""
    require_here(request.user, Permission.VIEW_INCIDENTS)
    _form, found = _chosen(request)
    listed = list(found[: MOST_ROWS + 1])
    rows = pages.rows(request.user.working_in.county_id, listed)
    subjects = {incident.pk for incident in listed}
    try:
        header = [str(column) for column in FILE_COLUMNS]
        return csv_file("incidents", header, _file_rows(rows), subjects=subjects)
    except TooManyRows:
        messages.warning(request, _("A table takes up to 499 rows. Choose a shorter time."))
        return redirect("sharing:incidents")


def _file_rows(rows: list[dict[str, Any]]) -> Iterator[list[str]]:
    for row in rows:
        incident = row["incident"]
        yield [
            incident.token,
            incident.get_kind_display(),
            incident.get_state_display(),
            incident.discovered_on.isoformat(),
            timezone.localtime(incident.opened_at).isoformat(timespec="minutes"),
            pages.held(incident),
            row["seen_words"],
            *(f"{clock.due_on.isoformat()}: {clock.words}" for clock in row["clocks"]),
        ]


def _one(request: HttpRequest, incident_id: uuid.UUID) -> Incident:
    found: Incident = get_object_or_404(incidents_visible_to(request.user), pk=incident_id)
    require(request.user, Permission.VIEW_INCIDENTS, found)
    return found


def _crumbs(found: Incident | None = None) -> list[dict[str, str]]:
    crumbs = [{"label": _("Incidents"), "url": reverse("sharing:incidents")}]
    return [*crumbs, {"label": found.token if found else _("Report an incident")}]


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """One incident: what was seen, the clocks, what was done, and the next step."""
    found = _one(request, incident_id)
    refused = ""
    choices = pages.acts_for(request.user, found)
    form = _step_form(request, found, choices)
    if request.method == "POST":
        valid = form.is_valid()
        # Sent twice: by then the step may no longer be among those that follow.
        if earlier := done_before(request, form):
            return earlier
        if not choices:
            raise PermissionDenied(Permission.KEEP_INCIDENT)
        if valid:
            try:
                return once(request, form, lambda: _take(request, found, form))
            except (Stale, NotAllowed) as refusal:
                if earlier := done_before(request, form):
                    return earlier
                refused = str(refusal)
                found.refresh_from_db()
                choices = pages.acts_for(request.user, found)
                form = _step_form(request, found, choices, bound=False)
    form.restore(request.user)
    audit.note({found.pk}, purpose=PURPOSE)
    status = 409 if refused else 422 if form.is_bound else 200
    context = _context(request, found) | {
        "form": form if choices else None,
        "autosave": reverse("save_draft", args=[form.draft_name]),
        "refused": refused,
        "records": pages.records_of(request.user, found),
        "why_not_close": pages.why_not_close(request.user, found),
        "document_form": HouseForm(),
    }
    return render(request, "sharing/incidents/incident.html", context, status=status)


def _step_form(
    request: HttpRequest, found: Incident, choices: list[tuple[str, str]], *, bound: bool = True
) -> StepForm:
    given = request.POST if bound and request.method == "POST" else None
    draft = f"incident:{found.pk}"
    return StepForm(given, acts=choices, draft_name=draft, version=str(found.version))


def _take(request: HttpRequest, found: Incident, form: StepForm) -> str:
    given = form.cleaned_data
    version = given.get("version") or ""
    step = Step(
        act=given["act"],
        reason=given["reason"],
        version=int(version) if version.isdecimal() else -1,
        told=given.get("told") or "",
        told_on=given.get("told_on"),
    )
    acts.take(request.user, found.pk, step)
    messages.success(request, _("The step is on record."))
    return reverse("sharing:incident", args=[found.pk])


def _context(request: HttpRequest, found: Incident) -> dict[str, Any]:
    return pages.details(request.user, found) | {
        "shown_columns": SHOWN_COLUMNS,
        "clock_columns": CLOCK_COLUMNS,
        "record_columns": RECORD_COLUMNS,
        "breadcrumbs": _crumbs(found),
    }


@require_GET
def incident_print(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """One incident on paper, without a client's name: paper goes further than a screen."""
    found = _one(request, incident_id)
    audit.note({found.pk}, purpose=PURPOSE)
    now = timezone.localtime()
    context = _context(request, found) | {
        "printed_by": request.user.name,
        "printed_at": f"{date_format(now, 'DATETIME_FORMAT')} {now.tzname()}",
    }
    return render(request, "sharing/incidents/print.html", context)


@require_POST
def incident_document(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    """Ask for the report as PDF in the language of the page."""
    found = _one(request, incident_id)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect("sharing:incident", found.pk)

    def ask() -> str:
        made = documents.request(
            DOCUMENT,
            subject=found.pk,
            recipient=request.user,
            language=translation.get_language() or "en",
        )
        return reverse("document", args=[made.pk])

    return once(request, form, ask)


@require_http_methods(["GET", "POST"])
def open_incident(request: HttpRequest) -> HttpResponse:
    """Report something that no cut tells of."""
    user = request.user
    require_here(user, Permission.KEEP_INCIDENT)
    members = staff_in_force(user)
    names = {str(each.user_id): each.user.name for each in members}
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        staff=list(names.items()),
        draft_name="incident:new",
    )
    if request.method == "POST" and form.is_valid():
        records = _records_named(user, form)
        if records is not None:
            return once(request, form, lambda: _open(request, form, records))
    form.restore(user)
    context = {
        "form": form,
        "autosave": reverse("save_draft", args=["incident:new"]),
        "breadcrumbs": _crumbs(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "sharing/incidents/open.html", context, status=status)


def _records_named(user: Any, form: OpenForm) -> frozenset[uuid.UUID] | None:
    """Records of the people whose tokens were typed; None, and an error, where one is nobody's.
    Whoever is closed to the reader is nobody."""
    typed = form.cleaned_data["people"]
    people = people_accountable_to(user).filter(token__in=typed)
    known = dict(people.values_list("token", "pk"))
    if set(typed) - set(known):
        form.add_error("people", _("Nobody here has one of these tokens."))
        return None
    rows = ProgramRecord.objects.filter(person__in=known.values())
    return frozenset(rows.values_list("pk", flat=True))


def _open(request: HttpRequest, form: OpenForm, records: frozenset[uuid.UUID]) -> str:
    given = form.cleaned_data
    happening = Happening(
        given["kind"], given["what"], given["discovered_on"], records, given["caused_by"]
    )
    made = acts.open_by_hand(request.user, happening)
    visible = incidents_visible_to(request.user).filter(pk=made.pk).exists()
    messages.success(request, _("The incident is on record."))
    return reverse("sharing:incident", args=[made.pk]) if visible else reverse("sharing:incidents")
