"""Which county somebody works in now, read before anything else of the county can be."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from counties.models import Membership
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
        if user.is_authenticated and _idle_too_long(request):
            logout(request)
            user = request.user
        if not user.is_authenticated:
            return get_response(request)
        user.all_memberships = memberships_of(user)
        user.working_in = _chosen(request, user.all_memberships)
        county = user.working_in.county_id if user.working_in else ""
        with rls(county=county, user=user.pk):
            return get_response(request)

    return middleware


def _chosen(request: HttpRequest, memberships: list[Membership]) -> Membership | None:
    """The membership in the county picked for this session, else the first; gone when it ends."""
    wanted = request.session.get("county")
    for membership in memberships:
        if membership.county_id == wanted:
            return membership
    return memberships[0] if memberships else None


def _idle_too_long(request: HttpRequest) -> bool:
    """Whether the last deliberate act lies too far back; if not, note this one."""
    now = int(time.time())
    last = request.session.get("seen")
    if last is not None and now - last > settings.SESSION_IDLE_SECONDS:
        return True
    if not _by_itself(request) and (last is None or now - last >= 20):
        request.session["seen"] = now
    return False


def _by_itself(request: HttpRequest) -> bool:
    """Whether the page asks and nobody acted: that must not keep a forgotten session alive."""
    if request.headers.get("X-Autosave") == "1":
        return True
    asks = request.method == "GET"
    return asks and (request.path == reverse("keep_alive") or "HX-Request" in request.headers)
