"""The review queue: one pair after the other, undo, cut."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching import deciding, queue, showing
from cases.matching.deciding import Choice, NotAllowed
from cases.matching.desk import page
from cases.matching.models import MatchCandidate
from counties.permissions import Permission, require, require_here
from linkages.forms import HouseForm, ReasonForm, Stale, done_before, once


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """The queue, its first pair open; `after` and `before` name a pair beside which to begin."""
    require_here(request.user, Permission.REVIEW_MATCH)
    form = page.filter_form(request)
    wanted = page.filters_of(request, form)
    listed = queue.listed(request.user, wanted)
    shown = showing.window(request, listed)
    if not shown.pairs:
        if request.htmx:
            return _elsewhere(request.get_full_path())
        return showing.nothing(request, form, wanted)
    found = page.whole(request, shown.pairs[0].pk)
    return showing.show(request, found, form, shown=shown)


def _elsewhere(address: str) -> HttpResponse:
    """Tell a page that changes in parts to go somewhere as a whole."""
    response = HttpResponse()
    response["HX-Redirect"] = address
    return response


@require_GET
def pair(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """One pair, in its queue."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    return showing.show(request, found, page.filter_form(request))


@require_GET
def beside(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """The list around a pair, for a page on which the pair has changed and the list has not."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    return showing.listing(request, found)


@require_POST
def decide(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Link, not the same, or needs information; then the next pair is there."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    form = page.decision_form(found, request.POST)
    if not form.is_valid():
        return showing.show(request, found, page.filter_form(request), decision=form)

    def act() -> str:
        listed = queue.listed(request.user, page.filters_of(request))
        following = queue.next_after(listed, found)
        given = form.cleaned_data
        choice = Choice(
            found.pk, given["verb"], page.version_in(given), given["reason"], given["note"]
        )
        deciding.decide(request.user, choice)
        query = page.query_of(request)
        return page.address(following, query) or reverse("matching:review") + query

    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refusal:
        # The same form sent twice at once: the slower one is shown what the first did.
        earlier = done_before(request, form)
        if earlier:
            return earlier
        found.refresh_from_db()
        form.data = form.data | {"version": str(found.version)}
        filter_form = page.filter_form(request)
        return showing.show(request, found, filter_form, decision=form, stale=str(refusal))


@require_POST
def undo(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Take back one's own last act, while its time runs."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404
    back = page.address(found, page.query_of(request))

    def act() -> str:
        undone = deciding.undo(request.user, found.pk)
        if len(undone) > 1:
            messages.success(request, _("Undone. The household is as it was."))
        else:
            messages.success(request, _("Undone. The pair is as it was."))
        return back

    try:
        return once(request, form, act)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect(back)


@require_http_methods(["GET", "POST"])
def cut(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Cut the link of a pair, with a reason; everything returns to what it was."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.CUT_LINK, found)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _cut(request, found, form))
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
            return redirect("matching:pair", found.pk)
    context = {
        "form": form,
        "question": _("Cut this link?"),
        "consequences": [
            _("The two records are separate again, as they were before they were linked."),
            _("Workers of one program stop seeing the other program’s facts at once."),
            _("The pair does not come back unless a name, date or number in an extract changes."),
        ],
        "verb": _("Cut the link"),
        "cancel_url": reverse("matching:pair", args=[found.pk]),
    }
    return render(request, "uswds/confirm.html", context)


@transaction.atomic
def _cut(request: HttpRequest, found: MatchCandidate, form: ReasonForm) -> str:
    deciding.cut(request.user, found.pk, form.cleaned_data["reason"])
    messages.success(request, _("The link is cut. Both records are as they were before."))
    return reverse("matching:pair", args=[found.pk])
