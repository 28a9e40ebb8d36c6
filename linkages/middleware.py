"""Around every request: a private cache policy, a plain 503, one transaction with its audit."""

import logging
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.db import DatabaseError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views import defaults
from psycopg_pool import PoolTimeout

from linkages import audit, once
from linkages.scope import current_scope

logger = logging.getLogger("linkages.request")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a database that is away is said within a second, anything else is our fault.

    Not a middleware: Django turns an exception into a response between any two of them.
    """
    if isinstance(sys.exc_info()[1], OperationalError | PoolTimeout):
        logger.error("database unavailable")
        return sorry()
    return defaults.server_error(request)


def sorry() -> HttpResponse:
    """503 with a sentence, and when to try again. Without the request: the frame of a page would
    ask the database who is signed in."""
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "5"
    return response


def timed(get_response: GetResponse) -> GetResponse:
    """What the server itself took, in milliseconds, for benchmarks alone: on a page it would tell
    those who listen how long a search for somebody hidden takes."""
    if not settings.TIMINGS:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = get_response(request)
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - began) * 1000:.1f}"
        return response

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Nothing that somebody saw stays in a shared or stolen computer's cache."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
        return response

    return middleware


# What changes nothing.
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class TransactionMiddleware:
    """One transaction a view, which the audit event joins; denials are written apart.

    In place of ATOMIC_REQUESTS, whose transaction is closed before anything could be added to it.
    Must stand last, so that every other middleware has had its say on the view.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        # Sign-in speaks to its own middleware by exceptions, which must pass it by the usual way;
        # what it refuses is kept by counties.adapter.
        if getattr(view, "outside_transaction", False) or view.__module__.startswith("allauth."):
            return None
        county, _user = current_scope()
        match = request.resolver_match
        action = f"{request.method} {match.view_name if match else ''}"
        with audit.trail(county, request.user.pk, action, _origin(request)) as trail:
            try:
                with transaction.atomic(), _asking(request):
                    response = view(request, *args, **kwargs)
                    if request.method not in READS:
                        trail.changed = True
                    _write(trail)
            except (PermissionDenied, Http404):
                # What was asked for, whether or not it exists: the same work for both.
                trail.subjects.update(_asked_for(kwargs))
                if not _denial_written(trail):
                    return sorry()
                raise
            except AuditFailed:
                logger.error("audit event could not be written; page withheld")
                return sorry()
            except (OperationalError, PoolTimeout):
                logger.error("database unavailable")
                return sorry()
        return response


def _asking(request: HttpRequest) -> AbstractContextManager[None]:
    """Whoever only reads is told the same all through the page."""
    return once.reading() if request.method in READS else nullcontext()


class AuditFailed(Exception):
    """The event could not be written, so the page is not served."""


def _write(trail: audit.Trail) -> None:
    try:
        trail.write()
    except DatabaseError as error:
        raise AuditFailed from error


def _denial_written(trail: audit.Trail) -> bool:
    """In a transaction of its own: that of the view is rolled back."""
    try:
        with transaction.atomic():
            trail.write(audit.AuditEvent.Result.DENIED)
    except DatabaseError:
        logger.error("denial could not be written")
        return False
    return True


def _asked_for(kwargs: dict[str, Any]) -> set[uuid.UUID]:
    """The ids in the address."""
    return {value for value in kwargs.values() if isinstance(value, uuid.UUID)}


def _origin(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None
