"""What the rules in force say of a pair, for the review page."""

from typing import Any

from django import template

from cases.matching.models import MatchCandidate
from cases.matching.rules.pages import held_by
from linkages.forms import HouseForm

register = template.Library()


@register.inclusion_tag("matching/rules/_held.html", takes_context=True)
def rules_that_hold(context: dict[str, Any], pair: MatchCandidate) -> dict[str, Any]:
    """The rules that hold a pair, in words, and a button where a rule asks for two people."""
    request = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "held": held_by(request.user, pair),
        "pair": pair,
        "form": HouseForm(version=str(pair.version)),
    }
