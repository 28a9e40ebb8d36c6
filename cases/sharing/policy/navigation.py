"""Where the rest of the house finds counsel's pages: the navigation, and the page of today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.sharing.models import LegalBasis
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.calendar import today
from linkages.registries import Section
from linkages.templatetags.words import due

AHEAD = timedelta(days=90)
SHOWN = 5


def entries(user: Any) -> Iterator[Entry]:
    """Legal bases, for those who may see them; beside the settings where the navigation is full."""
    if may(user, Permission.VIEW_POLICY):
        under = reverse("counties:settings") if may(user, Permission.VIEW_PARAMETERS) else ""
        yield Entry(80, _("Legal bases"), reverse("sharing:policy"), under)


def bases_ending(user: Any) -> Iterator[Section]:
    """For the page of today of who switches them: legal bases that end within three months."""
    if not may(user, Permission.SET_POLICY):
        return
    day = today()
    rows = LegalBasis.objects.visible_to(user).in_force_on(day).filter(until__lte=day + AHEAD)
    url = reverse("sharing:policy")
    lines = [
        {
            "label": f"{row.code} · {row.get_owner_display()} · {row.get_category_display()}",
            "url": url,
            "note": f"{row.get_audience_display()} · {due(row.until, day)}",
        }
        for row in rows.order_by("until", "code", "pk")[:SHOWN]
    ]
    if lines:
        context = {"lines": lines, "url": url, "link": _("All legal bases")}
        yield Section(20, _("Legal bases that end"), "shell/_lines.html", context)
