"""Pages of families: those whom I may open, and one of them."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.families import listing
from cases.families.doors import navigation as doors
from cases.families.forms import FamilyFilters
from cases.families.page import header, layout
from cases.families.tap import navigation as tap
from cases.families.viewing import open_family
from cases.sharing.chain import viewer_of
from counties.permissions import Permission, may, require_here
from linkages.registries import providers
from linkages.uswds import Column


@require_GET
def families(request: HttpRequest) -> HttpResponse:
    """Families whom I may open, the last that was found first."""
    user: Any = request.user
    require_here(user, Permission.VIEW_FAMILY)
    filters = FamilyFilters(request.GET, user=user)
    found = listing.listed(user, filters.asked)
    # What is in a caseload is asked once, not again for how much it is.
    whole = found if viewer_of(user).coordinates else list(found)
    page = Paginator(whole, filters.rows).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": listing.lines(user, list(page.object_list)),
        "filters": filters,
        "filtered": any(filters.cleaned_data.get(name) for name in ("state", "office", "whose")),
        "columns": _columns(ranked=listing.may_rank(user)),
        "ways": [*tap.ways(user), *doors.ways(user)],
    }
    return render(request, "families/families.html", context)


def _columns(*, ranked: bool) -> list[Column]:
    return [
        Column(_("Family")),
        Column(_("Members"), numeric=True),
        Column(_("Joint work"), listing.STATE),
        Column(_("Who works with them")),
        Column(_("Next date")),
        Column(_("Priority"), listing.PRIORITY if ranked else ""),
        Column(_("Found on"), listing.FOUND),
    ]


@require_GET
def family(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """One family on one page: who belongs to it, both programs, what is happening."""
    user: Any = request.user
    view = open_family(user, family_id)
    parts = [part for source in providers("FAMILY_SECTIONS") for part in source(user, view)]
    context = {
        "view": view,
        "head": header.head_of(user, view),
        "parts": layout.arranged(user, parts),
        "arrange": layout.ArrangeForm(),
        "may_work": may(user, Permission.WORK_FAMILY),
        "page_keys": [{"key": "C", "label": _("Record a contact")}],
    }
    return render(request, "families/family.html", context)
