"""Pages of people: those whom I may open, one of them, and finding one."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.people.models import Person
from cases.sharing import pages, search
from cases.sharing.forms import SearchForm, SummaryForm
from cases.sharing.lookup import narrowing, throttle
from cases.sharing.models import Category
from cases.sharing.reading import Purpose, read
from cases.sharing.scope import sorted_people
from counties.permissions import Permission, may, require, require_here
from linkages import documents
from linkages.forms import once
from linkages.registries import providers
from linkages.uswds import Column

SUMMARY = "sharing.match_summary"
PAGE = 50


def _columns(*, sortable: bool, by_name: bool) -> list[Column]:
    """Names can be sorted by only where they are one's own program's."""
    return [
        Column(_("Person"), "name" if sortable and by_name else ""),
        Column(_("Birth date")),
        Column(_("CWS worker")),
        Column(_("CalWORKs worker")),
        Column(_("Linked"), "known" if sortable else ""),
    ]


def _rows(user: Any, people: list[Person]) -> list[dict[str, Any]]:
    """Each person as this user may know them, identity only."""
    seen = {p.person: p for p in read(user, Purpose.CASEWORK, people, categories=[Category.C1])}
    return [
        {
            "person": person,
            "name": seen[person.pk].name,
            "born": pages.birth_date(seen[person.pk]),
            "workers": [worker for _program, worker in pages.workers(seen[person.pk])],
        }
        for person in people
        if person.pk in seen
    ]


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """People whom I may open, newest links first."""
    require_here(request.user, Permission.VIEW_PERSON)
    found, by_name = sorted_people(request.user, request.GET.get("sort", ""))
    # Who is in a caseload is asked once, not again for how many they are.
    listed = list(found) if by_name else found
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(request.user, list(page.object_list)),
        "columns": _columns(sortable=True, by_name=by_name),
    }
    return render(request, "sharing/people.html", context)


FOUND_COLUMNS = [
    Column(gettext_lazy("Person")),
    Column(gettext_lazy("Birth date")),
    Column(gettext_lazy("Family")),
    Column(gettext_lazy("CWS worker")),
    Column(gettext_lazy("CalWORKs worker")),
]


def _found(hit: search.Hit) -> dict[str, Any]:
    """Somebody who was found, with what leads on: the family's page, else the person's."""
    return {
        "person": hit.person,
        "family": hit.family,
        "name": hit.facts.name,
        "born": pages.birth_date(hit.facts),
        "workers": [worker for _program, worker in pages.workers(hit.facts)],
    }


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The people whom I may open and whom the words fit; the same sentence for all others."""
    require_here(request.user, Permission.SEARCH_PEOPLE)
    form = SearchForm(request.POST if request.method == "POST" else None)
    rows = None
    if form.is_valid():
        rows = [_found(hit) for hit in search.find(request.user, form.cleaned_data["q"])]
    context = {
        "form": form,
        "rows": rows,
        "columns": FOUND_COLUMNS,
        "shown": search.SHOWN,
        "may_look_up": may(request.user, Permission.LOOK_UP),
    }
    return render(request, "sharing/search.html", context)


@require_GET
def person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person: both programs side by side, each fact with where it comes from and why seen."""
    found = get_object_or_404(throttle.marked(request.user), pk=person_id)
    require(request.user, Permission.VIEW_PERSON, found)
    throttle.open_one(request.user, found)
    seen = next(iter(read(request.user, Purpose.CASEWORK, [found])), None)
    if seen is None:
        raise Http404
    sections = sorted(
        (part for source in providers("PERSON_SECTIONS") for part in source(request.user, found)),
        key=lambda part: part.order,
    )
    context = {
        "person": found,
        "seen": seen,
        "name": seen.name,
        "born": pages.birth_date(seen),
        "workers": pages.workers(seen),
        "sides": pages.sides(seen),
        "links": pages.links(found, seen),
        "link_columns": LINK_COLUMNS,
        "narrowed": narrowing.of(request.user, found),
        "sections": sections,
        "summary_form": (SummaryForm() if may(request.user, Permission.REQUEST_DOCUMENT) else None),
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("sharing:people")},
            {"label": found.token},
        ],
    }
    return render(request, "sharing/person.html", context)


LINK_COLUMNS = [
    Column(gettext_lazy("CWS number")),
    Column(gettext_lazy("CalWORKs number")),
    Column(gettext_lazy("Linked")),
    Column(gettext_lazy("By")),
]


@require_POST
def request_summary(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Ask for the match summary of a person in the language of the page."""
    found = get_object_or_404(throttle.marked(request.user), pk=person_id)
    require(request.user, Permission.REQUEST_DOCUMENT, found)
    throttle.open_one(request.user, found)
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return redirect("sharing:person", found.pk)

    def ask() -> str:
        made = documents.request(
            SUMMARY,
            subject=found.pk,
            recipient=request.user,
            language=translation.get_language() or "en",
        )
        return reverse("document", args=[made.pk])

    return once(request, form, ask)
