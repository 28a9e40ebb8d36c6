"""Pages of teams: those that exist for me, one of them, opening one, its seats and its window."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.people.models import Person
from cases.sharing.models import Category, Roster, Seat
from cases.sharing.reading import Purpose, read
from cases.sharing.restricting.finding import seatable
from cases.sharing.scope import people_visible_to
from cases.sharing.teams import acts, pages
from cases.sharing.teams.acts import ER_TEAM
from cases.sharing.teams.forms import AuthorizeForm, ExtendForm, OpenForm, SeatForm
from cases.sharing.teams.scope import (
    kinds_for,
    may_extend,
    may_keep,
    may_open_about,
    teams_visible_to,
)
from counties.permissions import Permission, require, require_here
from linkages.calendar import today
from linkages.forms import HouseForm, ReasonForm, Stale, done_before, once
from linkages.uswds import Column

PAGE = 50
COLUMNS = [
    Column(gettext_lazy("Team")),
    Column(gettext_lazy("About")),
    Column(gettext_lazy("Members"), numeric=True),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Window")),
]
SEAT_COLUMNS = [
    Column(gettext_lazy("Member")),
    Column(gettext_lazy("Role")),
    Column(gettext_lazy("Since")),
    Column(gettext_lazy("Identity")),
    Column(gettext_lazy("End"), hidden=True),
]


@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """Teams that exist for me, newest first."""
    require_here(request.user, Permission.VIEW_ROSTERS)
    found = teams_visible_to(request.user).order_by("-made_at", "pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": pages.lines(request.user, list(page.object_list)),
        "columns": COLUMNS,
    }
    return render(request, "sharing/teams/teams.html", context)


def _team(request: HttpRequest, team_id: uuid.UUID) -> Roster:
    found: Roster = get_object_or_404(teams_visible_to(request.user), pk=team_id)
    require(request.user, Permission.VIEW_ROSTERS, found)
    return found


def _kept(request: HttpRequest, team_id: uuid.UUID) -> Roster:
    """A team that exists for this user and that they keep."""
    found = _team(request, team_id)
    if not may_keep(request.user, found):
        raise PermissionDenied(Permission.KEEP_ROSTER)
    return found


@require_GET
def team(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """One team: whom it is about, who sits on it, what that means, when its window closes."""
    return _show(request, _team(request, team_id))


def _show(
    request: HttpRequest, found: Roster, form: SeatForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    (line,) = pages.lines(user, [found])
    keeps, is_open = may_keep(user, found), line.state_kind != "closed"
    if form is None and keeps and is_open:
        form = SeatForm(staff=_free(user, found))
    unsigned = found.kind == Roster.Kind.CFT and found.authorized_on is None
    chairs = pages.chairs(user, found)
    context = {
        "line": line,
        "chairs": chairs,
        "seat_columns": SEAT_COLUMNS,
        "extensions": pages.longer(found),
        "keeps": keeps and is_open,
        "may_authorize": keeps and is_open and unsigned,
        "may_extend": may_extend(user, found) and any(chair.open for chair in chairs),
        "form": form,
        "breadcrumbs": [
            {"label": _("Teams"), "url": reverse("sharing:teams")},
            {"label": found.title},
        ],
    }
    return render(request, "sharing/teams/team.html", context, status=status)


def _free(user: Any, found: Roster) -> Any:
    """Staff who do not sit on the team yet."""
    sitting = Seat.objects.filter(roster=found, until=None).values("user")
    return seatable(user).exclude(user__in=sitting)


@require_http_methods(["GET", "POST"])
def open_team(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Open a team about a person of one's own chain."""
    person: Person = get_object_or_404(people_visible_to(request.user), pk=person_id)
    require(request.user, Permission.KEEP_ROSTER, person)
    if not may_open_about(request.user, person):
        raise Http404
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds_for(request.user),
        county=person.county_id,
        names=_names_of(request, person),
    )

    def act() -> str:
        given = form.cleaned_data
        said = acts.Team(
            given["kind"], given["title"], given["relevance"], form.since, form.authorized
        )
        made = acts.open_team(person, said, by=request.user.pk)
        messages.success(request, _("The team is open. Seat its members."))
        return reverse("sharing:team", args=[made.pk])

    back = reverse("sharing:person", args=[person.pk])
    crumbs = [
        {"label": _("People"), "url": reverse("sharing:people")},
        {"label": person.token, "url": back},
        {"label": _("Open a team")},
    ]
    page = {
        "question": _("Open a team"),
        "consequences": [
            _("A team shares only while enough members sit on it, and only what counsel opened."),
            _("It is about both programs’ records of this person as they stand today."),
        ],
        "verb": _("Open"),
        "cancel_url": back,
        "breadcrumbs": crumbs,
    }
    return _ask(request, form, act, page)


def _names_of(request: HttpRequest, person: Person) -> frozenset[str]:
    """The words of the names that this user may read, which do not belong into a title."""
    seen = read(request.user, Purpose.CASEWORK, [person], categories=[Category.C1])
    parts = (
        str(record.value(name))
        for each in seen
        for record in each.records
        for name in ("given", "surname")
    )
    return frozenset(word.casefold() for part in parts for word in part.split() if len(word) > 1)


def _ask(
    request: HttpRequest, form: HouseForm, act: Callable[[], str], page: dict[str, Any]
) -> HttpResponse:
    """The page that asks; once it is answered, the act. Who comes second is told so."""
    if request.method == "POST" and form.is_valid():
        return _done(request, form, act, page["cancel_url"])
    status = 422 if form.is_bound else 200
    return render(request, "uswds/confirm.html", page | {"form": form}, status=status)


def _done(request: HttpRequest, form: HouseForm, act: Callable[[], str], back: str) -> HttpResponse:
    try:
        return once(request, form, act)
    except Stale as stale:
        if earlier := done_before(request, form):
            return earlier
        messages.warning(request, str(stale))
        return redirect(back)


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(found: Roster, question: str, consequences: list[str], verb: str) -> dict[str, Any]:
    back = reverse("sharing:team", args=[found.pk])
    crumbs = [
        {"label": _("Teams"), "url": reverse("sharing:teams")},
        {"label": found.title, "url": back},
        {"label": verb},
    ]
    return {
        "question": question,
        "consequences": consequences,
        "verb": verb,
        "cancel_url": back,
        "breadcrumbs": crumbs,
    }


@require_POST
def seat(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Seat a member of staff from today on."""
    found = _kept(request, team_id)
    # All staff, not only who is free: whoever was seated a moment ago is told apart from nobody.
    form = SeatForm(request.POST, staff=seatable(request.user))
    if not form.is_valid():
        return _show(request, found, form, status=422)
    back = reverse("sharing:team", args=[found.pk])

    def act() -> str:
        given = form.cleaned_data
        acts.seat(found, given["member"], verified=given["verified"])
        messages.success(request, _("Seated from today on."))
        return back

    return _done(request, form, act, back)


@require_http_methods(["GET", "POST"])
def end_seat(request: HttpRequest, seat_id: uuid.UUID) -> HttpResponse:
    """End a seat, from the next request on."""
    seats = Seat.objects.visible_to(request.user).select_related("user", "roster")
    chair = get_object_or_404(seats, pk=seat_id, until=None)
    found = _kept(request, chair.roster_id)
    form = ReasonForm(_given(request))
    question = _("End the seat of %(name)s?") % {"name": chair.user}
    consequences = [_("What they saw through this team is closed from the next request on.")]
    page = _page(found, question, consequences, _("End the seat"))

    def act() -> str:
        acts.end_seat(chair, reason=form.cleaned_data["reason"])
        messages.success(request, _("The seat has ended."))
        return page["cancel_url"]

    return _ask(request, form, act, page)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Close a team for good."""
    found = _kept(request, team_id)
    form = ReasonForm(_given(request))
    consequences = [
        _("All seats end. What members saw through this team is closed at once."),
        _("A closed team is not opened again. Open a new one where sharing goes on."),
    ]
    page = _page(found, _("Close this team?"), consequences, _("Close"))

    def act() -> str:
        acts.close(found, reason=form.cleaned_data["reason"])
        messages.success(request, _("The team is closed."))
        return reverse("sharing:teams")

    return _ask(request, form, act, page)


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Record that everybody with power to consent has signed."""
    found = _kept(request, team_id)
    if found.kind != Roster.Kind.CFT:
        raise Http404
    form = AuthorizeForm(_given(request), initial={"day": today()})
    consequences = [_("From that day on the members see what counsel opened to such teams.")]
    page = _page(found, _("Record the authorization"), consequences, _("Record"))

    def act() -> str:
        acts.authorize(found, form.cleaned_data["day"])
        messages.success(request, _("Recorded."))
        return page["cancel_url"]

    return _ask(request, form, act, page)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Keep a report's window open longer, for documented good cause."""
    found = _team(request, team_id)
    if found.kind != ER_TEAM or found.until is None:
        raise Http404
    if not may_extend(request.user, found):
        raise PermissionDenied(Permission.EXTEND_WINDOW)
    closes = found.until
    form = ExtendForm(_given(request), closes=closes, version=closes.isoformat())
    consequences = [
        _("The window of this report %(when)s.") % {"when": pages.window_of(found)},
        _("Your name, the cause and the new day are kept and cannot be changed."),
    ]
    page = _page(found, _("Extend the window for good cause"), consequences, _("Extend"))

    def act() -> str:
        given = form.cleaned_data
        acts.extend(
            found, given["until"], given["cause"], seen=given["version"], by=request.user.pk
        )
        messages.success(request, _("The window is extended."))
        return page["cancel_url"]

    return _ask(request, form, act, page)
