"""How a page with an act answers: the form again, with what stands in the way."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linkages.forms import HouseForm, Stale, done_before, once

Show = Callable[[int], HttpResponse]


class NotAllowed(Exception):
    """The state of the thing does not allow the act now. str(error) is the sentence for the
    screen."""


def carry_out(
    request: HttpRequest, form: HouseForm, act: Callable[[], str], show: Show
) -> HttpResponse:
    """Do it once and go where `act` says, or show the page with the form's errors."""
    if not form.is_valid():
        return show(422)
    earlier = done_before(request, form)
    if earlier:
        return earlier
    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refused:
        form.add_error(None, str(refused))
        return show(409)


def pressed(request: HttpRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """A button without anything to fill in: what forbids it is said on the page it came from."""
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect(back)
    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refused:
        messages.error(request, str(refused))
        return redirect(back)


def seen_again(form: HouseForm, show: Show, part: Any) -> Show:
    """After somebody else was quicker, the next sending is one that saw it: typed words stay."""

    def shown(status: int) -> HttpResponse:
        if status == 409:
            part.refresh_from_db()
            form.data = form.data.copy()
            form.data["version"] = form.data["shown"] = str(part.version)
        return show(status)

    return shown
