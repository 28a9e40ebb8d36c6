"""What every page of the review desk begins with: the pair, the filters, the form about it."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from cases.matching import queue
from cases.matching.desk import days, giving
from cases.matching.desk.filters import KEPT
from cases.matching.desk.forms import people
from cases.matching.desk.reasons import Reasons
from cases.matching.forms import DecisionForm, FilterForm
from cases.matching.models import MatchCandidate
from cases.matching.queue import Filters
from counties.permissions import Permission, may, require_here
from linkages.calendar import today

# That one's own search narrows the list; what was typed stands elsewhere.
FIND = "find"


def filters_in(request: HttpRequest) -> dict[str, str]:
    """The filters of the queue as they go from address to address; nothing else does."""
    return {name: request.GET[name] for name in KEPT if request.GET.get(name)}


def query_of(request: HttpRequest) -> str:
    """The same as the end of an address, with the word that a search is on."""
    kept = filters_in(request)
    if request.GET.get(FIND):
        kept[FIND] = "1"
    return f"?{urlencode(kept)}" if kept else ""


def filter_form(request: HttpRequest) -> FilterForm:
    """The filters as a form; those who give pairs out may look at each reviewer's."""
    user = request.user
    others = []
    if may(user, Permission.ASSIGN_PAIR):
        others = people(giving.reviewers(user.working_in.county_id))
    closed = may(user, Permission.VIEW_RESTRICTED)
    return FilterForm(request.GET, restricted=closed, others=others)


def filters_of(request: HttpRequest, form: FilterForm | None = None) -> Filters:
    """What the address asks for. One's list of the day is made by the first look at it."""
    found = (form or filter_form(request)).filters(found=bool(request.GET.get(FIND)))
    if found.whose == queue.TODAY:
        days.list_of(request.user)
    return found


def whole(request: HttpRequest, pair_id: uuid.UUID) -> MatchCandidate:
    """The pair with both records. Asked first: to whom the queue is closed, a pair answers like no
    pair."""
    require_here(request.user, Permission.REVIEW_MATCH)
    mine = queue.pairs_visible_to(request.user).select_related("cws", "calworks", "assigned_to")
    return get_object_or_404(mine, pk=pair_id)


def address(found: MatchCandidate | None, query: str) -> str:
    """Where a pair stands; empty for none."""
    return reverse("matching:pair", args=[found.pk]) + query if found else ""


def draft_of(pair: MatchCandidate) -> str:
    """The name under which a note that was not sent is kept."""
    return f"match-note:{pair.pk}"


def decision_form(pair: MatchCandidate, *args: Any, **kwargs: Any) -> DecisionForm:
    """The form of one pair with the county's reasons of today."""
    reasons = Reasons(pair.county_id).in_force_on(today())
    return DecisionForm(*args, draft_name=draft_of(pair), reasons=reasons, **kwargs)


def version_in(given: dict[str, Any]) -> int:
    """What the page showed. Anything else than a number is something that nobody was shown."""
    text = given.get("version", "")
    return int(text) if text.isdecimal() else -1
