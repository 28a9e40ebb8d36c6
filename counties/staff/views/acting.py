"""How every page with an act on staff answers: the form again, with what stands in the way."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from counties.staff.roles import NotForOneself, NotOnesOwn
from linkages.forms import HouseForm, Stale, done_before, once


def carry_out(
    request: HttpRequest, form: HouseForm, act: Callable[[], str], show: Callable[..., HttpResponse]
) -> HttpResponse:
    """Do it once and go where `act` says, or `show(status)` the page with the form's errors."""
    if not form.is_valid():
        return show(422)
    earlier = done_before(request, form)
    if earlier:
        return earlier
    try:
        return once(request, form, act)
    except Stale as stale:
        form.add_error(None, str(stale))
        return show(409)
    except NotForOneself as refused:
        raise PermissionDenied(_("Nobody does this for themselves.")) from refused
    except NotOnesOwn as refused:
        raise PermissionDenied(_("Somebody else decides what one asked for.")) from refused


def page(
    request: HttpRequest, template: str, context: dict[str, Any]
) -> Callable[[int], HttpResponse]:
    """The page as a function of its status."""
    whole = {"breadcrumbs": way_here(), **context}
    return lambda status=200: render(request, template, whole, status=status)


def way_here() -> list[dict[str, Any]]:
    """The pages above every page of one thing."""
    return [
        {"label": _("Settings"), "url": reverse("counties:settings")},
        {"label": _("Staff"), "url": reverse("counties:staff")},
    ]
