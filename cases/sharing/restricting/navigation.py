"""Where the rest of the house finds restricted people: the navigation, and the page of a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.people.models import Person
from cases.sharing.restricting import pages
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.registries import Section


def entries(user: Any) -> Iterator[Entry]:
    """Restricted people, for who may see them. Ties of staff are reached from there; the privacy
    officer, whose navigation is full, reaches them from the alerts."""
    if may(user, Permission.VIEW_RESTRICTED):
        yield Entry(25, _("Restricted"), reverse("sharing:restricted"))


def restriction_of(user: Any, person: Person) -> Iterator[Section]:
    """For the page of a person: who closes them, who may see them, and what can be done."""
    if not may(user, Permission.RESTRICT_PERSON):
        return
    (found,) = pages.details([person])
    yield Section(
        90, _("Restriction"), "sharing/restricting/_person.html", {"found": found, "person": person}
    )
