"""The page of a family as its reader arranges it, and everything that was written down."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases.families.models import Contact, Note
from cases.families.notes import pages, reading
from cases.families.page.layout import ArrangeForm, arrange
from cases.families.viewing import open_family
from cases.sharing.families import families_visible_to
from counties.permissions import Permission, require
from linkages.forms import once

PAGE = 50


@require_POST
def arrange_page(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Move a part of the page, fold it or unfold it: for this reader, on every family."""
    user: Any = request.user
    found = get_object_or_404(families_visible_to(user), pk=family_id)
    require(user, Permission.VIEW_FAMILY, found)
    form = ArrangeForm(request.POST)
    here = reverse("families:family", args=[found.pk])
    if not form.is_valid():
        return redirect(here)
    given = form.cleaned_data

    def act() -> str:
        return f"{here}#arrange-{arrange(user, given['act'], given['shown'])}"

    return once(request, form, act)


@require_GET
def log(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Every contact and note of a family that this reader may have, latest first."""
    user: Any = request.user
    view = open_family(user, family_id)
    found = reading.find(user, view, ["contact", "note"]).of(Contact, Note)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    shown = reading.Found(tuple(page.object_list))
    context = {
        "view": view,
        "page": page,
        "entries": reading.entries(user, view.members, shown),
        "breadcrumbs": pages.crumbs(view, _("Contacts and notes")),
    }
    return render(request, "families/notes/log.html", context)
