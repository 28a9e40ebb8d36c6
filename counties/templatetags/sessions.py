"""How pages name the sessions of somebody who signed in."""

from allauth.usersessions.models import UserSession
from django import template

from counties.signin.ending import word_for

register = template.Library()


@register.filter
def session_word(session: UserSession) -> str:
    """What a session is called in an address."""
    return word_for(session)
