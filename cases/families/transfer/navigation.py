"""Where the rest of the house finds transfers: the page of today, and the family's page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.families.models import ReceivedFamily, Transfer
from cases.families.transfer import acts
from cases.families.viewing import FamilyView
from counties.permissions import Permission, may
from linkages import audit
from linkages.registries import Section

SHOWN = 5


def offered(user: Any) -> Iterator[Section]:
    """For the page of today: families that other counties offer to this one."""
    if not may(user, Permission.TRANSFER_FAMILY):
        return
    rows = acts.offered_to(user).filter(state=Transfer.State.OFFERED)
    rows = list(rows.defer("content").select_related("from_county")[:SHOWN])
    if rows:
        audit.note({row.pk for row in rows}, purpose="family")
        context = {"rows": rows}
        yield Section(9, _("From other counties"), "families/transfer/_today.html", context)


def of_family(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: whence it came, whither it goes."""
    transferring = may(user, Permission.TRANSFER_FAMILY)
    came = ReceivedFamily.objects.visible_to(user).filter(family=view.family.pk)
    came = came.select_related("from_county").defer("content").first()
    going = Transfer.objects.visible_to(user).filter(family=view.family.pk)
    going = going.filter(from_county=view.family.county_id).select_related("to_county")
    context = {
        "family": view.family,
        "came": came,
        "going": list(going.defer("content")[:SHOWN]),
        "may_transfer": transferring,
        "may_offer": transferring and view.episode is not None and view.episode.closed_on is None,
    }
    if came or context["going"] or transferring:
        yield Section(71, _("Other counties"), "families/transfer/_section.html", context)
