"""The pages of the queue: the list on the left, the pair on the right, the bar above."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cases.matching import deciding, pages, queue
from cases.matching.desk import days, filters, giving, history, page, searching
from cases.matching.desk.faces import Faces
from cases.matching.desk.forms import GivePairForm, SearchForm
from cases.matching.desk.undoing import last_act
from cases.matching.forms import DecisionForm, FilterForm
from cases.matching.models import CandidateQuerySet, MatchCandidate
from cases.matching.overview import overview
from cases.matching.words import state_words
from counties.permissions import Permission, may
from linkages.forms import HouseForm

KEYS = (
    ("L", gettext_noop("Link")),
    ("N", gettext_noop("Not the same, for the suggested reason")),
    ("1–9", gettext_noop("Not the same, for this reason")),
    ("M", gettext_noop("Needs information")),
    ("D", gettext_noop("Put off until a day")),
    ("U", gettext_noop("Undo the last decision")),
    ("H", gettext_noop("Decide the household together")),
    ("↓ J", gettext_noop("Next pair")),
    ("↑ K", gettext_noop("Previous pair")),
)


def window(request: HttpRequest, listed: CandidateQuerySet) -> queue.Window:
    for name, found in (("after", queue.page_after), ("before", queue.page_before)):
        if name in request.GET:
            try:
                mine = queue.pairs_visible_to(request.user)
                at = mine.get(pk=request.GET[name])
            except (MatchCandidate.DoesNotExist, ValidationError):
                raise Http404 from None
            return found(listed, at)
    return queue.window(listed, None)


def nothing(request: HttpRequest, form: FilterForm, wanted: queue.Filters) -> HttpResponse:
    """An empty queue says why, and what to do."""
    user = request.user
    day = days.progress(user, days.list_of(user)) if wanted.whose == queue.TODAY else None
    context = {
        "filters": form,
        "filtered": not wanted.is_default,
        "day": day,
        "overview": overview(user.working_in.county_id),
        "may_run": may(user, Permission.RUN_MATCHING),
        "undoable": _undoable(user),
        **_head(request),
    }
    return render(request, "matching/nothing.html", context)


def _head(request: HttpRequest) -> dict[str, Any]:
    """What stands above the list: chips, the search, ways to the other pages of the desk."""
    user = request.user
    searched = bool(request.GET.get(page.FIND))
    kept = filters.usable_by(user)
    return {
        "chips": list(filters.chips(kept, None if searched else page.filters_in(request))),
        "own": [row for row in kept if row.owner_id == user.pk],
        "kept": page.query_of(request),
        "search": SearchForm(initial={"q": searching.typed_by(user)} if searched else {}),
        "searched": searched,
        "may_give": may(user, Permission.ASSIGN_PAIR),
    }


def _undoable(user: Any) -> dict[str, Any] | None:
    """The bar after a decision, as long as its time runs."""
    told, granted = deciding.seconds_to_undo(user.working_in.county_id)
    last = last_act(user, since=timezone.now() - timedelta(seconds=granted))
    if last is None:
        return None
    passed = (timezone.now() - last.decided_at).total_seconds()
    return {
        "decision": last,
        "state": state_words(last.state_after).lower(),
        "form": HouseForm(),
        "seconds": max(0, round(told - passed)),
        "granted": max(0, round(granted - passed)),
    }


def show(
    request: HttpRequest,
    found: MatchCandidate,
    filter_form: FilterForm,
    decision: DecisionForm | None = None,
    stale: str = "",
    shown: queue.Window | None = None,
) -> HttpResponse:
    """The page of a pair, with what was typed when something stood in the way; to a page that
    changes in parts, the pair alone."""
    user = request.user
    wanted = page.filters_of(request, filter_form)
    listed = queue.listed(user, wanted)
    part = bool(request.htmx)
    if not part:
        shown = shown or queue.window(listed, found)
    household = pages.with_household(user, found)
    pairs = [found, *(shown.pairs if shown else ()), *household]
    seen, faces = pages.Seen(user, pairs), Faces(user, pairs)
    context = _pair(request, found, (seen, faces), household, decision)
    following, previous = queue.next_after(listed, found), queue.previous_before(listed, found)
    query = page.query_of(request)
    context |= {
        "next_url": page.address(following, query),
        "previous_url": page.address(previous, query),
        "stale": stale,
        "undoable": _undoable(user),
        "here": page.address(found, query),
        **_count(request, listed, wanted),
    }
    status = 409 if stale else 200
    if part:
        return render(request, "matching/_detail.html", context | {"part": True}, status=status)
    assert shown is not None
    context |= {"filters": filter_form, **_head(request)}
    context |= _list(request, shown, found, (seen, faces))
    context["page_keys"] = [{"key": key, "label": _(label)} for key, label in KEYS]
    return render(request, "matching/review.html", context, status=status)


def _pair(
    request: HttpRequest,
    found: MatchCandidate,
    eyes: tuple[pages.Seen, Faces],
    household: list[MatchCandidate],
    decision: DecisionForm | None,
) -> dict[str, Any]:
    """The right-hand side."""
    user, query = request.user, page.query_of(request)
    lines = tuple(history.of(found))
    shown = pages.view_of(found, *eyes, household, query, lines)
    if decision is None:
        decision = page.decision_form(found, version=str(found.version))
        decision.suggest(shown.usual_reason)
        decision.restore(user)
    give = None
    if may(user, Permission.ASSIGN_PAIR) and found.is_open:
        give = GivePairForm(reviewers=giving.reviewers(found.county_id))
    return {
        "shown": shown,
        "form": decision,
        "decidable": found.standing and found.state in deciding.DECIDABLE,
        "may_cut": found.state == MatchCandidate.State.LINKED and may(user, Permission.CUT_LINK),
        "person": found.cws.person_id if may(user, Permission.VIEW_PERSON) else None,
        "draft": page.draft_of(found),
        "query": query,
        "give": give,
        "may_return": found.is_open and found.assigned_to_id == user.pk,
        "plain": HouseForm(),
    }


def _list(
    request: HttpRequest,
    shown: queue.Window,
    found: MatchCandidate,
    eyes: tuple[pages.Seen, Faces],
) -> dict[str, Any]:
    """The left-hand side."""
    query = page.query_of(request)
    join = "&" if query else "?"
    first, last = (shown.pairs[0].pk, shown.pairs[-1].pk) if shown.pairs else ("", "")
    base = reverse("matching:review") + query + join
    return {
        "entries": pages.entries(shown.pairs, *eyes, query=query, current=found.pk),
        "earlier_url": f"{base}before={first}" if shown.earlier else "",
        "later_url": f"{base}after={last}" if shown.later else "",
    }


def _count(
    request: HttpRequest, listed: CandidateQuerySet, wanted: queue.Filters
) -> dict[str, Any]:
    """How long the list is, and how far today's is."""
    count, more = queue.how_many(listed)
    day = None
    if wanted.whose == queue.TODAY:
        day = days.progress(request.user, days.list_of(request.user))
    return {"count": count, "more": more, "day": day}


def listing(request: HttpRequest, found: MatchCandidate) -> HttpResponse:
    """The list around a pair alone."""
    wanted = page.filters_of(request)
    listed = queue.listed(request.user, wanted)
    shown = queue.window(listed, found)
    seen = pages.Seen(request.user, shown.pairs)
    faces = Faces(request.user, shown.pairs)
    context = _list(request, shown, found, (seen, faces)) | _count(request, listed, wanted)
    return render(request, "matching/_queue.html", context)
