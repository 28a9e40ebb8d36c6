"""Finding pairs: a search inside the queue, filters that somebody keeps."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.matching.desk import filters, page, searching
from cases.matching.desk.forms import KeepFilterForm, SearchForm
from cases.matching.models import SavedFilter
from counties.permissions import Permission, require_here
from linkages.forms import HouseForm, Stale, once


def _target(request: HttpRequest, *, find: bool) -> str:
    """The queue under the filters of the page, with the search or without."""
    kept = page.filters_in(request)
    if find:
        kept[page.FIND] = "1"
    name = "matching:decisions" if "decisions" in request.POST else "matching:review"
    return reverse(name) + (f"?{urlencode(kept)}" if kept else "")


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Look for a name or a number inside the queue; no words, no search."""
    require_here(request.user, Permission.REVIEW_MATCH)
    form = SearchForm(request.POST)
    if "drop" in request.POST or not form.is_valid():
        searching.forget(request.user)
        return redirect(_target(request, find=False))
    searching.keep(request.user, form.cleaned_data["q"])
    return redirect(_target(request, find=True))


@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page under a name."""
    require_here(request.user, Permission.REVIEW_MATCH)
    form = KeepFilterForm(request.POST)
    back = filters.address(page.filters_in(request))
    if not form.is_valid():
        messages.warning(request, _("Give the filter a name."))
        return redirect(back)

    def act() -> str:
        given = form.cleaned_data
        # Only what the page itself would list, so that nothing else is kept or shared.
        asked = page.filter_form(request)
        asked.is_valid()
        query = {name: str(asked.cleaned_data.get(name) or "") for name in filters.KEPT}
        filters.keep(request.user, given["name"], query, shared=given["shared"])
        messages.success(request, _("The filter is kept."))
        return back

    try:
        return once(request, form, act)
    except Stale as stale:
        messages.warning(request, str(stale))
        return redirect(back)


@require_POST
def forget_filter(request: HttpRequest, filter_id: uuid.UUID) -> HttpResponse:
    """Remove one's own filter."""
    require_here(request.user, Permission.REVIEW_MATCH)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        filters.forget(request.user, filter_id)
    except SavedFilter.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The filter is removed."))
    return redirect("matching:review")
