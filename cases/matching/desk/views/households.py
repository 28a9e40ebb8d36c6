"""A household's pairs on one page: decided, put off or given away in one act."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.matching import deciding, pages, queue
from cases.matching.deciding import Choice, NotAllowed
from cases.matching.desk import deferring, giving, page
from cases.matching.desk.deferring import Deferral
from cases.matching.desk.faces import Faces
from cases.matching.desk.forms import HouseholdForm
from cases.matching.desk.reasons import Reasons
from cases.matching.models import MatchCandidate, MatchDecision
from counties.models import User
from counties.permissions import Permission, may, require
from linkages.calendar import today
from linkages.forms import Stale, done_before, once


@require_http_methods(["GET", "POST"])
def household(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """All undecided pairs of two households, each with its own answer or all with one."""
    found = page.whole(request, pair_id)
    require(request.user, Permission.REVIEW_MATCH, found)
    together = pages.with_household(request.user, found)
    undecided = [each for each in together if each.is_open and each.standing]
    seen, faces = pages.Seen(request.user, together), Faces(request.user, together)
    staff = _reviewers(request, found)
    form = HouseholdForm(
        request.POST if request.method == "POST" else None,
        pairs=undecided,
        labels={each.pk: pages.entry(each, seen).names for each in undecided},
        reasons=Reasons(found.county_id).in_force_on(today()),
        reviewers=staff,
    )
    stale = ""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, _act(request, form, found, staff))
        except (Stale, NotAllowed) as refusal:
            earlier = done_before(request, form)
            if earlier:
                return earlier
            stale = str(refusal)
    query = page.query_of(request)
    context = {
        "form": form,
        "stale": stale,
        "pair": found,
        "views": [
            (
                pages.view_of(each, seen, faces, []),
                form[f"verb_{each.pk}"],
                form[f"reason_{each.pk}"],
                form[f"version_{each.pk}"],
            )
            for each in undecided
        ],
        "decided": [pages.entry(each, seen) for each in together if not each.is_open],
        "back": reverse("matching:pair", args=[found.pk]) + query,
        "query": query,
        "may_give": bool(staff),
    }
    return render(request, "matching/household.html", context, status=409 if stale else 200)


def _reviewers(request: HttpRequest, found: MatchCandidate) -> list[User]:
    if not may(request.user, Permission.ASSIGN_PAIR):
        return []
    return giving.reviewers(found.county_id)


def _act(
    request: HttpRequest, form: HouseholdForm, found: MatchCandidate, staff: list[User]
) -> Callable[[], str]:
    """What was pressed."""
    given, user = form.cleaned_data, request.user
    versions = {each.pk: given.get(f"version_{each.pk}") or -1 for each in form.pairs}

    def act() -> str:
        query = page.query_of(request)
        listed = queue.listed(user, page.filters_of(request))
        handled = set(versions)
        if given["all"] == "give":
            to = next(each for each in staff if str(each.pk) == given["to"])
            giving.give(user, handled, to)
            messages.success(request, said_given(to))
            return page.address(found, query)
        if given["all"] == "defer":
            deferral = Deferral(given["until"], given["because"])
            deferring.defer_together(user, versions, deferral)
            messages.success(request, _("The household is put off."))
        else:
            choices = _choices(form, versions)
            handled = {choice.pair for choice in choices}
            deciding.decide_together(user, choices)
            messages.success(request, _("The household is decided."))
        following = listed.exclude(pk__in=handled).after(found).first()
        return page.address(following, query) or reverse("matching:review") + query

    return act


def _choices(form: HouseholdForm, versions: dict[uuid.UUID, int]) -> list[Choice]:
    given = form.cleaned_data
    if given["all"] == "link":
        return [Choice(pk, MatchDecision.Verb.LINK, version) for pk, version in versions.items()]
    return [
        Choice(pk, given[f"verb_{pk}"], version, given.get(f"reason_{pk}", ""))
        for pk, version in versions.items()
        if given.get(f"verb_{pk}")
    ]


def said_given(to: User) -> str:
    """The same sentence whether or not there was a pair among them that this one may not have."""
    return _("Given to %(name)s, as far as %(name)s can work on them.") % {"name": to.name}
