"""Where the rest of the house finds incidents: the navigation, and the page of today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.sharing.incidents import pages
from cases.sharing.incidents.scope import incidents_visible_to
from cases.sharing.models import Incident
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages import audit
from linkages.registries import Section
from linkages.templatetags.words import number

SHOWN = 5


def entries(user: Any) -> Iterator[Entry]:
    """Incidents. Who looks after alerts, and whose navigation is full, comes to them from there;
    who sees restricted people, from these."""
    elsewhere = may(user, Permission.VIEW_ALERTS) or may(user, Permission.VIEW_RESTRICTED)
    if may(user, Permission.VIEW_INCIDENTS) and not elsewhere:
        yield Entry(43, _("Incidents"), reverse("sharing:incidents"))


def open_incidents(user: Any) -> Iterator[Section]:
    """For the page of today: incidents that nobody has closed, latest first."""
    if not may(user, Permission.VIEW_INCIDENTS):
        return
    waiting = incidents_visible_to(user).exclude(state=Incident.State.CLOSED)
    first = list(waiting.order_by("-opened_at", "pk")[:SHOWN])
    if not first:
        return
    audit.note({incident.pk for incident in first}, purpose="incident")
    count = waiting.count()
    told = ngettext("All incidents (%(count)s open)", "All incidents (%(count)s open)", count)
    context = {
        "rows": pages.rows(first[0].county_id, first),
        "url": reverse("sharing:incidents"),
        "link": told % {"count": number(count)},
    }
    yield Section(4, _("Incidents"), "sharing/incidents/_today.html", context)
