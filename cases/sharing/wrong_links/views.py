"""For the privacy officer: what a link that was cut had shown, to whom."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.people.models import Link
from cases.sharing.incidents.scope import incidents_visible_to
from cases.sharing.models import Alert, Incident
from cases.sharing.wrong_links.telling import seen_because_of
from counties.permissions import Permission, require
from linkages import audit
from linkages.uswds import Column


@require_GET
def wrong_link(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Every view and every document while the link held."""
    alerts = Alert.objects.visible_to(request.user).filter(kind=Alert.Kind.WRONG_LINK)
    alert = get_object_or_404(alerts, pk=alert_id)
    require(request.user, Permission.VIEW_ALERTS, alert)
    found = Incident.objects.visible_to(request.user).filter(link=alert.key.partition(":")[2])
    incident = incidents_visible_to(request.user).filter(pk__in=found.values("pk")).first()
    if incident is None and found.exists():
        raise Http404
    link = get_object_or_404(Link.objects.visible_to(request.user), pk=alert.key.partition(":")[2])
    shown = seen_because_of(alert.county_id, [alert.person], alert.first_at, alert.last_at)
    audit.note({link.cws_id, link.calworks_id})
    context = {
        "alert": alert,
        "link": link,
        "shown": shown,
        "incident": incident,
        "columns": [
            Column(_("When")),
            Column(_("Who")),
            Column(_("Whose information")),
            Column(_("Categories")),
            Column(_("How")),
        ],
        "breadcrumbs": [{"label": _("Alerts"), "url": reverse("sharing:alerts")}],
    }
    return render(request, "sharing/wrong_links/wrong_link.html", context)
