"""Which rules can be in somebody's way, by the code under which pages name them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases.sharing.models import Category
from linkages.parameters import declared

# Rules of the product that are no parameter. Their names stand on pages, so that they never change.
OURS: Mapping[str, object] = {
    "families.priority": _("Who comes first"),
    "families.release": _("Which families are told to workers, and when"),
    "families.acceptance": _("By when an answer is due"),
    "families.closed_family": _("A family is closed as a whole where one of it is"),
}
CATEGORY = "category:"


def name_of(rule: str) -> str:
    """The rule in words; empty for a code that is no rule."""
    if rule in OURS:
        return str(OURS[rule])
    if rule.startswith(CATEGORY):
        code = rule.removeprefix(CATEGORY)
        return str(Category(code).label) if code in Category.values else ""
    parameter = declared().get(rule)
    return str(parameter.label) if parameter else ""
