"""Alerts in words, and settling them."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.sharing.accounting.account import Staff
from cases.sharing.accounting.people import people_accountable_to
from cases.sharing.incidents.scope import incidents_visible_to
from cases.sharing.models import Alert, Incident
from counties.permissions import Permission, may
from linkages import audit
from linkages.forms import Stale
from linkages.templatetags.words import number

WORDS: dict[str, Any] = {
    Alert.Kind.RELATIVE: gettext_lazy(
        "Looked up themselves, or somebody with whom they share a tie, surname or telephone."
    ),
    Alert.Kind.WRONG_LINK: gettext_lazy(
        "Linked two people who are not one; others saw the result."
    ),
    Alert.Kind.RESTRICTED: gettext_lazy("Asked for somebody restricted, and was refused."),
}


def alerts_visible_to(user: Any) -> QuerySet[Alert]:
    """Alerts of the county, for who looks after them; open ones first, latest first."""
    found = Alert.objects.visible_to(user)
    if not may(user, Permission.VIEW_ALERTS):
        return found.none()
    return found.order_by(F("settled_at").desc(nulls_first=True), "-last_at", "pk")


def words(alert: Alert) -> str:
    """What happened, in a sentence."""
    count = {"count": number(alert.count)}
    match alert.kind:
        case Alert.Kind.MANY:
            return _("Opened %(count)s people outside their caseload within an hour.") % count
        case Alert.Kind.DENIALS:
            return _("Was refused %(count)s times within five minutes.") % count
        case Alert.Kind.EXPORT:
            return _("Took out a file about %(count)s people.") % count
        case Alert.Kind.TWO_PLACES:
            return _("Signed in from %(count)s addresses within half an hour.") % count
        case Alert.Kind.DORMANT:
            told = ngettext(
                "Nobody signed in for %(count)s day.",
                "Nobody signed in for %(count)s days.",
                alert.count,
            )
            return told % count
    return str(WORDS[alert.kind])


def rows(user: Any, found: list[Alert]) -> list[dict[str, Any]]:
    """Alerts as the list shows them: the person only where their account may be opened."""
    staff = Staff(user, {a.user for a in found} | {a.settled_by for a in found})
    wanted = {alert.person for alert in found if alert.person}
    people = {p.pk: p for p in people_accountable_to(user).filter(pk__in=wanted)}
    seen = _seen_urls(user, found)
    return [
        {
            "alert": alert,
            "words": words(alert),
            "who": staff.name(alert.user),
            "role": _role(staff, alert),
            "person": people.get(alert.person) if alert.person else None,
            "settled_by": staff.name(alert.settled_by) if alert.settled_by else "",
            "own": alert.user == user.pk,
            "may_settle": may(user, Permission.SETTLE_ALERT),
            "link_url": seen.get(alert.pk, ""),
        }
        for alert in found
    ]


def _seen_urls(user: Any, found: list[Alert]) -> dict[uuid.UUID, str]:
    """Where it stands what a wrong link had shown: its incident, where that exists for the reader;
    what was cut before there were incidents has a page of its own."""
    links = {
        alert.key.partition(":")[2]: alert.pk
        for alert in found
        if alert.kind == Alert.Kind.WRONG_LINK and alert.key.startswith("link:")
    }
    if not links:
        return {}
    recorded = Incident.objects.visible_to(user).filter(link__in=list(links))
    known = {str(link) for link in recorded.values_list("link", flat=True)}
    mine = incidents_visible_to(user).filter(link__in=list(links))
    urls = {
        links[str(link)]: reverse("sharing:incident", args=[pk])
        for pk, link in mine.values_list("pk", "link")
    }
    for link, alert in links.items():
        if link not in known:
            urls[alert] = reverse("sharing:wrong_link", args=[alert])
    return urls


def _role(staff: Staff, alert: Alert) -> str:
    working = staff.at_work(alert.user, timezone.localdate(alert.last_at))
    return str(working.get_role_display()) if working else ""


@transaction.atomic
def settle(user: Any, alert_id: uuid.UUID, finding: str) -> Alert:
    """Say what came of it. Nobody settles what is about themselves."""
    alert = alerts_visible_to(user).select_for_update().get(pk=alert_id)
    if alert.user == user.pk:
        raise PermissionDenied(Permission.SETTLE_ALERT)
    if alert.settled_at is not None:
        raise Stale(_("Somebody has settled this alert already."))
    alert.settled_at, alert.settled_by, alert.finding = timezone.now(), user.pk, finding
    alert.save(update_fields=["settled_at", "settled_by", "finding"])
    audit.note({alert.pk, alert.user} | ({alert.person} if alert.person else set()))
    return alert
