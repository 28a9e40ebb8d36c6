"""One person's sessions: how long each may last, under which id, and their end."""

import time
import uuid
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from counties.models import Membership
from counties.parameters import IDLE_MINUTES
from linkages import parameters
from linkages.calendar import today
from linkages.scope import rls

# Keys of a session: when it began, when somebody was last there, for how many seconds nobody may
# be, and under which membership it works.
BEGAN, SEEN, IDLE, WORK = "began", "seen", "idle", "work"


def begin(*, request: HttpRequest, **_signal: Any) -> None:
    """A sign-in starts the clock that no activity stops."""
    request.session[BEGAN] = int(time.time())


def renew(request: HttpRequest) -> None:
    """Go on under a new id; the old one is dead from now on."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def renew_after_factor(*, request: HttpRequest, **_signal: Any) -> None:
    """A second factor was added: what a thief of the id had before is worth nothing now."""
    renew(request)


def over(request: HttpRequest) -> bool:
    """Whether the session has lasted, or been left alone, too long; if not, note who is there."""
    session, now = request.session, int(time.time())
    if now - session.setdefault(BEGAN, now) > settings.SESSION_COOKIE_AGE:
        return True
    last = session.get(SEEN)
    if last is not None and now - last > idle_seconds(request):
        return True
    if not _by_itself(request) and (last is None or now - last >= 20):
        session[SEEN] = now
    return False


def idle_seconds(request: HttpRequest) -> int:
    """For how long nobody may be there: what the county has set, never above the limit."""
    limit = settings.SESSION_IDLE_SECONDS
    return min(request.session.get(IDLE, limit), settings.SESSION_IDLE_LIMIT)


def follow(request: HttpRequest, working: Membership | None) -> None:
    """Keep to the membership of the moment: another role, or another unit, is another session."""
    mark = f"{working.pk}:{working.role}:{working.unit_id}" if working else ""
    before = request.session.get(WORK)
    if before == mark:
        return
    if before is not None:
        renew(request)
    request.session[WORK] = mark
    if working is None:
        return
    with rls(county=working.county_id, user=request.user.pk), transaction.atomic():
        minutes = parameters.value(IDLE_MINUTES, county=working.county_id, on=today())
    request.session[IDLE] = minutes * 60


def end_all(user: uuid.UUID) -> int:
    """End every session of a person, wherever they are signed in; returns how many."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _by_itself(request: HttpRequest) -> bool:
    """Whether the page asks and nobody acted: that must not keep a forgotten session alive."""
    if request.headers.get("X-Autosave") == "1":
        return True
    asks = request.method == "GET"
    return asks and (request.path == reverse("keep_alive") or "HX-Request" in request.headers)
