"""`{% load obstacles %}{% got_in_the_way "families.reask_most" "family" family_id %}`"""

from typing import Any

from django import template
from django.template import Context

from cases.families.obstacles.forms import SayForm
from counties.permissions import Permission, may

register = template.Library()


@register.inclusion_tag("families/obstacles/_button.html", takes_context=True)
def got_in_the_way(context: Context, rule: str, page: str, family: object = "") -> dict[str, Any]:
    """The one-click button beside something that a rule decided. For who works with families; on
    paper it is left out."""
    user = getattr(context.get("request"), "user", None)
    allowed = user is not None and user.is_authenticated and may(user, Permission.WORK_FAMILY)
    return {
        "allowed": allowed,
        "csrf_token": context.get("csrf_token"),
        "form": SayForm(initial={"rule": rule, "page": page, "family": family}, auto_id=False),
    }
