"""Where the rest of the house finds teams: the navigation, and the page of a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.people.models import Person
from cases.sharing.teams import pages
from cases.sharing.teams.scope import may_open_about, teams_visible_to
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.registries import Section


def entries(user: Any) -> Iterator[Entry]:
    """Teams, for caseworkers and supervisors; others reach them from the list of people."""
    if may(user, Permission.VIEW_ROSTERS) and not may(user, Permission.REVIEW_MATCH):
        yield Entry(40, _("Teams"), reverse("sharing:teams"))


def teams_of(user: Any, person: Person) -> Iterator[Section]:
    """For the page of a person: teams about them that exist for this user, and opening one."""
    if not may(user, Permission.VIEW_ROSTERS):
        return
    found = teams_visible_to(user).filter(subjects__record__person=person)
    teams = list(found.distinct().order_by("-made_at", "pk"))
    opens = may_open_about(user, person)
    if teams or opens:
        context = {"lines": pages.lines(user, teams), "opens": opens, "person": person}
        yield Section(30, _("Teams"), "sharing/teams/_person.html", context)
