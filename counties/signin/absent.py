"""Pages of the sign-in library that this house does not have.

An account has the one address that its administrator wrote to. A second one, added by whoever sits
at an open session, would get the links that change the password.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET


def absent(request: HttpRequest, **_stated: Any) -> HttpResponse:
    """Nothing is here, for anybody."""
    raise Http404


@require_GET
def no_password(request: HttpRequest) -> HttpResponse:
    """Whoever comes through a directory sets no password that would go around it."""
    if request.user.has_usable_password():
        return redirect("account_change_password")
    return render(request, "account/no_password.html")
