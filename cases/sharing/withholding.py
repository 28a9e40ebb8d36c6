"""What is said where something is not shown: by category, and by nothing else.

Never by the person, by what is on file or by whether a release exists: whoever reads a page must
not learn from it what they may not see (design of trust, check 31).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.sharing.models import Category

ASK_WORKER = _("Ask the worker of the other program.")
ASK_FAMILY = _("Ask the family for a release of information.")
ASK_SUPERVISOR = _("Ask your supervisor whether there is a team for this.")
STAYS = _("This never leaves the program.")
BY_NAME = _("Only for the person’s own worker, and for whom the person names.")
# In the order in which a page says them.
NEXT_STEPS = (ASK_WORKER, ASK_FAMILY, ASK_SUPERVISOR, STAYS, BY_NAME)
NEXT_STEP: dict[str, Any] = {
    "C1": ASK_WORKER,
    "C2": ASK_WORKER,
    "C3": ASK_WORKER,
    "C4": ASK_FAMILY,
    "C5": ASK_WORKER,
    "C6": ASK_SUPERVISOR,
    "C7": STAYS,
    "C8": ASK_FAMILY,
    "C9": ASK_FAMILY,
    "C10": BY_NAME,
    "C11": BY_NAME,
    "C12": ASK_FAMILY,
}
_STATUTE = _(
    "The law, where county counsel switched it on for your work. A release of information."
)
_RELEASE = _("A release of information that names it.")
OPENED_BY: dict[str, Any] = {
    "C1": _STATUTE,
    "C2": _STATUTE,
    "C3": _STATUTE,
    "C4": _RELEASE,
    "C5": _STATUTE,
    "C6": _("A seat in a team about the report, while it is open. A release of information."),
    "C7": _("Nothing. Where a child is placed stays with the program that placed the child."),
    "C8": _("A signed release of information that names medical information."),
    "C9": _("A signed release of information that names substance use treatment."),
    "C10": _("The person’s own signed release, for the people it names."),
    "C11": _("The young person’s own signed release, for the people it names."),
    "C12": _("A release of information. A seat in a team, where the law opens it."),
}


@dataclass(frozen=True, slots=True)
class NotShown:
    """Categories that are not shown and for which one can do the same."""

    next_step: str
    titles: tuple[str, ...]


def not_shown(refused: Collection[str]) -> tuple[NotShown, ...]:
    """The refused categories in finished words, by what one can do next."""
    found = []
    for step in NEXT_STEPS:
        titles = [
            str(label)
            for code, label in Category.choices
            if code in refused and NEXT_STEP[code] is step
        ]
        if titles:
            found.append(NotShown(str(step), tuple(titles)))
    return tuple(found)
