"""django-allauth, bent to a house where nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from counties.middleware import memberships_of
from counties.signin.factors import FACTORS
from linkages import audit
from linkages.scope import rls
from linkages.sealing import seal, unseal

SIGN_IN = "sign-in"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; sign-ins are kept, those that failed too."""

    # One sentence for a wrong password, an unknown address and an account that is locked.
    _REFUSED = _(
        "The e-mail address or the password is wrong. After five wrong tries nothing succeeds for "
        "15 minutes."
    )
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _REFUSED,
        "too_many_login_attempts": _REFUSED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        """As the template says it: the name of a host in front of it helps nobody."""
        return str(subject)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A try that comes during a lock is kept too."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self.authentication_failed(request, **credentials)
            raise

    def unlock(self, request: HttpRequest, email: str) -> None:
        """Forget the wrong passwords of one account; those of an address stay counted."""
        rates = settings.ACCOUNT_RATE_LIMITS["login_failed"].split(",")
        ratelimit.clear(
            request,
            app="allauth.account",
            action="login_failed",
            config={"login_failed": ",".join(rate for rate in rates if rate.endswith("/key"))},
            key=self._get_login_attempts_cache_key(request, email=email),
        )

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
    """Second-factor secrets are sealed like every other secret; the last factor stays."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where everybody must have one, another has to be set up before the last one goes."""
        if not settings.SECOND_FACTOR or authenticator.type not in FACTORS:
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def encrypt(self, text: str) -> str:
        return seal(text.encode(), model="mfa", field="secret", row=_MFA_ROW).hex()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = bytes.fromhex(encrypted_text)
        return unseal(sealed, model="mfa", field="secret", row=_MFA_ROW).decode()


class _Row:
    bytes = b"allauth.mfa"


_MFA_ROW: Any = _Row()
