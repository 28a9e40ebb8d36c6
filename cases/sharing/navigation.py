"""Where the rest of the house finds pages of people: the navigation, and the page of today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.sharing import pages
from cases.sharing.models import Category
from cases.sharing.reading import Purpose, read
from cases.sharing.scope import people_visible_to
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.registries import Section

RECENT = timedelta(days=14)
SHOWN = 8


def entries(user: Any) -> Iterator[Entry]:
    """The list of people, for those whose work has people in it; under the list of families for
    whom the navigation is full."""
    if may(user, Permission.VIEW_PERSON):
        under = reverse("families:families") if may(user, Permission.VIEW_FAMILY) else ""
        yield Entry(10, _("People"), reverse("sharing:people"), under)


def newly_linked(user: Any) -> Iterator[Section]:
    """For the page of today: people of this user whom somebody linked in the last two weeks."""
    if not may(user, Permission.VIEW_PERSON):
        return
    recent = people_visible_to(user).filter(known_since__gte=timezone.now() - RECENT)
    people = list(recent.order_by("-known_since", "token")[:SHOWN])
    if not people:
        return
    seen = {p.person: p for p in read(user, Purpose.CASEWORK, people, categories=[Category.C1])}
    rows = [
        {
            "person": person,
            "name": seen[person.pk].name,
            "born": pages.birth_date(seen[person.pk]),
        }
        for person in people
        if person.pk in seen
    ]
    yield Section(
        20,
        _("Newly in both programs"),
        "sharing/_newly_linked.html",
        {"rows": rows, "url": reverse("sharing:people"), "link": _("All people")},
    )
