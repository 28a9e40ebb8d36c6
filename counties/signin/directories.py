"""Signing in through a county's own directory (OpenID Connect): whom it may vouch for.

An installation names its directories in LINKAGES_SSO, a JSON list of objects with `key`, `name`,
`server`, `client_id`, `secret`, `county` and, optionally, `domains` (of e-mail addresses). Nobody
gets an account this way: the directory must vouch for the e-mail address of somebody who works in
its county already, and one address stays with the one identity that brought it first.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from counties.models import Membership, User
from linkages.calendar import today
from linkages.scope import rls

PROVIDER = "sso"


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory that vouches for the staff of one county."""

    key: str
    name: str
    server: str
    client_id: str
    secret: str
    county: str
    domains: tuple[str, ...] = ()

    def app(self) -> SocialApp:
        """What the library works with; never stored."""
        return SocialApp(
            provider=PROVIDER,
            provider_id=self.key,
            name=self.name,
            client_id=self.client_id,
            secret=self.secret,
            # What the token says is signed; what the user-info address says is not.
            settings={"server_url": self.server, "fetch_userinfo": False},
        )


def directories() -> list[Directory]:
    """Those of this installation; ImproperlyConfigured where the setting cannot be read."""
    return list(_read(settings.SSO, secure=settings.SECURE))


def ways_in(request: HttpRequest) -> dict[str, Any]:
    """The directories through which one may sign in, on the sign-in page only."""
    if request.path != reverse("account_login"):
        return {}
    ways = [
        {"name": each.name, "url": reverse("sso_login", args=[each.key])} for each in directories()
    ]
    return {"directories": ways}


@lru_cache(maxsize=8)
def _read(text: str, *, secure: bool) -> tuple[Directory, ...]:
    if not text:
        return ()
    try:
        found = tuple(
            Directory(**{**each, "domains": tuple(each.get("domains", ()))})
            for each in json.loads(text)
        )
    except (TypeError, ValueError) as error:
        raise ImproperlyConfigured("LINKAGES_SSO is not a list of directories.") from error
    if secure and any(not each.server.startswith("https://") for each in found):
        raise ImproperlyConfigured("LINKAGES_SSO: a directory's address begins with https://.")
    return found


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """Directories come from the environment, and people from their county's administrator."""

    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[SocialApp]:
        apps = [each.app() for each in directories()]
        return [
            app
            for app in apps
            if (not provider or provider in (app.provider, app.provider_id))
            and (not client_id or client_id == app.client_id)
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find who this is among those who work here, or say that nobody is."""
        key = sociallogin.account.provider
        directory = next((each for each in directories() if each.key == key), None)
        user = _vouched_for(directory, sociallogin) if directory else None
        if user is None or not user.is_active:
            raise ImmediateHttpResponse(render(request, "account/not_known.html", status=403))
        if sociallogin.account.pk is None:
            SocialAccount.objects.create(user=user, provider=key, uid=sociallogin.account.uid)
            sociallogin.lookup()


def _vouched_for(directory: Directory, sociallogin: SocialLogin) -> User | None:
    """Whose sign-in this is. The address must be verified, at every sign-in."""
    address = next((each.email for each in sociallogin.email_addresses if each.verified), "")
    address = address.lower()
    if directory.domains and address.rpartition("@")[2] not in directory.domains:
        return None
    user = User.objects.filter(email=address).first() if address else None
    if user is None or not _works_in(user, directory.county):
        return None
    known = SocialAccount.objects.filter(user=user, provider=directory.key)
    uids = set(known.values_list("uid", flat=True))
    if sociallogin.account.pk is not None:  # known by its subject: it must still be that person
        return user if sociallogin.account.user_id == user.pk else None
    return None if uids else user


def _works_in(user: User, county: str) -> bool:
    with rls(user=user.pk), transaction.atomic():
        mine = Membership.objects.filter(user=user, county=county)
        return mine.in_force_on(today()).exists()
