"""Some acts ask once more who is there: a factor entered in the last five minutes, or again now.

Asked before the page is shown, so that nobody types in vain; whoever took longer than that finds
what they typed as a draft.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from linkages.drafts import save_draft

View = Callable[..., HttpResponse]


def draft_of(request: HttpRequest) -> str:
    """The name of the draft of the form on this page; opaque ids only."""
    match = request.resolver_match
    return ":".join([match.view_name, *map(str, match.kwargs.values())])


def step_up(view: View) -> View:
    """Let a view run only for somebody who proved themselves within the last five minutes."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.STEP_UP or is_fresh(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        back = request.get_full_path() if request.method == "GET" else request.path
        return redirect(f"{_where(request)}?{urlencode({'next': back})}")

    return asked


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session has a recent proof: of the second factor, where the person has one."""
    types = _factors(request)
    wanted = {"mfa"} if types else {"mfa", "password"}
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(record["method"] in wanted and record["at"] >= since for record in records)


def _factors(request: HttpRequest) -> set[str]:
    mine = Authenticator.objects.filter(user=request.user)
    return set(mine.values_list("type", flat=True)) - {Authenticator.Type.RECOVERY_CODES}


def _where(request: HttpRequest) -> str:
    types = _factors(request)
    if Authenticator.Type.TOTP in types:
        return reverse("mfa_reauthenticate")
    if types:
        return reverse("mfa_reauthenticate_webauthn")
    return reverse("account_reauthenticate")


def _keep(request: HttpRequest) -> None:
    """What was typed, as the form's draft."""
    left_out = ("csrfmiddlewaretoken", "key", "version")
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in left_out}
    save_draft(request.user.pk, draft_of(request), fields)
