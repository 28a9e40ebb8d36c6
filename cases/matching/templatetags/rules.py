"""What the rules in force say of a pair, for the review page."""

from typing import Any

from django import template

from cases.matching.models import MatchCandidate
from cases.matching.rules.pages import held_by
from counties.permissions import Permission, may
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


@register.inclusion_tag("matching/rules/_ways.html", takes_context=True)
def ways_to_rules(context: dict[str, Any]) -> dict[str, Any]:
    """From the queue to rules and samples, for those who may see them."""
    user = context["request"].user
    may_rules = may(user, Permission.VIEW_RULES)
    return {
        "may_rules": may_rules,
        "may_samples": may_rules or may(user, Permission.DRAW_SAMPLE),
    }
