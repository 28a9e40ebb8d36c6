"""One family as a member of staff may know it: opened, read and accounted for once a page."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.families.models import Episode
from cases.people.models import Family
from cases.sharing.families import Member, families_visible_to, members_of
from counties.permissions import Permission, require
from linkages import audit


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A family, its episode of joint work (the open one, else the last), and who may be seen."""

    family: Family
    episode: Episode | None
    members: tuple[Member, ...]

    @property
    def name(self) -> str:
        """The surname of the first adult who may be seen, else the token."""
        return name_of(self.members) or self.family.token


def name_of(members: tuple[Member, ...]) -> str:
    """What to call a family: the surname of the first member who may be seen; empty for none."""
    for member in members:
        for record in member.facts.records:
            if surname := record.value("surname"):
                return str(surname)
    return ""


def open_family(user: Any, family_id: uuid.UUID) -> FamilyView:
    """The family for this viewer: 404 where it does not exist for them, 403 without permission."""
    family = get_object_or_404(families_visible_to(user), pk=family_id)
    require(user, Permission.VIEW_FAMILY, family)
    audit.current().note({family.pk}, purpose="family")
    members = members_of(user, [family]).get(family.pk)
    if not members:
        # Known to them by their own records alone, of people whom a report keeps to CWS.
        raise Http404
    return FamilyView(family, latest_episode(family), members)


def latest_episode(family: Family) -> Episode | None:
    """The episode that is open, else the last one."""
    return family.episodes.order_by("-number").first()
