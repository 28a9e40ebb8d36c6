"""What the pages of dated records have in common: who may write, and how a row is ended."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cases.sharing.policy import days, pages
from counties.permissions import Permission, require, require_here
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once


def working_county(request: HttpRequest) -> str:
    """The county, for those who may see these pages, and may write where they post."""
    require_here(request.user, Permission.VIEW_POLICY)
    if request.method == "POST":
        require_here(request.user, Permission.SET_POLICY)
    county: str = request.user.working_in.county_id
    return county


def status_of(form: HouseForm | None, refusal: str) -> int:
    if refusal:
        return 409
    return 422 if form is not None and form.is_bound else 200


def row_here(request: HttpRequest, model: Any, row_id: uuid.UUID) -> Any:
    """A row within scope (404) and rights (403)."""
    found = get_object_or_404(model.objects.visible_to(request.user), pk=row_id)
    require(request.user, Permission.SET_POLICY, found)
    return found


def ask_to_end(
    request: HttpRequest,
    row: Any,
    act: Any,
    words: tuple[str, str],
    back: tuple[str, str],
) -> HttpResponse:
    """Ask whether to end a dated row, and end it once."""
    question, consequence = words
    label, back_url = back
    form = HouseForm(request.POST) if request.method == "POST" else None
    refusal = "" if days.holds(row.since, row.until) else _("This has ended already.")
    if form is not None and form.is_valid():
        try:
            return once(request, form, lambda: _told(request, act))
        except Stale as stale:
            if earlier := done_before(request, form):
                return earlier
            refusal = str(stale)
    when = (
        _("It began today, so that it still counts until midnight.")
        if row.since >= today()
        else _("It ends at once.")
    )
    context = {
        "question": question,
        "consequences": [refusal] if refusal else [when, consequence],
        "verb": _("End"),
        "form": HouseForm(),
        "cancel_url": back_url,
        "breadcrumbs": [*pages.crumbs("")[:1], {"label": label, "url": back_url}],
    }
    return render(request, "uswds/confirm.html", context, status=status_of(None, refusal))


def _told(request: HttpRequest, act: Any) -> str:
    destination: str = act()
    messages.success(request, _("Ended."))
    return destination
