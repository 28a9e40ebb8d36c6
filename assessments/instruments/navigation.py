"""Where the rest of the house finds instruments: the page Program."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.instruments import choosing, pages
from counties.permissions import Permission, may
from linkages.registries import Section


def program(user: Any) -> Iterator[Section]:
    """For the page Program: what there is to assess with."""
    if not may(user, Permission.VIEW_INSTRUMENTS):
        return
    known = choosing.editions_for(user).values()
    holding = [found for editions in known if (found := choosing.holding(editions))]
    context = {
        "rows": [pages.listed(each) for each in holding],
        "url": reverse("assessments:instruments"),
        "link": _("All instruments"),
    }
    yield Section(80, _("Assessment instruments"), "assessments/instruments/_program.html", context)
