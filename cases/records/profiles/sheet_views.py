"""Request sheets and sample files for whoever writes the reports."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cases.records.models import SourceProfile
from cases.records.profiles import pages, samples, sheets
from cases.records.profiles.views import profile_for
from cases.records.reading.layouts import LAYOUTS, Layout
from counties.permissions import Permission, require_here
from linkages import documents
from linkages.forms import HouseForm, once
from linkages.uswds import Column

SHEET_COLUMNS = [
    Column(gettext_lazy("Column")),
    Column(gettext_lazy("Required")),
    Column(gettext_lazy("Why we need it")),
    Column(gettext_lazy("Format")),
    Column(gettext_lazy("Example")),
    Column(gettext_lazy("Category")),
]


@require_GET
def request_sheets(request: HttpRequest) -> HttpResponse:
    """All request sheets, and a sample of every layout in every format."""
    require_here(request.user, Permission.VIEW_BATCH)
    listed = [
        {"layout": layout, "title": sheets.TITLES[layout.code], "kinds": _kinds(layout)}
        for layout in LAYOUTS
        if layout.code in sheets.TITLES
    ]
    context = {
        "sheets": listed,
        "breadcrumbs": [*pages.crumbs()[:1], {"label": _("Request sheets and samples"), "url": ""}],
    }
    return render(request, "records/profiles/sheets.html", context)


def _kinds(layout: Layout) -> list[tuple[str, Any]]:
    return [(kind, form.label) for kind, form in samples.formats_of(layout).items()]


def _layout(code: str) -> Layout:
    layout = sheets.by_code(code)
    if layout is None:
        raise Http404
    return layout


@require_GET
def request_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One extract's sheet."""
    require_here(request.user, Permission.VIEW_BATCH)
    layout = _layout(code)
    return _sheet_page(request, layout, reverse("records:print_sheet", args=[code]))


@require_GET
def profile_sheet(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """A sheet under the column names of a profile's report."""
    found = profile_for(request, profile_id, Permission.VIEW_BATCH)
    address = reverse("records:print_profile_sheet", args=[found.pk])
    return _sheet_page(request, sheets.layout_of(found), address, found)


def _sheet_page(
    request: HttpRequest, layout: Layout, address: str, profile: SourceProfile | None = None
) -> HttpResponse:
    sheet = sheets.sheet_of(layout, profile)
    above = (_("Request sheets and samples"), reverse("records:sheets"))
    context = {
        "sheet": sheet,
        "profile": profile,
        "columns": SHEET_COLUMNS,
        "print_url": address,
        "form": HouseForm(),
        "kinds": [] if profile else _kinds(layout),
        "breadcrumbs": (
            pages.crumbs(pages.crumb(profile), (_("Request sheet"), ""))
            if profile
            else [pages.crumbs()[0], {"label": above[0], "url": above[1]}, {"label": sheet.title}]
        ),
    }
    return render(request, "records/profiles/sheet.html", context)


@require_POST
def print_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for an extract's sheet as PDF, in the language of the page."""
    require_here(request.user, Permission.VIEW_BATCH)
    return _ask(request, sheets.subject_of(_layout(code)))


@require_POST
def print_profile_sheet(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """Ask for a profile's sheet as PDF."""
    return _ask(request, profile_for(request, profile_id, Permission.VIEW_BATCH).pk)


def _ask(request: HttpRequest, subject: uuid.UUID) -> HttpResponse:
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def ask() -> str:
        made = documents.request(
            sheets.KIND_NAME,
            subject=subject,
            recipient=request.user,
            language=translation.get_language() or "en",
        )
        return reverse("document", args=[made.pk])

    return once(request, form, ask)


@require_GET
def sample_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A handful of fictional rows in one format, made for this request."""
    require_here(request.user, Permission.VIEW_BATCH)
    layout = _layout(code)
    form = samples.formats_of(layout).get(kind)
    if form is None:
        raise Http404
    county = request.user.working_in.county.code
    response = HttpResponse(samples.content(kind, layout, county), content_type=form.media)
    name = f"sample-{layout.code}-{kind}.{form.ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
