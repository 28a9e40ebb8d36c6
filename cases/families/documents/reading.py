"""What a document about a family may say to its recipient, asked at rendering and at download."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.families.viewing import FamilyView, latest_episode
from cases.sharing.families import FamilyReading, Member, families_visible_to, gather_members
from cases.sharing.models import Disclosure
from counties.models import Membership
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.documents import Document, Refused

# What a family's papers are made of: by statute, never by a release of health or treatment.
CATEGORIES = ("C1", "C2", "C3", "C5")


@dataclass(frozen=True, slots=True)
class Opened:
    """A family as the recipient may know it today."""

    view: FamilyView
    reading: FamilyReading

    @property
    def bases(self) -> tuple[str, ...]:
        """What is open in it as "member:owner:category:ground"."""
        return tuple(sorted(openings(self.view.members)))


def open_for(
    document: Document, family_id: uuid.UUID, categories: tuple[str, ...] = CATEGORIES
) -> Opened:
    """The family in the role in which the recipient works in the county today. Raises Refused."""
    recipient = at_work(document.recipient, document.county_id)
    families = families_visible_to(recipient).filter(pk=family_id)
    family = families.first()
    if family is None or not may(recipient, Permission.REQUEST_DOCUMENT):
        raise Refused(_("You may no longer open the family that this document is about."))
    reading = gather_members(
        recipient, [family], categories=categories, channel=Disclosure.Channel.DOCUMENT
    )
    members = reading.members.get(family.pk, ())
    if not members:
        raise Refused(_("You may no longer open the family that this document is about."))
    return Opened(FamilyView(family, latest_episode(family), members), reading)


def at_work(user: Any, county: str) -> Any:
    """A member of staff in the role in which they work in a county today."""
    memberships = Membership.objects.filter(user=user, county=county)
    in_force = memberships.in_force_on(today()).select_related("county", "unit")
    user.working_in = in_force.order_by("role").first()
    return user


def openings(members: tuple[Member, ...]) -> set[str]:
    """Everything that is open of these members, each with its ground."""
    return {
        f"{member.key}:{record.program}:{category}:{ground}"
        for member in members
        for record in member.facts.records
        for category, ground in record.opened
    }


def check_still_open(document: Document, opened: Opened) -> None:
    """Refused where somebody left the family's page, or a category that it shows is closed."""
    open_now = {basis.rpartition(":")[0] for basis in opened.bases}
    if any(basis.rpartition(":")[0] not in open_now for basis in document.bases):
        raise Refused(_("Something in this document may no longer be shown to you."))
