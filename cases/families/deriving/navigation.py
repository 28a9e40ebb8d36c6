"""Where the rest of the house finds priority and model: the family's page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.families.deriving import seen, setting, words
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from counties.permissions import Permission, may
from linkages.registries import Section


def of_family(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: model and priority with why, as far as this viewer may know them."""
    model, priority = seen.model_of(view), seen.priority_of(view)
    if view.episode is None or (model is None and priority is None):
        return
    wordings.account(user, (each for said in (model, priority) if said for each in said.openings))
    context: dict[str, Any] = {"family": view.family, "model": model, "priority": priority}
    if priority is not None:
        # Without activities nothing tells what kind of them a colleague had in mind.
        kinds = seen.knows_activities(view.members)
        shown = [
            {**each, "label": words.rank_label(each["rank"], activities=kinds)}
            if each["rank"]
            else {**each, "label": ""}
            for each in setting.history(view.episode)
        ]
        context |= {
            "set": shown[0] if shown and shown[0]["rank"] else None,
            "past": shown[1:] if shown and shown[0]["rank"] else shown,
            "may_set": may(user, Permission.SET_PRIORITY) and view.episode.closed_on is None,
        }
    title = _("Priority and model")
    yield Section(12, title, "families/deriving/_section.html", context, folded=True)
