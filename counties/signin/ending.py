"""Ending one of one's own sessions, on another computer or here."""

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out where one left a computer open; what is not one's own does not exist."""
    found = get_object_or_404(UserSession, user=request.user, pk=session_id)
    here = found.is_current()
    end_sessions(request, [found])
    if here:
        return redirect("account_login")
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")
