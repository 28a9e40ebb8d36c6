"""The directory of services, and what of it may fit a family."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.directory import listing
from cases.families.directory.forms import FilterForm, ForFamilyForm
from cases.families.models import Topic
from cases.families.viewing import open_family
from counties.permissions import Permission, may, require, require_here
from linkages.calendar import today

PAGE = 50
COLUMNS = [
    gettext_lazy("Service"),
    gettext_lazy("Who can get it"),
    gettext_lazy("Who pays"),
    gettext_lazy("How to get it"),
]


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """What a parent of this county can get, and who pays."""
    require_here(request.user, Permission.VIEW_SERVICES)
    form = FilterForm(request.GET, county=request.user.working_in.county_id)
    chosen = form.chosen()
    page = Paginator(listing.filtered(request.user, chosen), PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": listing.words_of(page),
        "columns": COLUMNS,
        "may_keep": may(request.user, Permission.KEEP_SERVICES),
    }
    return render(request, "families/services/services.html", context)


@require_http_methods(["GET", "POST"])
def for_family(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Services by topics that somebody chose for a family, on screen or to print.

    Sent by POST and answered at once, so that no topic stands in an address. What both programs
    and the community offer goes on whether or not a family takes part in Linkages.
    """
    view = open_family(request.user, family_id)
    require(request.user, Permission.VIEW_SERVICES, view.family)
    form = ForFamilyForm(request.POST if request.method == "POST" else None)
    offices = view.episode.offices if view.episode else []
    if form.is_valid() and "print" in request.POST:
        return _printed(request, form, offices)
    groups = []
    if form.is_valid():
        language = form.cleaned_data["language"]
        groups = [
            (topic, listing.words_of(found, language))
            for topic, found in listing.by_topic(request.user, form.cleaned_data["topics"], offices)
        ]
    family = reverse("families:family", args=[view.family.pk])
    context: dict[str, Any] = {
        "view": view,
        "form": form,
        "groups": groups,
        "asked": form.is_bound and form.is_valid(),
        "columns": COLUMNS,
        "breadcrumbs": [
            {"label": view.family.token, "url": family},
            {"label": _("Services that may fit")},
        ],
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "families/services/for_family.html", context, status=status)


def _printed(request: HttpRequest, form: ForFamilyForm, offices: list[str]) -> HttpResponse:
    """The list on paper, in the family's language. No name and no number of the family stands on
    it, and where it is about safety from violence, no heading either: others may find it."""
    with translation.override(form.cleaned_data["language"]):
        topics = form.cleaned_data["topics"]
        groups = [
            ("" if topics == [Topic.SAFETY] else topic, listing.words_of(found))
            for topic, found in listing.by_topic(request.user, topics, offices)
        ]
        context = {"groups": groups, "printed_on": today()}
        return render(request, "families/services/print.html", context)
