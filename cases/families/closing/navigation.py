"""Where the rest of the house finds closings: the family's page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.families.closing import pages
from cases.families.viewing import FamilyView
from linkages.registries import Section


def of_family(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: where joint work stands, its pauses and ends."""
    if view.episode is None:
        return
    context = pages.where_it_stands(user, view) | {"family": view.family, "past": pages.past(view)}
    title = _("Pause, close, transfer")
    yield Section(70, title, "families/closing/_section.html", context, folded=True)
