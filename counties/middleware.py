"""Which county somebody works in now, read before anything else of the county can be."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from counties.models import Membership
from counties.signin import factors, sessions
from linkages.calendar import today
from linkages.scope import rls

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def memberships_of(user: object) -> list[Membership]:
    """All memberships in force today, across counties; `app.user` alone opens them."""
    with rls(user=user.pk), transaction.atomic():
        return list(
            Membership.objects.filter(user=user)
            .in_force_on(today())
            .select_related("county", "unit")
            .order_by("county", "role")
        )


def working_county(get_response: GetResponse) -> GetResponse:
    """Set `user.working_in` and the database's scope for the request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return _forgotten(request, get_response(request))
        if sessions.over(request):
            logout(request)
            return _forgotten(request, get_response(request), ended=True)
        request.is_half_signed_in = factors.is_half(user)
        if request.is_half_signed_in:
            with rls(user=user.pk):
                return factors.to_set_up(request) or get_response(request)
        user.all_memberships = memberships_of(user)
        user.working_in = _chosen(request, user.all_memberships)
        sessions.follow(request, user.working_in)
        county = user.working_in.county_id if user.working_in else ""
        with rls(county=county, user=user.pk):
            return _forgotten(request, get_response(request))

    return middleware


def _chosen(request: HttpRequest, memberships: list[Membership]) -> Membership | None:
    """The membership in the county picked for this session, else the first; gone when it ends."""
    wanted = request.session.get("county")
    for membership in memberships:
        if membership.county_id == wanted:
            return membership
    return memberships[0] if memberships else None


def _forgotten(
    request: HttpRequest, response: HttpResponseBase, *, ended: bool = False
) -> HttpResponseBase:
    """At the end of a session the browser forgets what it kept of ours."""
    if ended or (request.method == "POST" and request.path == reverse("account_logout")):
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response
