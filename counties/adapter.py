"""django-allauth, bent to a house where nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest

from counties.middleware import memberships_of
from linkages import audit
from linkages.scope import rls
from linkages.sealing import seal, unseal

SIGN_IN = "sign-in"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; sign-ins are kept, those that failed too."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Written down first: a sign-in that cannot be accounted for does not happen."""
        _keep(request, user, audit.AuditEvent.Result.ALLOWED)
        super().login(request, user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep the failure where the person works, if there is such a person."""
        from counties.models import User

        user = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        if user is not None:
            _keep(request, user, audit.AuditEvent.Result.FAILED)


def _keep(request: HttpRequest, user: Any, result: str) -> None:
    """One event in every county in which the person works."""
    for county in sorted({membership.county_id for membership in memberships_of(user)}):
        with (
            rls(county=county, user=user.pk),
            transaction.atomic(),
            audit.trail(county, user.pk, SIGN_IN, request.META.get("REMOTE_ADDR")) as trail,
        ):
            trail.changed = True
            trail.write(result)


class MfaAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed like every other secret."""

    def encrypt(self, text: str) -> str:
        return seal(text.encode(), model="mfa", field="secret", row=_MFA_ROW).hex()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = bytes.fromhex(encrypted_text)
        return unseal(sealed, model="mfa", field="secret", row=_MFA_ROW).decode()


class _Row:
    bytes = b"allauth.mfa"


_MFA_ROW: Any = _Row()
