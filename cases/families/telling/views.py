"""What somebody is told of families, and their answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cases.families.models import Acceptance
from cases.families.telling import answering, handing, pages, scope
from cases.families.telling.forms import DeclineForm, HandOnForm
from cases.families.telling.handing import NotPossible
from counties.permissions import Permission, may, require_here
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.uswds import Column

State = Acceptance.State
MOST = 100
COLUMNS = [
    Column(gettext_lazy("Family")),
    Column(gettext_lazy("Side")),
    Column(gettext_lazy("Whose")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Told")),
]


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What waits for one's answer, and what one was told of besides."""
    user = request.user
    require_here(user, Permission.VIEW_FAMILY)
    waiting = pages.with_family(scope.waiting_for(user)).order_by("due_on", "pk")[:MOST]
    told = scope.concerning(user).filter(notices__recipient=user.pk).distinct()
    keys = [row.pk for row in waiting]
    others = pages.with_family(told.exclude(pk__in=keys)).order_by("-told_at", "pk")[:MOST]
    rows = pages.lines(user, [*waiting, *others])
    context = {
        "waiting": [line for line in rows if line.acceptance.pk in keys],
        "others": [line for line in rows if line.acceptance.pk not in keys],
        "columns": COLUMNS,
        "may_answer": may(user, Permission.ANSWER_FAMILY),
    }
    return render(request, "families/telling/notices.html", context)


@require_GET
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """One family and one's answer to it: what the link of a mail leads to."""
    row = get_object_or_404(pages.with_family(scope.may_open(request.user, token)))
    return _page(request, row)


def _page(
    request: HttpRequest,
    row: Acceptance,
    *,
    decline: DeclineForm | None = None,
    hand: HandOnForm | None = None,
) -> HttpResponse:
    shown = pages.lines(request.user, [row])
    if not shown:
        raise Http404
    (line,) = shown
    context = {
        "line": line,
        "row": row,
        "decline": decline or DeclineForm(),
        "hand": hand or _hand_form(row),
        "declining": decline is not None,
        "handing": hand is not None,
        "form": decline or hand,
        "breadcrumbs": [
            {"label": _("Notices"), "url": reverse("families:notices")},
            {"label": line.token},
        ],
    }
    status = 422 if decline or hand else 200
    return render(request, "families/telling/notice.html", context, status=status)


def _hand_form(row: Acceptance, given: Any = None) -> HandOnForm:
    return HandOnForm(
        given, takers=handing.takers(row.county_id, row.program, row.worker_id), prefix="hand"
    )


@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the family on for one's side."""
    row = get_object_or_404(scope.to_answer(request.user), token=token)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        answering.accept(request.user, row.pk)
        messages.success(request, _("Accepted. The other side’s worker stands on the page."))
        if request.POST.get("next") == "today":
            return reverse("today")
        return reverse("families:family", args=[row.episode.family_id])

    return _once(request, form, act)


@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Say no for one's side, and why."""
    rows = pages.with_family(scope.to_answer(request.user))
    row = get_object_or_404(rows, token=token)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, decline=form)

    def act() -> str:
        given = form.cleaned_data
        answering.decline(request.user, row.pk, given["decline"], given["note"])
        messages.success(request, _("Declined. The coordinator looks for somebody else."))
        return reverse("families:notices")

    return _once(request, form, act)


@require_POST
def hand_on(request: HttpRequest, token: str) -> HttpResponse:
    """Give the family to another worker of the same program."""
    user = request.user
    rows = pages.with_family(scope.to_answer(user) | scope.to_reassign(user))
    row = get_object_or_404(rows, token=token)
    form = _hand_form(row, request.POST)
    if not form.is_valid():
        return _page(request, row, hand=form)

    def act() -> str:
        handing.hand_on(user, row.pk, form.taker, form.cleaned_data["reason"])
        messages.success(
            request,
            _("Handed on to %(name)s, who is asked to accept.") % {"name": form.taker.user.name},
        )
        return reverse("families:notices")

    try:
        return _once(request, form, act)
    except NotPossible as refusal:
        form.add_error("to", str(refusal))
        return _page(request, row, hand=form)


def _once(request: HttpRequest, form: HouseForm, act: Callable[[], str]) -> HttpResponse:
    """Carry it out once; who comes second is told who was first."""
    try:
        return once(request, form, act)
    except (Stale, Acceptance.DoesNotExist) as second:
        if earlier := done_before(request, form):
            return earlier
        # There a moment ago, and with somebody's answer no longer for this person.
        gone = isinstance(second, Acceptance.DoesNotExist)
        messages.warning(request, _("This needs no answer any more.") if gone else str(second))
        return redirect("families:notices")
