"""Ending one of one's own sessions, on another computer or here."""

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


def word_for(session: UserSession) -> str:
    """What a session is called in an address: its number would say how many there were."""
    return salted_hmac("counties.session", str(session.pk)).hexdigest()[:32]


@require_POST
def end_session(request: HttpRequest, word: str) -> HttpResponse:
    """Sign out where one left a computer open; what is not one's own does not exist."""
    mine = UserSession.objects.filter(user=request.user)
    found = next((each for each in mine if constant_time_compare(word_for(each), word)), None)
    if found is None:
        raise Http404
    here = found.is_current()
    end_sessions(request, [found])
    if here:
        return redirect("account_login")
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")
