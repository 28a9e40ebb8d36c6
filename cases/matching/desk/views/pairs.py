"""What is done with one pair besides deciding it: put off, brought back, given, looked back on."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching import pages, queue
from cases.matching.deciding import NotAllowed
from cases.matching.desk import deferring, giving, history, page
from cases.matching.desk.deferring import Deferral
from cases.matching.desk.forms import DeferForm, GivePairForm
from cases.matching.desk.views.households import said_given
from counties.permissions import Permission, may, require
from linkages.forms import HouseForm, Stale, done_before, once


@require_http_methods(["GET", "POST"])
def defer(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Put a pair off until a day, and say why."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    query = page.query_of(request)
    form = DeferForm(request.POST if request.method == "POST" else None, version=str(found.version))
    refused = ""
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            listed = queue.listed(request.user, page.filters_of(request))
            following = queue.next_after(listed, found)
            given = form.cleaned_data
            deferral = Deferral(given["until"], given["reason"])
            deferring.defer(request.user, found.pk, page.version_in(given), deferral)
            messages.success(request, _("Put off. The pair comes back by itself on that day."))
            return page.address(following, query) or reverse("matching:review") + query

        try:
            return once(request, form, act)
        except (Stale, NotAllowed) as refusal:
            earlier = done_before(request, form)
            if earlier:
                return earlier
            refused = str(refusal)
            found.refresh_from_db()
            form.data = form.data | {"version": str(found.version)}
    seen = pages.Seen(request.user, [found])
    context = {
        "form": form,
        "entry": pages.entry(found, seen),
        "refused": refused,
        "back": page.address(found, query),
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "matching/desk/defer.html", context, status=status)


@require_POST
def resume(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Bring a pair back before its day."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    back = page.address(found, page.query_of(request))
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        deferring.resume(request.user, found.pk)
        messages.success(request, _("The pair waits for a decision again."))
        return back

    try:
        return once(request, form, act)
    except Stale as stale:
        messages.warning(request, str(stale))
        return redirect(back)


@require_POST
def give(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Give a pair, or with it the rest of its household, to a reviewer."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.ASSIGN_PAIR, found)
    back = page.address(found, page.query_of(request))
    staff = giving.reviewers(found.county_id)
    form = GivePairForm(request.POST, reviewers=staff)
    if not form.is_valid():
        messages.warning(request, _("Choose a reviewer."))
        return redirect(back)

    def act() -> str:
        to = next(each for each in staff if str(each.pk) == form.cleaned_data["to"])
        whole = form.cleaned_data["whole"]
        pairs = queue.household_of(request.user, found) if whole else [found]
        giving.give(request.user, {each.pk for each in pairs}, to)
        messages.success(request, said_given(to))
        return back

    return once(request, form, act)


@require_POST
def give_back(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Let a pair be nobody's: one's own, or for who gives pairs out, anybody's."""
    found = page.whole(request, pair_id)
    own = found.assigned_to_id == request.user.pk
    require(request.user, Permission.REVIEW_MATCH if own else Permission.ASSIGN_PAIR, found)
    back = page.address(found, page.query_of(request))
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        mine = queue.pairs_visible_to(request.user).filter(pk=found.pk)
        if not may(request.user, Permission.ASSIGN_PAIR):
            mine = mine.filter(assigned_to=request.user)
        giving.take_back(request.user, mine)
        messages.success(request, _("The pair is nobody’s now."))
        return back

    return once(request, form, act)


@require_GET
def past(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Everything that was done with a pair, and what was shown each time."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    seen = pages.Seen(request.user, [found])
    back = page.address(found, page.query_of(request))
    context = {
        "entry": pages.entry(found, seen),
        "lines": history.of(found),
        "back": back,
    }
    return render(request, "matching/desk/past.html", context)
