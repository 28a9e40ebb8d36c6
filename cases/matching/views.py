"""The review queue: one pair after the other, the household together, undo, cut."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching import deciding, pages, queue
from cases.matching.deciding import Choice, NotAllowed
from cases.matching.forms import DecisionForm, FilterForm, HouseholdForm
from cases.matching.models import MatchCandidate
from cases.matching.overview import overview
from cases.matching.words import state_words
from counties.permissions import Permission, may, require, require_here
from linkages.forms import HouseForm, ReasonForm, Stale, done_before, once

KEPT = ("state", "band", "who", "closed")
KEYS = (
    ("L", gettext_noop("Link")),
    ("N", gettext_noop("Not the same")),
    ("M", gettext_noop("Needs information")),
    ("U", gettext_noop("Undo the last decision")),
    ("H", gettext_noop("Decide the household together")),
    ("↓ J", gettext_noop("Next pair")),
    ("↑ K", gettext_noop("Previous pair")),
)


def _query(request: HttpRequest) -> str:
    """The filters of the queue as they go from address to address; nothing else does."""
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def _filter_form(request: HttpRequest) -> FilterForm:
    closed = may(request.user, Permission.VIEW_RESTRICTED)
    return FilterForm(request.GET, restricted=closed)


def _draft(pair: MatchCandidate) -> str:
    return f"match-note:{pair.pk}"


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """The queue, its first pair open."""
    require_here(request.user, Permission.REVIEW_MATCH)
    form = _filter_form(request)
    listed = queue.listed(request.user, form.filters())
    first = listed.first()
    if first is None or "page" in request.GET:
        page = queue.page_of(listed, None, request.GET.get("page", "1"))
        first = page.object_list[0] if page.object_list else None
    if first is None:
        return _nothing(request, form)
    return _show(request, _whole(request, first.pk), form)


@require_GET
def pair(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """One pair, in its queue."""
    found = _whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    return _show(request, found, _filter_form(request))


def _whole(request: HttpRequest, pair_id: uuid.UUID) -> MatchCandidate:
    # Asked first: to whom the queue is closed, a pair answers like no pair.
    require_here(request.user, Permission.REVIEW_MATCH)
    mine = queue.pairs_visible_to(request.user).select_related("cws", "calworks")
    return get_object_or_404(mine, pk=pair_id)


def _nothing(request: HttpRequest, form: FilterForm) -> HttpResponse:
    """An empty queue says why, and what to do."""
    context = {
        "filters": form,
        "filtered": not form.filters().is_default,
        "overview": overview(request.user.working_in.county_id),
        "may_run": may(request.user, Permission.RUN_MATCHING),
        "undoable": _undoable(request.user),
    }
    return render(request, "matching/nothing.html", context)


def _undoable(user: Any) -> dict[str, Any] | None:
    last = queue.last_decision(user)
    if last is None:
        return None
    return {"decision": last, "state": state_words(last.state_after).lower(), "form": HouseForm()}


def _show(
    request: HttpRequest,
    found: MatchCandidate,
    filter_form: FilterForm,
    decision: DecisionForm | None = None,
    stale: str = "",
) -> HttpResponse:
    """The page of a pair, with what was typed when something stood in the way."""
    user, query = request.user, _query(request)
    listed = queue.listed(user, filter_form.filters())
    page = queue.page_of(listed, found, request.GET.get("page"))
    household = pages.with_household(user, found)
    seen = pages.Seen(user, [found, *page.object_list, *household])
    shown = pages.view_of(user, found, seen, household, query)
    if decision is None:
        decision = DecisionForm(
            draft_name=_draft(found),
            version=str(found.version),
            initial={"reason": shown.usual_reason},
        )
        decision.restore(user)
    following, previous = queue.next_after(listed, found), queue.previous_before(listed, found)
    context = {
        "filters": filter_form,
        "page": page,
        "entries": pages.entries(page.object_list, seen, query=query, current=found.pk),
        "shown": shown,
        "form": decision,
        "decidable": found.standing and found.state in deciding.DECIDABLE,
        "may_cut": found.state == MatchCandidate.State.LINKED and may(user, Permission.CUT_LINK),
        "person": found.cws.person_id if may(user, Permission.VIEW_PERSON) else None,
        "draft": _draft(found),
        "query": query,
        "stale": stale,
        "undoable": _undoable(user),
        "next_url": _url(following, query),
        "previous_url": _url(previous, query),
        "page_keys": [{"key": key, "label": _(label)} for key, label in KEYS],
    }
    return render(request, "matching/review.html", context, status=409 if stale else 200)


def _url(found: MatchCandidate | None, query: str) -> str:
    return reverse("matching:pair", args=[found.pk]) + query if found else ""


@require_POST
def decide(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Link, not the same, or needs information; then the next pair is there."""
    found = _whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    form = DecisionForm(request.POST, draft_name=_draft(found))
    if not form.is_valid():
        return _show(request, found, _filter_form(request), decision=form)

    def act() -> str:
        listed = queue.listed(request.user, _filter_form(request).filters())
        following = queue.next_after(listed, found)
        given = form.cleaned_data
        deciding.decide(
            request.user,
            Choice(found.pk, given["verb"], _version(given), given["reason"], given["note"]),
        )
        query = _query(request)
        return _url(following, query) or reverse("matching:review") + query

    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refusal:
        # The same form sent twice at once: the slower one is shown what the first did.
        earlier = done_before(request, form)
        if earlier:
            return earlier
        found.refresh_from_db()
        form.data = form.data | {"version": str(found.version)}
        return _show(request, found, _filter_form(request), decision=form, stale=str(refusal))


def _version(given: dict[str, Any]) -> int:
    """What the page showed. Anything else than a number is something that nobody was shown."""
    text = given.get("version", "")
    return int(text) if text.isdecimal() else -1


@require_POST
def undo(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Take back one's own last decision about a pair."""
    found = _whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        deciding.undo(request.user, found.pk)
        messages.success(request, _("Undone. The pair is as it was."))
        return reverse("matching:pair", args=[found.pk])

    try:
        return once(request, form, act)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("matching:pair", found.pk)


@require_http_methods(["GET", "POST"])
def household(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """All undecided pairs of two households on one page, decided in one act."""
    found = _whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    together = pages.with_household(request.user, found)
    undecided = [each for each in together if each.is_open and each.standing]
    seen = pages.Seen(request.user, together)
    labels = {each.pk: pages.entry(each, seen).names for each in undecided}
    form = HouseholdForm(
        request.POST if request.method == "POST" else None, pairs=undecided, labels=labels
    )
    stale = ""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _decide_household(request, form, found))
        except (Stale, NotAllowed) as refusal:
            stale = str(refusal)
    context = {
        "form": form,
        "stale": stale,
        "pair": found,
        "views": [
            (
                pages.view_of(request.user, each, seen, [], ""),
                form[f"verb_{each.pk}"],
                form[f"reason_{each.pk}"],
                form[f"version_{each.pk}"],
            )
            for each in undecided
        ],
        "decided": [pages.entry(each, seen) for each in together if not each.is_open],
        "back": reverse("matching:pair", args=[found.pk]) + _query(request),
        "query": _query(request),
    }
    return render(request, "matching/household.html", context, status=409 if stale else 200)


def _decide_household(request: HttpRequest, form: HouseholdForm, found: MatchCandidate) -> str:
    given = form.cleaned_data
    choices = [
        Choice(
            each.pk,
            given[f"verb_{each.pk}"],
            given.get(f"version_{each.pk}") or -1,
            given.get(f"reason_{each.pk}", ""),
        )
        for each in form.pairs
        if given.get(f"verb_{each.pk}")
    ]
    listed = queue.listed(request.user, _filter_form(request).filters())
    decided = [choice.pair for choice in choices]
    following = listed.exclude(pk__in=decided).after(found).first()
    deciding.decide_together(request.user, choices)
    messages.success(request, _("The household is decided."))
    query = _query(request)
    return _url(following, query) or reverse("matching:review") + query


@require_http_methods(["GET", "POST"])
def cut(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Cut the link of a pair, with a reason; everything returns to what it was."""
    found = _whole(request, pair_id)
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
