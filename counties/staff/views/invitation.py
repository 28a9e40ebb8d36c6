"""What an invited person sees: one link, one form, then the second factor."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from counties.staff import inviting
from linkages.forms import HouseForm, Stale

KEY = "invitation"


class AccountForm(HouseForm):
    """Name and password of somebody who is invited."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues see it."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. A few words that only you put together are best."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        validate_password(given)
        return given


@login_not_required
@require_http_methods(["GET"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link's secret in the session and out of the address from here on."""
    request.session[KEY] = token
    return redirect("invitation")


@login_not_required
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """Choose name and password. Whoever has an account already only learns that it fits."""
    token = request.session.get(KEY, "")
    found = inviting.find(token)
    if found is None:
        return render(request, "counties/staff/invitation_over.html", status=404)
    known = found.user.has_usable_password()
    form = None if known else AccountForm(request.POST or None)
    context = {"form": form, "email": found.user.email, "place": found.county}
    if request.method == "GET" or (form is not None and not form.is_valid()):
        status = 200 if request.method == "GET" else 422
        return render(request, "counties/staff/invitation.html", context, status=status)
    return _accepted(request, token, form.cleaned_data if form else None)


def _accepted(request: HttpRequest, token: str, given: dict[str, Any] | None) -> HttpResponse:
    """`given` is None for somebody who has an account already: they sign in as always."""
    typed = given or {"name": "", "password": ""}
    try:
        user = inviting.accept(token, name=typed["name"], password=typed["password"])
    except Stale:
        return render(request, "counties/staff/invitation_over.html", status=404)
    request.session.pop(KEY, None)
    if given is None or request.user.is_authenticated:
        return redirect("account_login")
    record_authentication(request, user, method="password", reauthenticated=True)
    return perform_login(request, user)


# Signing in keeps its own account (counties.adapter), and accepting its own (counties.staff).
open_link.outside_transaction = accept.outside_transaction = True  # type: ignore[attr-defined]
