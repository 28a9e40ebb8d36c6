"""The report of an incident as a document: for agencies, so without a client's name."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sharing.incidents import pages
from cases.sharing.incidents.scope import incidents_visible_to
from cases.sharing.models import Incident
from cases.sharing.summary import frame_of
from counties.models import Membership
from linkages.calendar import today
from linkages.documents import Document, Kind, Page, Refused

# What an incident's report rests on: its recipient answers for who saw what.
BASES = ("incident:account",)


def compose(document: Document) -> Page:
    """Everything on the incident's page save who its people are."""
    found = _read(document)
    context: dict[str, Any] = frame_of(document) | pages.details(document.recipient, found)
    shown = context["shown"]
    # Tables of a document have at most a hundred rows.
    context["shown_parts"] = [shown[at : at + 100] for at in range(0, len(shown), 100)]
    return Page("documents/incident.html", context, BASES)


def recheck(document: Document) -> None:
    """Refused once the incident no longer exists for its recipient."""
    _read(document)


KIND = Kind(
    title=gettext_lazy("Report of an incident"), version="1", compose=compose, recheck=recheck
)


def _read(document: Document) -> Incident:
    recipient = document.recipient
    memberships = Membership.objects.filter(user=recipient, county=document.county_id)
    in_force = memberships.in_force_on(today()).select_related("county", "unit")
    recipient.working_in = in_force.order_by("role").first()
    found = incidents_visible_to(recipient).filter(pk=document.subject).first()
    if found is None:
        raise Refused(_("You may no longer open the incident that this document is about."))
    return found
