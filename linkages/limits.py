"""More than somebody may do in a while: nothing is shown, the refusal is written down, and the
page says when to come back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults


class TooMany(PermissionDenied):
    """Raised by a view; its transaction is rolled back and the denial noted, as of any other.

    `str(error)` is a finished sentence; `seconds` until it is worth asking again.
    """

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = max(1, seconds)

    @property
    def minutes(self) -> int:
        """Whole minutes to wait, at least one."""
        return -(-self.seconds // 60)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403: a limit that was reached is a 429, everything else the usual 403."""
    if not isinstance(exception, TooMany):
        return defaults.permission_denied(request, exception)
    response = render(request, "429.html", {"limit": exception}, status=429)
    response["Retry-After"] = str(exception.seconds)
    return response
