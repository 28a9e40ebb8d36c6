"""Monthly reviews: what a unit looked up outside its caseload, and who signed for it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.sharing.accounting import reviews
from cases.sharing.accounting.account import Staff
from cases.sharing.accounting.forms import SignForm
from cases.sharing.accounting.reviews import NotAllowed
from cases.sharing.models import MonthlyReview
from counties.permissions import Permission, may, require, require_here
from linkages import audit
from linkages.forms import Stale, done_before, once

PAGE = 50
LIST_COLUMNS = [
    gettext_lazy("Month"),
    gettext_lazy("Unit"),
    gettext_lazy("Look-ups"),
    gettext_lazy("State"),
    gettext_lazy("Signed by"),
]
TALLY_COLUMNS = [
    gettext_lazy("Who"),
    gettext_lazy("Month"),
    gettext_lazy("What"),
    gettext_lazy("Look-ups"),
]
COLUMNS = [
    gettext_lazy("When"),
    gettext_lazy("Who"),
    gettext_lazy("What"),
    gettext_lazy("Reason"),
    gettext_lazy("Person"),
]


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """The months of one's own unit, or of all units for who answers for disclosures."""
    require_here(request.user, Permission.VIEW_REVIEWS)
    found = reviews.reviews_visible_to(request.user).select_related("unit")
    page = Paginator(found.order_by("-month", "unit__name", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    audit.note({review.pk for review in page}, purpose="review")
    context = {
        "page": page,
        "rows": rows(request.user, list(page)),
        "columns": LIST_COLUMNS,
        "tallies": reviews.without_a_unit(request.user),
        "tally_columns": TALLY_COLUMNS,
    }
    return render(request, "sharing/accounting/reviews.html", context)


def rows(user: Any, found: list[MonthlyReview]) -> list[dict[str, Any]]:
    """Reviews with their state in words."""
    staff = Staff(user, {review.signed_by for review in found})
    return [
        {
            "review": review,
            "count": reviews.look_ups(review).count(),
            "state": _state(review),
            "due": reviews.due_on(review),
            "signed_by": staff.name(review.signed_by) if review.signed_by else "",
        }
        for review in found
    ]


def _state(review: MonthlyReview) -> tuple[str, str]:
    """(kind of mark, words)."""
    if review.signed_at is not None:
        return "good", _("Signed")
    if reviews.is_overdue(review):
        return "stop", _("Overdue")
    return "waiting", _("To sign")


@require_http_methods(["GET", "POST"])
def review_page(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """One month of one unit, and the supervisor's signature."""
    mine = reviews.reviews_visible_to(request.user).select_related("unit")
    found = get_object_or_404(mine, pk=review_id)
    require(request.user, Permission.VIEW_REVIEWS, found)
    form = SignForm(
        request.POST if request.method == "POST" else None,
        draft_name=f"review:{found.pk}",
        version=reviews.version_of(found),
    )
    refused = ""
    if request.method == "POST":
        require(request.user, Permission.SIGN_REVIEW, found)
        if form.is_valid():
            try:
                return once(request, form, lambda: _sign(request, found, form))
            except (Stale, NotAllowed) as refusal:
                earlier = done_before(request, form)
                if earlier:
                    return earlier
                refused = str(refusal)
                form.data = form.data | {"version": reviews.version_of(found)}
                found.refresh_from_db()
    form.restore(request.user)
    return _show(request, found, form, refused)


def _sign(request: HttpRequest, found: MonthlyReview, form: SignForm) -> str:
    given = form.cleaned_data
    reviews.sign(request.user, found.pk, note=given["note"], version=given.get("version") or "")
    messages.success(request, _("The month is signed."))
    return reverse("sharing:review", args=[found.pk])


def _show(request: HttpRequest, found: MonthlyReview, form: SignForm, refused: str) -> HttpResponse:
    lines = reviews.lines(request.user, found)
    audit.note({found.pk}, purpose="review")
    (row,) = rows(request.user, [found])
    signable = found.signed_at is None and may(request.user, Permission.SIGN_REVIEW)
    context = {
        "row": row,
        "lines": lines,
        "own": any(line.own for line in lines),
        "columns": COLUMNS,
        "form": form if signable else None,
        "refused": refused,
        "autosave": reverse("save_draft", args=[f"review:{found.pk}"]),
        "breadcrumbs": [
            {"label": _("Reviews"), "url": reverse("sharing:reviews")},
            {"label": found.unit.name},
        ],
    }
    return render(
        request, "sharing/accounting/review.html", context, status=409 if refused else 200
    )
