"""What nobody has answered, by worker: a supervisor's unit, a coordinator's county."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cases.families.models import Acceptance
from cases.families.telling import handing, pages, scope
from cases.families.telling.forms import HandOnForm, ShowForm
from cases.sharing.chain import viewer_of
from counties.permissions import Permission, require_here
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.uswds import Column

State = Acceptance.State
PAGE = 100
SHOWS = [
    ("open", gettext_lazy("Not answered, and declined")),
    ("late", gettext_lazy("Past the due day")),
    ("unheld", gettext_lazy("Declined, or with nobody")),
    ("accepted", gettext_lazy("Accepted")),
    ("all", gettext_lazy("All of these")),
]
COLUMNS = [
    Column(gettext_lazy("Choose"), hidden=True),
    Column(gettext_lazy("Family")),
    Column(gettext_lazy("Side")),
    Column(gettext_lazy("Whose")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Told")),
]
LOADS = [
    Column(gettext_lazy("Worker")),
    Column(gettext_lazy("Side")),
    Column(gettext_lazy("Waiting"), numeric=True),
    Column(gettext_lazy("Past the due day"), numeric=True),
    Column(gettext_lazy("Accepted"), numeric=True),
]


@require_GET
def unanswered(request: HttpRequest) -> HttpResponse:
    """By worker, what waits, is overdue or was accepted; and giving many to somebody else."""
    require_here(request.user, Permission.REASSIGN_FAMILY)
    return _page(request)


def chosen(rows: Any, show: str) -> Any:
    """Of acceptances, those of one choice of the page."""
    waiting = rows.filter(state=State.WAITING)
    if show == "late":
        return waiting.filter(due_on__lt=today())
    if show == "unheld":
        return scope.unheld(rows)
    if show == "accepted":
        return rows.filter(state=State.ACCEPTED)
    open_ones = waiting | rows.filter(pk__in=scope.unheld(rows).values("pk"))
    return open_ones | rows.filter(state=State.ACCEPTED) if show == "all" else open_ones


def loads(user: Any, *, waiting: bool = False) -> list[dict[str, Any]]:
    """Each worker with how many wait, are overdue, were accepted; the most overdue first.

    `waiting`: only those for whom something waits. Two queries, however many families there are.
    """
    rows = scope.to_reassign(user).filter(state__in=scope.LIVE).exclude(worker_id="")
    counted = (
        rows.order_by()
        .values("program", "worker_id")
        .annotate(
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            late=Count("pk", filter=Q(state=State.WAITING, due_on__lt=today())),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
        )
    )
    listed = list(counted.filter(waiting__gt=0) if waiting else counted)
    named = pages.names_of(user.working_in.county_id, {load["worker_id"] for load in listed})
    for load in listed:
        key = (load["program"], load["worker_id"])
        load["name"] = named.get(key) or pages.caseload_words(load["worker_id"])
    return sorted(listed, key=lambda load: (-load["late"], -load["waiting"], load["name"]))


def _takers(user: Any) -> list[Any]:
    working = user.working_in
    sides = ("cws", "calworks") if viewer_of(user).coordinates else (working.program,)
    return [row for side in sides for row in handing.takers(working.county_id, side)]


def _page(request: HttpRequest, form: HandOnForm | None = None) -> HttpResponse:
    user = request.user
    by_worker = loads(user)
    names = [(f"{load['program']}-{load['worker_id']}", load["name"]) for load in by_worker]
    ask = ShowForm(request.GET, shows=SHOWS, workers=names)
    given = ask.cleaned_data if ask.is_valid() else {}
    rows = chosen(scope.to_reassign(user), given.get("show") or "open")
    if given.get("worker"):
        program, _dash, worker = given["worker"].partition("-")
        rows = rows.filter(program=program, worker_id=worker)
    ordered = pages.with_family(rows).order_by("due_on", "told_at", "pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {
        "loads": by_worker,
        "load_columns": LOADS,
        "columns": COLUMNS,
        "filters": ask,
        "page": page,
        "lines": pages.lines(user, page.object_list),
        "form": form or HandOnForm(takers=_takers(user)),
        "undo": _undo(user),
        "coordinates": viewer_of(user).coordinates,
    }
    status = 422 if form else 200
    return render(request, "families/telling/unanswered.html", context, status=status)


def _undo(user: Any) -> dict[str, Any] | None:
    """What can be taken back now, and the form for it."""
    rows = handing.last_handing(user)
    return {"count": len(rows), "form": HouseForm()} if rows else None


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Give the ticked families to a worker."""
    user = request.user
    require_here(user, Permission.REASSIGN_FAMILY)
    form = HandOnForm(request.POST, takers=_takers(user))
    wanted = _ticked(request)
    if not form.is_valid() or not wanted:
        if not wanted:
            form.add_error(None, _("Tick at least one family."))
        return _page(request, form)

    def act() -> str:
        handing.assign_many(user, wanted, form.taker, form.cleaned_data["reason"])
        messages.success(
            request,
            _("Given to %(name)s. What %(name)s cannot take stays in the list.")
            % {"name": form.taker.user.name},
        )
        return reverse("families:unanswered")

    return once(request, form, act)


def _ticked(request: HttpRequest) -> set[uuid.UUID]:
    try:
        return {uuid.UUID(key) for key in request.POST.getlist("acceptance")[: PAGE * 2]}
    except ValueError:
        return set()


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was given last."""
    require_here(request.user, Permission.REASSIGN_FAMILY)
    form = HouseForm(request.POST)

    def act() -> str:
        handing.undo_handing(request.user)
        messages.success(request, _("Taken back. Nobody was written to."))
        return reverse("families:unanswered")

    if not form.is_valid():
        return redirect("families:unanswered")
    try:
        return once(request, form, act)
    except Stale as stale:
        if earlier := done_before(request, form):
            return earlier
        messages.warning(request, str(stale))
        return redirect("families:unanswered")
