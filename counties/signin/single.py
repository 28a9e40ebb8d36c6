"""The two addresses of single sign-on: there, and back."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from counties.provider import SignedAdapter


@login_not_required
@require_GET
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to their county's directory."""
    return _with_directory(OAuth2LoginView, request, provider_id)


@login_not_required
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the directory said, checked."""
    return _with_directory(OAuth2CallbackView, request, provider_id)


def _with_directory(
    kind: type[OAuth2LoginView | OAuth2CallbackView], request: HttpRequest, provider_id: str
) -> HttpResponse:
    try:
        return kind.adapter_view(SignedAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


# Like all sign-in, it keeps its own account (counties.adapter).
go.outside_transaction = come_back.outside_transaction = True  # type: ignore[attr-defined]
