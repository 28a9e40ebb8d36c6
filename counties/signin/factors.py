"""The second factor: everybody has one, except in the demonstration."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# All that somebody reaches who has signed in and has no second factor yet.
SET_UP = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
        "set_language",
        "healthz",
    }
)


def has_factor(user: Any) -> bool:
    """Whether this person has a second factor. Recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_half(user: Any) -> bool:
    """Whether this person has signed in but must set up a second factor before anything else."""
    return settings.SECOND_FACTOR and user.is_authenticated and not has_factor(user)


def to_set_up(request: HttpRequest) -> HttpResponse | None:
    """Where a half session is sent, unless it asked for set-up, sign-out or language."""
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        name = ""
    if name in SET_UP:
        return None
    if request.method == "GET":
        messages.info(request, _("Set up your second step first. It takes two minutes."))
    return redirect("mfa_index")
